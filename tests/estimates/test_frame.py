"""Influences: how a node's value answers to the weight of a unit, in every mode, against the numerical derivative.

Taylor linearisation rests on d value / d ln(weight of unit) being the sum of the unit's influences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.compute import node_means
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small

STEP = 1e-5


def frame_of(
    made: Made,
    instrument: Any,
    study: tuple[Any, Any],
    design: Any,
    settings: Settings,
    by: tuple[str, ...],
    wave: str = "",
) -> Frame:
    rows, answers = study
    attributes = tuple(name for name in ("village", "sex") if name in rows)
    units = settings.mode == "units_first"
    wanted: dict[str, Any] = {
        "units": units,
        "detail": True,
        "min_coverage": settings.min_coverage,
        "shift_zero": settings.zero == "shift",
    }
    tally = made.tally(instrument, rows, answers, design, attributes=attributes, **wanted)
    return make_frame(instrument, tally, settings, by, wave)


def heavier(study: tuple[Any, Any], column: str, value: str, names: tuple[str, ...], factor: float) -> tuple[Any, Any]:
    rows, answers = study
    at = [v == value for v in rows[column]]
    changed = {n: [w * factor if here else w for w, here in zip(rows[n], at, strict=True)] for n in names}
    return {**rows, **changed}, answers


INSTRUMENTS = {
    "arithmetic": ("arithmetic", "arithmetic", "arithmetic", 1.0),
    "mixed": ("harmonic", "geometric", "power", 2.0),
    "mixed-below": ("geometric", "power", "harmonic", 0.5),
    "minimum": ("arithmetic", "minimum", "arithmetic", 1.0),
}


@pytest.mark.parametrize("by", [(), ("village",), ("sex",), ("village", "role")], ids=str)
@pytest.mark.parametrize("kinds", INSTRUMENTS)
@pytest.mark.parametrize("mode", ["means_first", "units_first"])
@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("design", ["every-group", "some-groups"])
def test_influence_is_the_derivative_by_a_units_weight(
    made: Made,
    small: Small,
    design: str,
    count: Literal["persons", "groups"],
    mode: Literal["means_first", "units_first"],
    kinds: str,
    by: tuple[str, ...],
) -> None:
    """Respondents where every group is in the study; whole groups, with their own weight, where groups were drawn."""
    settings = Settings(count=count, mode=mode, zero="shift", min_coverage=0.3)
    if mode == "units_first" and count == "persons" and "role" not in by:
        by = (*by, "role")
    instrument = small.instrument(*INSTRUMENTS[kinds])  # type: ignore[arg-type]
    study = small.study(seed=11, gaps=12)
    args = (small.designs[design], settings, by)
    frame = frame_of(made, instrument, study, *args)
    nodes = node_means(frame)
    assert (nodes.group is not None) == (design == "some-groups" and count == "groups")
    assert np.isfinite(nodes.value[:, 0]).any() or "role" in by
    column = "group" if design == "some-groups" else "respondent"
    for unit in ("g0", "g4") if column == "group" else ("m00", "m12", "m53", "l2", "f4"):
        names = ("weight", "group_weight") if column == "group" else ("weight",)
        up, down = (
            node_means(frame_of(made, instrument, heavier(study, column, unit, names, 1 + sign * STEP), *args)).value
            for sign in (1, -1)
        )
        slope = (up - down) / (2 * STEP)
        there = np.isfinite(nodes.value)
        assert (np.isfinite(slope) == there).all()
        np.testing.assert_allclose(
            _influence(frame, nodes, study, column, unit)[there], slope[there], rtol=1e-5, atol=1e-8
        )


def _influence(frame: Frame, nodes: Any, study: tuple[Any, Any], column: str, unit: str) -> Any:
    """The unit's influences summed in each domain (D, N)."""
    tally, domains = frame.tally, frame.domains
    out = np.zeros(nodes.value.shape)
    if column == "group":
        mine = tally.group.codes[domains.cells] == tally.group.labels.index(unit)
    else:
        mine = domains.cells == study[0]["respondent"].index(unit)  # one cell a row
    np.add.at(out, domains.domain[mine], nodes.own[mine])
    if nodes.group is not None:
        place = np.zeros(len(frame.blocks.domain), np.int64)
        place[frame.blocks.of] = tally.group.codes[domains.cells]
        block = place == tally.group.labels.index(unit)
        np.add.at(out, frame.blocks.domain[block], nodes.group[block])
    return out


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("mode", ["means_first", "units_first"])
def test_influences_of_a_domain_sum_to_zero(
    made: Made, small: Small, count: Literal["persons", "groups"], mode: Literal["means_first", "units_first"]
) -> None:
    """A common factor of all weights changes nothing."""
    settings = Settings(count=count, mode=mode)
    frame = frame_of(
        made, small.instrument(), small.study(4), small.designs["some-groups"], settings, ("village", "role")
    )
    nodes = node_means(frame)
    total = np.zeros(nodes.value.shape)
    np.add.at(total, frame.domains.domain, nodes.own)
    if nodes.group is not None:
        np.add.at(total, frame.blocks.domain, nodes.group)
    np.testing.assert_allclose(total, 0, atol=1e-12)


def test_roles_asked_below_a_node(made: Made, small: Small) -> None:
    frame = frame_of(made, small.instrument(), small.study(), small.designs["rows"], Settings(), ())
    assert frame.tally.role.labels == ("facilitator", "leader", "member")
    asked = dict(zip(frame.tree.keys, frame.roles_asked.tolist(), strict=True))
    assert asked["a"] == [False, True, True]
    assert asked["c"] == asked["c1"] == [True, False, False]
    assert asked["overall"] == [True, True, True]
    place = [leaf.key for leaf in frame.instrument.leaves].index("a3")
    assert frame.role_weights[:, place].tolist() == [0.0, 1.0, 2.0]
