from pathlib import Path

import pytest
from openpyxl import Workbook

from berdaya.errors import Where
from berdaya.evidence import Passage
from berdaya.evidence.interview import Known
from berdaya.evidence.table import read_table
from berdaya.located import Problems

KNOWN = Known(("a1", "a2_d2"), {"member": "member", "anggota": "member"}, frozenset({"k1", "7"}), "id")
HEADER = "role,group,date,criterion,sign,quote,may be quoted"


def read(text: str) -> tuple[list[Passage], list[tuple[str, int, int, str]]]:
    problems = Problems()
    passages = read_table(text.encode(), Path("interviews.csv"), "interviews.csv", KNOWN, problems)
    return passages, [(p.code, p.where.line, p.where.column, p.severity) for p in problems]


def test_a_row_is_a_passage() -> None:
    passages, problems = read(
        f'{HEADER}\nmember,k1,2022-10-12,a1,+,"Sudah,  cukup",yes\nmember,k1,2022-10-13,a2_d2,about,Biasa,\n'
    )
    assert problems == []
    where = Where("interviews.csv", 2, 27)
    assert passages[0] == Passage("a1", "+", "Sudah, cukup", "", "member", "k1", "2022-10-12", "id", True, where)
    assert (passages[1].sign, passages[1].quotable) == ("", False)  # blank is no


def test_indonesian_headings_words_and_optional_columns() -> None:
    text = (
        "Kode orang;Peran;Kelompok;Tanggal;Bahasa;Kriteria;Tanda;Kutipan;Boleh dikutip?;Sintetis\n"
        "P1;Anggota;7;2022-10-12;min;a1;tidak terpenuhi;Alun lai;ya;ya\n"
    )
    passages, problems = read(text)
    assert problems == []
    (passage,) = passages
    assert (passage.person, passage.role, passage.group, passage.language) == ("P1", "member", "7", "min")
    assert (passage.sign, passage.quotable, passage.synthetic) == ("-", True, True)


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("+", "+"),
        ("-", "-"),
        ("–", "-"),
        ("−", "-"),
        ("", ""),
        ("About", ""),
        ("tentang", ""),
        ("Terpenuhi", "+"),
        ("belum terpenuhi", "-"),
    ],
)
def test_signs(written: str, sign: str) -> None:
    passages, problems = read(f"{HEADER}\nmember,k1,2022-10-12,a1,{written},x,no")
    assert problems == []
    assert passages[0].sign == sign


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("leadr,k1,2022-10-12,a1,+,x,yes", ("evidence.unknown-role", 2, 1)),
        ("member,k9,2022-10-12,a1,+,x,yes", ("evidence.unknown-group", 2, 8)),
        ("member,k1,12 Oktober,a1,+,x,yes", ("evidence.bad-date", 2, 11)),
        ("member,k1,,a1,+,x,yes", ("entry.missing", 2, 11)),
        ("member,k1,2022-10-12,a3,+,x,yes", ("evidence.unknown-criterion", 2, 22)),
        ("member,k1,2022-10-12,,+,x,yes", ("entry.missing", 2, 22)),
        ("member,k1,2022-10-12,a1,ok,x,yes", ("evidence.bad-sign", 2, 25)),
        ("member,k1,2022-10-12,a1,+,,yes", ("evidence.empty-passage", 2, 27)),
        ("member,k1,2022-10-12,a1,+,x,boleh", ("evidence.not-yes-or-no", 2, 29)),
        ("member,k1,2022-10-12,a1,+", ("evidence.empty-passage", 2, 1)),
    ],
)
def test_what_is_wrong_has_its_cell(row: str, problem: tuple[str, int, int]) -> None:
    assert [p[:3] for p in read(f"{HEADER}\n{row}")[1]] == [problem]


def test_columns_missing_twice_and_unknown() -> None:
    assert [p[0] for p in read("role,group,peran,dat\nx,y,z,w")[1]] == [
        "evidence.column-twice", "evidence.unknown-column", *["evidence.missing-column"] * 5,
    ]  # fmt: skip
    passages, problems = read(f"{HEADER},catatan\nmember,k1,2022-10-12,a1,+,x,yes,bagus")
    assert problems == [("evidence.unknown-column", 1, 52, "warning")]
    assert len(passages) == 1


@pytest.mark.parametrize("text", [HEADER, f"{HEADER}\n\n,,,\n", "\n"])
def test_no_rows(text: str) -> None:
    assert [p[0] for p in read(text)[1]] == ["evidence.no-rows"]


def test_a_workbook_names_sheet_and_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Wawancara"
    sheet.append(HEADER.split(","))
    sheet.append(["member", 7, "2022-10-12", "a1", "-", "Belum", "no"])
    sheet.append(["member", "k2", "2022-10-12", "a1", "-", "Belum", "no"])
    path = tmp_path / "interviews.xlsx"
    book.save(path)
    problems = Problems()
    passages = read_table(path.read_bytes(), path, "interviews.xlsx", KNOWN, problems)
    assert passages[0].group == "7"
    assert str(passages[0].where) == "interviews.xlsx:Wawancara!F2"
    assert [(p.code, str(p.where)) for p in problems] == [("evidence.unknown-group", "interviews.xlsx:Wawancara!B3")]


def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "interviews.xlsx"
    path.write_bytes(b"x")
    problems = Problems()
    assert read_table(b"x", path, "interviews.xlsx", KNOWN, problems) == []
    assert [p.code for p in problems] == ["file.not-a-workbook"]
