"""One estimate of a node as a section may show it: what must not be published is already gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.publish import rule_names
from berdaya.words.format import or_none

_NUMBERS = (
    "value",
    "se",
    "df",
    "low",
    "high",
    "n",
    "groups",
    "deff",
    "coverage",
    "lost",
    "lowest",
    "highest",
    "distance",
    "persons",
)


@dataclass(frozen=True, slots=True)
class Score:
    """An estimate; None is what does not exist.

    `hidden`: it must not be published, so nothing else is here. `small`: it rests on few persons, and is marked. `beyond` names
    the rules of publication that it is beyond: it is marked, and no sentence uses it.
    `sureness` has the confidence in each category, `sure` that in its own.
    """

    key: str
    value: float | None = None
    se: float | None = None
    df: float | None = None
    low: float | None = None
    high: float | None = None
    n: float | None = None
    groups: float | None = None
    deff: float | None = None
    coverage: float | None = None
    lost: float | None = None
    lowest: float | None = None
    highest: float | None = None
    distance: float | None = None
    persons: float | None = None
    band: int | None = None
    sureness: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: bool = False
    small: bool = False
    beyond: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether sentences may use the score: it exists, and is within the rules of publication."""
        return self.value is not None and not self.beyond

    @property
    def bare(self) -> "Score":
        """The score with its marks alone: what a remark needs to know beside a table of other numbers."""
        return Score(self.key, hidden=self.hidden, small=self.small, beyond=self.beyond)

    @property
    def sure(self) -> float | None:
        """How surely the score is in its category; None where nothing was sampled, for then nothing is to be sure of."""
        if self.exact or self.band is None or not self.sureness:
            return None
        return self.sureness[self.band]

    @property
    def exact(self) -> bool:
        """Whether nothing was sampled below the node: there is no sampling error and no interval to speak of."""
        return "certain" in self.notes

    @property
    def cut(self) -> float | None:
        """The nearest cut."""
        return None if self.value is None or self.distance is None else self.value - self.distance


def score_of(estimates: Estimates, settings: Settings, key: str, domain: int = 0) -> Score:
    """Return the score of a node in a domain; an empty one where the domain does not exist."""
    if domain >= len(estimates.domains):
        return Score(key)
    at = estimates.at(key)
    few = bool(estimates.suppressed[domain, at])
    if few and settings.profile == "public":
        return Score(key, hidden=True)
    numbers: dict[str, Any] = {name: or_none(float(getattr(estimates, name)[domain, at])) for name in _NUMBERS}
    band = int(estimates.band[domain, at])
    shares = tuple(float(share) for share in estimates.bands[domain, at])
    return Score(
        key=key,
        band=band if band >= 0 else None,
        sureness=shares if shares and all(isfinite(share) for share in shares) else (),
        notes=estimates.notes[domain][at],
        small=few,
        beyond=rule_names(estimates.beyond[domain, at]),
        **numbers,
    )


def scores_of(estimates: Estimates, settings: Settings, keys: Sequence[str], domain: int = 0) -> tuple[Score, ...]:
    """Return the scores of several nodes in a domain."""
    return tuple(score_of(estimates, settings, key, domain) for key in keys)


def apart(first: Score, second: Score) -> bool:
    """Whether the intervals of two scores do not overlap; without an interval nothing can be told apart.

    Where nothing was sampled the interval is the score itself.
    """
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return False
    return first.low > second.high or second.low > first.high


def unsure(score: Score, confidence: float) -> bool:
    """Whether a score is in a category, but less surely than the study's confidence."""
    return score.sure is not None and score.sure < confidence
