import pytest

from berdaya.report.map_model import Area, corners, plain_code


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("13.06.08.2001", "1306082001"),
        (1306082001, "1306082001"),
        (1306082001.0, "1306082001"),
        ("1306082001.0", "1306082001"),
        (" 13 06 08 2001 ", "1306082001"),
        ("0612", "0612"),
        ("13.0", "130"),  # a region of two levels, not a number
        ("Salo.1", "salo.1"),
        ("", ""),
    ],
)
def test_codes_are_compared_without_how_they_are_written(written: object, plain: str) -> None:
    assert plain_code(written) == plain


def test_corners_are_those_of_outlines() -> None:
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    hole = ((0.5, 0.1), (0.6, 0.1), (0.6, 0.2), (0.5, 0.1))
    assert corners([Area("1", "", ((ring, hole),), (0.7, 0.4))]) == list(ring)
