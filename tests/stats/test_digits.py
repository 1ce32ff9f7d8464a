import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from berdaya.stats.digits import first_digits, last_digits, spread


def test_last_digits_against_scipy() -> None:
    value = np.random.default_rng(1).integers(0, 1000, 500).astype(float)
    found = last_digits(value)
    wanted = chisquare(np.bincount(value.astype(int) % 10, minlength=10))
    assert found.chi_square == pytest.approx(wanted.statistic, rel=1e-9)
    assert found.p == pytest.approx(wanted.pvalue, rel=1e-9)
    assert (found.df, found.n) == (9, 500)


def test_first_digits_against_scipy() -> None:
    value = 10 ** np.random.default_rng(2).uniform(0, 5, 800)
    found = first_digits(value)
    expected = 800 * np.log10(1 + 1 / np.arange(1, 10))
    wanted = chisquare([sum(f"{v:e}"[0] == str(d) for v in value) for d in range(1, 10)], expected)
    assert found.chi_square == pytest.approx(wanted.statistic, rel=1e-9)
    assert found.p == pytest.approx(wanted.pvalue, rel=1e-9)
    assert found.p > 0.001


def test_heaping_at_fives_and_tens() -> None:
    found = last_digits(np.array([50.0, 55, 60, 70, 61, np.nan]))
    assert found.n == 5
    assert [found.fives, found.tens] == pytest.approx([0.8, 0.6])
    assert last_digits(np.full(100, 20.0)).p < 1e-9


def test_the_last_place_is_the_finest_that_occurs() -> None:
    assert last_digits(np.array([1.25, 2.5, 3.0])).count[[5, 0]].tolist() == [1, 2]
    assert last_digits(np.array([0.1 + 0.2, 0.4])).count[[3, 4]].tolist() == [1, 1]
    assert last_digits(np.array([-17.0])).count[7] == 1


def test_nothing_to_tell() -> None:
    none = last_digits(np.array([np.nan]))
    assert none.n == 0
    assert np.isnan([none.p, none.fives]).all()
    assert np.isnan(first_digits(np.zeros(3)).p)
    assert spread(np.zeros(2)) == 0


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30), st.integers(-3, 3))
def test_first_digits_do_not_depend_on_the_unit(values: list[int], power: int) -> None:
    found = first_digits(np.array(values) * 10.0**power)
    assert found.count.tolist() == [sum(str(value)[0] == str(d) for value in values) for d in range(1, 10)]
    assert spread(np.array(values) * 10.0**power) == pytest.approx(spread(np.array(values, float)), abs=1e-9)
