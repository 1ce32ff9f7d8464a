"""Write windows_wheels.json: for every run dependency in requirements.lock, the wheel that Windows would install.

Asks the package index through pip and downloads nothing that is kept:

    python tests/house/make_windows_wheels.py

Run it after requirements.lock has changed. The test compares the committed answer, hash by hash, with the lock.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "3.11"


def packages(lock: str) -> dict[str, tuple[str, str, frozenset[str], tuple[str, ...]]]:
    """Return name==version to (name, version, who wants it, hashes) of every entry of the lock."""
    found: dict[str, tuple[str, str, frozenset[str], tuple[str, ...]]] = {}
    for block in re.split(r"\n(?=[a-z0-9])", lock):
        head = re.match(r"([a-z0-9._-]+)==(\S+)", block)
        if not head:
            continue
        via = block.split("# via", 1)[1] if "# via" in block else ""
        wanted = frozenset(
            re.findall(r"(?:^|#)[ ]+([a-z0-9._-]+(?: \(pyproject\.toml(?::dev)?\))?)", via, re.MULTILINE)
        )
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        found[f"{head[1]}=={head[2]}"] = (head[1], head[2], wanted, hashes)
    return found


def run_closure(lock: str) -> list[str]:
    """Return name==version of all that a user installs: what Berdaya and its extras want, and what that wants."""
    entries = packages(lock)
    wanted = {"berdaya (pyproject.toml)"}
    while True:
        more = {name for name, _, via, _ in entries.values() if via & wanted} | wanted
        if more == wanted:
            return sorted(pin for pin, (name, *_) in entries.items() if name in wanted)
        wanted = more


def wheels_on_windows(pins: list[str]) -> list[dict[str, str]]:
    """Ask pip which wheel of each pin it would take on 64-bit Windows."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        ask = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
        ask += ["--only-binary=:all:", "--platform=win_amd64", f"--python-version={PYTHON}", f"--target={folder}"]
        subprocess.run([*ask, f"--report={report}", *pins], check=True)
        answer = json.loads(report.read_text(encoding="utf-8"))
    rows = []
    for item in answer["install"]:
        download, meta = item["download_info"], item["metadata"]
        row = {"name": meta["name"].lower().replace("_", "-").replace(".", "-"), "version": meta["version"]}
        row |= {"wheel": download["url"].rsplit("/", 1)[1], "sha256": download["archive_info"]["hashes"]["sha256"]}
        rows.append(row)
    return sorted(rows, key=lambda row: row["name"])


def main() -> None:
    """Write the file beside this script."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    markers = {line.split(" ;")[0]: line for line in lock.splitlines() if " ;" in line}
    pins = [pin for pin in run_closure(lock) if "python_full_version >= '3.12'" not in markers.get(pin, "")]
    rows = wheels_on_windows(pins)
    target = Path(__file__).with_name("windows_wheels.json")
    target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
