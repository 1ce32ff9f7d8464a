from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from berdaya.study.declared.weights_files import kind_of, read_judgements, weights_files, weights_folder
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

AHP = "expert,first,second,judgement\nAni,v1,v2,3\n"


def read(small: "SmallStudy") -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    found, problems = read_judgements(small.path / "weights", read_study(small.path).as_written)
    return (
        [(one.name, one.kind, one.source) for one in found],
        [(p.code, str(p.where), p.severity) for p in problems],
    )


def book_of(path: Path, *sheets: tuple[str, list[list[object]]]) -> None:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)


def test_a_file_or_a_sheet_is_called_for_its_method(small: "SmallStudy") -> None:
    small.write("weights/ahp-2026.csv", AHP)
    small.write("weights/README.md", "# who sat at the table")
    points: list[list[object]] = [["expert", "node", "points"], ["Ani", "v1", 60], ["Ani", "v2", 40]]
    ranks: list[list[object]] = [["expert", "node", "rank"], ["Ani", "v1", 1], ["Ani", "v2", 2]]
    book_of(small.path / "weights/all.xlsx", ("Notes", [["of no matter"]]), ("Budget", points), ("rank b", ranks))
    book_of(small.path / "weights/rank.xlsx", ("Sheet1", ranks))
    found, problems = read(small)
    assert problems == []
    assert found == [
        ("ahp-2026", "ahp", "weights/ahp-2026.csv"),
        ("budget", "budget", "weights/all.xlsx:Budget"),
        ("rank b", "rank", "weights/all.xlsx:rank b"),
        ("rank", "rank", "weights/rank.xlsx:Sheet1"),
    ]


def test_a_date_in_a_workbook_is_told_with_its_cell(small: "SmallStudy") -> None:
    import datetime as dt

    rows: list[list[object]] = [["expert", "first", "second", "judgement"], ["Ani", "v1", "v2", dt.date(2026, 3, 1)]]
    book_of(small.path / "weights/ahp.xlsx", ("ahp", rows))
    assert read(small) == ([], [("weights.date", "weights/ahp.xlsx:ahp!D2", "error")])


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("notes.csv", AHP, ("weights.unread-file", "weights/notes.csv", "warning")),
        ("ahp.txt", AHP, ("weights.unread-file", "weights/ahp.txt", "warning")),
        ("given.csv", "node,weight\nv1,2\nv2,1\n", ("weights.reserved-name", "weights/given.csv", "error")),
        ("ahp.csv", "expert,first,second,judgement\nAni,v1,v2,\n", ("weights.empty", "weights/ahp.csv", "warning")),
        ("ahp.csv", "", ("file.empty", "weights/ahp.csv", "error")),
        ("ahp.csv", "expert,first,second\nAni,v1,v2\n", ("weights.no-column", "weights/ahp.csv", "error")),
    ],
)
def test_files_that_give_no_scheme(small: "SmallStudy", name: str, text: str, problem: tuple[str, str, str]) -> None:
    small.write(f"weights/{name}", text)
    assert read(small) == ([], [problem])


def test_a_name_stands_once(small: "SmallStudy") -> None:
    small.write("weights/AHP.csv", AHP)
    book_of(
        small.path / "weights/b.xlsx", ("ahp", [["expert", "first", "second", "judgement"], ["A", "v1", "v2", "1/3"]])
    )
    found, problems = read(small)
    assert [one[0] for one in found] == ["ahp"]
    assert problems == [("weights.name-twice", "weights/b.xlsx", "error")]


def test_where_files_are_and_in_which_order(small: "SmallStudy") -> None:
    assert weights_files(small.path / "weights") == ()
    for name in ("rank.csv", "ahp.csv", "~$ahp.xlsx", ".hidden"):
        small.write(f"weights/{name}", "x")
    assert [path.name for path in weights_files(small.path / "weights")] == ["ahp.csv", "rank.csv"]
    assert weights_folder(small.path, None) == small.path / "weights"
    assert weights_folder(small.path, small.path / "Baso.xlsx") == small.path / "Baso-weights"
    assert [kind_of(name) for name in ("ahp", "AHP 2", "ahpx", "bwm_x", "")] == ["ahp", "ahp", None, "bwm", None]
