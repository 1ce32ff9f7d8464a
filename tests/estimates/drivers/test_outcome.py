from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.drivers.outcome import outcome_shares
from berdaya.estimates.drivers.unit_rows import unit_rows
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made, Outside

SOAP = "toilet before_eat after_eat handle_child before_cook feed_child clean_baby child_faeces"
GOODS = "tv phone refrigerator table chair bed cupboard fan computer watch bankacc"
FOOD = "cheaper_food borrow_food smaller_portions adults_eat_less fewer_meals"
WORK = "sold_hh_goods sold_animals spent_savings borrowed_money sold_productive withdrew_school cut_health sold_land"
TREE = {  # weight, questions, scale, whether high is bad
    "housing": (0.20, ["roof", "wall", "floor", "electricity", "clean_fuel"], (0, 1), False),
    "assets": (0.20, [f"has_{one}" for one in GOODS.split()], (0, 1), False),
    "wash": (0.20, ["latrine", "latrine_private", "water_improved"], (0, 1), False),
    "hygiene": (0.15, [f"soap_{one}" for one in SOAP.split()], (1, 4), False),
    "food_coping": (0.15, [f"cope_{one}" for one in FOOD.split()], (0, 7), True),
    "livelihood_coping": (0.10, [*WORK.split(), "sold_female_animals", "begged"], (0, 1), True),
}
LEVELS = {"wall", "floor", "latrine"}  # 0-3


def test_ppi_scores_of_real_households_to_the_printed_digits(made: Made, outside: Outside) -> None:
    folder = outside.folder("myanmar_mcct", figures=21, variable="BERDAYA_REAL")
    with (folder / "mcct_households.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    parts = []
    for key, (weight, questions, scale, bad) in TREE.items():
        leaves = [
            made.leaf(
                one,
                scale=(0, 3) if one in LEVELS else scale,
                direction="lower_is_better" if bad else "higher_is_better",
            )
            for one in questions
        ]
        parts.append(made.branch(key, *leaves, weight=weight, min_coverage=0.5))
    instrument = made.instrument(*parts, scale=(0, 100), cuts=(25, 50, 75), min_coverage=1)
    answers = [[float(row[leaf.key]) if row[leaf.key] else None for leaf in instrument.leaves] for row in rows]
    tally = made.tally(instrument, {"psu": [row["psu"] for row in rows]}, answers, detail=True)
    ppi = np.array([float(row["ppi_score"]) if row["ppi_score"] else np.nan for row in rows])
    frame = make_frame(instrument, tally, Settings())
    units = unit_rows(frame, "persons", replicates=20)
    found = outcome_shares(units, "ppi_score", ppi)
    assert found is not None
    index = units.value[:, 0]
    both = np.isfinite(index) & np.isfinite(ppi)
    assert np.corrcoef(index[both], ppi[both])[0, 1] == pytest.approx(0.760194, abs=6e-7)
    assert found.children == tuple(TREE)
    assert found.n == 2144
    printed = {
        "beta": [0.639045, 0.185881, -0.101429, 0.158526, 0.028131, 0.002501],
        "share": [0.494288, 0.275348, 0.051078, 0.168342, 0.00895, 0.001993],
        "r": [0.821454, 0.710924, 0.361088, 0.584403, 0.144781, -0.048763],
    }
    for name, values in printed.items():
        np.testing.assert_allclose(getattr(found, name).value, values, atol=6e-7, err_msg=name)
    assert found.explained.value[0] == pytest.approx(0.717063, abs=6e-7)
    assert found.share.value.sum() == pytest.approx(1, abs=1e-12)
    assert (found.explained.low <= found.explained.value).all()
    outside(21)


def test_an_outcome_that_is_the_score_is_explained_wholly(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y")), made.leaf("z", weight=3))
    draw = np.random.default_rng(1)
    answers = draw.integers(0, 4, (40, 3)).astype(float)
    tally = made.tally(instrument, {}, answers.tolist(), detail=True)
    rows = unit_rows(make_frame(instrument, tally, Settings()), "persons", replicates=20)
    found = outcome_shares(rows, "y", rows.value[:, 0])
    assert found is not None
    assert found.explained.value[0] == pytest.approx(1)
    assert found.share.value.sum() == pytest.approx(1)
    of_a = outcome_shares(rows, "y", rows.value[:, 0], "a")
    assert of_a is not None
    assert of_a.children == ("x", "y")
    assert of_a.explained.value[0] < 1
    slope = np.linalg.lstsq(np.column_stack([np.ones(40), answers[:, :2]]), rows.value[:, 0], rcond=None)[0][1:]
    expected = slope * answers[:, :2].std(axis=0) / rows.value[:, 0].std()
    np.testing.assert_allclose(of_a.beta.value, expected, atol=1e-9)


def test_with_too_few_rows_or_no_children_there_is_none(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    tally = made.tally(instrument, {}, [[1, 2], [2, 3], [0, 1], [1, 1]], detail=True)
    rows = unit_rows(make_frame(instrument, tally, Settings()), "persons", replicates=5)
    assert outcome_shares(rows, "o", np.array([1.0, 2.0, np.nan, 3.0])) is None
    assert outcome_shares(rows, "o", np.array([1.0, 2.0, 1.5, 3.0]), "x") is None
