"""Measure: `make bench`, or

    python bench/run.py [--rows 100000 1000000 10000000] [--keep FOLDER] [--write]

Every figure is the median of three in one run, with what it is compared to run in turn beside it. `--keep` holds the data of
one run for the next; `--write` puts the table into bench/README.md.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
BERDAYA = [PYTHON, "-m", "berdaya"]
TIMES = 3
MOST_IN_PANDAS = 1_000_000
SUMS = "import sys, polars as pl, polars.selectors as cs; pl.scan_parquet(sys.argv[1]).select(cs.numeric().sum()).collect()"


class Measured(NamedTuple):
    """Seconds of each time, and the most memory of them in GB (None where the system does not tell)."""

    seconds: list[float]
    memory: float | None = None

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.seconds)


def run(command: Sequence[str | Path], output: Path | None = None) -> tuple[float, float | None]:
    """Run a command once: seconds, and the most memory in GB."""
    with (output or Path(os.devnull)).open("wb") as target:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=target, stderr=subprocess.PIPE)
        assert process.stderr is not None
        errors = process.stderr.read()
        memory = None
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            memory = usage.ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
        process.wait()
        taken = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, command))}\n{errors.decode(errors='replace')}")
    return taken, memory


def in_turn(commands: dict[str, Sequence[str | Path]], outputs: dict[str, Path]) -> dict[str, Measured]:
    """Run each command three times, one after another, so that all meet the same load."""
    found: dict[str, list[tuple[float, float | None]]] = {name: [] for name in commands}
    for _ in range(TIMES):
        for name, command in commands.items():
            found[name].append(run(command, outputs.get(name)))
    return {
        name: Measured([s for s, _ in one], max((m for _, m in one if m is not None), default=None))
        for name, one in found.items()
    }


def inside(what: str, folder: Path) -> Measured:
    """Measure within one process."""
    done = subprocess.run(
        [PYTHON, str(HERE / "inside.py"), what, str(folder)], check=True, capture_output=True, text=True
    )
    return Measured(json.loads(done.stdout))


def pandas_python() -> Path | None:
    """Return a Python with pandas, made when first needed; None where it cannot be had."""
    folder = HERE.parent / ".venv-bench"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    needs = HERE / "requirements.txt"
    try:
        if not python.exists():
            subprocess.run([PYTHON, "-m", "venv", str(folder)], check=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), "-m", "pip", "install", *quiet, "-r", str(needs)], check=True)
    except (subprocess.CalledProcessError, OSError):
        print("pandas cannot be installed here: it is left out", file=sys.stderr)
        return None
    return python


def agreement(ours: Path, theirs: Path) -> float:
    """Return the largest relative difference of values and errors between the command's output and pandas'."""
    other = json.loads(theirs.read_text(encoding="utf-8"))
    rows = json.loads(ours.read_text(encoding="utf-8"))["estimates"]
    pairs = []
    for row in rows:
        d, n = int(row["by"]["domain"]), other["keys"].index(row["node"])
        pairs += [(row["value"], other["value"][d][n]), (row["se"], other["se"][d][n])]
    return max(abs(a - b) / max(abs(b), 1e-3) for a, b in pairs)


def whole_command(folder: Path, rows: int, pandas: Path | None, scratch: Path) -> Iterator[tuple[str, str, str]]:
    """Yield table rows: the whole command beside the bare column sums and pandas."""
    answers = folder / "answers.parquet"
    commands: dict[str, Sequence[str | Path]] = {
        "sums": [PYTHON, "-c", SUMS, answers],
        "berdaya": [*BERDAYA, "estimate", folder, "--by", "domain", "--json"],
    }
    if pandas and rows <= MOST_IN_PANDAS and "shuffled" not in folder.name:
        commands["pandas"] = [pandas, HERE / "pandas_way.py", folder]
    outputs = {name: scratch / f"{name}.json" for name in ("berdaya", "pandas")}
    found = in_turn(commands, outputs)
    ours, sums = found["berdaya"], found["sums"]
    label = f"`berdaya estimate --by domain --json`, {rows:,} rows{', shuffled' if 'shuffled' in folder.name else ''}"
    target = {1_000_000: "3 s, 0.9 GB, 6x", 10_000_000: "12 s"}.get(rows, "") if "shuffled" not in folder.name else ""
    yield label, f"{shown(ours)}; {ours.median / sums.median:.1f}x the column sums", target
    yield f"bare column sums of the same file (polars), {rows:,} rows", shown(sums), ""
    if "pandas" in found:
        other = found["pandas"]
        apart = agreement(outputs["berdaya"], outputs["pandas"])
        ratio = f"{other.median / ours.median:.1f}x Berdaya's time; all values and errors agree to {apart:.0e}"
        yield f"the same in pandas, {rows:,} rows", f"{shown(other)}; {ratio}", ""


def shown(measured: Measured) -> str:
    """Return seconds and memory for the table."""
    spread = f" ({min(measured.seconds):.2f}-{max(measured.seconds):.2f})"
    memory = f", {measured.memory:.2f} GB" if measured.memory else ""
    return f"{measured.median:.2f} s{spread}{memory}"


def weight_draws(scratch: Path) -> Iterator[tuple[str, str, str]]:
    """Yield table rows: 1000 draws of weights, beside a plain loop over draws."""
    found, sums = {}, {}
    for way in ("ours", "loop"):
        output = scratch / f"{way}.json"
        _, memory = run([PYTHON, HERE / "draws.py", way], output)
        done = json.loads(output.read_text(encoding="utf-8"))
        found[way], sums[way] = Measured(done["seconds"], memory), done["sum"]
    ours, loop = found["ours"], found["loop"]
    label, apart = "1000 draws of weights x 10,000 units x 30 questions", abs(sums["ours"] / sums["loop"] - 1)
    yield label, shown(ours), "5 s, 2 GB"
    yield (
        f"{label}, draw by draw in NumPy",
        f"{shown(loop)}; {loop.median / ours.median:.1f}x; sums agree to {apart:.0e}",
        "",
    )


def start_up(scratch: Path) -> Iterator[tuple[str, str, str]]:
    """Yield table rows of `--help` and `demo`."""
    help_ = in_turn({"help": [*BERDAYA, "--help"]}, {})["help"]
    yield "`berdaya --help`", shown(help_), "0.3 s"
    demo = [run([*BERDAYA, "demo", scratch / f"demo{i}"]) for i in range(TIMES)]
    most = max((m for _, m in demo if m is not None), default=None)
    yield "`berdaya demo`", shown(Measured([s for s, _ in demo], most)), "15 s"


def made(folder: Path, rows: int, *options: str) -> Path:
    """Make a study in a process of its own: a child's memory is counted from what its parent holds."""
    subprocess.run([PYTHON, str(HERE / "make_data.py"), str(folder), str(rows), *options], check=True)
    return folder


def measure(sizes: Sequence[int], keep: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the table: what, measured, aim."""
    pandas = pandas_python()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        for rows in sizes:
            folder = made(keep / str(rows), rows)
            yield from whole_command(folder, rows, pandas, scratch)
            if rows == 1_000_000:
                yield "tally and estimates alone, 1,000,000 rows", shown(inside("alone", folder)), "1.5 s"
                shuffled = made(keep / f"{rows}-shuffled", rows, "--shuffled")
                yield from whole_command(shuffled, rows, None, scratch)
                yield "1000 bootstrap replicates, 66,667 PSUs x 514 domains", shown(inside("bootstrap", folder)), "3 s"
                units = made(keep / "units", rows, "--items", "30", "--mode", "units_first")
                yield "units-first index, 1,000,000 x 30", shown(inside("index", units)), "1 s"
        yield from weight_draws(scratch)
        yield from start_up(scratch)


def machine() -> str:
    """Say on what it was measured."""
    from importlib.metadata import version

    parts = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "polars", "pyarrow"))
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}{load}; Python {platform.python_version()}, {parts}"


def main() -> None:
    """Measure, print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = ["| what | measured: median of 3 (least-most), most memory | aim |", "|---|---|---|"]
    print(*lines, sep="\n")
    with tempfile.TemporaryDirectory() as temporary:
        for row in measure(given.rows, given.keep or Path(temporary)):
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
    lines.append(f"\n{machine()}.")
    print(lines[-1])
    if given.write:
        begin, end = "<!-- made by bench/run.py -->", "<!-- end -->"
        page = HERE / "README.md"
        head, rest = page.read_text(encoding="utf-8").split(begin)
        block = "\n".join([begin, *lines, end])
        page.write_text(head + block + rest.split(end)[1], encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
