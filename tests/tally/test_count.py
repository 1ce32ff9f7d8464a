from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.tally.model import DesignSpec, Stage, Tally

if TYPE_CHECKING:
    from tests.conftest import Made

ROWS: dict[str, Any] = {
    "group": ["a", "a", "b", "b", "a"],
    "role": ["member", "member", "member", "leader", "member"],
    "respondent": ["p", "q", "r", "s", "p"],
    "wave": ["before", "before", "before", "before", "after"],
    "weight": [1.0, 2.0, 3.0, 4.0, 5.0],
}
ANSWERS: list[list[Any]] = [[1, 5], ["dk", 1], [None, "na"], ["-", 3], [2, "!"]]
GROUPS = DesignSpec(stages=(Stage("group"),), weight="column")


def study(made: Made, **wanted: Any) -> Tally:
    instrument = made.instrument(
        made.branch("a", made.leaf("x")),
        made.leaf("y", {"member": 1, "leader": 1}, (1, 5), direction="lower_is_better"),
    )
    return made.tally(instrument, ROWS, ANSWERS, GROUPS, **wanted)


def test_cells_hold_rows_of_one_unit_group_role_and_wave(made: Made) -> None:
    tally = study(made)
    labels = [
        (tally.group.labels[g], tally.role.labels[r], tally.wave.labels[w])
        for g, r, w in zip(tally.group.codes, tally.role.codes, tally.wave.codes, strict=True)
    ]
    assert labels == [
        ("a", "member", "after"), ("a", "member", "before"), ("b", "leader", "before"), ("b", "member", "before"),
    ]  # fmt: skip
    assert tally.rows.tolist() == [1, 2, 1, 1]
    assert tally.weight.tolist() == [5, 3, 4, 3]
    assert not tally.one_row_a_cell
    assert tally.group_in_unit


def test_sums_are_of_answers_on_the_instruments_scale(made: Made) -> None:
    tally = study(made)
    assert tally.sums[:, 0].tolist() == [10, 1, 0, 0]
    assert tally.sums[:, 1].tolist() == [0, pytest.approx(1 * 0 + 2 * 3), 4 * 1.5, 0]
    assert tally.answered.tolist() == [[5, 0], [1, 3], [0, 4], [0, 0]]
    assert tally.asked.tolist() == [[5, 5], [3, 3], [0, 4], [3, 0]]
    assert tally.count.tolist() == [[1, 0], [1, 2], [0, 1], [0, 0]]
    assert tally.below.tolist() == [[1, 1, 1, 0], [2, 1, 1, 2], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_every_cell_of_the_file_is_accounted_for(made: Made) -> None:
    counts = study(made).counts
    assert (counts.rows, counts.used, counts.rejected) == (5, 5, 0)
    assert (counts.counted, counts.set_aside, counts.not_asked) == (5, 1, 2)  # not asked: another role's, and "na"
    assert counts.missing == {"blank": 1, "dk": 1, "rf": 0}
    assert counts.cells + counts.not_asked == 10


def test_persons_are_the_respondents_of_each_cell(made: Made) -> None:
    cell, person = study(made).persons
    in_cell = [sorted(person[cell == c].tolist()) for c in range(4)]
    assert [len(who) for who in in_cell] == [1, 2, 1, 1]
    assert in_cell[0][0] in in_cell[1]  # p, in both waves
    assert len(set(person.tolist())) == 4


def test_detail_keeps_one_row_a_cell_and_the_same_sums(made: Made) -> None:
    detail, plain = study(made, detail=True), study(made)
    assert detail.one_row_a_cell
    assert detail.rows.tolist() == [1] * 5
    for name in ("sums", "answered", "asked", "count", "below"):
        assert getattr(detail, name).sum(axis=0) == pytest.approx(getattr(plain, name).sum(axis=0))


@pytest.mark.parametrize("block", [1, 2, 3])
def test_blocks_of_any_length_give_one_tally(made: Made, block: int) -> None:
    one = study(made, units=True, frequencies=True)
    two = study(made, units=True, frequencies=True, block=block)
    for field in fields(Tally):
        a, b = getattr(one, field.name), getattr(two, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_allclose(b, a, err_msg=field.name)
    assert (
        one.units is not None and two.units is not None and one.frequencies is not None and two.frequencies is not None
    )
    np.testing.assert_allclose(two.units.bands, one.units.bands)
    np.testing.assert_allclose(two.units.lost, one.units.lost)
    np.testing.assert_allclose(two.frequencies.weighted, one.frequencies.weighted)
    assert one.counts == two.counts


def test_long_blocks_are_summed_in_chunks(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = study(made, units=True)
    monkeypatch.setattr("berdaya.tally.count.CHUNK", 2)
    parts = study(made, units=True)
    np.testing.assert_allclose(parts.sums, whole.sums)
    assert parts.units is not None and whole.units is not None
    np.testing.assert_allclose(parts.units.sums, whole.units.sums)


def test_attributes_split_cells(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    rows = {"sex": ["m", "f", "m"], "age": [30, 20, 30]}
    design = DesignSpec(stages=(Stage("group"),))
    tally = made.tally(instrument, rows, [[1], [2], [3]], design, attributes=("sex", "age"))
    assert tally.attributes["sex"].labels == ("f", "m")
    assert tally.attributes["age"].labels == ("20", "30")
    assert tally.sums.tolist() == [[2], [4]]


def test_units_are_each_persons_own_tree(made: Made) -> None:
    tally = study(made, units=True)
    units = tally.units
    assert units is not None
    overall = 0
    # cells: a after (p: x 2, y set aside), a before (p: 1 and 0; q: dk and 3), b leader (y only: 1.5), b member (nothing)
    assert units.possible[:, overall].tolist() == [5, 3, 4, 3]
    assert units.scored[:, overall].tolist() == [5, 3, 4, 0]
    assert units.sums[:, overall].tolist() == [5 * 2, 1 * 0.5 + 2 * 3, 4 * 1.5, 0]
    assert units.count[:, overall].tolist() == [1, 2, 1, 0]
    assert units.lost[:, overall].tolist() == [5 * 0.5, 2 * 0.5, 0, 3]  # a leader is asked y only: nothing is lost
    assert units.lowest[:, overall].tolist() == [5 * 1, 1 * 0.5 + 2 * 1.5, 6, 0]
    assert units.highest[:, overall].tolist() == [5 * 2.5, 1 * 0.5 + 2 * 3, 6, 9]
    assert units.bands[:, overall].tolist() == [[0, 5, 0], [1, 0, 2], [0, 4, 0], [0, 0, 0]]


def test_units_keep_to_the_least_coverage_and_the_zero_policy(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), kind="geometric")
    answers = [[0, 3], [2, None]]
    veto = made.tally(instrument, {}, answers, units=True, min_coverage=0.6).units
    shift = made.tally(instrument, {}, answers, units=True, shift_zero=True).units
    assert veto is not None and shift is not None
    assert veto.sums[:, 0].tolist() == [0, 0]
    assert veto.scored[:, 0].tolist() == [1, 0]
    assert shift.sums[:, 0] == pytest.approx([(1 * 4) ** 0.5 - 1, 2])


def test_units_follow_their_waves(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", waves=("after",)))
    tally = made.tally(instrument, {"wave": ["after", "before"]}, [[1, 3], [2, "-"]], units=True)
    assert tally.units is not None
    assert tally.units.scored[:, 0].tolist() == [1, 0]  # the whole is not asked before
    assert tally.units.scored[:, 1].tolist() == [1, 1]


def test_the_weight_of_groups(made: Made) -> None:
    rows = {"group": ["b", "a", "b"], "group_weight": [2.0, 0.5, 2.0]}
    assert made.tally(made.instrument(made.leaf("x")), rows, [[1]] * 3).group_weight.tolist() == [0.5, 2.0]
    assert study(made).group_weight.tolist() == [1.0, 1.0]
