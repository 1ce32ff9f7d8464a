from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from berdaya.estimates.model import Settings
from berdaya.estimates.poverty.row_figures import Column, Errors, figures_of, part_rows, weighed
from berdaya.stats.linearise import Linear, mean_influence
from berdaya.tally.model import DesignSpec, Stage, Tally

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.estimates.poverty.model import Figures

GROUPS = DesignSpec("random", (Stage("group"),), "column")


def tally_of(made: Made, design: DesignSpec, **more: list[object]) -> Tally:
    rows = {
        "group": ["a", "a", "b", "b", "c", "c"],
        "role": ["member"] * 5 + ["leader"],
        "weight": [1.0, 2.0, 1.0, 0.0, 3.0, 1.0],
        "area": ["x", "x", "x", "x", "y", "y"],
        **more,
    }
    instrument = made.instrument(made.leaf("q", {"member": 1.0, "leader": 1.0}))
    return made.tally(instrument, rows, [[v] for v in (1, 0, 3, 1, 2, 3)], design, detail=True, attributes=("area",))


def mean(tally: Tally, by: tuple[str, ...] = (), lonely: str = "none") -> Figures:
    rows = part_rows(tally, by, "", ("member", "leader"))
    y = tally.answers[rows.cells, 0] / 3
    errors = Errors(tally, Settings(threshold=3), lonely)  # type: ignore[arg-type]

    def make(weight: np.ndarray) -> Linear:
        return mean_influence(y, weight, rows.domain, n_domains=rows.size)

    return figures_of(errors, rows, make, [Column("mean", share=True)], ~np.isnan(y))


def test_rows_of_a_role_and_of_some_weight(made: Made) -> None:
    rows = part_rows(tally_of(made, GROUPS), ("area",), "", ("member",))
    assert rows.labels == (("x",), ("y",))
    assert (rows.cells.tolist(), rows.domain.tolist(), rows.weight.tolist()) == (
        [0, 1, 2, 4],
        [0, 0, 0, 1],
        [1, 2, 1, 3],
    )
    assert part_rows(tally_of(made, GROUPS), ("area",), "", ("official",)).size == 0


def test_rows_that_stand_for_an_unknown_number_are_left_out(made: Made) -> None:
    rows = part_rows(tally_of(made, GROUPS), ("area",), "", ("member",))
    found, gone = weighed(rows, np.array([2.0, np.nan, 0.0, np.nan]))
    assert (found.labels, found.weight.tolist(), gone) == ((("x",),), [2.0], 3)


def test_the_error_is_that_of_clusters_and_small_parts_are_marked(made: Made) -> None:
    found = mean(tally_of(made, GROUPS), ("area",))
    assert (found.n.tolist(), found.persons.tolist(), found.suppressed.tolist()) == (
        [3, 2],
        [[3], [2]],
        [[False], [True]],
    )
    # Area x: (1/3 + 0 + 1) / 4 weighted; group totals of w (y - mean) / sum w are -1/6 and 1/6, the third group 0.
    assert found.value[0, 0] == (1 / 3 + 1) / 4
    z = np.array([(1 / 3 - 1 / 3 + 2 * -1 / 3) / 4, (1 - 1 / 3) / 4, 0.0])
    np.testing.assert_allclose(found.se[0, 0], np.sqrt(1.5 * ((z - z.mean()) ** 2).sum()), atol=1e-15)
    assert found.df.tolist() == [[1], [0]]
    assert np.isnan(found.low[1, 0])  # one group in area y: no degree of freedom
    assert 0 < found.low[0, 0] < found.value[0, 0] < found.high[0, 0] < 1


def test_an_error_of_nothing_is_told_only_where_nothing_was_sampled(made: Made) -> None:
    alike = {"weight": [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]}
    drawn, census = (
        made.tally(made.instrument(made.leaf("q")), {**alike, "group": list("abcdef")}, [[3]] * 6, design, detail=True)
        for design in (DesignSpec(weight="column"), DesignSpec("census", weight="column"))
    )
    assert np.isnan(mean(drawn).se[0, 0])
    found = mean(census)
    assert (found.se[0, 0], found.low[0, 0], found.high[0, 0]) == (0, 1, 1)


def test_a_lonely_unit_withholds_the_error_unless_a_rule_was_chosen(made: Made) -> None:
    tally = tally_of(made, DesignSpec("random", (Stage("group", ("area",)),), "column"))
    assert np.isnan(mean(tally).se[0, 0])
    assert mean(tally, lonely="centre").se[0, 0] > 0
