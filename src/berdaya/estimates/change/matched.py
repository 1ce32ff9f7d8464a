"""Matched comparison: units with a programme beside units without it that are like them in traits.

    match_units(units, arms, settings)

It is an effect of the programme only as far as nothing that was not measured sets the two of a pair apart; how much that would
have to be is told beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from berdaya.estimates.change.compare import Arms
from berdaya.estimates.model import Settings
from berdaya.estimates.publish import beyond_rules
from berdaya.stats.balance import standardised_difference, variance_ratio
from berdaya.stats.e_value import e_value_of_difference
from berdaya.stats.intervals import bounded_interval
from berdaya.stats.matching import match_pairs
from berdaya.stats.rosenbaum import gamma_limit, signed_rank_bound
from berdaya.stats.two_way import two_way_variance

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
UnitKind = Literal["group", "respondent"]
SMALL_GAP, LARGE_GAP = 0.1, 0.25  # standardised differences that call for a look, and that a comparison leans on
ALPHA = 0.05  # of the sensitivity figure, one-sided


@dataclass(frozen=True)
class Traits:
    """Traits of units: `numbers` (U, k) named `number_names`, `classes` (U, q) of words named `class_names`; NaN and "" are
    what is not known.
    """

    number_names: tuple[str, ...]
    numbers: Floats
    class_names: tuple[str, ...]
    classes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Units:
    """What is matched: groups or respondents with their traits, whether they have the programme, and what came of them.

    `value` (U, N) is the change of each node, or its score where there is one wave; NaN where there is none. `persons` (U, N)
    is how many it rests on, `psu` (U,) the sampling unit it lies in.
    """

    kind: UnitKind
    keys: tuple[str, ...]
    treated: Bools
    traits: Traits
    psu: Ints
    value: Floats
    persons: Floats


@dataclass(frozen=True)
class Balance:
    """A trait, or one of its classes, before and after matching: means (shares) of both, standardised differences, and the
    ratio of variances after it (NaN of a class).
    """

    trait: str
    label: str  # the class; "" of a number
    before: tuple[float, float]
    after: tuple[float, float]
    gap_before: float
    gap_after: float
    ratio: float


@dataclass(frozen=True)
class Matched:
    """A matched comparison; arrays have shape (N,), NaN is what does not exist.

    `counts` of treated and controls: how many there are, how many lack a trait or a figure, how many found no partner.
    `treated` and `control` are the means of the pairs, `value` their difference with its error and t interval; `p` is that of
    the signed-rank test (one-sided, in the direction of the difference), `gamma` the odds within pairs up to which it stays
    below 0.05; `d` the difference in standard deviations, `e`, `e_limit` the E-values of it and of its interval. `pairs`
    counts those with both figures.
    """

    waves: tuple[str, ...]
    arms: Arms
    kind: UnitKind
    nodes: tuple[str, ...]
    number_names: tuple[str, ...]
    class_names: tuple[str, ...]
    counts: dict[str, tuple[int, int]]
    balance: tuple[Balance, ...]
    pairs: Floats
    treated: Floats
    control: Floats
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    p: Floats
    gamma: Floats
    d: Floats
    e: Floats
    e_limit: Floats
    suppressed: Bools
    beyond: Bools

    @property
    def unlike(self) -> tuple[str, ...]:
        """The traits in which the pairs are still too unlike to be compared without more."""
        return tuple(dict.fromkeys(one.trait for one in self.balance if abs(one.gap_after) > LARGE_GAP))


def match_units(
    units: Units, arms: Arms, settings: Settings, nodes: Sequence[str], waves: tuple[str, ...], most: float = np.inf
) -> Matched:
    """Return the comparison of units with the programme and their partners.

    Parameters
    ----------
    units
        Those of both parts, and of nobody else.
    arms
        What is compared; its caliper.
    settings
        Of the study: confidence, threshold of persons, rules of publication.
    nodes, waves
        Of the figures: one wave for scores, two for changes.
    most
        How large a difference can be, at which intervals are cut.

    Notes
    -----
    Units that lack a trait, or have no figure at all, are left out first. Classes are matched exactly, numbers by
    `stats.matching.match_pairs`. Every pair counts alike, whatever the weights of its units: the difference is that of the
    treated who found a partner. Its error allows for pairs, and for sampling units that several pairs share
    (`stats.two_way`), with the smaller number of the two less 1 as degrees of freedom. Where somebody was sampled or not plays
    no part: pairs are thought of as drawn from many.

    References
    ----------
    `stats.matching`, `stats.balance`, `stats.rosenbaum`, `stats.e_value`. Abadie and Spiess (2022), Robust post-matching
    inference, JASA 117:983-995, for errors by pairs.
    """
    traits = units.traits
    whole = np.isfinite(traits.numbers).all(axis=1) & np.array([all(row) for row in traits.classes], bool)
    whole &= np.isfinite(units.value).any(axis=1)
    at = np.flatnonzero(whole)
    codes = _codes([traits.classes[i] for i in at])
    found = match_pairs(traits.numbers[at], codes, units.treated[at], arms.caliper or np.inf)
    first, second = at[found.treated], at[found.control]
    sides = (units.treated, ~units.treated)
    paired = np.zeros(len(whole), bool)
    paired[first] = paired[second] = True
    counts = {
        "all": sides,
        "incomplete": tuple(side & ~whole for side in sides),
        "unmatched": tuple(side & whole & ~paired for side in sides),
        "matched": tuple(side & paired for side in sides),
    }
    rows = [_outcome(units, first, second, n, settings, most) for n in range(units.value.shape[1])]
    columns = {name: np.array([row[name] for row in rows], float) for name in rows[0]}
    few = (columns.pop("least") < settings.threshold) & (columns["pairs"] > 0)
    persons = columns.pop("persons")
    rules = replace(settings.publish, rse=None)
    no = np.zeros(len(rows), bool)
    return Matched(
        waves=waves,
        arms=arms,
        kind=units.kind,
        nodes=tuple(nodes),
        number_names=traits.number_names,
        class_names=traits.class_names,
        counts={name: (int(one[0].sum()), int(one[1].sum())) for name, one in counts.items()},
        balance=_balance(units, whole, first, second),
        suppressed=few,
        beyond=beyond_rules(rules, columns["value"], columns["se"], columns["df"], persons, no),
        **columns,
    )


def _codes(rows: Sequence[tuple[str, ...]]) -> Ints:
    place: dict[tuple[str, ...], int] = {}
    return np.array([place.setdefault(row, len(place)) for row in rows], np.int64)


def _outcome(units: Units, first: Ints, second: Ints, n: int, settings: Settings, most: float) -> dict[str, float]:
    """The comparison of one node over the pairs that have it."""
    both = np.isfinite(units.value[first, n]) & np.isfinite(units.value[second, n])
    first, second = first[both], second[both]
    own, other, m = units.value[first, n], units.value[second, n], len(first)
    names = ("treated", "control", "value", "se", "df", "low", "high", "p", "gamma", "d", "e", "e_limit")
    found = dict.fromkeys(names, float("nan"))
    persons = [float(units.persons[side, n].sum()) for side in (first, second)]
    found |= {"pairs": float(m), "persons": sum(persons), "least": min(persons)}
    if not m:
        return found
    value = float(own.mean() - other.mean())
    found |= {"treated": float(own.mean()), "control": float(other.mean()), "value": value}
    if m > 1:
        se, df = _error(units, first, second, own, other)
        ends = bounded_interval(value, se, df, (-most, most), settings.confidence)
        low, high = (float(end) for end in ends[:2])
        found |= {"se": se, "df": df, "low": low, "high": high}
        found |= _sensitivity(own, other, value, (low, high))
    return found


def _error(units: Units, first: Ints, second: Ints, own: Floats, other: Floats) -> tuple[float, float]:
    m = len(first)
    influence = np.concatenate([own - own.mean(), other.mean() - other]) / m
    pair, psu = np.tile(np.arange(m), 2), units.psu[np.concatenate([first, second])]
    variance = float(two_way_variance(influence[:, None], pair, psu)[0])
    df = min(m, len(np.unique(psu))) - 1
    return float(np.sqrt(variance)) if variance > 0 else float("nan"), float(df)


def _sensitivity(own: Floats, other: Floats, value: float, ends: tuple[float, float]) -> dict[str, float]:
    difference = own - other if value >= 0 else other - own
    found = {"p": signed_rank_bound(difference), "gamma": gamma_limit(difference, ALPHA)}
    spread = float(np.sqrt((own.var(ddof=1) + other.var(ddof=1)) / 2))
    if spread > 0:
        e, e_limit = e_value_of_difference(value / spread, *(end / spread for end in ends))
        found |= {"d": value / spread, "e": e, "e_limit": e_limit}
    return found


def _balance(units: Units, whole: Bools, first: Ints, second: Ints) -> tuple[Balance, ...]:
    before = [np.flatnonzero(side & whole) for side in (units.treated, ~units.treated)]
    columns = [(name, "", units.traits.numbers[:, k]) for k, name in enumerate(units.traits.number_names)]
    for k, name in enumerate(units.traits.class_names):
        words = [row[k] for row in units.traits.classes]
        labels = sorted({words[i] for side in before for i in side})
        columns += [(name, label, np.array([float(word == label) for word in words])) for label in labels]
    return tuple(_trait(*column, before, (first, second)) for column in columns)


def _trait(name: str, label: str, column: Floats, before: Sequence[Ints], after: tuple[Ints, Ints]) -> Balance:
    then, now = ((column[side[0]], column[side[1]]) for side in (before, after))
    means = [tuple(float(part.mean()) if len(part) else float("nan") for part in pair) for pair in (then, now)]
    return Balance(
        trait=name,
        label=label,
        before=(means[0][0], means[0][1]),
        after=(means[1][0], means[1][1]),
        gap_before=standardised_difference(*then),
        gap_after=standardised_difference(*now, then),
        ratio=float("nan") if label else variance_ratio(*now),
    )
