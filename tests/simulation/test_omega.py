"""How often the interval of omega holds the true one: answers in steps, whole clusters drawn, unequal weights."""

import numpy as np
import pytest

from berdaya.stats.alpha import alpha_interval
from berdaya.stats.factor import omega, omega_gradient, one_factor
from berdaya.stats.pairwise import correlation_influence, pairwise_moments
from berdaya.stats.sample import Sample
from berdaya.stats.variance import taylor_variance

SEED, SAMPLES, MEMBERS = 20261126, 600, 6
LOADINGS = np.array([0.4, 0.5, 0.6, 0.7])
BOUNDS = (0.91, 0.97)


def answers_of(draw: np.random.Generator, clusters: int) -> np.ndarray:
    """Answers 0-3 of one factor; a fifth of its variance, and 15 % of what is an item's own, lie between clusters."""
    factor = np.sqrt(0.2) * draw.normal(size=(clusters, 1, 1)) + np.sqrt(0.8) * draw.normal(size=(clusters, MEMBERS, 1))
    own = np.sqrt(0.15) * draw.normal(size=(clusters, 1, 4)) + np.sqrt(0.85) * draw.normal(size=(clusters, MEMBERS, 4))
    latent = (LOADINGS * factor + np.sqrt(1 - LOADINGS**2) * own).reshape(-1, 4)
    return np.asarray(np.digitize(latent, (-1.0, 0.0, 1.0)), float)


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [15, 40])
def test_the_interval_of_omega_holds_the_true_one(clusters: int) -> None:
    draw = np.random.default_rng(SEED)
    true = omega(one_factor(np.asarray(np.corrcoef(answers_of(draw, 100_000).T), float)).loadings)
    rows = np.arange(clusters * MEMBERS)
    design = Sample(rows // MEMBERS, np.zeros(clusters, np.int64), np.zeros(1))
    held = proper = 0
    for _ in range(SAMPLES):
        x, weight = answers_of(draw, clusters), np.repeat(draw.uniform(0.5, 2, clusters), MEMBERS)
        moments = pairwise_moments(x, weight)
        found = one_factor(moments.correlation)
        if not found.improper:
            gradient = omega_gradient(moments.correlation, found.loadings)
            z = correlation_influence(x, weight, moments, gradient)[:, None]
            variance = taylor_variance(z, rows, 0 * rows, design, n_domains=1, lonely="none").value[0, 0]
            low, high = alpha_interval(omega(found.loadings), float(np.sqrt(variance)), clusters - 1)
            held, proper = held + (low <= true <= high), proper + 1
    assert proper > 0.95 * SAMPLES
    assert BOUNDS[0] < held / proper < BOUNDS[1], held / proper
