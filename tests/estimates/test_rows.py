from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.model import Settings
from berdaya.estimates.rows import estimate_rows, share_rows
from berdaya.estimates.shares import person_shares
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

KEYS = [
    *("by", "node", "level", "value", "se", "df", "low", "high", "n", "groups", "deff", "coverage", "lost"),
    *("lowest", "highest", "band", "bands", "distance", "suppressed", "beyond", "note"),
]


def test_a_row_holds_what_the_contract_names(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    estimates = made.estimate(instrument, {"village": ["n", "n", "s"]}, [[2, 1], [3, 1], [1, 1]], by=("village",))
    rows = list(estimate_rows(estimates, instrument, "en"))
    assert len(rows) == 2 * 3
    assert list(rows[0]) == KEYS
    assert rows[0]["by"] == {"village": "n"}
    assert rows[0]["value"] == 1.75
    assert rows[0]["band"] == "b1"
    json.dumps(rows, allow_nan=False)


def test_what_does_not_exist_is_null_and_says_why(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    estimates = made.estimate(instrument, {}, [[2, None], [3, None]])
    rows = {row["node"]: row for row in estimate_rows(estimates, instrument, "id")}
    assert rows["y"]["value"] is None
    assert rows["y"]["bands"] is None
    assert rows["y"]["note"] == "tidak ada yang menjawab"


def test_shares_of_bands_stand_by_key(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    shares = person_shares(instrument, made.tally(instrument, {}, [[0], [3], [3]], units=True), Settings())
    row = next(iter(share_rows(shares, instrument)))
    assert row["share"] == pytest.approx({"b0": 1 / 3, "b1": 0, "b2": 2 / 3})
    assert row["unit"] == "person"
    assert row["n"] == 3


def test_a_lonely_stratum_is_named(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {"group": ["a", "b", "c"], "village": ["Salo", "Baso", "Baso"]}
    design = DesignSpec("random", (Stage("group", ("village",)),))
    estimates = made.estimate(instrument, rows, [[1], [2], [3]], design, extra=("village",))
    row = next(iter(estimate_rows(estimates, instrument, "en")))
    assert row["value"] == 2
    assert row["se"] is None
    assert "Salo" in row["note"]
    assert "Baso" not in row["note"]


def test_someone_alone_at_the_second_stage_is_named(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    design = DesignSpec("random", (Stage("group", (), 9), Stage("respondent", (), 5)))
    estimates = made.estimate(instrument, {"group": ["north", "north", "south"]}, [[1], [2], [3]], design)
    row = next(iter(estimate_rows(estimates, instrument, "en")))
    assert (row["value"], row["se"]) == (2, None)
    assert "south / member" in row["note"]
    assert "north" not in row["note"]


def test_the_note_on_a_zero_is_true_of_scores_that_are_not_zero(made: Made) -> None:
    root = made.branch("a", made.leaf("x"), made.leaf("y"), kind="power", power=0.5)
    instrument = made.instrument(root, made.leaf("z"))
    rows = list(estimate_rows(made.estimate(instrument, {}, [[0, 2, 1], [0, 3, 2]]), instrument, "en"))
    spoken = {row["node"]: (row["value"], row["se"], row["note"]) for row in rows}
    for node in ("overall", "a"):
        value, se, note = spoken[node]
        assert value > 0
        assert se is None
        assert note == "a zero in a geometric, harmonic or similar mean counts here: the error does not exist"
    assert "zero" not in spoken["x"][2]
