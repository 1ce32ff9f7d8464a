from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import InputError
from berdaya.estimates.domains import axis, make_domains, sum_by

if TYPE_CHECKING:
    from tests.conftest import Made

ROWS = {
    "village": ["s", "n", "s", "n"],
    "sex": ["f", "f", "m", "f"],
    "wave": ["a", "a", "b", "b"],
    "group": list("wxyz"),
}


def test_combinations_that_occur_in_the_order_of_by(made: Made) -> None:
    tally = made.tally(made.instrument(made.leaf("x")), ROWS, [[1]] * 4, attributes=("village", "sex"))
    domains = make_domains(tally, ("village", "sex"), "a")
    assert domains.labels == (("n", "f"), ("s", "f"))
    assert make_domains(tally, ("sex", "village"), "b").labels == (("f", "n"), ("m", "s"))
    assert domains.size == 2
    assert tally.wave.codes[domains.cells].tolist() == [0, 0]


def test_the_whole_and_a_wave_that_nobody_answered(made: Made) -> None:
    tally = made.tally(made.instrument(made.leaf("x")), ROWS, [[1]] * 4)
    assert make_domains(tally, (), "a").labels == ((),)
    assert make_domains(tally, (), "c").labels == ()
    assert make_domains(tally, ("group",), "c").size == 0


def test_an_attribute_that_was_not_tallied(made: Made) -> None:
    tally = made.tally(made.instrument(made.leaf("x")), ROWS, [[1]] * 4, attributes=("village",))
    assert axis(tally, "village").labels == ("n", "s")
    assert axis(tally, "role").labels == ("member",)
    with pytest.raises(InputError) as caught:
        make_domains(tally, ("age",), "a")
    problem = caught.value.problems[0]
    assert problem.code == "estimates.unknown-attribute"
    assert problem.values.items() >= {"name": "age", "known": "group, role, village, wave"}.items()


def test_sum_by() -> None:
    values = np.arange(8.0).reshape(4, 2)
    assert sum_by(np.array([1, 0, 1, 3]), 4, values).tolist() == [[2, 3], [4, 6], [0, 0], [6, 7]]
    assert sum_by(np.zeros(0, np.int64), 2, np.zeros((0, 3))).shape == (2, 3)
