from pathlib import Path

from openpyxl import Workbook

from berdaya.evidence.book import read_book
from berdaya.evidence.interview import Known
from berdaya.located import Problems

TRANSCRIPT = """---
person: P07
role: member
group: k03
date: 2022-10-12
language: id
consent: yes
---

{==Dijawab dalam seminggu.==}{>>q1 +<<}
"""


def test_passages_and_transcripts_of_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Studi"
    talks = book.create_sheet("Wawancara")
    talks.append(["Kutipan orang, bukan namanya"])
    talks.append(["Peran", "Kelompok", "Tanggal", "Kriteria", "Tanda", "Kutipan", "Boleh dikutip"])
    talks.append(["member", "k01", "2022-10-11", "q1", "-", "Belum pernah.", "ya"])
    lines = book.create_sheet("Transkrip")
    lines.append(["Berkas", "Teks"])
    for line in TRANSCRIPT.splitlines():
        lines.append(["a.md", line or None])
    book.create_sheet("Interviews").append(["Criterion"])  # a second sheet, without a row
    path = tmp_path / "s.xlsx"
    book.save(path)
    problems = Problems()
    known = Known(("q1",), {"member": "member"}, frozenset(), "id")
    found = read_book(path.read_bytes(), path, "s.xlsx", known, problems)
    assert list(problems) == []
    assert [(p.sign, p.text, p.group, p.quotable) for p in found] == [
        ("-", "Belum pernah.", "k01", True),
        ("+", "Dijawab dalam seminggu.", "k03", True),
    ]
    assert (found[0].where.sheet, found[0].where.cell) == ("Wawancara", "F3")
