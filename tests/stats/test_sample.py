import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.sample import Sample, Second, degrees_of_freedom
from berdaya.words import hint, message


def codes(psu: list[int], stratum: list[int], fraction: list[float], second: Second | None = None) -> list[str]:
    with pytest.raises(ComputeError) as caught:
        Sample(np.array(psu), np.array(stratum), np.array(fraction), second)
    for problem in caught.value.problems:
        assert "?" not in message(problem, "en") + message(problem, "id")  # every place of the sentence is filled
        assert hint(problem, "en")
        assert hint(problem, "id")
    return [p.code for p in caught.value.problems]


def test_counts_are_of_the_full_design() -> None:
    inner = Second(np.array([0, 0, 1]), np.array([0.5, 0.5]))
    sample = Sample(np.array([0, 0, 1]), np.array([0, 0, 1]), np.array([0.1, 1.0]), inner)
    assert sample.psus.tolist() == [2, 1]  # the third PSU has no unit and still counts
    assert inner.units.tolist() == [2, 1]


def test_every_misfit_is_named_at_once() -> None:
    found = codes([0, 5], [0, -1], [1.5, float("nan")])
    assert found == [
        "stats.index-out-of-range",
        "stats.index-out-of-range",
        "stats.fraction-out-of-range",
        "stats.fraction-out-of-range",
    ]


def test_second_stage_must_fit() -> None:
    assert codes([0, 1], [0, 0], [0.1], Second(np.array([0]), np.array([0.5]))) == ["stats.unequal-lengths"]
    assert codes([0, 1], [0, 0], [0.1], Second(np.array([0, 0]), np.array([0.5]))) == ["stats.stage-not-nested"]
    assert codes([0, 1], [0, 0], [0.1], Second(np.array([0, 2]), np.array([0.5, 0.5]))) == ["stats.index-out-of-range"]
    assert codes([0, 1], [0, 0], [0.1], Second(np.array([0, 1]), np.array([0.5, 2.0]))) == [
        "stats.fraction-out-of-range"
    ]


def test_degrees_of_freedom_count_psus_and_strata_of_the_domain() -> None:
    sample = Sample(np.array([0, 0, 1, 2, 3, 4]), np.array([0, 0, 0, 1, 1]), np.zeros(2))
    unit, domain = np.array([0, 1, 2, 3, 4, 5, 0]), np.array([0, 0, 0, 0, 0, 0, 1])
    assert degrees_of_freedom(unit, domain, sample, n_domains=3).tolist() == [3, 0, 0]
