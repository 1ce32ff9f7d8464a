from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.errors import InputError
from berdaya.estimates.change.compare import Arms
from berdaya.estimates.change.matched_units import matched_units
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from tests.conftest import Made

    from berdaya.tally.model import Tally

WAVES = ("before", "after")


def study(made: Made, **more: list[Any]) -> tuple[Any, Tally]:
    rows = {
        "wave": [wave for wave in WAVES for _ in range(8)],
        "group": [f"g{i // 2}" for i in range(8)] * 2,
        "respondent": [f"p{i}" for i in range(8)] * 2,
        "programme": ["yes", "yes", "no", "no", "other", "other", "no", "no"] * 2,
        "members": [str(i) for i in (10, 10, 20, 20, 30, 30, 40, 40)] * 2,
        "age": [str(20 + i) for i in range(8)] + [str(21 + i) for i in range(8)],
        "village": ["v"] * 16,
        **more,
    }
    answers = [[float(i % 4), float((i * 3) % 4)] for i in range(16)]
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    names = ("programme", "members", "age", "village")
    design = DesignSpec("random", (Stage("village"),))
    return instrument, made.tally(instrument, rows, answers, design, attributes=names, units=True, detail=True)


def test_groups_with_the_change_of_their_score(made: Made) -> None:
    instrument, tally = study(made)
    arms = Arms("programme", "yes", "no", ("members", "village"))
    found = matched_units(instrument, tally, Settings(), arms, "group", WAVES)
    assert found.keys == ("g0", "g1", "g3")
    assert found.treated.tolist() == [True, False, False]
    then, now = (estimate(instrument, tally, Settings(), ("group",), wave) for wave in WAVES)
    np.testing.assert_allclose(found.value, (now.value - then.value)[[0, 1, 3]])
    assert found.traits.number_names == ()  # four numbers are as good as codes
    assert found.traits.class_names == ("members", "village")
    assert found.traits.classes[0] == ("10", "v")
    assert len(set(found.psu.tolist())) == 1
    assert found.persons[:, 0].tolist() == [2, 2, 2]


def test_respondents_with_traits_of_the_first_wave(made: Made) -> None:
    instrument, tally = study(made)
    found = matched_units(instrument, tally, Settings(), Arms("programme", "yes", "no", ("age",)), "respondent", WAVES)
    assert found.traits.number_names == ("age",)
    assert found.traits.numbers[:, 0].tolist() == [20, 21, 22, 23, 26, 27]
    scores = np.array([[i % 4, (i * 3) % 4] for i in range(16)], float).mean(axis=1)
    kept = [0, 1, 2, 3, 6, 7]
    np.testing.assert_allclose(found.value[:, 0], (scores[8:] - scores[:8])[kept])
    one = matched_units(
        instrument, tally, Settings(), Arms("programme", "yes", "no", ("age",)), "respondent", WAVES[1:]
    )
    np.testing.assert_allclose(one.value[:, 0], scores[8:][kept])
    assert one.traits.numbers[0, 0] == 21


def test_roles_are_matched_exactly(made: Made) -> None:
    instrument, tally = study(made, role=["member", "leader"] * 8)
    found = matched_units(instrument, tally, Settings(), Arms("programme", "yes", "no", ("age",)), "respondent", WAVES)
    assert "role" in found.traits.class_names


def test_a_trait_that_differs_within_a_group_is_refused(made: Made) -> None:
    instrument, tally = study(made)
    with pytest.raises(InputError) as caught:
        matched_units(instrument, tally, Settings(), Arms("programme", "yes", "no", ("age",)), "group", WAVES)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["group"], problem.values["count"]) == ("study.match-varies", "g0", 4)


def test_a_group_in_several_sampling_units_is_one_of_its_own(made: Made) -> None:
    instrument, tally = study(made, village=[f"v{i % 2}" for i in range(16)])
    found = matched_units(instrument, tally, Settings(), Arms("programme", "yes", "no", ("members",)), "group", WAVES)
    assert len(set(found.psu.tolist())) == 3
