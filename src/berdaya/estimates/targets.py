"""Targets: what a score was to reach, and whether it did, as surely as its interval can tell.

judge(target, estimates of the target's wave and domain, estimates of its baseline's wave)
"""

from dataclasses import dataclass, field
from typing import Literal

from berdaya.errors import Where
from berdaya.estimates.model import Estimates
from berdaya.estimates.publish import rule_names
from berdaya.words.format import or_none

Verdict = Literal["met", "missed", "unsure", ""]


@dataclass(frozen=True)
class Target:
    """What a node's score is to reach: at least `goal`, in a wave ("": the last) and a domain ("": the whole).

    `baseline` is the score that it began from: a number, or the wave whose score it was; None where there is none.
    """

    node: str
    goal: float
    wave: str = ""
    by: str = ""
    label: str = ""
    baseline: float | str | None = None
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True)
class Outcome:
    """A target and what was achieved; None is what does not exist.

    `share` is achieved / goal, `progress` the part of the way from baseline to goal. `suppressed`: a figure of it rests on few
    persons. `exact`: nothing was sampled. `beyond`: the rules of publication that a score of it is beyond.
    """

    target: Target
    baseline: float | None = None
    achieved: float | None = None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    progress: float | None = None
    verdict: Verdict = ""
    suppressed: bool = False
    exact: bool = False
    beyond: tuple[str, ...] = ()


def judge(target: Target, reached: Estimates, before: Estimates | None = None) -> Outcome:
    """Return what became of a target.

    Parameters
    ----------
    target
        The target.
    reached
        Estimates of its wave by its attribute (of the whole where it has none).
    before
        Those of its baseline's wave, where the baseline is one.

    Notes
    -----
    met: the interval of the score lies at or above the goal; missed: it lies below; else unsure, as where there is no
    interval. Where nothing was sampled the score itself decides. Compared to 9 digits after the point.
    """
    achieved, low, high, few, exact = _figures(target, reached)
    baseline, few_before = _baseline(target, before)
    way = None if baseline is None else round(target.goal - baseline, 9)
    return Outcome(
        target=target,
        baseline=baseline,
        achieved=achieved,
        low=low,
        high=high,
        share=achieved / target.goal if achieved is not None and target.goal > 0 else None,
        progress=(achieved - baseline) / way if achieved is not None and baseline is not None and way else None,
        verdict=_verdict(target.goal, achieved, low, high, exact),
        suppressed=few or few_before,
        exact=exact,
        beyond=tuple(dict.fromkeys((*_beyond(target, reached), *_beyond(target, before)))),
    )


def _beyond(target: Target, of: Estimates | None) -> tuple[str, ...]:
    labels = (target.label,) if target.by else ()
    if of is None or labels not in of.domains:
        return ()
    return rule_names(of.beyond[of.domains.index(labels), of.at(target.node)])


def _baseline(target: Target, before: Estimates | None) -> tuple[float | None, bool]:
    if isinstance(target.baseline, str):
        if before is None:
            return None, False
        value, _, _, few, _ = _figures(target, before)
        return value, few
    return target.baseline, False


def _figures(target: Target, of: Estimates) -> tuple[float | None, float | None, float | None, bool, bool]:
    labels = (target.label,) if target.by else ()
    if labels not in of.domains:
        return None, None, None, False, False
    place = of.domains.index(labels), of.at(target.node)
    value, low, high = (or_none(float(part[place])) for part in (of.value, of.low, of.high))
    return value, low, high, bool(of.suppressed[place]), "certain" in of.notes[place[0]][place[1]]


def _verdict(goal: float, achieved: float | None, low: float | None, high: float | None, exact: bool) -> Verdict:
    if achieved is None:
        return ""
    least, most = (achieved, achieved) if exact else (low, high)
    if least is not None and round(least, 9) >= round(goal, 9):
        return "met"
    if most is not None and round(most, 9) < round(goal, 9):
        return "missed"
    return "unsure"
