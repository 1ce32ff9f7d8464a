"""What may be said, and how surely."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from berdaya.errors import Problem
from berdaya.estimates.publish import NO_RULES, Publish

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Settings:
    """How estimates are made and shown: study.yaml `estimates:`, `disclosure:` and `publish:`."""

    count: Literal["persons", "groups"] = "persons"
    mode: Literal["means_first", "units_first"] = "means_first"
    min_coverage: float = 0.0
    zero: Literal["veto", "shift"] = "veto"
    confidence: float = 0.95
    profile: Literal["internal", "public"] = "internal"
    threshold: int = 5
    same_within: float = 0.05  # of the scale's width: a change whose interval lies within is none
    publish: Publish = NO_RULES


@dataclass(frozen=True)
class Estimates:
    """Estimates of every node (N) in every domain (D); arrays have shape (D, N), `bands` (D, N, B).

    `value`, `low`, `high`, `lowest`, `highest`, `distance` are on the instrument's scale and unrounded. NaN is what does not
    exist; `notes` (D, N) says why, as keys of words/notes.toml. `band` is the place of the category, -1 where there is none.
    `persons` counts the distinct respondents of a domain who were asked something below a node. `beyond` (D, N, R) says which
    of the rules of publication (`publish.RULES`) a figure is beyond.
    """

    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    nodes: tuple[str, ...]
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    n: Floats
    groups: Floats
    deff: Floats
    coverage: Floats
    lost: Floats
    lowest: Floats
    highest: Floats
    band: Ints
    bands: Floats
    distance: Floats
    persons: Floats
    suppressed: Bools
    beyond: Bools
    notes: tuple[tuple[tuple[str, ...], ...], ...]
    warnings: tuple[Problem, ...] = ()
    lonely_strata: tuple[str, ...] = ()  # strata of one unit that was not certain: what the note "lonely" speaks of

    def at(self, node: str) -> int:
        """Return a node's place on the second axis."""
        return self.nodes.index(node)
