from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made


def test_a_design_that_says_nothing() -> None:
    spec = DesignSpec()
    assert (spec.selection, spec.stages, spec.weight, spec.finite, spec.lonely_psu) == (
        "unknown",
        (),
        "none",
        True,
        "none",
    )
    stage = Stage("group")
    assert (stage.strata, stage.population) == ((), None)


ROWS = {"respondent": ["a", "b", "c"], "group": ["g", "g", "h"], "weight": [2.0, 1.0, 0.5]}
ANSWERS: list[list[object]] = [[3, None], [1, 2], [0, "dk"]]


def test_each_rows_answers_whatever_its_weight(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    answers = made.tally(instrument, ROWS, ANSWERS, DesignSpec(weight="column"), detail=True).answers
    np.testing.assert_array_equal(answers, np.array([[3, np.nan], [1, 2], [0, np.nan]]))


def test_answers_of_rows_need_one_cell_a_row(made: Made) -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b"))
    with pytest.raises(AssertionError, match="detail"):
        _ = made.tally(instrument, ROWS, ANSWERS, DesignSpec("random", (Stage("group"),), "column")).answers
