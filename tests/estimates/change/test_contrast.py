from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.change.contrast import (
    contrast_certain,
    contrast_df,
    contrast_error,
    contrast_part,
    contrast_suppressed,
    contrast_value,
    contrast_variance,
)
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small


DESIGNS = {
    "strat_fpc": ("apistrat", (Stage("respondent", ("stype",), "fpc"),)),
    "strat_nofpc": ("apistrat", (Stage("respondent", ("stype",)),)),
    "clus1_fpc": ("apiclus1", (Stage("group", (), "fpc"),)),
    "clus1_nofpc": ("apiclus1", (Stage("group"),)),
}


@pytest.mark.parametrize("design", DESIGNS)
def test_contrasts_of_domains_agree_with_r_survey(made: Made, outside: Outside, design: str) -> None:

    folder = outside.folder("survey", 3)
    file, stages = DESIGNS[design]
    with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        schools = list(csv.DictReader(lines))
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = (r for r in csv.DictReader(lines) if (r["method"], r["design"], r["stat"]) == (
            "taylor", design, "diff_domain_means"))  # fmt: skip
    rows: dict[str, Any] = {
        "group": [s.get("dnum", "") for s in schools],
        "respondent": [f"s{i}" for i in range(len(schools))],
        "weight": [s["pw"] for s in schools],
        "fpc": [float(s["fpc"]) for s in schools],
        **{name: [s[name] for s in schools] for name in ("awards", "stype")},
    }
    answers = [[float(s["api00"])] for s in schools]
    instrument = made.instrument(made.leaf("api", scale=(0, 1000), decimals=True), scale=(0, 1000), cuts=())
    tally = made.tally(instrument, rows, answers, DesignSpec(stages=stages, weight="column"), attributes=("awards",))
    found = estimate(instrument, tally, Settings(), ("awards",))
    yes, no = (found.domains.index((label,)) for label in ("Yes", "No"))
    parts = [contrast_part(instrument, tally, Settings(), found, "", {yes: (0, 1.0), no: (0, -1.0)})]
    error = contrast_error(parts, 1, "none", contrast_certain(parts, 1))
    at = found.at("api")
    for name, ours in {"est": contrast_value(parts, 1), "se": error, "df": contrast_df(parts, 1)}.items():
        assert ours[0, at] == pytest.approx(float(row[name]), rel=1e-9), name
    outside(3)


def test_a_contrast_of_one_part_is_its_estimate(made: Made, small: Small) -> None:
    rows, answers = small.study(3)
    instrument, settings = small.mixed(), Settings()
    tally = made.tally(instrument, rows, answers, small.designs["two-stages"], attributes=("village",))
    found = estimate(instrument, tally, settings, ("village",))
    parts = [contrast_part(instrument, tally, settings, found, "", {0: (1, 1.0), 1: (0, 1.0)})]
    exact = contrast_certain(parts, 2)
    for ours, theirs in (
        (contrast_value(parts, 2), found.value),
        (contrast_error(parts, 2, "none", exact), found.se),
        (contrast_df(parts, 2), found.df),
        (contrast_suppressed(parts, 2), found.suppressed),
    ):
        np.testing.assert_allclose(ours[[1, 0]], theirs, atol=1e-9)


def test_a_part_minus_itself_is_nothing(made: Made, small: Small) -> None:
    rows, answers = small.study(3)
    instrument, settings = small.instrument(), Settings()
    tally = made.tally(instrument, rows, answers, small.designs["some-groups"])
    found = estimate(instrument, tally, settings)
    parts = [contrast_part(instrument, tally, settings, found, "", {0: (0, sign)}) for sign in (1.0, -1.0)]
    assert not contrast_value(parts, 1).any()
    np.testing.assert_allclose(contrast_variance(parts, 1, "none"), 0, atol=1e-15)
    assert np.isnan(contrast_error(parts, 1, "none", contrast_certain(parts, 1))).all()  # noise, not certainty


def test_where_nobody_was_sampled_the_error_is_nought(made: Made, small: Small) -> None:
    rows, answers = small.study(3)
    instrument, settings = small.instrument(), Settings()
    tally = made.tally(instrument, rows, answers, DesignSpec("census"))
    found = estimate(instrument, tally, settings)
    parts = [contrast_part(instrument, tally, settings, found, "", {0: (0, 1.0)})]
    exact = contrast_certain(parts, 1)
    assert exact.all()
    assert not contrast_error(parts, 1, "none", exact).any()
