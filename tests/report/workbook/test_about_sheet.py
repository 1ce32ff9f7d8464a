from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.report.workbook.about_sheet import TERMS
from berdaya.words.say import say

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def test_assumptions_terms_and_manifest(make: "Callable[..., Made]") -> None:
    sheet = make().book("id").worksheets[4]
    first = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "+SUM(1;2)" in first
    assert [say(f"workbook.term-{term}", "id") for term in TERMS] == [t for t in first if t in _terms()]
    last = [row[:2] for row in sheet.iter_rows(values_only=True) if row[0]][-1]
    assert last == ("-sha256", "@0123")


def _terms() -> set[str]:
    return {say(f"workbook.term-{term}", "id") for term in TERMS}
