from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from berdaya.estimates.model import Settings
from berdaya.report.workbook import workbook_bytes

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def _lines(sheet: Any) -> list[str]:
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def test_overall_score_by_link_and_by_name(make: "Callable[..., Made]") -> None:
    study = make(least=1.0)
    book, estimates = study.book("id"), study.estimates()
    sheet = book.worksheets[0]
    labels = [sheet.cell(row, 1).value for row in range(1, 12)]
    top = labels.index("=total") + 1
    assert sheet.cell(top, 2).value == pytest.approx(estimates.value[0, 0])
    assert [sheet.cell(top + 1 + i, 1).value for i in range(4)] == ["=1+2", "-harm", "pangkat", "minimum"]
    assert book.defined_names["skor_keseluruhan"].attr_text == "'Skor'!$F$5"
    assert book.defined_names["kategori_keseluruhan"].attr_text == "'Skor'!$I$5"
    assert study.book("en").defined_names["overall_score"].attr_text == "'Scores'!$F$5"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("30 November 2022", "Synthetic data", "How to use it", "equal those of the report", "no proof")),
        ("id", ("30 November 2022", "Cara memakai", "sama dengan laporan", "bukan bukti")),
    ],
)
def test_it_says_what_it_holds_and_how_to_use_it(
    make: "Callable[..., Made]", lang: str, words: tuple[str, ...]
) -> None:
    text = "\n".join(_lines(make().book(lang).worksheets[0]))
    assert all(word in text for word in words)


def test_reservations_stand_below_the_scores(make: "Callable[..., Made]") -> None:
    contents = make().contents("en")
    doubted = replace(contents, facts=replace(contents.facts, reservations=("=as if", "few")))
    lines = _lines(openpyxl.load_workbook(BytesIO(workbook_bytes(doubted)), data_only=True).worksheets[0])
    place = lines.index("=as if")
    assert lines[place - 1].startswith("Interval and confidence are those of the report")
    assert lines[place + 1] == "few"
    assert lines[place + 2].startswith("All scores worked out here equal")


def test_units_first_says_that_nothing_follows(make: "Callable[..., Made]") -> None:
    text = "\n".join(_lines(make(Settings(mode="units_first")).book("en").worksheets[0]))
    assert "without formulas" in text
    assert "may be changed" not in text
