"""Numbers as they are typed after an option: with a decimal point or comma, whole ones with points or blanks by thousands."""

import re
from math import inf, isfinite

NUMBER, WHOLE = "number", "whole"  # what a text is not, as the parser is told
_WHOLE = re.compile(r"\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+")


def number(text: str | float) -> float:
    """Return a number that may have a decimal comma; a default comes as it is.

    Raises
    ------
    ValueError
        The text is no number, or an endless one.

    Examples
    --------
    >>> number("0,05"), number("0.05"), number("3")
    (0.05, 0.05, 3.0)
    """
    try:
        found = float(str(text).strip().replace(",", "."))
    except ValueError:
        found = inf
    if not isfinite(found):
        raise ValueError(NUMBER)
    return found


def whole(text: str | int) -> int:
    """Return a whole number from 0; a default comes as it is.

    A point stands before thousands, as in Indonesian: nobody writes decimals of a count.

    Raises
    ------
    ValueError
        The text is no whole number, or below 0.

    Examples
    --------
    >>> whole("1.200"), whole("1 200"), whole("30")
    (1200, 1200, 30)
    """
    found = str(text).strip()
    if not _WHOLE.fullmatch(found):
        raise ValueError(WHOLE)
    return int(re.sub(r"\D", "", found))
