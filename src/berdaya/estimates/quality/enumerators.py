"""Whether enumerators differ in what their interviews say, and which of them do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from berdaya.estimates.quality.model import Measured, Outlier
from berdaya.responses.interviews import Flags, Floats, Ints
from berdaya.stats.enumerator_effect import EnumeratorEffect, enumerator_effect, holm

MOSTLY = 0.5  # share of groups with one enumerator from which on groups are the units


@dataclass(frozen=True)
class Worked:
    """Of each interview (n,): its role, who asked (-1: not said), the group and the part of the study (-1: not said; None: no
    parts). `roles` and `names` are their labels.
    """

    role: Ints
    roles: tuple[str, ...]
    who: Ints
    names: tuple[str, ...]
    group: Ints
    part: Ints | None


@dataclass(frozen=True)
class Measure:
    """A measure of interviews; `tested`: enumerators are judged by it, in height and in spread."""

    name: str
    value: Floats
    tested: bool


def enumerator_effects(
    worked: Worked, measures: Sequence[Measure], by_role: bool, confidence: float = 0.95
) -> tuple[Measured, ...]:
    """Return the effect of enumerators on each measure, in each role or in all together.

    Parameters
    ----------
    worked
        Who asked whom, where.
    measures
        What is looked at; those that are tested in spread too.
    by_role
        Roles were asked different questions, so each stands alone.
    confidence
        Of intervals.

    Returns
    -------
    One `Measured` a role, measure and way in which there are two enumerators; p-values of single enumerators are adjusted by
    Holm over all of them.

    Raises
    ------
    Nothing.

    Notes
    -----
    Where most groups were asked by one enumerator, the members of a group are no independent witnesses: the units are then the
    means of each enumerator's groups, and enumerators are tested against how groups differ. Else the units are interviews.
    Unweighted. Spread: |x - median of the enumerator| as the measure (Brown and Forsythe).

    References
    ----------
    Kish (1962), Journal of the American Statistical Association 57:92-115, for interviewer effects; Brown and Forsythe (1974),
    69:364-367, for spread.
    """
    found = []
    for role, name in enumerate(worked.roles) if by_role else ((-1, ""),):
        own = (worked.who >= 0) & ((worked.role == role) | (role < 0))
        unit = _unit(worked.group[own], worked.who[own])
        for measure in measures:
            for spread in (False, True) if measure.tested else (False,):
                one = _measured(worked, measure, own, spread, unit, confidence)
                if one is not None:
                    found.append(replace(one, role=name))
    tests = [effect.best.p_each if effect.tested else np.full(len(worked.names), np.nan) for effect in found]
    adjusted = holm(np.stack(tests)) if tests else np.zeros((0, 0))
    return tuple(replace(effect, p_each=tuple(p.tolist())) for effect, p in zip(found, adjusted, strict=True))


def outliers(effects: Sequence[Measured], names: Sequence[str], level: float) -> tuple[Outlier, ...]:
    """Return the enumerators who differ from the others by more than chance at a level, the clearest first."""
    found = [
        Outlier(names[e], one.role, one.name, one.spread, float(one.best.difference[e]), p)
        for one in effects
        for e, p in enumerate(one.p_each)
        if p <= level
    ]
    return tuple(sorted(found, key=lambda one: (one.p, one.enumerator, one.role, one.name, one.spread)))


def alone_in_parts(worked: Worked) -> int:
    """Return how many enumerators worked in no part of the study together with another one."""
    if worked.part is None:
        return 0
    kept = (worked.who >= 0) & (worked.part >= 0)
    pairs = np.unique(np.column_stack([worked.part[kept], worked.who[kept]]), axis=0)
    parts, count = np.unique(pairs[:, 0], return_counts=True)
    shared = np.isin(pairs[:, 1], pairs[np.isin(pairs[:, 0], parts[count > 1]), 1])
    return len(np.unique(pairs[~shared, 1]))


def _unit(group: Ints, who: Ints) -> str:
    pairs = np.unique(np.column_stack([group, who]), axis=0)
    _, askers = np.unique(pairs[:, 0], return_counts=True)
    _, size = np.unique(group, return_counts=True)
    several = size > 1
    mostly_one = several.any() and (askers[several] == 1).mean() > MOSTLY
    return "group" if mostly_one else "interview"


def _measured(
    worked: Worked, measure: Measure, own: Flags, spread: bool, unit: str, confidence: float
) -> Measured | None:
    kept = own & np.isfinite(measure.value)
    who, value = worked.who[kept], measure.value[kept]
    if len(np.unique(who)) < 2:
        return None
    if spread:
        value = np.abs(value - _medians(value, who))
    part = np.zeros(len(who), np.int64) if worked.part is None else worked.part[kept]
    if unit == "group":
        value, who, part = _means(value, worked.group[kept], who, part)
    whole = _padded(value, who, None, len(worked.names), confidence)
    within = None if worked.part is None else _padded(value, who, part, len(worked.names), confidence)
    return Measured("", measure.name, spread, unit, len(value), whole, within, measure.tested, ())


def _padded(value: Floats, who: Ints, part: Ints | None, size: int, confidence: float) -> EnumeratorEffect:
    """The effect with an entry for every enumerator."""
    found = enumerator_effect(value, who, part, confidence)
    more = np.full(size - len(found.difference), np.nan)
    return replace(
        found, difference=np.concatenate([found.difference, more]), p_each=np.concatenate([found.p_each, more])
    )


def _medians(value: Floats, who: Ints) -> Floats:
    found = np.zeros(len(value))
    for one in np.unique(who):
        found[who == one] = np.median(value[who == one])
    return found


def _means(value: Floats, group: Ints, who: Ints, part: Ints) -> tuple[Floats, Ints, Ints]:
    """Means of each enumerator's groups; a group lies in the part of its first row by number."""
    _, first, place = np.unique(np.column_stack([group, who, part]), axis=0, return_index=True, return_inverse=True)
    place = place.reshape(-1)
    return np.bincount(place, value) / np.bincount(place), who[first], part[first]
