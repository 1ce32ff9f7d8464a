"""What counts as poor, as a study says it, and what comes of it: frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from berdaya.errors import Where
from berdaya.instrument.model import NO_TEXT, Text
from berdaya.instrument.rule import Rule
from berdaya.stats.alkire_foster import Counting

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Kind = Literal["dimensions", "criteria", "money"]
Missing = Literal["drop", "reweight"]


@dataclass(frozen=True)
class Indicator:
    """One thing that somebody may lack, or one criterion; `direct`: who meets it is poor whatever the others say."""

    key: str
    rule: Rule
    label: Text = field(default_factory=lambda: NO_TEXT)
    weight: float = 1.0  # a share of all weights
    dimension: int = 0
    direct: bool = False


@dataclass(frozen=True)
class Line:
    """A dated poverty line, an amount a person a month."""

    area: str
    date: str
    amount: float
    source: str = ""

    @property
    def name(self) -> str:
        """How it is told apart from others."""
        return f"{self.area} {self.date}".strip()


@dataclass(frozen=True)
class Money:
    """What is spent, and what it is compared with; `per` divides it (household size); `lines` of each wave ("": of all)."""

    value: str
    per: str = ""
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def of_wave(self, wave: str) -> tuple[Line, ...]:
        """The lines that a wave is compared with."""
        return self.lines.get(wave) or self.lines.get("", ())


@dataclass(frozen=True)
class Measure:
    """A definition of poverty: Alkire-Foster ("dimensions"), a count of criteria, or money against a line.

    `k` is a share of all weights; for criteria `at_least` of them. `persons` is how many a row stands for ("": one).
    `source`, `date`, `note` and `open` (questions that are not settled) are told wherever figures are.
    """

    key: str
    kind: Kind
    title: Text = field(default_factory=lambda: NO_TEXT)
    source: tuple[str, ...] = ()
    date: str = ""
    note: Text = field(default_factory=lambda: NO_TEXT)
    open: tuple[Text, ...] = ()
    recorded: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # system, as_of, origin of a rank
    persons: str = ""
    roles: tuple[str, ...] = ()
    missing: Missing = "drop"
    indicators: tuple[Indicator, ...] = ()
    dimensions: tuple[tuple[str, Text], ...] = ()
    k: float = 0.0
    over: tuple[float, ...] = ()  # the cut-offs that H, A and M0 are shown over
    at_least: int = 0
    depth: bool = False  # indicators are amounts: M1 and M2
    money: Money | None = None
    programme: Rule | None = None
    words: tuple[
        tuple[str, str, Where], ...
    ] = ()  # an attribute, a word of it that a rule looks for, and where it does
    numbers: tuple[tuple[str, Where], ...] = ()  # an attribute that is taken for a number, and where
    years: float = 0.0  # between the waves that are compared; 0: not said
    where: Where = field(default=Where(), compare=False)

    @property
    def counting(self) -> Counting:
        """How deprivations are counted."""
        weights = np.array([one.weight for one in self.indicators])
        return Counting(
            weights, self.k, np.array([one.dimension for one in self.indicators]), self.missing == "reweight"
        )


@dataclass(frozen=True)
class Figures:
    """Figures (D, K) of domains, each with the error of the design; NaN is what does not exist.

    `names` says what a column is: a measure, and the indicator, dimension, line or part that it is of. `cut` (D, K): the
    interval ends at what is possible, as that of t would go beyond. `n` (D,) rows that count, `rows` (D,) all of them, `lost`
    (D,) the share of their `weight` (D,) that does not count, `persons` (D, K) distinct respondents that a figure tells of:
    what is of the poor alone (A, M0, contributions) rests on them; `suppressed` (D, K) where these are few.
    """

    by: tuple[str, ...]
    domains: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, str], ...]
    value: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    cut: Bools
    n: Ints
    rows: Ints
    weight: Floats
    lost: Floats
    persons: Ints
    suppressed: Bools

    @property
    def lost_of_all(self) -> float:
        """The share of the weight of all domains that does not count."""
        return float(self.lost @ self.weight / self.weight.sum()) if self.weight.sum() else 0.0

    def at(self, measure: str, item: str = "") -> int:
        """Return the column of a measure."""
        return self.names.index((measure, item))

    def any_cut(self, names: Iterable[tuple[str, str]]) -> bool:
        """Whether the interval of one of some figures was cut."""
        return bool(self.cut[:, [self.at(*name) for name in names]].any())


@dataclass(frozen=True)
class Poverty:
    """A measure in one wave.

    `over` has the figures of each cut-off (of criteria: of each number of them); `parts` what each domain adds to the whole,
    None where there is one; `targeting` who of the poor is in the programme, None where none is named; `changes` since the wave
    before. `unsized`: rows left out because it is not known how many they stand for.
    """

    measure: Measure
    wave: str
    figures: Figures
    over: tuple[tuple[float, Figures], ...] = ()
    parts: Figures | None = None
    targeting: Figures | None = None
    since: str = ""
    changes: Mapping[str, Figures] = field(default_factory=lambda: MappingProxyType({}))
    unsized: int = 0
