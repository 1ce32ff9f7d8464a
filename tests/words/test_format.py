import math

import pytest

from berdaya.words.format import date, integer, interval, number, or_none, percent, range_words, signed, surely


@pytest.mark.parametrize(
    ("value", "digits", "lang", "text"),
    [
        (2.0033, 2, "id", "2,00"),
        (2.0033, 2, "en", "2.00"),
        (2.675, 2, "en", "2.68"),  # as a spreadsheet shows it, not as binary rounding would
        (0.125, 2, "en", "0.13"),
        (1234567.891, 1, "id", "1.234.567,9"),
        (1234567.891, 1, "en", "1,234,567.9"),
        (-0.001, 2, "id", "0,00"),
        (-1.5, 1, "id", "−1,5"),
        (1e-13, 3, "en", "0.000"),
        (1e22, 0, "en", "10,000,000,000,000,000,000,000"),
        (None, 2, "id", "–"),
        (math.nan, 2, "id", "–"),
        (math.inf, 2, "en", "–"),
    ],
)
def test_number(value: float | None, digits: int, lang: str, text: str) -> None:
    assert number(value, digits, lang) == text


def test_a_difference_has_its_sign_unless_it_is_printed_as_nothing() -> None:
    assert signed(0.314, 2, "id") == "+0,31"
    assert signed(-0.004, 2, "en") == signed(0.004, 2, "en") == "0.00"
    assert signed(math.nan, 2, "en") == "–"


def test_integer_percent_interval() -> None:
    assert integer(12345, "id") == "12.345"
    assert integer(12345, "en") == "12,345"
    assert percent(0.123, 1, "id") == "12,3%"
    assert percent(None, 1, "id") == "–"
    assert interval(2.21, 2.37, 2, "id") == "2,21–2,37"
    assert interval(-0.1, 0.2, 1, "en") == "−0.1 – 0.2"
    assert interval(None, 2.0, 2, "id") == "–"


def test_surely_is_never_0_or_100_percent() -> None:
    assert [surely(share, "id") for share in (0.0, 0.0099, 0.01, 0.876, 0.9899, 0.99, 1.0)] == [
        *("<1%", "<1%", "1%", "88%", "99%", ">99%", ">99%")
    ]
    assert surely(None, "en") == surely(math.nan, "en") == surely(1.2, "en") == "–"


def test_a_confidence_below_the_limit_is_not_rounded_up_to_it() -> None:
    shares = (0.9449, 0.945, 0.94999, 0.95, 0.99)
    assert [surely(share, "id", 0.95) for share in shares] == ["94%", "94,5%", "94,9%", "95%", ">99%"]
    assert surely(0.895, "en", 0.9) == "89.5%"
    assert surely(0.945, "en") == "95%"


def test_date() -> None:
    assert date("2026-11-23", "id") == "23 November 2026"
    assert date("2022-05-01T10:00:00", "id") == "1 Mei 2022"
    assert date("2022-05-01", "en") == "1 May 2022"
    assert date("2022-13-01", "en") == "2022-13-01"
    assert date("", "id") == ""


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_does_not_exist_is_none(value: float) -> None:
    assert or_none(value) is None


def test_a_number_that_exists_is_a_plain_one() -> None:
    assert [or_none(0.0), or_none(-2.5)] == [0.0, -2.5]


@pytest.mark.parametrize(
    ("signs", "words"),
    [
        (">= 1", "1 or more"),
        ("> 0", "above 0"),
        ("<= 5", "at most 5"),
        ("< 1", "below 1"),
        ("> 0, < 1", "above 0 and below 1"),
        (">= 0, <= 1", "0 to 1"),
        ("0.5 .. 0.9999", "0.5 to 0.9999"),
        ("1/9 .. 9", "1/9 to 9"),
        ("B2:C3", "B2:C3"),
    ],
)
def test_ranges_in_words(signs: str, words: str) -> None:
    assert range_words(signs, "en") == words
    assert range_words(signs, "id") != words or ":" in words
