import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from berdaya.errors import ComputeError
from berdaya.stats.rosenbaum import gamma_limit, signed_rank_bound

# Lead in the blood of children whose fathers work with it, and of neighbours' children: Morton et al. (1982).
EXPOSED = [38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15]
EXPOSED += [10, 45, 39, 22, 35, 49, 48, 44, 35, 43, 39, 34, 13, 73, 25, 27]
NEIGHBOUR = [16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24]
NEIGHBOUR += [13, 9, 14, 21, 19, 7, 18, 19, 12, 11, 22, 25, 16, 13, 11, 13]
LEAD = np.array(EXPOSED, float) - np.array(NEIGHBOUR, float)


def test_the_published_table_of_lead_in_blood() -> None:
    """Rosenbaum (2002), section 4.3: 33 pairs, the sum of ranks of rises is 527."""
    wanted = {2: 0.0018, 3: 0.0136, 4: 0.0388, 4.25: 0.0468, 5: 0.0740}
    for gamma, bound in wanted.items():
        assert round(signed_rank_bound(LEAD, gamma), 4) == bound, gamma
    assert signed_rank_bound(LEAD) < 0.0001
    assert 4.25 < gamma_limit(LEAD) < 5
    assert signed_rank_bound(LEAD, gamma_limit(LEAD)) == pytest.approx(0.05)


@given(st.lists(st.integers(-6, 6), min_size=4, max_size=30).filter(any))
def test_without_bias_it_is_the_signed_rank_test_of_scipy(values: list[int]) -> None:
    differences = np.array(values, float)
    theirs = stats.wilcoxon(differences, zero_method="pratt", alternative="greater", method="approx").pvalue
    # scipy takes ties and zeros out of the variance as a whole; the sum of squared ranks does the same.
    assert signed_rank_bound(differences) == pytest.approx(theirs, abs=1e-9)


def test_the_bound_rises_with_gamma_and_turns_with_the_signs() -> None:
    bounds = [signed_rank_bound(LEAD, gamma) for gamma in (1, 1.5, 2, 4, 8)]
    assert bounds == sorted(bounds)
    assert gamma_limit(-LEAD) == pytest.approx(gamma_limit(LEAD))
    assert gamma_limit(LEAD, 0.01) < gamma_limit(LEAD)


def test_where_chance_explains_it_or_nothing_differs() -> None:
    assert math.isnan(gamma_limit(np.array([1.0, -1.0, 2.0, -2.0])))
    assert math.isnan(signed_rank_bound(np.zeros(3)))
    assert math.isnan(gamma_limit(np.zeros(3)))


@pytest.mark.parametrize("gamma", [0.9, math.nan])
def test_odds_below_1_are_refused(gamma: float) -> None:
    with pytest.raises(ComputeError) as caught:
        signed_rank_bound(LEAD, gamma)
    assert [p.code for p in caught.value.problems] == ["stats.out-of-range"]
