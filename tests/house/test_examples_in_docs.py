"""What the pages show runs: examples are written out and checked, consoles are compared with what is printed.

The word after a fence's language says what a block is (GitHub shows nothing of it):

    ```yaml small/study.yaml              the file study.yaml of the example `small`
    ```csv small/groups.csv               another file of it
    ```yaml small/study.yaml -> census    the example `census`: a copy of `small` with these entries replaced in study.yaml
    ```console small                      commands run in that example's folder, and what they print
    ```console demo                       the same in the Baso example

Every example is checked and estimated, also without a console; the name of one that is refused ends in `-refused`. A
console may leave out lines, not change them. In the README, which shortens words, only the figures are compared.
"""

import io
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from openpyxl import load_workbook

from berdaya.cli.app import make_app
from berdaya.cli.main import run
from berdaya.estimates.attention_model import Rule
from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.instrument import defaults, sheets
from berdaya.instrument.parse import _KNOWN as INSTRUMENT_KEYS
from berdaya.instrument.parse_bands import _KNOWN as BAND_KEYS
from berdaya.instrument.parse_tree import _INNER, _LEAF
from berdaya.located import yaml_file
from berdaya.responses.ledger import LISTED
from berdaya.responses.match import KEY_NAMES
from berdaya.study.declared.sources import _KNOWN as SOURCE_KEYS
from berdaya.study.read import _KNOWN as STUDY_KEYS
from berdaya.study.start import start_demo
from berdaya.tally.design import FEW
from berdaya.tally.model import DesignSpec, Stage
from berdaya.words.problems import catalogue

if TYPE_CHECKING:
    from tests.conftest import Outside

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("instrument.md", "study.md", "method.md")
_FENCE = re.compile(r"^```(\w+) (\S+(?: -> \S+)?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"<!-- sheet (\w+) of (\S+) -->\n\n((?:\|.*\n)+)")
_ENTRY = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block that says what it is."""

    language: str
    what: str
    text: str


def blocks_of(page: str) -> list[Block]:
    return [Block(*found) for found in _FENCE.findall((DOCS / page).read_text(encoding="utf-8"))]


def replaced(text: str, change: str) -> str:
    """Return a YAML text with whole top entries replaced by those of another; new ones come last."""
    entries = {entry.partition(":")[0]: entry for entry in _ENTRY.split(text) if entry.strip()}
    for entry in _ENTRY.split(change):
        if entry.strip():
            entries[entry.partition(":")[0]] = entry.rstrip("\n") + "\n"
    return "".join(entries.values())


def copy_absent(source: Path, target: Path) -> None:
    """Copy the files of a folder that another does not have."""
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        if not (target / path.name).exists():
            shutil.copyfile(path, target / path.name)


def write_examples(page: str, folder: Path) -> list[str]:
    """Write all examples of a page into folders and return their names."""
    names: dict[str, None] = {}
    for block in blocks_of(page):
        source, arrow, name = block.what.partition(" -> ")
        example, _, file = source.partition("/")
        if block.language == "console":
            continue
        target = folder / (name or example)
        if arrow:
            copy_absent(folder / example, target)
        names[name or example] = None
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        text = replaced(path.read_text(encoding="utf-8"), block.text) if arrow else block.text
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(names)


def printed(call: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]]:
    """Run a call in a folder; return its exit code and all it prints, in the order it comes."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("BERDAYA_LANG", "en")
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        code = run(shlex.split(call)[1:])
    return code, [" ".join(line.split()) for line in out.getvalue().splitlines()]


def calls_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of a console with the lines shown below it, but not `...`, which stands for left out lines."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        call, *shown = part.splitlines()
        lines = (" ".join(line.split()) for line in shown)
        yield call, [line for line in lines if line not in ("", "...")]


def first_not_in_order(shown: list[str], actual: list[str]) -> str | None:
    left = iter(actual)
    return next((line for line in shown if line not in left), None)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("baso")
    start_demo(folder)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_examples_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = write_examples(page, tmp_path)
    assert names or page == "method.md"
    for name in names:
        study = (tmp_path / name / "study.yaml").is_file()
        calls = ["berdaya check", "berdaya estimate"] if study else ["berdaya check instrument.yaml"]
        for call in calls:
            code, lines = printed(call, tmp_path / name, monkeypatch)
            assert code == int(name.endswith("-refused")), (name, call, lines)


@pytest.mark.parametrize("page", PAGES)
def test_consoles_show_what_is_printed(page: str, tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = write_examples(page, tmp_path)
    consoles = [block for block in blocks_of(page) if block.language == "console"]
    assert consoles
    for block in consoles:
        assert block.what in (*names, "demo")
        folder = demo if block.what == "demo" else tmp_path / block.what
        for call, shown in calls_of(block.text):
            if call.startswith("cat "):
                lines = [" ".join(line.split()) for line in (folder / call[4:]).read_text("utf-8-sig").splitlines()]
            else:
                _, lines = printed(call, folder, monkeypatch)
            assert first_not_in_order(shown, lines) is None, (page, call, lines)


@pytest.mark.slow
def test_the_tutorial_shows_what_is_printed(
    root: Path, tmp_path: Path, outside: "Outside", monkeypatch: pytest.MonkeyPatch
) -> None:
    data = outside.folder("myanmar_mcct", 0, "BERDAYA_REAL")
    monkeypatch.setenv("BERDAYA_REAL", str(data.parent))
    consoles = [block for block in blocks_of("tutorial.md") if block.language == "console"]
    assert len(consoles) > 4
    study = tmp_path / "myanmar_mcct"
    shutil.copytree(root / "examples" / "myanmar_mcct", study)
    for block in consoles:
        assert block.what == study.name
        for call, shown in calls_of(block.text):
            code, lines = printed(call, study, monkeypatch)
            assert code == 0
            assert first_not_in_order(shown, lines) is None, (call, lines)


def figures(line: str) -> list[str]:
    return re.findall(r"\S*\d\S*", line)


def test_figures_of_the_readme_are_current(root: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    consoles = re.findall(r"((?:^    .*\n)+)", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    calls = [
        call
        for text in consoles
        if "    $ berdaya" in text
        for call in calls_of(text.replace("    $ berdaya", "$ berdaya"))
    ]
    assert calls
    for call, shown in calls:
        code, lines = printed(call, demo, monkeypatch)
        actual = [" ".join(figures(line)) for line in lines]
        wanted = [" ".join(figures(line)) for line in shown if figures(line)]
        assert code == 0 and wanted
        assert first_not_in_order(wanted, actual) is None, (call, lines)


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.relative_to(DOCS).as_posix()}" for p in DOCS.rglob("*.md"))])
def test_commands_that_pages_name_exist(root: Path, page: str) -> None:
    top = typer.main.get_command(make_app("en"))
    text = (root / page).read_text(encoding="utf-8")
    for call in re.findall(r"^(?: {4})?\$? ?berdaya ([a-z].*)$", text, re.MULTILINE):
        words = shlex.split(call.partition(" #")[0])
        command, known = top, set[str]()
        for word in words:
            known |= {option for param in command.params for option in param.opts}
            if word in getattr(command, "commands", {}):
                command = command.commands[word]  # type: ignore[attr-defined]
        assert command is not top, (page, call)
        known |= {option for param in command.params for option in param.opts} | {"--help"}
        assert [word for word in words if word.startswith("--") and word.partition("=")[0] not in known] == [], (
            page,
            call,
        )


def shown_tables() -> list[tuple[str, str, list[list[str]]]]:
    found = _TABLE.findall((DOCS / "instrument.md").read_text(encoding="utf-8"))
    cells = [[[c.strip() for c in line.strip("|").split("|")] for line in table.splitlines()] for _, _, table in found]
    return [(sheet, name, [rows[0], *rows[2:]]) for (sheet, name, _), rows in zip(found, cells, strict=True)]


def test_sheets_shown_are_those_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_examples("instrument.md", tmp_path)
    tables = shown_tables()
    assert [sheet for sheet, _, _ in tables] == list(sheets.SHEETS)
    for sheet, name, rows in tables:
        folder = tmp_path / name
        if not (folder / "instrument.xlsx").exists():
            assert printed("berdaya export instrument instrument.yaml --to xlsx", folder, monkeypatch)[0] == 0
        cells = list(load_workbook(folder / "instrument.xlsx")[sheet].iter_rows(values_only=True))
        at = [cells[0].index(title) for title in rows[0]]
        written = [["" if row[i] is None else str(row[i]) for i in at] for row in cells[1:]]
        assert rows[1:] == written, sheet


def in_code(page: str) -> set[str]:
    """Return the words that a page sets as code: `key`, `key: value`, or in a list of several."""
    found = re.findall(r"`([^`\n]+)`", (DOCS / page).read_text(encoding="utf-8"))
    return {word for text in found for word in re.findall(r"\w+", text)}


SETTINGS = (
    "count",
    "mode",
    "min_coverage",
    "zero",
    "confidence",
    "profile",
    "threshold",
    "min_df",
    "min_n",
    "rse",
    "composite",
)
SHEETS = (*sheets.ENTRIES, *sheets.BAND_COLUMNS, *sheets.NODE_COLUMNS, *sheets.PLAIN_COLUMNS)
ATTENTION = tuple(Rule.__annotations__)
DESIGN = tuple(key for key in (*DesignSpec.__annotations__, *Stage.__annotations__) if key != "where")
EVERY_KEY: Mapping[str, tuple[str, ...]] = {
    "instrument.md": (*INSTRUMENT_KEYS, *BAND_KEYS, *_INNER, *_LEAF, *SHEETS, *sheets.NODE_TEXTS, *sheets.MORE_TEXTS),
    "study.md": (*STUDY_KEYS, *SOURCE_KEYS, *KEY_NAMES, *DESIGN, *SETTINGS, "group_weight", "by", *ATTENTION),
}


@pytest.mark.parametrize("page", EVERY_KEY)
def test_every_key_is_told(page: str) -> None:
    assert set(EVERY_KEY[page]) - in_code(page) == set()


@pytest.mark.parametrize("page", PAGES)
def test_codes_that_pages_name_exist(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    areas = {code.partition(".")[0] for code in catalogue()}
    named = {c for c in re.findall(r"`([a-z]+\.[a-z-]+)`", text) if c.partition(".")[0] in areas}
    assert {c for c in named if not c.endswith((".yaml", ".xlsx", ".csv", ".md", ".geojson"))} - set(
        catalogue()
    ) == set()


@pytest.mark.parametrize("page", ["study.md", "method.md"])
def test_numbers_that_pages_quote_are_those_of_the_code(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert f"Fewer than {FEW} " in text
    assert page != "method.md" or f"{REPLICATES} replicates, seed {SEED}" in " ".join(text.split())
    assert page != "study.md" or f"the first {LISTED} in a file" in " ".join(text.split())


def test_limits_are_those_of_the_code() -> None:
    table = (DOCS / "instrument.md").read_text(encoding="utf-8").partition("## Limits")[2].partition("## ")[0]
    limits = [defaults.MAX_LEVELS, defaults.MAX_NODES, defaults.MAX_TEXT, defaults.MAX_CLASSES]
    limits += [sheets.MAX_ROWS, sheets.MAX_COLUMNS, yaml_file.MAX_NODES, yaml_file.MAX_DEPTH]
    assert [limit for limit in limits if f"{limit:,}" not in table] == []
    assert all(f"`{name}`" in table for name in defaults.RESERVED)


def test_the_replacing_of_entries_itself() -> None:
    text = "a: 1\nb:\n  - 2\n# on c\nc: 3\n"
    assert replaced(text, "b: 9\nd:\n  e: 4\n") == "a: 1\nb: 9\nc: 3\nd:\n  e: 4\n"
    assert first_not_in_order(["b", "a"], ["a", "b"]) == "a"
    assert first_not_in_order(["a", "c"], ["a", "b", "c"]) is None
    assert list(calls_of("$ berdaya check\nx  y\n...\n$ berdaya doctor\n")) == [
        ("berdaya check", ["x y"]),
        ("berdaya doctor", []),
    ]
