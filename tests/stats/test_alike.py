import numpy as np

from berdaya.stats.alike import told_alike


def test_the_interval_of_the_difference_decides_not_the_two_intervals() -> None:
    draw = np.random.default_rng(1)
    shared = draw.normal(size=(500, 1))
    drawn = np.hstack([shared, shared + 0.5 + 0.01 * draw.normal(size=(500, 1)), draw.normal(size=(500, 1))])
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    assert low[1] < high[0]  # the intervals overlap
    found = told_alike(drawn, 0.95)
    assert not found[0, 1] and not found[1, 0]
    assert found[0, 2] and found[1, 2]
    assert found.diagonal().all()


def test_without_replicates_nothing_is_told_apart() -> None:
    assert told_alike(np.array([[0.0, 5.0]]), 0.95).all()
    assert told_alike(np.array([[0.0, np.nan], [1.0, 2.0], [np.nan, 1.0]]), 0.95).all()
