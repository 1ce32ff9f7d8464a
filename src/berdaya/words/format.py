"""Numbers and dates as they are printed: decimal comma and Indonesian months in `id`.

Rounding is half away from zero on the decimal digits, as a spreadsheet shows it, so that the report and the
workbook print the same number.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from berdaya.words.say import say

NOTHING = "–"  # printed where a number does not exist
SURELY, HARDLY = 0.99, 0.01  # beyond these, confidences are not told apart
_SIGNS = {">=": "least", ">": "above", "<=": "most", "<": "below"}
_BETWEEN = re.compile(r"(?:>= )?(\S+)(?: \.\. |, <= )(\S+)")
_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}


def number(value: float | None, digits: int, lang: str) -> str:
    """Return a number with a fixed count of decimals; "–" for None and NaN.

    Examples
    --------
    >>> number(2.0033, 2, "id"), number(-0.125, 2, "en"), number(None, 2, "id"), number(12345.6, 1, "id")
    ('2,00', '−0.13', '–', '12.345,6')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    exact = Decimal(repr(round(float(value), 12)))
    text = f"{abs(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)):,f}"
    negative = exact < 0 and any(sign in text for sign in "123456789")
    if lang == "id":
        text = text.translate({ord(","): ".", ord("."): ","})
    return f"−{text}" if negative else text


def or_none(value: float) -> float | None:
    """Return a number that exists; None for NaN and infinity, which JSON does not have and pages print as `NOTHING`."""
    return float(value) if math.isfinite(value) else None


def signed(value: float | None, digits: int, lang: str) -> str:
    """Return a difference with its sign; one that is printed as 0 has none.

    Examples
    --------
    >>> signed(0.314, 2, "id"), signed(-0.314, 2, "en"), signed(0.001, 2, "en"), signed(None, 2, "en")
    ('+0,31', '−0.31', '0.00', '–')
    """
    text = number(value, digits, lang)
    return f"+{text}" if value is not None and value > 0 and any(sign in text for sign in "123456789") else text


def integer(value: float | None, lang: str) -> str:
    """Return a whole number with thousands marked: "1.234" in `id`, "1,234" in `en`."""
    return number(value, 0, lang)


def plain(value: float, lang: str) -> str:
    """Return a number with the decimals that it has, at most four."""
    digits = next((d for d in range(4) if round(value, d) == round(value, 9)), 4)
    return number(value, digits, lang)


def percent(share: float | None, digits: int, lang: str) -> str:
    """Return a share of 1 as a percentage: 0.123 gives "12,3%" in `id`."""
    if share is None or not math.isfinite(share):
        return NOTHING
    return f"{number(share * 100, digits, lang)}%"


def surely(share: float | None, lang: str, limit: float = 1.0) -> str:
    """Return a confidence in whole percents, never as 0% or 100%, for it is never that sure.

    One below `limit` is never printed as the limit: from where a category is called sure, a reader counts himself.

    Examples
    --------
    >>> surely(0.876, "id"), surely(0.9999, "id"), surely(0.001, "en"), surely(None, "en")
    ('88%', '>99%', '<1%', '–')
    >>> surely(0.9485, "en"), surely(0.9485, "en", 0.95), surely(0.95, "en", 0.95)
    ('95%', '94.8%', '95%')
    """
    if share is None or not 0 <= share <= 1:
        return NOTHING
    if share >= SURELY:
        return f">{percent(SURELY, 0, lang)}"
    if share < limit and percent(share, 0, lang) == percent(limit, 0, lang):
        return percent(math.floor(share * 1000) / 1000, 1, lang)
    return f"<{percent(HARDLY, 0, lang)}" if share < HARDLY else percent(share, 0, lang)


def p_value(p: float | None, lang: str) -> str:
    """Return a p-value with three digits, never as 0.

    Examples
    --------
    >>> p_value(0.0312, "id"), p_value(0.0001, "en"), p_value(None, "en")
    ('0,031', '<0.001', '–')
    """
    if p is None or not 0 <= p <= 1:
        return NOTHING
    return f"<{number(0.001, 3, lang)}" if p < 0.0005 else number(p, 3, lang)


def interval(low: float | None, high: float | None, digits: int, lang: str) -> str:
    """Return "2,21–2,37"; spaced where a minus sign would stand beside the dash; "–" where an end is missing."""
    ends = (number(low, digits, lang), number(high, digits, lang))
    if NOTHING in ends:
        return NOTHING
    return f"{ends[0]} – {ends[1]}" if any("−" in end for end in ends) else "–".join(ends)


def date(iso: str, lang: str) -> str:
    """Return a date in words, "23 November 2026"; a text that is no ISO date is returned as it is."""
    year, _, rest = iso[:10].partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdigit() and month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
        return iso
    months = _MONTHS.get(lang, _MONTHS["en"]).split()
    return f"{int(day)} {months[int(month) - 1]} {year}"


def roman(value: int) -> str:
    """Return a whole number from 1 to 3999 in Roman digits, as chapters of theses are numbered.

    Examples
    --------
    >>> roman(4), roman(9), roman(14)
    ('IV', 'IX', 'XIV')
    """
    digits = {
        1000: "M",
        900: "CM",
        500: "D",
        400: "CD",
        100: "C",
        90: "XC",
        50: "L",
        40: "XL",
        10: "X",
        9: "IX",
        5: "V",
        4: "IV",
        1: "I",
    }
    text = ""
    for size, digit in digits.items():
        count, value = divmod(value, size)
        text += digit * count
    return text


def range_words(text: str, lang: str) -> str:
    """Return in words what a number may be, of signs such as ">= 0", "> 0, < 1" or "0 .. 1"; other text as it is.

    Examples
    --------
    >>> range_words("> 0, < 1", "en"), range_words("0 .. 1", "id"), range_words(">= 0", "id"), range_words("A1:B2", "id")
    ('above 0 and below 1', '0 sampai 1', '0 atau lebih', 'A1:B2')
    """
    between = _BETWEEN.fullmatch(text)
    if between:
        return say("cli.range-between", lang, low=between[1], high=between[2])
    parts = []
    for part in text.split(", "):
        sign, _, end = part.partition(" ")
        parts.append(say(f"cli.range-{_SIGNS[sign]}", lang, end=end) if sign in _SIGNS else part)
    return say("cli.range-and", lang).join(parts) if len(parts) == 2 else text if len(parts) > 2 else parts[0]
