"""Errors of changes, against means of differences worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.changes import change_errors
from berdaya.estimates.compute import estimate
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

DESIGN = DesignSpec("random", (Stage("respondent", ("group",), 10),))
BEFORE = {"g1": (3, 2, 1, 3), "g2": (2, 0, 1)}
AFTER = {"g1": (2, 2, 0, 1), "g2": (2, 1, 3)}


def found(made: Made, same: bool) -> tuple[Any, Any, Any, Any]:
    """Errors of change by group, and the errors of each wave; `same`: the same people answered in both."""
    instrument = made.instrument(made.leaf("a"))
    rows: dict[str, list[str]] = {"respondent": [], "group": [], "wave": []}
    answers: list[list[int]] = []
    for wave, given in (("before", BEFORE), ("after", {**AFTER, "g3": (1, 2)})):
        for group, values in given.items():
            for place, value in enumerate(values):
                rows["respondent"].append(f"{group}-{place}" if same else f"{group}-{place}-{wave}")
                rows["group"].append(group)
                rows["wave"].append(wave)
                answers.append([value])
    tally, settings = made.tally(instrument, rows, answers, DESIGN), Settings()
    frames = [make_frame(instrument, tally, settings, ("group",), wave) for wave in ("after", "before")]
    se, df = change_errors(frames[0], frames[1])
    waves = [estimate(instrument, tally, settings, ("group",), wave).se[:, 0] for wave in ("after", "before")]
    assert frames[0].domains.labels == (("g1",), ("g2",), ("g3",))
    return se, df, waves[0], waves[1]


def test_of_the_same_people_it_is_the_error_of_their_mean_difference(made: Made) -> None:
    se, df, _, _ = found(made, same=True)
    for d, group in enumerate(("g1", "g2")):
        differences = np.array(AFTER[group]) - np.array(BEFORE[group])
        n = len(differences)
        assert se[d] == pytest.approx(np.sqrt((1 - n / 10) * differences.var(ddof=1) / n), rel=1e-12)
        assert df[d] == n - 1
    assert np.isnan([se[2], df[2]]).all()  # not asked before


def test_of_people_drawn_anew_the_variances_of_both_waves_add_up(made: Made) -> None:
    se, df, now, before = found(made, same=False)
    assert se[:2] == pytest.approx(np.hypot(now[:2], before[:2]), rel=1e-12)
    assert df[:2].tolist() == [6, 4]
