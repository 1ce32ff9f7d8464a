"""What the formulas give, against the engine."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.model import Settings
from berdaya.instrument.model import Aggregate, Node
from berdaya.report.workbook.live import work_out

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made

SETTINGS = {
    "veto": Settings(),
    "shift": Settings(zero="shift"),
    "coverage": Settings(min_coverage=0.8),
    "groups": Settings(count="groups"),
    "groups-shift": Settings(count="groups", zero="shift"),
    "units": Settings(mode="units_first"),
    "units-groups": Settings(mode="units_first", count="groups"),
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_worked_out_scores_are_the_engines(make: "Callable[..., Made]", name: str, seed: int) -> None:
    study = make(SETTINGS[name], seed=seed, least=float(seed == 2))
    estimates, contents = study.estimates(), study.contents()
    live = work_out(contents)
    scores = np.array([node.score for node in live.nodes]).reshape(estimates.value.shape)
    assert np.allclose(scores, estimates.value, rtol=0, atol=1e-9, equal_nan=True)
    assert [node.band for node in live.nodes] == estimates.band.ravel().tolist()
    if contents.source != "values":
        leaves = [estimates.at(leaf.key) for leaf in study.instrument.leaves]
        coverage = np.array([node.coverage for node in live.nodes])
        assert np.allclose(coverage[leaves], estimates.coverage[0, leaves], atol=1e-12)
        assert np.isclose(coverage[0], estimates.coverage[0, 0], atol=1e-12)


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "harmonic", "power", "minimum"])
def test_questions_that_nobody_was_asked(make: "Callable[..., Made]", kind: str) -> None:
    study = make(people=1)
    tops = tuple(
        replace(node, aggregate=None, min_coverage=None) if node.children else node
        for node in study.instrument.root.children
    )
    root = Node("overall", aggregate=Aggregate(kind, -2.0), children=tops)  # type: ignore[arg-type]
    study = replace(study, instrument=replace(study.instrument, root=root))
    live, estimates = work_out(study.contents()), study.estimates()
    assert np.allclose([n.score for n in live.nodes], estimates.value[0], atol=1e-9, equal_nan=True)
    assert np.isnan(estimates.value).any()


def test_a_zero_vetoes_and_hands_no_term(make: "Callable[..., Made]") -> None:
    study = make(least=1.0)
    rows = tuple(replace(row, answers=(0.0, *row.answers[1:])) for row in study.rows)
    study = replace(study, rows=rows)
    live = work_out(study.contents())
    keys = [node.key for node in study.contents().nodes]
    assert live.nodes[keys.index("g1")].term is None
    assert live.nodes[keys.index("geo")].score == 0.0
