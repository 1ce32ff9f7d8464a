"""Files spoiled at random, with fixed seeds: whatever a file holds, a command ends well and its account adds up.

Never our bug (exit 70), never a warning of Python, JSON that is JSON, a place for each error, a sentence and no gap in
either language, rows = used + rejected, and every cell counted once. A seed that fails is a bug; its study can be had
with `spoiled(seed, kind, folder)`.
"""

import csv
import io
import json
import re
import shutil
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from pyarrow import parquet

from berdaya.cli import run
from berdaya.instrument.read import read_instrument
from berdaya.instrument.workbook import write_workbook
from berdaya.study.start import start_demo, start_study
from berdaya.words import problems as spoken

SECONDS = 20.0  # far above what any of these takes: a hang, not a slow machine
NASTY = [
    "", " ", "0", "-1", "1e400", "-1e400", "NaN", ".nan", ".inf", "9" * 400, "1306082511900001", "0x10", "1_000", "1,5", "3.0",
    " 2 ", "２", "½", "+1", "=1+1", "@SUM(1)", "dua", "true", "null", "~", "2022-11-30", "30/11/2022", "12:30", "dk", "k01",
    "group", "member", "after", "before ", "a" * 5000, "\u202eRTL", "\u200b", "\ufeff", "\x00", "\x1b", "\x85", "\u2028", "😀",
    "'", '"', '""', "a,b", "a;b", "a\nb", "a\rb", "[1,2]", "{a: 1", "&a b", "*a", "<<", "# c", "- x", "| x", "a: b: c",
    "${HOME}",
    "!!python/object:os.system x", "!!binary aGk=", "${X", "../../x", "/etc/passwd", "nul", "..", "{0}", "%s", "\\", "overall",
    "a1_h1", "row", "weight", "\t", "  \t",
]  # fmt: skip
LINES = [
    "---", "<<: *a", "\ufeff", "\t", "x: &x [*x]", "[" * 200, "{" * 200, "x: 'abc", 'x: "abc', "x: *none", "? ", "- ", "]",
    "key: !!python/object/apply:os.system ['x']", "b: &b [1, 1]\nc: &c [*b, *b]", "%YAML 1.1", "a: " * 50,
]  # fmt: skip
CELLS = [
    0,
    3,
    2.5,
    -1,
    1e300,
    10**20,
    True,
    None,
    "#N/A",
    "=1+1",
    "dua",
    " 3 ",
    "3,0",
    "a" * 30000,
    "x\ny",
    "_x000D_",
    "dk",
]

Spoil = Callable[[Random, Path], object]


# --- Texts: lines, cells and bytes.


def spoil_lines(choose: Random, path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for _ in range(choose.choice([1, 1, 2, 4])):
        at, other = choose.randrange(len(lines)), choose.randrange(len(lines))
        line = lines[at]
        place = choose.randrange(len(line) + 1)
        lines[at] = choose.choice(
            [
                "", lines[other], f"{line}\n{lines[other]}", f" {line}", f"\t{line}", line.lstrip(), line[:place],
                line[:place] + choose.choice(NASTY) + line[place:], f"{line}\n{choose.choice(LINES)}",
                re.sub(r":\s.*", lambda _: f": {choose.choice(NASTY)}", line, count=1), line.replace(":", "", 1),
                re.sub(r"^(\s*-?\s*)\w+:", lambda found: f"{found[1]}{choose.choice(NASTY)}:", line, count=1),
                line.replace('"', "", 1), line.replace("[", "{", 1), line.replace("1", choose.choice(NASTY), 1),
            ]
        )  # fmt: skip
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))


def spoil_bytes(choose: Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(choose.choice([1, 2, 8])):
        at = choose.randrange(len(data) + 1)
        change = choose.randrange(4)
        if change == 0:
            data[at:at] = choose.choice([b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\x80", b"\r", b'"', b"\xc3", b"\x1b"])
        elif change == 1:
            del data[at : at + choose.choice([1, 10, 1000])]
        elif change == 2:
            data[at : at + 1] = bytes([choose.randrange(256)])
        else:
            data[at:at] = data[max(0, at - 100) : at]
    path.write_bytes(bytes(data))


def spoil_encoding(choose: Random, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_bytes(
        choose.choice(
            [
                text.encode("utf-16"), text.encode("utf-16-le"), text.encode("cp1252", "replace"), text.encode("utf-32"),
                text.encode("utf-8-sig"), b"\xef\xbb\xbf" + text.encode("utf-8-sig"), text.replace("\n", "\r").encode(),
                text.replace("\n", "\r\n").encode(), text.replace("\n", "\n\n").encode(),
            ]
        )
    )  # fmt: skip


def spoil_text(choose: Random, path: Path) -> None:
    choose.choices([spoil_lines, spoil_encoding, spoil_bytes], [8, 1, 1])[0](choose, path)


# --- Tables: the same changes, written as csv, workbook or Parquet.


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def spoil_rows(choose: Random, rows: list[list[str]]) -> list[list[str]]:
    for _ in range(choose.choice([1, 1, 2, 4])):
        at, column = choose.randrange(len(rows)), choose.randrange(len(rows[0]))
        change = choose.randrange(9)
        if change <= 3:
            rows[at] = [choose.choice(NASTY) if i == column else cell for i, cell in enumerate(rows[at])]
        elif change == 4:
            rows.insert(at, list(rows[at]))
        elif change == 5:
            rows[at] = [*rows[at], choose.choice(NASTY)]
        elif change == 6:
            rows[at] = rows[at][:column]
        elif change == 7:
            rows = [[cell for i, cell in enumerate(row) if i != column] or [""] for row in rows]
        else:
            spoiled = choose.choice(NASTY)
            rows[1:] = [[spoiled if i == column else cell for i, cell in enumerate(row)] for row in rows[1:]]
    return rows


def spoil_csv(choose: Random, path: Path) -> None:
    if choose.random() < 0.2:
        spoil_text(choose, path)
        return
    out = io.StringIO(newline="")
    sep, quoted = choose.choice(",,,;\t|"), choose.random() < 0.5
    quoting: Any = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    end = choose.choice(["\n", "\r\n"])
    csv.writer(out, delimiter=sep, quoting=quoting, lineterminator=end).writerows(spoil_rows(choose, rows_of(path)))
    text = out.getvalue()
    path.write_bytes((text.replace('"', "", 3) if choose.random() < 0.2 else text).encode("utf-8", "surrogatepass"))


def rename(path: Path, ending: str) -> Path:
    """Let study.yaml name a file by another ending."""
    study = next(folder / "study.yaml" for folder in path.parents if (folder / "study.yaml").exists())
    new = path.with_suffix(ending)
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace(path.name, new.name), encoding="utf-8", newline="\n")
    path.unlink()
    return new


def spoil_sheet(choose: Random, sheet: Any) -> None:
    for _ in range(choose.choice([1, 2, 4])):
        row, column = choose.randint(1, sheet.max_row + 1), choose.randint(1, min(sheet.max_column, 300) + 1)
        change = choose.randrange(7)
        if change <= 2:
            cell = sheet.cell(row, column)
            if isinstance(cell, Cell):  # not within merged cells
                cell.value = choose.choice(CELLS)
        elif change == 3:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + 1, end_column=column + 1)
        elif change == 4:
            sheet.cell(sheet.max_row + choose.choice([1, 3000]), 1).number_format = "yyyy-mm-dd"
        elif change == 5:
            sheet.cell(row, 16_384).number_format = "0%"
        else:
            sheet.sheet_state = choose.choice(["hidden", "visible"])


def save(choose: Random, book: Any, path: Path) -> None:
    book.create_sheet("Lain")
    book.save(path)
    if choose.random() < 0.5:
        spoil_zip(choose, path)


def spoil_zip(choose: Random, path: Path) -> None:
    """Change one part of a workbook as another programme, a broken copy or an adversary would."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = choose.choice(
        [part for part in parts if "sheet" in part or "shared" in part or part.endswith("workbook.xml")]
    )
    text = parts[name].decode()
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    parts[name] = choose.choice(
        [
            b"", parts[name][: choose.randrange(len(text))], (bomb + text.partition("?>")[2]).encode(),
            re.sub(r't="\w+"', f't="{choose.choice("snbedz")}"', text, count=3).encode(),
            re.sub("<v>[^<]*", f"<v>{choose.choice(['1e400', 'NaN', 'x', '', '-1', '99999999'])}", text, count=3).encode(),
            re.sub(r'<c r="[A-Z]+\d+"', choose.choice(["<c", '<c r="XFD1"', '<c r="A0"', '<c r="1"']), text, count=2).encode(),
            re.sub(r'<row r="\d+"', choose.choice(["<row", '<row r="1048576"', '<row r="-1"', '<row r="x"']), text, count=2).encode(),  # noqa: E501
        ]
    )  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, data in parts.items():
            packed.writestr(part, data)
    if choose.random() < 0.2:
        spoil_bytes(choose, path)


def spoil_xlsx(choose: Random, path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in rows_of(path):
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    spoil_sheet(choose, sheet)
    save(choose, book, rename(path, ".xlsx"))


def spoil_instrument_xlsx(choose: Random, path: Path) -> None:
    instrument, _ = read_instrument(path)
    new = rename(path, ".xlsx")
    write_workbook(instrument, new)
    book: Any = load_workbook(new)
    spoil_sheet(choose, choose.choice(book.worksheets))
    save(choose, book, new)


def odd_column(choose: Random, texts: list[str]) -> Any:
    """Return a column of another kind, of the same numbers where it can hold them."""
    numbers = pl.Series(texts).cast(pl.Float64, strict=False).fill_null(choose.choice([1, 0, -3])).to_arrow()
    kinds: list[Callable[[], Any]] = [
        lambda: numbers.cast(choose.choice([pa.float16(), pa.float32(), pa.decimal128(20, 3), pa.decimal256(50, 2)])),
        lambda: pa.array([[text] for text in texts]),
        lambda: pa.array([{"a": text} for text in texts]),
        lambda: pa.array(texts).dictionary_encode(),
        lambda: numbers.dictionary_encode(),
        lambda: pa.nulls(len(texts)),
        lambda: pa.array(texts, choose.choice([pa.large_string(), pa.string_view()])),
        lambda: pa.array([text.encode() or b"\xff" for text in texts]),
        lambda: pa.array(
            [19_000] * len(texts), choose.choice([pa.date32(), pa.timestamp("s", "UTC"), pa.duration("s")])
        ),
        lambda: pa.array([choose.choice([2**64 - 1, 1])] * len(texts), pa.uint64()),
        lambda: pa.array([choose.choice([1e300, float("nan"), float("inf")]) for _ in texts]),
        lambda: pa.array([len(text) > 1 for text in texts]),
    ]
    return choose.choice(kinds)()


def spoil_parquet(choose: Random, path: Path) -> None:
    head, *rows = rows_of(path)
    columns = {name: [row[i] for row in rows] for i, name in enumerate(head)}
    odd = {choose.choice(head) for _ in range(choose.choice([1, 1, 3]))}
    made = {name: odd_column(choose, texts) if name in odd else pa.array(texts) for name, texts in columns.items()}
    new = rename(path, ".parquet")
    parquet.write_table(pa.table(made), new, row_group_size=choose.choice([3, 1000]))
    if choose.random() < 0.2:
        spoil_bytes(choose, new)


def turn_long(_: Random, path: Path) -> None:
    """Rewrite a wide file as a long one: one line an answer."""
    table = pl.read_csv(path, infer_schema=False)
    keys = [name for name in ("respondent", "group", "role", "sex", "age_class") if name in table.columns]
    answers = [name for name in table.columns if name not in keys]
    long = table.unpivot(answers, index=keys, variable_name="item", value_name="answer").drop_nulls("answer")
    long.write_csv(path)
    study = path.parent.parent / "study.yaml"
    text = study.read_text(encoding="utf-8").replace(
        f"file: responses/{path.name}", f"file: responses/{path.name}\n    shape: long"
    )
    study.write_text(text, encoding="utf-8", newline="\n")


# --- The kinds of fuzz: a study, one of its files, and what is done to it.

ANSWERS, GROUPS = "responses/answers.csv", "groups.csv"
KINDS: dict[str, tuple[str, tuple[str, ...], tuple[Spoil, ...]]] = {
    "settings": ("blank", ("study.yaml", "instrument.yaml"), (spoil_text,)),
    "settings of waves": ("demo", ("study.yaml", "instrument.yaml"), (spoil_text,)),
    "csv": ("blank", (ANSWERS, GROUPS), (spoil_csv,)),
    "csv of waves": ("demo", ("responses/leaders.csv", GROUPS), (spoil_csv,)),
    "long csv": ("blank", (ANSWERS,), (turn_long, spoil_csv)),
    "xlsx": ("blank", (ANSWERS, GROUPS), (spoil_xlsx,)),
    "instrument xlsx": ("blank", ("instrument.yaml",), (spoil_instrument_xlsx,)),
    "parquet": ("blank", (ANSWERS, GROUPS), (spoil_parquet,)),
    "interviews": ("demo", ("interviews/k10-v03.md", "interviews/k26-f01.md"), (spoil_text,)),
}


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Studies without a fault."""
    folder = tmp_path_factory.mktemp("good")
    start_study(folder / "blank", "blank")
    start_demo(folder / "demo")
    return folder


def spoiled(seed: int, kind: str, good: Path, folder: Path) -> Path:
    """Return a study spoiled in a way that follows from the seed alone."""
    choose = Random(f"{kind} {seed}")
    base, files, ways = KINDS[kind]
    shutil.copytree(good / base, folder)
    path = folder / choose.choice(files)
    for way in ways:
        way(choose, path)
    return folder


# --- What must hold, whatever the files are.


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The values that a sentence needed and its problem did not have, which are printed as "?"."""
    found: list[object] = []
    usual = spoken._Lenient.get_value

    def watched(self: Any, key: int | str, args: object, kwargs: Any) -> object:
        if key not in kwargs:
            found.append(key)
        return usual(self, key, args, kwargs)

    monkeypatch.setattr(spoken._Lenient, "get_value", watched)
    yield found


def outcome(command: str, folder: Path, lang: str) -> tuple[int, dict[str, Any]]:
    out, err = io.StringIO(), io.StringIO()
    began = time.perf_counter()
    with warnings.catch_warnings(), redirect_stdout(out), redirect_stderr(err):
        warnings.simplefilter("error")
        code = run([command, str(folder), "--json", "--lang", lang])
    assert time.perf_counter() - began < SECONDS
    assert code in (0, 1), err.getvalue()
    assert err.getvalue() == ""
    return code, strict_json(out.getvalue())


def strict_json(text: str) -> dict[str, Any]:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return found


def check_account(counts: dict[str, Any] | None, folder: Path) -> None:
    if counts is None:
        return
    assert counts["rows"] == counts["used"] + counts["rejected"]
    cells = counts["cells"]
    assert cells["missing"] == sum(cells["missing_by_code"].values())
    listed = folder / "results" / "rejected.csv"
    lines = 0
    if listed.exists():
        with listed.open(encoding="utf-8-sig", newline="") as file:
            lines = sum(1 for _ in csv.reader(file)) - 1
    assert lines == counts["rejected"] + cells["set_aside"]


def ends_well(folder: Path) -> None:
    codes = []
    for command, lang in (("check", "id"), ("estimate", "en")):
        code, document = outcome(command, folder, lang)
        problems = document.get("problems", document.get("warnings"))
        assert problems is not None
        errors = [p for p in problems if p["severity"] == "error"]
        assert bool(errors) == bool(code), errors[:3]
        assert [p for p in problems if not p["message"]] == []
        assert [p for p in errors if not p["file"]] == []
        check_account(document.get("counts"), folder)
        codes.append(code)
    assert codes[1] <= codes[0], "check must find what stops estimate"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_spoiled_files_end_well(kind: str, seed: int, good: Path, gaps: list[object], tmp_path: Path) -> None:
    ends_well(spoiled(seed, kind, good, tmp_path / "studi"))
    assert gaps == []


@pytest.mark.slow
@pytest.mark.parametrize("tens", range(10))
@pytest.mark.parametrize("kind", KINDS)
def test_many_spoiled_files_end_well(kind: str, tens: int, good: Path, gaps: list[object], tmp_path: Path) -> None:
    for seed in range(1000 + 20 * tens, 1020 + 20 * tens):
        folder = spoiled(seed, kind, good, tmp_path / str(seed))
        ends_well(folder)
        assert gaps == [], seed
        shutil.rmtree(folder)
