"""Shares with intervals as cells."""

from math import isfinite

from berdaya.estimates.drivers.influence import Measured
from berdaya.report.model import Interval
from berdaya.report.sections.speech import Speech
from berdaya.words.format import NOTHING, interval


def share_span(speech: Speech, found: Measured, i: int) -> Interval:
    """Return the interval of a share as percentages: "31.0–38.2%"."""
    low, high = (float(end[i]) if isfinite(end[i]) else None for end in (found.low, found.high))
    if low is None or high is None:
        return Interval(None, None, NOTHING)
    return Interval(low, high, f"{interval(100 * low, 100 * high, 1, speech.lang)}%")
