"""Interviews that were too fast, too many in a day, or held at the same time by one enumerator."""

from dataclasses import dataclass

import numpy as np

from berdaya.responses.interviews import Flag, Floats, Interviews
from berdaya.responses.model import Times
from berdaya.stats.overlaps import overlaps


@dataclass(frozen=True)
class Pace:
    """What is known of time: `timed` rows have a duration, `dated` an enumerator and a day; `medians` by role, in minutes.

    `left_open` rows took longer than an interview does.
    """

    timed: int
    dated: int
    left_open: int
    medians: dict[str, float]
    flags: tuple[Flag, ...]


def find_pace(
    interviews: Interviews, times: Times | None, fast: float, per_day: int, minutes_of: tuple[float, float]
) -> Pace:
    """Return the rows that took less than a share `fast` of the median of their role, those of days with more than `per_day`
    interviews of one enumerator, and those that run for some minutes into another one of the same enumerator.

    `minutes_of`: for more than the first it has to run into it; what took longer than the second is a form that was left open,
    which overlaps nothing.
    """
    if times is None:
        return Pace(0, 0, 0, {}, ())
    overlap, left_open = minutes_of
    at = interviews.place
    minutes, start, end = times.minutes[at], times.start[at], times.end[at]
    flags, medians = _fast(interviews, minutes, fast)
    who, _ = interviews.codes("enumerator")
    day = np.array(times.day.to_list(), dtype=str)[at] if len(at) else np.zeros(0, str)
    dated = (who >= 0) & (day != "")
    same_day = np.unique(np.column_stack([who.astype(str), day]), axis=0, return_inverse=True)[1].reshape(-1)
    count = np.bincount(same_day[dated], minlength=len(day) or 1)
    many = np.flatnonzero(dated & (count[same_day] > per_day))
    flags += [Flag("many_in_day", int(r), float(count[same_day[r]]), per_day) for r in many]
    open_ = np.isfinite(minutes) & (minutes > left_open)
    flags += _together(interviews, np.where(open_ | (who < 0), np.nan, start), end, overlap)
    order = tuple(sorted(flags, key=lambda flag: (flag.at, flag.kind)))
    return Pace(int(np.isfinite(minutes).sum()), int(dated.sum()), int(open_.sum()), medians, order)


def _fast(interviews: Interviews, minutes: Floats, fast: float) -> tuple[list[Flag], dict[str, float]]:
    flags, medians = [], {}
    role, names = interviews.codes("role")
    for code, name in enumerate(names):
        rows = np.flatnonzero((role == code) & np.isfinite(minutes))
        if len(rows):
            medians[name] = float(np.median(minutes[rows]))
            limit = fast * medians[name]
            flags += [Flag("fast", int(r), float(minutes[r]), limit) for r in rows if minutes[r] < limit]
    return flags, medians


def _together(interviews: Interviews, start: Floats, end: Floats, overlap: float) -> list[Flag]:
    """Both rows of each pair that runs together; somebody who answers about several groups is asked at once."""
    who, respondent = interviews.codes("enumerator")[0], interviews.codes("respondent")[0]
    other, minutes = overlaps(start, end, who)
    found: dict[int, Flag] = {}
    for at in np.flatnonzero((minutes > overlap) & (respondent != respondent[other])).tolist():
        for one, beside in ((at, int(other[at])), (int(other[at]), at)):
            if one not in found or found[one].value < minutes[at]:
                found[one] = Flag("overlap", one, float(minutes[at]), overlap, other=beside)
    return list(found.values())
