from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.report.findings import Findings
from berdaya.report.sections.missing import section as missing
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.summary import section as summary
from berdaya.report.sections.units import by_unit, outside_bounds, rests_on
from berdaya.report.sections.views import View

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]


@pytest.fixture
def few(kube: Findings) -> Findings:
    """Units first, and only 70.2% of the units have the overall score, which lies above all that they could have."""
    coverage, highest = kube.whole.coverage.copy(), kube.whole.highest.copy()
    coverage[0, 0], highest[0, 0] = 0.702, 2.1
    settings = replace(kube.settings, mode="units_first")
    return replace(kube, settings=settings, whole=replace(kube.whole, coverage=coverage, highest=highest))


def test_a_whole_of_fewer_units_than_its_parts_says_so(few: Findings, kube: Findings, printed: Printed) -> None:
    root = few.instrument.root
    assert rests_on(Speech(few, "en"), root, View(0)).startswith(
        "This is the mean of the 70.2% of respondents that have"
    )
    assert rests_on(Speech(few, "en"), root.children[0], View(0)) == ""
    assert rests_on(Speech(kube, "en"), root, View(0)) == ""
    assert "70,2% responden yang mempunyainya" in printed(summary(Speech(few, "id")))


def test_a_score_outside_its_bounds_is_explained(few: Findings, kube: Findings, printed: Printed) -> None:
    assert "KUBE programme: the score lies outside its bounds" in printed(missing(Speech(few, "en")))
    assert "outside" not in printed(missing(Speech(kube, "en")))
    speech = Speech(few, "id")
    assert outside_bounds(speech, [Score("a1"), Score("a2", 2.0, lowest=2.0, highest=2.0)]) == ""
    assert outside_bounds(speech, [Score("a1", 1.9, lowest=2.0, highest=2.1)]).startswith("Karakteristik masyarakat")


def test_what_coverage_and_parts_mean(small: "Small") -> None:
    means, units = Speech(small(6), "en"), Speech(small(6, extra="estimates: {mode: units_first}\n"), "en")
    assert by_unit(means, "missing-note", "missing-note-units").startswith("Coverage: share of a part's weight")
    assert "share of the respondents asked" in by_unit(units, "missing-note", "missing-note-units")
    groups = small(6, extra="estimates: {mode: units_first, count: groups}\n")
    assert "the groups' own scores" in by_unit(Speech(groups, "en"), "criteria-note", "criteria-note-units")
    assert np.isfinite(groups.whole.value).any()
