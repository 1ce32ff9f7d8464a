from collections.abc import Callable
from typing import Any

import pytest

from berdaya.errors import Problem
from berdaya.instrument.model import Instrument

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]
LOW, HIGH = {"key": "low", "id": "rendah", "en": "low"}, {"key": "high", "id": "tinggi", "en": "high"}


@pytest.mark.parametrize(
    ("bands", "codes"),
    [
        ({"cuts": [2, 1]}, ["instrument.cuts-not-rising"]),
        ({"cuts": [1, 1]}, ["instrument.cuts-not-rising"]),
        ({"cuts": [0, 2]}, ["instrument.cut-outside-scale"]),
        ({"cuts": [1, 3]}, ["instrument.cut-outside-scale"]),
        ({"cuts": [1, 2], "classes": 3}, ["instrument.cuts-and-classes"]),
        ({"cuts": [1, 2], "labels": [LOW, HIGH]}, ["instrument.band-count"]),
        ({"cuts": [1], "labels": [LOW, LOW]}, ["instrument.duplicate-key"]),
        ({"cuts": [1], "owner": "lowr"}, ["entry.not-a-choice"]),
        ({"cuts": [1], "owner": "upper"}, []),
        ({"cuts": []}, ["entry.missing"]),
        ({"cuts": [1, "two"], "labels": [LOW, HIGH]}, ["entry.not-a-number"]),
        ({"classes": 1}, ["entry.out-of-range"]),
        ({"classes": 2.5}, ["entry.not-an-integer"]),
        ({"classes": 7}, ["entry.missing"]),
        ({"labels": [LOW, HIGH]}, []),
        ({"labels": [LOW, {"key": "Tinggi", "id": "x", "en": "x"}]}, ["instrument.key-pattern"]),
        ({"labels": [LOW, HIGH | {"colour": "red"}]}, ["instrument.colour"]),
        ({"labels": [LOW, HIGH | {"colour": "#ffffff", "ink": "#eeeeee"}]}, ["instrument.low-contrast"]),
        ({"labels": [LOW, {"key": "top", "id": "x"}]}, ["instrument.missing-translation"]),
        ({"labels": [LOW, {"key": "top"}]}, ["instrument.missing-translation"]),
        ({"labels": [{"key": "low"}, {"key": "very_high"}]}, []),
        ({"cutts": [1]}, ["entry.unknown"]),
        ([1, 2], ["entry.not-a-mapping"]),
        ({"cuts": {"a": 1}}, ["entry.not-a-list", "entry.missing"]),
    ],
)
def test_bands(document: Document, codes_of: Codes, bands: object, codes: list[str]) -> None:
    document["bands"] = bands
    assert codes_of(document) == sorted(codes)


def test_contrast_is_a_warning_with_its_figure(
    document: Document, problems_of: Callable[[Document], tuple[Problem, ...]]
) -> None:
    document["bands"] = {"labels": [LOW, HIGH | {"colour": "#777777", "ink": "#777777"}]}
    (problem,) = problems_of(document)
    assert (problem.code, problem.severity) == ("instrument.low-contrast", "warning")
    assert problem.values["ratio"] == "1.0"


def test_classes_are_equal_intervals(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    document["scale"] = {"min": 1, "max": 5}
    document["bands"] = {"classes": 5}
    bands = instrument_of(document).bands
    assert bands.cuts == pytest.approx((1.8, 2.6, 3.4, 4.2), abs=1e-12)
    assert (bands.classes, bands.owner) == (5, "lower")
    assert [band.label["id"] for band in bands.labels] == [
        "sangat rendah",
        "rendah",
        "sedang",
        "tinggi",
        "sangat tinggi",
    ]
