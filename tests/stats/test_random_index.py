"""Random indices against the tables of pymcdm 1.4.0 and AHPy 2.1."""

import math
from itertools import pairwise

import pytest

from berdaya.stats.random_index import RANDOM_INDEX, random_index


def test_the_table_of_tummala_and_ling_is_that_of_pymcdm() -> None:
    from pymcdm.weights.subjective import AHP  # late: it loads matplotlib

    assert [random_index(n, "tummala-ling") for n in range(1, 16)] == AHP.RI_M


@pytest.mark.parametrize("table", RANDOM_INDEX)
def test_every_table_rises_but_for_one_known_dip_and_then_ends(table: str) -> None:
    values = [random_index(n, table) for n in range(3, 16)]  # type: ignore[arg-type]
    falls = [n for n, (a, b) in enumerate(pairwise(values), start=4) if b <= a]
    assert falls == ([12] if table == "saaty-1980" else [])
    assert random_index(2, table) == 0.0  # type: ignore[arg-type]
    assert math.isnan(random_index(21, table))  # type: ignore[arg-type]
