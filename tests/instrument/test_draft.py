from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from berdaya.errors import InputError, UsageError
from berdaya.instrument.draft import draft_instrument


def word(path: Path, *rows: list[str]) -> Path:
    document = docx.Document()
    document.add_paragraph("Tabel 3.2 Kisi-kisi")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def test_a_table_in_word(tmp_path: Path) -> None:
    path = word(
        tmp_path / "bab 3.docx",
        ["Dimensi", "Indikator", "1", "5"],
        ["Ekonomi", "Laba", "turun", "naik"],
        ["", "Tabungan", "", ""],
        ["Sosial", "Rukun", "", ""],
    )
    draft = draft_instrument(path)
    instrument = draft.instrument
    assert (instrument.key, instrument.title, instrument.languages) == ("bab-3", {"id": "bab 3"}, ("id",))
    assert [leaf.key for leaf in instrument.leaves] == ["laba", "tabungan", "rukun"]
    assert (instrument.scale.min, instrument.scale.max) == (1, 5)
    assert instrument.root.children[1].note  # a node of one part says so
    assert [p.code for p in draft.open_questions] == ["draft.scale", "draft.weights", "draft.no-rubric"]
    assert all(p.severity == "warning" for p in draft.open_questions)


def test_rubrics_of_another_scale_keep_their_own(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Indikator", "0", "1", "2"], ["A", "x", "y", None], ["B", "x", "y", None], ["C", "x", "y", "z"]):
        book.active.append(row)
    book.save(tmp_path / "k.xlsx")
    instrument = draft_instrument(tmp_path / "k.xlsx").instrument
    assert (instrument.scale.min, instrument.scale.max) == (0, 1)
    assert [leaf.question.scale.max for leaf in instrument.leaves if leaf.question] == [1, 1, 2]


def test_what_holds_no_questions_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Nama", "Umur"])
    book.save(tmp_path / "k.xlsx")
    with pytest.raises(InputError) as caught:
        draft_instrument(tmp_path / "k.xlsx")
    assert [p.code for p in caught.value.problems] == ["draft.nothing"]
    with pytest.raises(UsageError) as usage:
        draft_instrument(tmp_path / "k.pdf")
    assert [p.code for p in usage.value.problems] == ["usage.draft-kind"]
    for name, code in (("none.docx", "file.missing"), ("none.xlsx", "file.missing"), ("bad.docx", "file.unreadable")):
        (tmp_path / "bad.docx").write_bytes(b"PK no document")
        with pytest.raises(InputError) as caught:
            draft_instrument(tmp_path / name)
        assert [p.code for p in caught.value.problems] == [code]
