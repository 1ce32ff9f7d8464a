import pytest

from berdaya.instrument.defaults import (
    class_cuts,
    contrast,
    default_bands,
    default_colour,
    default_ink,
    default_labels,
    default_missing,
    default_roles,
    known_text,
)
from berdaya.instrument.model import Scale


@pytest.mark.parametrize(
    ("low", "high", "classes", "cuts"),
    [
        (0, 3, 3, (1, 2)), (0, 3, 5, (0.6, 1.2, 1.8, 2.4)), (1, 3, 3, (5 / 3, 7 / 3)), (1, 4, 4, (1.75, 2.5, 3.25)),
        (-1, 1, 3, (-1 / 3, 1 / 3)), (0, 100, 3, (100 / 3, 200 / 3)),
    ],
)  # fmt: skip
def test_equal_classes(low: float, high: float, classes: int, cuts: tuple[float, ...]) -> None:
    assert class_cuts(Scale(low, high), classes) == pytest.approx(cuts, abs=1e-12)


def test_contrast_by_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # WCAG's well-known near miss
    assert contrast("#123456", "#123456") == 1


def test_every_usual_band_can_be_read() -> None:
    for count in range(2, 13):
        for place in range(count):
            colour = default_colour(place, count)
            assert contrast(default_ink(colour), colour) >= 4.5


def test_built_in_words() -> None:
    assert known_text("role", "leader", ("id",)) == {"id": "Ketua atau pengurus"}
    assert known_text("role", "chair", ("id",)) is None
    assert list(default_missing(("id", "en"))) == ["na", "dk", "rf"]
    assert default_missing(("id",))["dk"] == {"id": "Tidak tahu"}
    assert default_roles(("en",)) == {"member": {"en": "Member"}}
    assert default_labels(6, ("id",)) is None
    assert default_bands(Scale(0, 3), ("id",)).cuts == (1.0, 2.0)
