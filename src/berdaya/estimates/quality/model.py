"""The quality of the field work: by which rules rows are looked at again, and what was found, without any single row."""

from collections.abc import Mapping
from dataclasses import dataclass

from berdaya.responses.duplicates import Duplicates
from berdaya.responses.gaps import Gaps
from berdaya.responses.pace import Pace
from berdaya.responses.uniform import Uniform
from berdaya.stats.digits import Digits
from berdaya.stats.enumerator_effect import EnumeratorEffect

KINDS = ("duplicate", "near_duplicate", "same", "run", "fast", "many_in_day", "overlap", "missing", "enumerator")


@dataclass(frozen=True)
class QualityRules:
    """From where on a row is looked at again (study.yaml `quality:`).

    `same`: share of a row that one answer takes; `run`: that one stretch of it takes; `identical`: share of answers that two
    rows have in common; `items`: answers that a row needs to be judged by these. `chance`: what passes these, or an enumerator
    who differs, is flagged where fewer than so many would by chance in the whole study. `fast`: share of the median duration;
    `per_day`: interviews of an enumerator in a day; `overlap`: minutes; `left_open`: minutes from which
    on a form was left open; `missing`: share of a row's answers. `together`:
    correlation from which questions are told that lack answers together. `width`: of a scale whose digits are looked at.
    `within`: the column within whose parts enumerators are compared; "" the design's strata, else villages.
    """

    same: float = 0.9
    run: float = 0.6
    identical: float = 0.95
    items: int = 8
    chance: float = 0.05
    fast: float = 0.4
    per_day: int = 12
    overlap: float = 1.0
    left_open: float = 240.0
    missing: float = 0.25
    together: float = 0.5
    width: float = 20.0
    within: str = ""


@dataclass(frozen=True)
class Measured:
    """One measure of the interviews of a role ("": all) between enumerators: a node's score, the share "missing" or "minutes".

    `spread`: how far interviews lie from the middle of their enumerator, not how high. `within`: the same in the parts of a
    column, None without one. `p_each` (E,): of each enumerator against the others, adjusted for all tests; from `within` where
    it can be told there. `tested`: whether enumerators are judged by it.
    """

    role: str
    name: str
    spread: bool
    unit: str  # "group": means of an enumerator's groups; "interview"
    units: int
    whole: EnumeratorEffect
    within: EnumeratorEffect | None
    tested: bool
    p_each: tuple[float, ...]

    @property
    def best(self) -> EnumeratorEffect:
        """The effect within parts where that can be told, else in the whole."""
        return self.within if self.within is not None and self.within.df1 > 0 else self.whole


@dataclass(frozen=True)
class Outlier:
    """An enumerator who differs from the others in a measure, with the adjusted p."""

    enumerator: str
    role: str
    name: str
    spread: bool
    difference: float
    p: float


@dataclass(frozen=True)
class Enumerators:
    """Who asked: `names`, how many interviews each has, and how many of these are flagged by kind. `within`: the column in
    whose parts they are compared, "" without one; `alone`: those who worked in no part with another one.
    """

    names: tuple[str, ...]
    interviews: tuple[int, ...]
    flagged: tuple[Mapping[str, int], ...]
    effects: tuple[Measured, ...]
    outliers: tuple[Outlier, ...]
    within: str
    alone: int


@dataclass(frozen=True)
class DigitRow:
    """The digits of a question's numbers; None where they cannot tell anything."""

    item: str
    n: int
    last: Digits | None
    first: Digits | None


@dataclass(frozen=True)
class FieldQuality:
    """What was found in `rows` interviews of a wave: how many rows are flagged, in all and by kind; of each method what it
    looked at. Holds no single row: the parts' `flags` are empty.
    """

    wave: str
    rules: QualityRules
    rows: int
    flagged: int
    kinds: Mapping[str, int]
    uniform: Uniform
    duplicates: Duplicates
    pace: Pace
    gaps: Gaps
    enumerators: Enumerators
    digits: tuple[DigitRow, ...]
