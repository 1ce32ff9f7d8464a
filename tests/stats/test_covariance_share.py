import numpy as np
import pytest

from berdaya.stats.covariance import weighted_covariance
from berdaya.stats.covariance_share import covariance_shares


def test_a_part_that_moves_against_the_outcome_has_a_negative_share() -> None:
    x = np.array([[0.0, 1.0], [2.0, 0.5], [3.0, 0.0]])
    w = np.array([0.8, 0.2])
    shares = covariance_shares(weighted_covariance(np.column_stack([x, x @ w]), np.ones(3)), w)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares[1] < 0


def test_an_outcome_that_does_not_vary_has_none() -> None:
    assert np.isnan(covariance_shares(np.zeros((3, 3)), np.ones(2))).all()
