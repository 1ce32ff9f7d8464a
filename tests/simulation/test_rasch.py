"""The error of Rasch severities where groups find unlike questions hard: that of the design is right, the model's too small."""

import numpy as np
import pytest

from berdaya.stats.rasch import rasch_influence, rasch_severities
from berdaya.stats.sample import Sample
from berdaya.stats.variance import taylor_variance

SEED, SAMPLES, GROUPS, MEMBERS = 20261126, 400, 40, 20
SEVERITY = np.linspace(-1.5, 1.5, 6)
DESIGN = Sample(np.repeat(np.arange(GROUPS), MEMBERS), np.zeros(GROUPS, np.int64), np.zeros(1))


def drawn(draw: np.random.Generator, unlike: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Severities of one sample, and their errors by the design and by the model."""
    own = SEVERITY + draw.normal(0, unlike, (GROUPS, 1, 6)) if unlike else SEVERITY
    level = draw.normal(0, 0.7, (GROUPS, 1, 1)) + draw.normal(0, 1, (GROUPS, MEMBERS, 1))
    x = (draw.random((GROUPS, MEMBERS, 6)) < 1 / (1 + np.exp(own - level))).astype(float).reshape(-1, 6)
    weight = np.repeat(draw.uniform(0.5, 2, GROUPS), MEMBERS)
    found = rasch_severities(x, weight)
    whole = np.zeros(len(x), np.int64)
    rows = np.arange(len(x))
    variance = taylor_variance(rasch_influence(x, weight, found), rows, whole, DESIGN, n_domains=1, lonely="none")
    return found.severity, np.sqrt(variance.value[0]), found.model_se


@pytest.mark.slow
@pytest.mark.parametrize(("unlike", "model"), [(0.0, (0.85, 1.05)), (0.5, (0.65, 0.8))])
def test_the_error_is_the_spread_of_severities(unlike: float, model: tuple[float, float]) -> None:
    draw = np.random.default_rng(SEED)
    severity, by_design, by_model = map(np.array, zip(*(drawn(draw, unlike) for _ in range(SAMPLES)), strict=True))
    spread = severity.std(axis=0, ddof=1)
    assert 0.92 < (by_design.mean(axis=0) / spread).mean() < 1.05
    assert model[0] < (by_model.mean(axis=0) / spread).mean() < model[1]
