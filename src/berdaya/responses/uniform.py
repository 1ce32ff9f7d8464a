"""Rows whose answers are all or nearly all the same, beyond what a person of that level gives by chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from berdaya.responses.interviews import AnswerSet, Flag, Ints
from berdaya.stats.straight_line import longest_runs, modal_answers, run_by_chance, same_by_chance

_NOISE = 1e-9


@dataclass(frozen=True)
class Uniform:
    """What was found: how many rows were `judged`; how many gave the best or the worst answer throughout (`ends`), whom nothing
    tells from straight-lining; of the others how many had one answer for at least the share that is looked at (`alike`), and
    how many chance would give (`expected`, rather too many with few questions). `turned`: questions that count the other way.
    """

    judged: int
    alike: int
    expected: float
    ends: int
    turned: int
    flags: tuple[Flag, ...]


def find_uniform(sets: Sequence[AnswerSet], same: float, run: float, items: int, chance: float) -> Uniform:
    """Return the rows in which one answer takes at least a share `same`, or one stretch of it at least a share `run`.

    Rows with fewer than `items` answers on the same scale are not judged. A row is flagged where chance alone would give fewer
    than `chance` such rows in the whole study.
    """
    parts = [_judge(one, same, run, items) for one in sets]
    judged = sum(part.judged for part in parts)
    flags = []
    for part in parts:
        for flag in part.flags:  # so far with the chance of a single row
            if flag.chance * judged <= chance:
                flags.append(Flag(flag.kind, flag.at, flag.value, flag.limit, flag.chance * judged))
    sums = (sum(getattr(part, name) for part in parts) for name in ("alike", "expected", "ends", "turned"))
    alike, expected, ends, turned = sums
    return Uniform(judged, alike, expected, ends, turned, tuple(sorted(flags, key=lambda flag: (flag.at, flag.kind))))


def _judge(one: AnswerSet, same: float, run: float, items: int) -> Uniform:
    alike_items = _same_scale(one)
    if len(alike_items) < items:
        return Uniform(0, 0, 0.0, 0, 0, ())
    choices = np.flatnonzero(one.choice)
    kept = np.isin(choices, alike_items)
    codes = np.where(kept, one.codes[:, choices], -1)
    rows = np.flatnonzero((codes >= 0).sum(axis=1) >= items)
    codes = codes[rows]
    levels = np.arange(one.worth.shape[1])
    values = np.where(kept[:, None] & ~np.isnan(one.worth[choices]), levels, -1)
    _, count, answered = modal_answers(codes)
    longest = longest_runs(codes)
    needed = np.ceil(same * answered - _NOISE).astype(np.int64)
    worth = np.take_along_axis(np.nan_to_num(one.worth[choices]), np.maximum(codes, 0).T, axis=1).T
    low, high = (((worth == end) | (codes < 0)).all(axis=1) for end in (0.0, 1.0))
    inner = ~(low | high)
    expected = float(same_by_chance(one.model, codes[inner], values, needed[inner]).sum())
    flags = []
    for kind, size, share in (("same", count, same), ("run", longest, run)):
        at = np.flatnonzero(size >= np.ceil(share * answered - _NOISE))
        by_chance = same_by_chance if kind == "same" else run_by_chance
        odds = by_chance(one.model, codes[at], values, size[at])
        found = zip(at.tolist(), odds.tolist(), strict=True)
        flags += [Flag(kind, int(one.rows[rows[r]]), float(size[r] / answered[r]), share, p) for r, p in found]
    alike, ends = int((count >= needed)[inner].sum()), int((~inner).sum())
    return Uniform(len(rows), alike, expected, ends, int(one.turned[alike_items].sum()), tuple(flags))


def _same_scale(one: AnswerSet) -> Ints:
    """The questions of the scale that most of them have."""
    scales = Counter(scale for scale, choice in zip(one.steps, one.choice, strict=True) if choice)
    if not scales:
        return np.zeros(0, np.int64)
    common = min(scales, key=lambda scale: (-scales[scale], scale))
    found = [at for at, scale in enumerate(one.steps) if one.choice[at] and scale == common]
    return np.array(found, dtype=np.int64)
