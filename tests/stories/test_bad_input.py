"""Hostile and clumsy input, by the command line: nothing crashes, nothing is lost, every problem has its place.

Each case spoils a small good study in one way. `check` and `estimate` must end alike, in both forms of output.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from openpyxl import Workbook, load_workbook

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
Spoil = Callable[["SmallStudy"], object]
ROWS, CELLS = 18, 51
A = "responses/a.csv"
X = "responses/a.xlsx"


class Case(NamedTuple):
    """What is done to the study, and the one code and place that must be told; `rows` where their number changes."""

    code: str
    place: str
    spoil: Spoil
    rows: int = ROWS
    set_aside: int = 0
    rejected: int = 0
    cells: int = CELLS


def answers(*pairs: tuple[str, str]) -> Spoil:
    return lambda study: study.change(A, *pairs)


def settings(*pairs: tuple[str, str]) -> Spoil:
    return lambda study: study.change("study.yaml", *pairs)


def instrument(*pairs: tuple[str, str]) -> Spoil:
    return lambda study: study.change("instrument.yaml", *pairs)


def both(*spoils: Spoil) -> Spoil:
    return lambda study: [spoil(study) for spoil in spoils]


def encoded(encoding: str, name: str = A) -> Spoil:
    """Write a file in another encoding, with an accent so that it shows."""

    def spoil(study: "SmallStudy") -> None:
        text = (study.path / name).read_text(encoding="utf-8").replace(",L,", ",laki²,")
        study.write(name, text.encode(encoding))

    return spoil


def rewritten(name: str, change: Callable[[list[list[str]]], object]) -> Spoil:
    """Change the cells of a csv file."""

    def spoil(study: "SmallStudy") -> None:
        rows = list(csv.reader(io.StringIO((study.path / name).read_text(encoding="utf-8"))))
        change(rows)
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        study.write(name, text.getvalue())

    return spoil


def column(name: str, values: Callable[[int], str]) -> Spoil:
    """Fill a column of the answers (a new one at the end where there is none) by row number, from 1."""

    def change(rows: list[list[str]]) -> None:
        if name not in rows[0]:
            for row in rows:
                row.append("")
            rows[0][-1] = name
        at = rows[0].index(name)
        for i, row in enumerate(rows[1:], start=1):
            row[at] = values(i)

    return rewritten(A, change)


def workbook(change: Callable[[Any], object]) -> Spoil:
    """Put the answers into a workbook, sheet Jawaban, and change its sheet."""

    def spoil(study: "SmallStudy") -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Jawaban"
        for row in csv.reader(io.StringIO((study.path / A).read_text(encoding="utf-8"))):
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
        change(sheet)
        book.save(study.path / X)
        study.change("study.yaml", (A, X))

    return spoil


WEIGHTED = settings(("design: {selection: random}", "design: {selection: random, weight: weight}"))
CLUSTERS = "design:\n  selection: random\n  stages: [{unit: group, strata: [village]}]"
ONE_GROUP = rewritten(A, lambda rows: rows.__delitem__(slice(5, None)))

WARNED = {
    "a byte order mark": Case("file.other-encoding", "responses/a.csv", encoded("utf-8-sig")),
    "UTF-16": Case("file.other-encoding", "responses/a.csv", encoded("utf-16")),
    "Windows-1252": Case("file.other-encoding", "responses/a.csv", encoded("cp1252")),
    "a list of groups in Windows-1252": Case(
        "file.other-encoding",
        "groups.csv",
        lambda s: s.write(
            "groups.csv", (s.path / "groups.csv").read_text("utf-8").replace("Koto", "Kotó").encode("cp1252")
        ),
    ),
    "all answers equal": Case(
        "responses.all-equal", "responses/a.csv:1:5", both(column("q1", lambda i: "" if i in (4, 8, 12) else "2"))
    ),
    "a question nobody answered": Case("responses.nobody-answered", "responses/a.csv:1:8", column("q4", lambda i: "")),
    "blank rows in a workbook": Case(
        "responses.blank-rows", "responses/a.xlsx:Jawaban!A4", workbook(lambda sheet: sheet.insert_rows(4, 2))
    ),
    "a decimal comma": Case("responses.read-as-number", "responses/a.csv:2:5", answers(("L,1,2,3,", 'L,"1,0",2,3,'))),
    "blanks around a number": Case(
        "responses.read-as-number", "responses/a.csv:2:6", answers(("L,1,2,3,", "L,1, 2 ,3,"))
    ),
    "weight zero": Case(
        "responses.weight-zero",
        "responses/a.csv:3:9",
        both(WEIGHTED, column("weight", lambda i: "0" if i == 2 else "1.5")),
    ),
    "weights nobody uses": Case("responses.weight-unused", "responses/a.csv", column("weight", lambda i: "2")),
    "a column nobody maps": Case("responses.unknown-column", "responses/a.csv", column("catatan", lambda i: "baik")),
    "one unit in a stratum": Case(
        "design.lonely-psu", "study.yaml:8:12", settings(("design: {selection: random}", CLUSTERS))
    ),
    "one group, and groups are the units": Case(
        "design.single-psu",
        "study.yaml:6:1",
        both(ONE_GROUP, settings(("design: {selection: random}", CLUSTERS.replace(", strata: [village]", "")))),
        rows=4,
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_odd_input_is_read_with_a_warning(name: str, small: "SmallStudy", shell: Shell) -> None:
    case = WARNED[name]
    case.spoil(small)
    checked = shell("check", small.path, "--json")
    assert checked.code == 0, checked.out
    assert (case.code, case.place) in checked.found("warning")
    assert checked.found("error") == []
    estimated = shell("estimate", small.path, "--json")
    assert estimated.code == 0
    assert (case.code, case.place) in estimated.found("warning")
    assert_adds_up(estimated.json["counts"], case)
    assert checked.json["counts"] == estimated.json["counts"]
    assert all(row["value"] is not None for row in estimated.json["estimates"] if row["n"])
    text = shell("check", small.path)
    assert (text.code, f"warning {case.code}: " in text.err) == (0, True)
    assert f"{case.place}: warning {case.code}".removeprefix(": ") in text.err


def assert_adds_up(counts: Any, case: Case) -> None:
    cells = counts["cells"]
    assert counts["rows"] == case.rows == counts["used"] + counts["rejected"]
    assert counts["rejected"] == case.rejected
    assert cells["set_aside"] == case.set_aside
    assert cells["missing"] == sum(cells["missing_by_code"].values())
    if case.rows == ROWS and not case.rejected:
        assert cells["counted"] + cells["missing"] + cells["set_aside"] == case.cells


def test_where_errors_do_not_exist_values_do(small: "SmallStudy", shell: Shell) -> None:
    for name in ("one unit in a stratum", "one group, and groups are the units"):
        WARNED[name].spoil(small)
        for row in shell("estimate", small.path, "--json").json["estimates"]:
            assert row["value"] is not None
            assert (row["se"], row["low"], row["high"], row["bands"]) == (None, None, None, None)
            assert row["note"]
        small.write(
            "study.yaml",
            (small.path / "study.yaml").read_text("utf-8").replace(CLUSTERS, "design: {selection: random}"),
        )


SET_ASIDE = {
    "a number spelled out": Case(
        "responses.not-a-number", "responses/a.csv:3:5", answers(("P,3,2,1", "P,dua,2,1")), set_aside=1
    ),
    "4 on a scale of 0-3": Case(
        "responses.out-of-range", "responses/a.csv:3:5", answers(("P,3,2,1", "P,4,2,1")), set_aside=1
    ),
    "-1 on a scale of 0-3": Case(
        "responses.out-of-range", "responses/a.csv:3:5", answers(("P,3,2,1", "P,-1,2,1")), set_aside=1
    ),
    "a half on a scale of whole numbers": Case(
        "responses.not-an-integer", "responses/a.csv:3:5", answers(("P,3,2,1", 'P,"1,5",2,1')), set_aside=1
    ),
    "a date in a score": Case(
        "responses.date", "responses/a.csv:3:5", answers(("P,3,2,1", "P,2022-02-01,2,1")), set_aside=1
    ),
    "a date in a cell": Case(
        "responses.date",
        "responses/a.xlsx:Jawaban!E3",
        workbook(lambda sheet: sheet.__setitem__("E3", dt.date(2022, 2, 1))),
        set_aside=1,
    ),
    "a formula without a value": Case(
        "responses.formula-without-value",
        "responses/a.xlsx:Jawaban!F3",
        workbook(lambda sheet: sheet.__setitem__("F3", "=1+1")),
        set_aside=1,
    ),
    "an error in a cell": Case(
        "responses.not-a-number",
        "responses/a.xlsx:Jawaban!F3",
        workbook(lambda sheet: sheet.__setitem__("F3", "#N/A")),
        set_aside=1,
    ),
    "an answer of a role that is not asked": Case(
        "responses.role-not-asked",
        "responses/a.csv:3:8",
        answers(("P,3,2,1,", "P,3,2,1,2")),
        set_aside=1,
        cells=CELLS + 1,
    ),
    "an unknown group": Case("responses.unknown-group", "responses/a.csv:3:2", answers(("r2,g1", "r2,g7")), rejected=1),
    "no group": Case("responses.no-group", "responses/a.csv:3:2", answers(("r2,g1", "r2,")), rejected=1),
    "no respondent": Case("responses.no-respondent", "responses/a.csv:3:1", answers(("r2,g1", ",g1")), rejected=1),
    "an unknown role": Case(
        "responses.unknown-role", "responses/a.csv:3:3", answers(("r2,g1,member", "r2,g1,tamu")), rejected=1
    ),
    "a respondent twice": Case(
        "responses.respondent-twice", "responses/a.csv:3:1", answers(("r2,g1", "r1,g1")), rejected=1
    ),
    "a comma too many": Case(
        "responses.too-many-cells", "responses/a.csv:3", answers(("P,3,2,1,", "P,3,2,1,,2")), rejected=1
    ),
    "weight missing": Case(
        "responses.weight-missing",
        "responses/a.csv:3:9",
        both(WEIGHTED, column("weight", lambda i: "" if i == 2 else "1")),
        rejected=1,
    ),
    "weight negative": Case(
        "responses.weight-negative",
        "responses/a.csv:3:9",
        both(WEIGHTED, column("weight", lambda i: "-2" if i == 2 else "1")),
        rejected=1,
    ),
    "weight not a number": Case(
        "responses.weight-not-a-number",
        "responses/a.csv:3:9",
        both(WEIGHTED, column("weight", lambda i: "berat" if i == 2 else "1")),
        rejected=1,
    ),
}


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_be_used_is_refused_or_set_aside_and_listed(name: str, small: "SmallStudy", shell: Shell) -> None:
    case = SET_ASIDE[name]
    case.spoil(small)
    listed = small.path / "results" / "rejected.csv"
    for command in ("check", "estimate"):
        refused = shell(command, small.path, "--json")
        assert (refused.code, refused.err) == (1, "")
        assert refused.found() == [(case.code, case.place)]
        assert_adds_up(refused.json["counts"], case)
        assert_listed(listed, case)
        listed.unlink()
    text = shell("estimate", small.path)
    assert (text.code, text.out) == (1, "")
    assert f"{case.place}: error {case.code}: " in text.err
    assert "rejected.csv" in text.err
    listed.unlink()
    small.change("study.yaml", ("study: small", "study: small\nproblems: set_aside"))
    went_on = shell("estimate", small.path, "--json")
    assert went_on.code == 0
    assert (case.code, case.place) in went_on.found("warning")
    assert_adds_up(went_on.json["counts"], case)
    assert_listed(listed, case)
    assert went_on.json["settings"]["problems"] == "set_aside"


def assert_listed(path: Path, case: Case) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["row"], row["reason"]) for row in rows] == [(case.place.split(":")[0], "3", case.code)]
    assert (rows[0]["column"] != "") == (case.set_aside == 1)


def deep(levels: int) -> str:
    lines = ["tree:", "  key: overall"]
    for i in range(levels):
        lines += [
            "  " * (2 * i + 1) + "children:",
            "  " * (2 * i + 2) + f"- key: k{i}",
            "  " * (2 * i + 3) + 'note: {id: x, en: "y"}',
        ]
    return "\n".join(lines) + "\n"


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    return "\n".join(lines) + "\n"


def zip_bomb(study: "SmallStudy") -> None:
    workbook(lambda sheet: None)(study)
    with zipfile.ZipFile(study.path / X, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.bmp", bytes(50_000_000))


def tree_text(study: "SmallStudy") -> str:
    text = (study.path / "instrument.yaml").read_text(encoding="utf-8")
    return text[: text.index("levels:")]


def instrument_workbook(change: Callable[[Any], object]) -> Spoil:
    """Write the instrument as a workbook, change the sheet of the tree, and let the study use it."""

    def spoil(study: "SmallStudy") -> None:
        from berdaya.instrument.read import read_instrument
        from berdaya.instrument.workbook import write_workbook

        target = study.path / "instrument.xlsx"
        write_workbook(read_instrument(study.path / "instrument.yaml")[0], target)
        book = load_workbook(target)
        change(book["tree"])
        book.save(target)
        study.change("study.yaml", ("instrument.yaml", "instrument.xlsx"))

    return spoil


def parent_of(key: str, parent: str) -> Callable[[Any], object]:
    def change(sheet: Any) -> None:
        heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value}
        for row in sheet.iter_rows():
            if any(cell.value == key and cell.column == heads["key"] for cell in row):
                sheet.cell(row[0].row, heads["parent"]).value = parent

    return change


class Refused(NamedTuple):
    """What is done to the study, and a code and place that must be told."""

    code: str
    place: str
    spoil: Spoil


POPULATION = """design:
  selection: random
  stages: [{unit: respondent, strata: [group], population: {member: members, leader: 1}}]"""

REFUSED = {
    "an empty file": Refused("file.empty", "responses/a.csv", lambda s: s.write(A, "")),
    "a header only": Refused("responses.no-rows", "responses/a.csv", lambda s: s.write(A, "respondent,group,q1\n")),
    "a workbook with a header only": Refused(
        "responses.no-rows", "responses/a.xlsx:Jawaban", workbook(lambda sheet: sheet.delete_rows(2, 20))
    ),
    "duplicated columns": Refused("responses.duplicate-column", "responses/a.csv:1:6", answers(("q1,q2", "q1,q1"))),
    "merged cells": Refused(
        "responses.merged-cells", "responses/a.xlsx:Jawaban!E2:E3", workbook(lambda sheet: sheet.merge_cells("E2:E3"))
    ),
    "a population below the sample": Refused(
        "design.population-too-small",
        "study.yaml:",
        both(
            settings(("design: {selection: random}", POPULATION)),
            lambda s: s.change("groups.csv", ("tani,12", "tani,2")),
        ),
    ),
    "a tree of 200 levels": Refused(
        "file.too-deep", "instrument.yaml:", lambda s: s.write("instrument.yaml", tree_text(s) + deep(200))
    ),
    "keys twice": Refused("instrument.duplicate-key", "instrument.yaml:24:17", instrument(("key: q2", "key: q1"))),
    "a circle of keys": Refused(
        "instrument.orphan", "instrument.xlsx:tree!", instrument_workbook(parent_of("v1", "q1"))
    ),
    "a circle of aliases": Refused(
        "file.yaml-cycle", "instrument.yaml:", instrument(("tree:\n", "tree: &t\n  note: *t\n"))
    ),
    "a YAML bomb": Refused("file.too-many-values", "instrument.yaml", lambda s: s.write("instrument.yaml", bomb())),
    "a YAML bomb as a study": Refused("file.too-many-values", "study.yaml", lambda s: s.write("study.yaml", bomb())),
    "a zip bomb": Refused("file.zip-bomb", "responses/a.xlsx", zip_bomb),
    "no workbook": Refused(
        "file.not-a-workbook", "responses/a.xlsx", both(settings((A, X)), lambda s: s.write(X, b"PK\x03\x04 cut off"))
    ),
    "a missing file": Refused("file.missing", "responses/b.csv", settings((A, "responses/b.csv"))),
    "a missing instrument": Refused("file.missing", "instrumen.yaml", settings(("instrument.yaml", "instrumen.yaml"))),
    "a folder for a file": Refused("file.is-folder", "responses", settings((A, "responses"))),
    "a folder for an instrument": Refused("file.is-folder", "responses", settings(("instrument.yaml", "responses"))),
    "bytes that are no text": Refused("file.not-text", "responses/a.csv", lambda s: s.write(A, bytes(range(256)))),
    "a tab in YAML": Refused("file.yaml-tab", "study.yaml:2:1", settings(("instrument:", "\tinstrument:"))),
    "a typed key": Refused("entry.unknown", "study.yaml:6:1", settings(("design:", "desain:"))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str, small: "SmallStudy", shell: Shell) -> None:
    case = REFUSED[name]
    case.spoil(small)
    for command in ("check", "estimate"):
        refused = shell(command, small.path, "--json")
        assert (refused.code, refused.err) == (1, "")
        found = [place for code, place in refused.found() if code == case.code]
        assert found and all(place.startswith(case.place) for place in found), refused.out
    for lang, word in (("en", "error"), ("id", "galat")):
        text = shell("estimate", small.path, "--lang", lang)
        assert (text.code, text.out) == (1, "")
        assert f"{word} {case.code}: " in text.err
        assert "Traceback" not in text.err and "{" not in text.err


def test_limits_are_named(small: "SmallStudy", shell: Shell) -> None:
    REFUSED["a tree of 200 levels"].spoil(small)
    assert "limit of" in shell("check", small.path).err


def test_all_problems_of_all_files_are_told_at_once(small: "SmallStudy", shell: Shell) -> None:
    small.change("study.yaml", ("selection: random", "selection: acak"))
    small.change("instrument.yaml", ("weight: 2", "weight: -2"), ("en: Second", "fr: Deux"))
    small.change("groups.csv", ("g3,", "g1,"))
    codes = [code for code, _ in shell("check", small.path, "--json").found()]
    assert {"entry.not-a-choice", "instrument.weight-negative", "groups.duplicate"} <= set(codes)
    assert len(codes) >= 4


def test_a_design_that_does_not_fit_hides_no_problem_of_the_answers(small: "SmallStudy", shell: Shell) -> None:
    REFUSED["a population below the sample"].spoil(small)
    small.change(A, ("P,3,2,1", "P,9,2,1"), ("r6,g2", "r5,g2"))
    refused = shell("check", small.path, "--json")
    assert {code for code, _ in refused.found()} == {
        "design.population-too-small",
        "responses.out-of-range",
        "responses.respondent-twice",
    }
    assert (refused.json["counts"]["rejected"], refused.json["counts"]["cells"]["set_aside"]) == (1, 1)
    assert len((small.path / "results" / "rejected.csv").read_text("utf-8-sig").splitlines()) == 3


def test_many_problems_of_one_kind_are_counted_and_all_listed(small: "SmallStudy", shell: Shell) -> None:
    rows = "".join(f"s{i},g1,member,L,9,1,1,\n" for i in range(300))
    small.write(A, (small.path / A).read_text("utf-8") + rows)
    refused = shell("estimate", small.path, "--json")
    assert refused.code == 1
    assert refused.found()[-1][0] == "responses.more-like-this"
    assert len(refused.found()) == 201
    assert refused.json["counts"]["cells"]["set_aside"] == 300
    assert len((small.path / "results" / "rejected.csv").read_text("utf-8-sig").splitlines()) == 301
