"""Stages of groups by a checklist: how far each has come, what is missing for the next, and its score beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from berdaya.errors import Where
from berdaya.instrument.model import NO_TEXT, Text

Ints = np.ndarray[Any, np.dtype[np.int64]]
YES, NO, UNKNOWN = 1, 0, -1


@dataclass(frozen=True)
class Marker:
    """A sign of a stage: true where one of its columns is."""

    key: str
    label: Text
    columns: tuple[str, ...]
    where: Where


@dataclass(frozen=True)
class Stage:
    """A stage, reached with at least `needed` of its markers, and all stages before it."""

    key: str
    label: Text
    markers: tuple[Marker, ...]
    needed: int


@dataclass(frozen=True)
class StageRule:
    """The declared rule: stages in order, with its source and date, and what is not settled about it."""

    key: str
    title: Text
    source: tuple[str, ...]
    date: str
    stages: tuple[Stage, ...]
    open: tuple[Text, ...] = ()
    note: Text = field(default_factory=lambda: NO_TEXT)

    @property
    def markers(self) -> tuple[Marker, ...]:
        """All markers, in order."""
        return tuple(marker for stage in self.stages for marker in stage.markers)


@dataclass(frozen=True)
class GroupStage:
    """How far a group has come: the stage it has reached surely (`sure`) and at most (`most`, with every unknown marker true),
    as numbers of stages, 0 before the first. For the stage after the sure one (none after the last): the markers that are not
    met (`lacking`) and not known (`unknown`), and how many more are needed (`short`). `score`: its overall score, None
    without; `small`: of few people.
    """

    group: str
    sure: int
    most: int
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]
    short: int
    score: float | None = None
    small: bool = False

    @property
    def settled(self) -> bool:
        """Whether no unknown marker could change the verdict."""
        return self.sure == self.most


@dataclass(frozen=True)
class Staged:
    """The verdicts of all groups, in the order of the list; `met` of each marker: groups with it, without, and not known.

    `agreement`: rank correlation of stage and score over settled groups, NaN where it does not exist; `withheld`: groups whose
    score may not be shown.
    """

    rule: StageRule
    groups: tuple[GroupStage, ...]
    met: Mapping[str, tuple[int, int, int]]
    agreement: float
    scored: int
    withheld: int = 0


def any_of(columns: Ints) -> Ints:
    """Return whether one of several columns (n, k) is true: unknown where none is and one is not known."""
    found: Ints = np.where((columns == YES).any(axis=1), YES, np.where((columns == UNKNOWN).any(axis=1), UNKNOWN, NO))
    return found


def judge(rule: StageRule, group: str, markers: Mapping[str, int], score: float | None = None) -> GroupStage:
    """Return how far a group has come.

    Notes
    -----
    A stage is reached with at least `needed` true markers where all before it are. `sure` counts unknown markers as false,
    `most` as true: what an answer could change is not decided.

    Examples
    --------
    >>> stage = Stage("s", {}, tuple(Marker(key, {}, (key,), Where()) for key in "ab"), 2)
    >>> one = judge(StageRule("r", {}, (), "", (stage,)), "g", {"a": YES, "b": UNKNOWN})
    >>> one.sure, one.most, one.unknown, one.short
    (0, 1, ('b',), 1)
    """
    sure = _reached(rule, markers, (YES,))
    most = _reached(rule, markers, (YES, UNKNOWN))
    if sure == len(rule.stages):
        return GroupStage(group, sure, most, (), (), 0, score)
    following = rule.stages[sure]
    lacking, unknown = (
        tuple(one.key for one in following.markers if markers[one.key] == state) for state in (NO, UNKNOWN)
    )
    true = len(following.markers) - len(lacking) - len(unknown)
    return GroupStage(group, sure, most, lacking, unknown, following.needed - true, score)


def _reached(rule: StageRule, markers: Mapping[str, int], states: tuple[int, ...]) -> int:
    for at, stage in enumerate(rule.stages):
        if sum(markers[one.key] in states for one in stage.markers) < stage.needed:
            return at
    return len(rule.stages)
