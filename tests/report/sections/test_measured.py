from types import SimpleNamespace

import numpy as np
import pytest

from berdaya.estimates.drivers.influence import Measured
from berdaya.report.sections.measured import share_span


@pytest.mark.parametrize(("lang", "text"), [("id", "31,0–38,2%"), ("en", "31.0–38.2%")])
def test_shares_are_percentages(lang: str, text: str) -> None:
    found = Measured(np.array([0.35, 0.2]), np.array([0.31, np.nan]), np.array([0.382, np.nan]))
    speech = SimpleNamespace(lang=lang)
    assert share_span(speech, found, 0).text == text  # type: ignore[arg-type]
    assert share_span(speech, found, 1).text == "–"  # type: ignore[arg-type]
