import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import Where
from berdaya.estimates.stages import NO, UNKNOWN, YES, Marker, Stage, StageRule, any_of, judge


def rule(*needed: int, markers: int = 3) -> StageRule:
    stages = [
        Stage(f"s{at}", {}, tuple(Marker(f"m{at}{m}", {}, (f"m{at}{m}",), Where()) for m in range(markers)), count)
        for at, count in enumerate(needed)
    ]
    return StageRule("made", {}, (), "", tuple(stages))


states = st.lists(st.sampled_from([YES, NO, UNKNOWN]), min_size=9, max_size=9)


def marked(of: StageRule, values: list[int]) -> dict[str, int]:
    return dict(zip((one.key for one in of.markers), values, strict=True))


@given(states, st.tuples(*[st.integers(1, 3)] * 3))
def test_the_verdict_is_settled_just_where_no_unknown_marker_could_change_it(
    values: list[int], needed: tuple[int, int, int]
) -> None:
    made = rule(*needed)
    found = judge(made, "g", marked(made, values))
    blanks = [at for at, value in enumerate(values) if value == UNKNOWN]
    reached = set()
    for pattern in range(2 ** len(blanks)):
        filled = list(values)
        for bit, at in enumerate(blanks):
            filled[at] = pattern >> bit & 1
        full = judge(made, "g", marked(made, filled))
        assert full.settled
        reached.add(full.sure)
    assert (found.sure, found.most) == (min(reached), max(reached))
    assert found.settled == (len(reached) == 1)


@given(states)
def test_one_more_marker_never_takes_a_stage_away(values: list[int]) -> None:
    made = rule(2, 2, 3)
    before = judge(made, "g", marked(made, values))
    for at in range(9):
        more = [*values[:at], YES, *values[at + 1 :]]
        assert judge(made, "g", marked(made, more)).sure >= before.sure


def test_what_is_lacking_for_the_next_stage() -> None:
    made = rule(2, 3)
    found = judge(made, "g", marked(made, [YES, YES, NO, YES, NO, UNKNOWN]), 2.5)
    assert (found.sure, found.most, found.short) == (1, 1, 2)
    assert (found.lacking, found.unknown, found.score) == (("m11",), ("m12",), 2.5)
    last = judge(made, "g", marked(made, [YES] * 6))
    assert (last.sure, last.lacking, last.unknown, last.short) == (2, (), (), 0)


def test_a_later_stage_counts_only_after_those_before() -> None:
    made = rule(3, 1)
    assert judge(made, "g", marked(made, [YES, YES, NO, YES, YES, YES])).most == 0


@pytest.mark.parametrize(
    ("row", "state"), [((YES, NO), YES), ((UNKNOWN, YES), YES), ((NO, NO), NO), ((NO, UNKNOWN), UNKNOWN)]
)
def test_one_of_several_columns(row: tuple[int, int], state: int) -> None:
    assert any_of(np.array([row])).tolist() == [state]
