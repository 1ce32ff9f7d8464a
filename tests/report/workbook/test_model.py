from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from berdaya.report.workbook.model import WorkbookFacts

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def test_values_are_frozen_and_compare(make: "Callable[..., Made]") -> None:
    facts = WorkbookFacts("s", "t", "2022-11-30")
    with pytest.raises(FrozenInstanceError):
        facts.title = "other"  # type: ignore[misc]
    assert make(least=1.0).contents().answers == make(least=1.0).contents().answers
    assert make().contents("id").nodes != make().contents("en").nodes
