from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.instrument.model import Aggregate
from berdaya.study.declared.sensitivity_settings import is_base, sources_of

if TYPE_CHECKING:
    from tests.study.conftest import Folder

PLACE = "disclosure:"


def written(text: str) -> tuple[str, str]:
    return PLACE, f"sensitivity: {text}\n{PLACE}"


def test_what_is_not_said_is_as_usual(study_folder: "Folder") -> None:
    assert study_folder.read().sensitivity == SensitivitySpec()


def test_every_key(study_folder: "Folder") -> None:
    study_folder.change(
        written(
            "{sources: [weights, sampling], base: 1024, seed: 7, weights: {kind: box, spread: 0.4}, aggregate: [own, harmonic,"
            " {power: 2}], zero: veto, coverage: [own, 0.5, lowest], bands: 0.2, spacing: 0.3}"
        )
    )
    assert study_folder.read().sensitivity == SensitivitySpec(
        sources=("sampling", "weights"),
        base=1024,
        seed=7,
        weights="box",
        spread=0.4,
        aggregate=(None, Aggregate("harmonic"), Aggregate("power", 2.0)),
        zero="veto",
        coverage=("own", 0.5, "lowest"),
        bands=0.2,
        spacing=0.3,
    )


def test_any_scoring_is_said_by_its_name(study_folder: "Folder") -> None:
    study_folder.change(written("{spacing: any, sources: spacing}"))
    assert study_folder.read().sensitivity == SensitivitySpec(sources=("spacing",))


def test_all_that_is_wrong_is_told_at_once_with_its_place(study_folder: "Folder") -> None:
    text = (
        "{sources: [weight], base: 500, seed: -1, weights: {kind: normal, spread: 2}, aggregate: [mean, {power: x}], zero: 0,"
        " coverage: [none, 2], bands: 9, spacing: equal, runs: 5}"
    )
    assert study_folder.refused(written(text)) == [
        ("entry.unknown", "study.yaml:18:178"),
        ("entry.not-a-choice", "study.yaml:18:103"),
        ("entry.not-a-number", "study.yaml:18:117"),
        ("entry.not-a-choice", "study.yaml:18:25"),
        ("study.sensitivity-base", "study.yaml:18:40"),
        ("entry.out-of-range", "study.yaml:18:51"),
        ("entry.not-a-choice", "study.yaml:18:71"),
        ("entry.out-of-range", "study.yaml:18:87"),
        ("entry.not-a-choice", "study.yaml:18:128"),
        ("entry.not-a-choice", "study.yaml:18:142"),
        ("entry.out-of-range", "study.yaml:18:148"),
        ("study.sensitivity-bands", "study.yaml:18:159"),
        ("entry.not-a-choice", "study.yaml:18:171"),
    ]


def test_a_run_varies_something(study_folder: "Folder") -> None:
    assert study_folder.refused(written("{sources: []}")) == [("study.sensitivity-no-source", "study.yaml:18:24")]


@pytest.mark.parametrize("shift", ["0", "0.5", "-0.1"])
def test_cuts_may_not_meet(study_folder: "Folder", shift: str) -> None:
    (found,) = study_folder.refused(written(f"{{bands: {shift}}}"))
    assert found[0] in ("study.sensitivity-bands", "entry.out-of-range")


def test_names_of_sources() -> None:
    assert sources_of(("spacing", "weights", "weights", "luck")) == (("weights", "spacing"), ("luck",))
    assert [base for base in (8, 16, 100, 512, 65536, 131072) if is_base(base)] == [16, 512, 65536]
