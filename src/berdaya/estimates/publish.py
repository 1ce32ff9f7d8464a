"""Which estimates are beyond the study's own rules of publication: too few answers, too few units, too large an error."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.words import say
from berdaya.words.format import plain

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
RULES = ("min_df", "min_n", "rse")
SMALL = "*"  # marks a figure that rests on few persons
BEYOND = "†"  # marks a figure beyond the rules of publication
_NOISE = 1e-9


@dataclass(frozen=True)
class Publish:
    """The rules, study.yaml `publish:`; None is a rule that is not set.

    `min_df` degrees of freedom and `min_n` answers at least, `rse` percent of the score at most for its error.
    """

    min_df: int | None = None
    min_n: int | None = None
    rse: float | None = None

    @property
    def set_rules(self) -> tuple[str, ...]:
        """The rules that are set."""
        return tuple(rule for rule in RULES if getattr(self, rule) is not None)


NO_RULES = Publish()


def beyond_rules(rules: Publish, value: Floats, se: Floats, df: Floats, n: Floats, exact: Bools) -> Bools:
    """Return which of `RULES` an estimate is beyond, on a last axis; what does not exist is beyond none.

    The rules are of sampling: where nothing was sampled (`exact`, a census) none is broken. An error that is not known, or
    stands beside a score of 0, is not shown to be within `rse`, so it is beyond.
    """
    held = ~np.isnan(value) & ~exact
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = 100 * se / np.abs(value)
    found = (
        df < (rules.min_df or 0),
        n < (rules.min_n or 0),
        np.zeros(held.shape, bool) if rules.rse is None else ~(relative <= rules.rse + _NOISE),
    )
    beyond: Bools = np.stack([one & held for one in found], axis=-1)
    return beyond


def marks(small: bool, beyond: Collection[str]) -> str:
    """Return the marks of a figure: of few persons, of rules that it is beyond; few persons are told by one mark, not by two.

    Examples
    --------
    >>> marks(True, ["min_n"]), marks(True, ["min_n", "rse"]), marks(False, ["min_n"])
    ('*', '*†', '†')
    """
    return f"{SMALL if small else ''}{BEYOND if set(beyond) - ({'min_n'} if small else set()) else ''}"


def rule_words(rules: Publish, rule: str, lang: str) -> str:
    """Return what it is to be beyond a rule that is set: "fewer than 8 degrees of freedom"."""
    return say(f"publish.{rule.replace('_', '-')}", lang, limit=plain(getattr(rules, rule), lang))


def rule_names(beyond: Bools) -> tuple[str, ...]:
    """Return the names of the rules that one estimate is beyond, from its last axis."""
    return tuple(rule for rule, one in zip(RULES, beyond, strict=True) if one)
