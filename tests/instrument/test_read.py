from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from berdaya.errors import InputError
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.workbook import write_workbook

Document = dict[str, Any]


def code(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_instrument(path)
    return caught.value.problems[0].code


def test_files_that_are_none(tmp_path: Path) -> None:
    assert code(tmp_path / "a.yaml") == "file.missing"
    assert code(tmp_path / "a.xlsx") == "file.missing"
    assert code(tmp_path) == "file.is-folder"
    assert code(tmp_path / "a.docx") == "file.missing"
    (tmp_path / "a.docx").write_bytes(b"x")
    assert code(tmp_path / "a.docx") == "instrument.unknown-kind"
    assert code(tmp_path / ("a" * 5000)) == "file.unreadable"
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    assert code(tmp_path / "a.xlsx") == "file.not-a-workbook"


def test_the_name_in_problems(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_instrument(tmp_path / "a.yaml", "study/a.yaml")
    assert caught.value.problems[0].where.file == "study/a.yaml"


def test_a_deep_chain_in_a_workbook_names_the_limit(
    document: Document, instrument_of: Callable[[Document], Instrument], tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "deep.xlsx"
    write_workbook(instrument_of(document), path)
    book = load_workbook(path)
    book["tree"].delete_rows(2, 10)
    for i in range(200):
        book["tree"].append([f"k{i}", f"k{i - 1}" if i else None, 1])
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_instrument(path)
    assert "instrument.too-deep" in [p.code for p in caught.value.problems]


def test_warnings_are_told_along_with_the_instrument(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    text = "instrument: a\nlanguages: [id]\ntitle: Désa\nscale: {min: 0, max: 3}\ntree: {key: q, question: Apa?}\n"
    path.write_bytes(text.encode("cp1252"))
    instrument, warnings = read_instrument(path)
    assert instrument.title["id"] == "Désa"
    assert [w.code for w in warnings] == ["file.other-encoding"]
