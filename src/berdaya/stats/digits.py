"""Digits of numbers that people tell: last digits, heaping at fives and tens, first digits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PLACES = 4  # decimals that are looked at
_BENFORD = np.log10(1 + 1 / np.arange(1, 10))


@dataclass(frozen=True)
class Digits:
    """How often each digit occurs (`count`), its test against `expected` shares, and how many numbers there are.

    `fives` and `tens` are the shares that end in 0 or 5, and in 0, of last digits; NaN of first digits.
    """

    count: Ints
    expected: Floats
    n: int
    chi_square: float
    df: int
    p: float
    fives: float
    tens: float


def last_digits(value: Floats) -> Digits:
    """Return the last digits of numbers, at the finest decimal place that any of them has (at most four).

    Parameters
    ----------
    value
        Numbers; NaN is left out, the sign does not matter.

    Returns
    -------
    `Digits` of 0 to 9.

    Raises
    ------
    Nothing: without numbers p is NaN.

    Notes
    -----
    Pearson's chi-square against a tenth each, df 9. Without heaping a fifth ends in 0 or 5 and a tenth in 0: true only where
    numbers spread over many tens, as they do not on a scale of a few levels.

    References
    ----------
    Whipple's index of ages is 100 x fives / 0.2. Agrees with scipy.stats.chisquare to 1e-9.

    Examples
    --------
    >>> found = last_digits(np.array([10.0, 15, 20, 23]))
    >>> found.count.tolist(), found.fives, found.tens
    ([2, 0, 0, 1, 0, 1, 0, 0, 0, 0], 0.75, 0.5)
    """
    value = np.abs(value[np.isfinite(value)])
    places = next((d for d in range(_PLACES) if np.allclose(np.round(value, d), value, rtol=0, atol=1e-9)), _PLACES)
    digit = np.round(value * 10**places).astype(np.int64) % 10
    count = np.bincount(digit, minlength=10)
    n = len(value)
    fives, tens = (float(count[at].sum() / n) if n else np.nan for at in ([0, 5], [0]))
    return _tested(count, np.full(10, 0.1), fives, tens)


def first_digits(value: Floats) -> Digits:
    """Return the first digits of numbers against Benford's law.

    Parameters
    ----------
    value
        Numbers; NaN and 0 are left out, the sign does not matter.

    Returns
    -------
    `Digits` of 1 to 9.

    Raises
    ------
    Nothing.

    Notes
    -----
    Chi-square against log10(1 + 1/d), df 8. The law holds for amounts that spread over several powers of ten; see `spread`.

    References
    ----------
    Benford (1938), Proceedings of the American Philosophical Society 78:551-572. Agrees with scipy.stats.chisquare to 1e-9.

    Examples
    --------
    >>> first_digits(np.array([0.012, 150, 2e6])).count.tolist()
    [2, 1, 0, 0, 0, 0, 0, 0, 0]
    """
    value = np.abs(value[np.isfinite(value) & (value != 0)])
    power = np.floor(np.log10(value) + 1e-12)
    digit = np.clip(np.floor(value / 10**power + 1e-9), 1, 9).astype(np.int64)
    return _tested(np.bincount(digit, minlength=10)[1:], _BENFORD, np.nan, np.nan)


def spread(value: Floats) -> float:
    """Return over how many powers of ten the middle nine tenths of positive numbers spread.

    Parameters
    ----------
    value
        Numbers; those that are not above 0 are left out.

    Returns
    -------
    log10 of the 95th over the 5th percentile; 0 without any.

    Raises
    ------
    Nothing.

    Notes
    -----
    Below 2, first digits follow the range and not Benford's law.

    References
    ----------
    None.

    Examples
    --------
    >>> spread(np.array([1.0, 10, 100, 1000, 10000])) > 2
    True
    """
    value = value[np.isfinite(value) & (value > 0)]
    if not len(value):
        return 0.0
    low, high = np.percentile(value, [5, 95])
    return float(np.log10(high / low))


def _tested(count: Ints, expected: Floats, fives: float, tens: float) -> Digits:
    from scipy.special import chdtrc  # late: scipy costs start-up time

    n = int(count.sum())
    chi = float(((count - n * expected) ** 2 / (n * expected)).sum()) if n else np.nan
    p = float(chdtrc(len(count) - 1, chi)) if n else np.nan
    return Digits(count, expected, n, chi, len(count) - 1, p, fives, tens)
