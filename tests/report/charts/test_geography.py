from math import cos, hypot, isclose, radians

import pytest

from berdaya.report.charts.geography import BAR, distance, fitted, scale_bar
from berdaya.report.charts.theme import TALLEST, WIDTH

BASO = [(100.40, -0.33), (100.60, -0.33), (100.60, -0.18), (100.40, -0.18)]


def test_north_is_above_and_east_on_the_right() -> None:
    frame = fitted(BASO)
    (left, low), (right, _), (_, top), _ = map(frame.at, BASO)
    assert left < right
    assert top < low
    assert (round(left), round(right)) == (6, WIDTH - 6)
    assert frame.bottom < TALLEST


@pytest.mark.parametrize("latitude", [0.0, -8.0, 47.0])
def test_kilometres_are_as_long_in_both_directions(latitude: float) -> None:
    frame = fitted([(10.0, latitude - 0.1), (10.3, latitude + 0.1)])
    x, y = frame.at((10.0, latitude))
    east, _ = frame.at((10.0 + 0.1 / cos(radians(latitude)), latitude))
    _, north = frame.at((10.0, latitude + 0.1))
    assert isclose(east - x, y - north, rel_tol=1e-6)


def test_a_high_map_leaves_room_below_and_one_place_has_a_size() -> None:
    assert fitted([(100.0, -5.0), (100.1, 5.0)]).bottom < TALLEST - BAR
    frame = fitted([(100.0, 0.0)])
    assert frame.at((100.0, 0.0)) == (WIDTH / 2, frame.bottom / 2)


def test_the_bar_is_as_long_as_it_says() -> None:
    frame = fitted(BASO)
    lines, number = scale_bar(frame, "id", "km", 500)
    bar = lines["data"]["values"][0]
    said = number["data"]["values"][0]["text"]
    assert said == "2 km"
    assert isclose(bar["x2"] - bar["x"], 2 / 111.32 * frame.down, abs_tol=0.02)
    small = fitted([(100.0, 0.0), (100.01, 0.0)])
    assert scale_bar(small, "id", "km", 500)[1]["data"]["values"][0]["text"] == "0,1 km"
    assert scale_bar(small, "en", "km", 500)[1]["data"]["values"][0]["text"] == "0.1 km"


def test_distance_to_a_line() -> None:
    assert distance((1, 1), (0, 0), (2, 0)) == 1
    assert distance((3, 4), (0, 0), (0, 0)) == 5
    assert distance((4, 1), (0, 0), (2, 0)) == hypot(2, 1)
