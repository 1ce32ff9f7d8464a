import sys
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from berdaya.errors import UsageError
from berdaya.report.xlsx import new_xlsx


def made(date: str) -> bytes:
    file = BytesIO()
    book = new_xlsx(file, date, title="t" * 300, author="Berdaya")
    book.add_worksheet().write(0, 0, "=1+1")
    book.close()
    return file.getvalue()


def test_it_is_dated_by_its_report_and_text_stays_text() -> None:
    book = load_workbook(BytesIO(made("2022-11-30")))
    assert book.properties.created == datetime(2022, 11, 30)
    assert (book.properties.title, book.properties.creator) == ("t" * 250, "Berdaya")
    assert (book.active["A1"].value, book.active["A1"].data_type) == ("=1+1", "s")
    assert made("2022-11-30") == made("2022-11-30")


@pytest.mark.parametrize("date", ["", "soon"])
def test_without_a_date_it_is_undated(date: str) -> None:
    assert load_workbook(BytesIO(made(date))).properties.created == datetime(1980, 1, 1)


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as caught:
        made("")
    assert [problem.code for problem in caught.value.problems] == ["usage.missing-extra"]
