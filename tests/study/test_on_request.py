"""Chapters on request are computed where they are asked for, and nowhere else."""

from typing import TYPE_CHECKING

from berdaya.study.analyse import analyse
from berdaya.study.analyses.reliabilities import reliability_of
from berdaya.study.analyses.weights import schemes_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_a_study_that_asks_for_none_has_none(small: "SmallStudy") -> None:
    found, _ = analyse(read_study(small.path))
    assert (found.reliability, found.rasch, found.poverty, found.raters, found.sensitivity) == (
        None,
        None,
        None,
        (),
        None,
    )
    assert (found.weights, found.staged, found.matched, found.change_detail) == (None, None, None, None)


def test_what_is_asked_for_is_what_its_command_finds(small: "SmallStudy") -> None:
    small.change(
        "study.yaml", ("study: small", "study: small\nreport: {sections: [reliability, weights, sensitivity]}")
    )
    study = read_study(small.path)
    found, _ = analyse(study)
    assert found.reliability is not None
    assert found.weights is not None
    assert found.sensitivity is not None
    alone = reliability_of(study).reliability
    assert [one.alpha for one in found.reliability.sets] == [one.alpha for one in alone.sets]
    assert [one.scheme.name for one in found.weights.schemes] == [one.scheme.name for one in schemes_of(study).schemes]
    assert found.sensitivity.run is not None
    assert (found.poverty, found.staged) == (None, None)
