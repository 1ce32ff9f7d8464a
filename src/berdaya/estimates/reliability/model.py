"""How well sets of items measure together: frozen values, no data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

CONSTANT = "constant"  # why an item is left out of its set, as SPSS does
FEW_ANSWERS = "few-answers"
LEVEL = 0.05  # two-sided, of "r tabel"
SPSS = {  # the columns of its table Item-Total Statistics
    "rest": "Corrected Item-Total Correlation",
    "alpha": "Cronbach's Alpha if Item Deleted",
    "mean": "Scale Mean if Item Deleted",
    "variance": "Scale Variance if Item Deleted",
}
Verdict = Literal["valid", "valid-total", "not-valid"]


@dataclass(frozen=True)
class ReliabilityQuery:
    """What is asked for: one node or role ("" is all), listwise rows, rows of equal weight, and how "r tabel" is found.

    `df` None is each item's rows less 2. `polychoric` adds correlations of ordered answers.
    """

    node: str = ""
    role: str = ""
    listwise: bool = False
    unweighted: bool = False
    level: float = LEVEL
    df: float | None = None
    polychoric: bool = False


@dataclass(frozen=True)
class ItemReliability:
    """One item in its set; None is what does not exist. `total` and `rest` are its correlations with the total and with the
    other items; `critical` is "r tabel"; the next three are of the set without the item; `loading` is that on one factor.
    `whole` is the correlation with the sum of standardised items, `corrected` that without the item's own noise in the sum.
    """

    key: str
    n: int
    mean: float | None
    sd: float | None
    total: float | None
    rest: float | None
    critical: float | None
    alpha_dropped: float | None
    mean_dropped: float | None
    variance_dropped: float | None
    loading: float | None = None
    kmo: float | None = None
    whole: float | None = None
    corrected: float | None = None

    @property
    def verdict(self) -> Verdict | None:
        """Whether the item counts as valid: by both correlations, by that with the total alone, or not."""
        if self.critical is None or self.total is None or self.rest is None:
            return None
        if self.total <= self.critical:
            return "not-valid"
        return "valid" if self.rest > self.critical else "valid-total"


@dataclass(frozen=True)
class Dimensions:
    """What a factor analysis of a set would find: Kaiser-Meyer-Olkin, Bartlett's test, McDonald's omega of one factor with its
    error by the design (improper: a loading had to be held below 1, and there is none), and the eigenvalues beside those of
    chance with the number of components above them (empty and None where two questions have no correlation).
    """

    kmo: float | None
    chi_square: float | None
    chi_square_df: int
    p: float | None
    omega: float | None
    improper: bool
    eigenvalues: tuple[float, ...]
    chance: tuple[float, ...]
    components: int | None
    omega_se: float | None = None
    omega_low: float | None = None
    omega_high: float | None = None


@dataclass(frozen=True)
class Ordinal:
    """Polychoric correlations of a set: alpha of them (ordinal alpha), their mean and ends, and the matrix."""

    alpha: float | None
    mean: float
    least: float
    largest: float
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class SetReliability:
    """The items below a node that a role is asked, as one set.

    `n` rows answered one of them at least, `complete` all, `fewest` the pair of items that fewest have in common. `left_out`
    are items that cannot count, each with why. `se`, `df`, `low`, `high` of `alpha` are those of the design; `exact`: nothing
    was sampled. `feldt_low`, `feldt_high` are those of a simple random sample. `notes` say why what is None is not there.
    """

    node: str
    role: str
    asked: int
    n: int
    complete: int
    fewest: int
    items: tuple[ItemReliability, ...]
    left_out: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    alpha: float | None = None
    se: float | None = None
    df: int = 0
    low: float | None = None
    high: float | None = None
    feldt_low: float | None = None
    feldt_high: float | None = None
    standardised: float | None = None
    lambda6: float | None = None
    mean_correlation: float | None = None
    dimensions: Dimensions | None = None  # of three items or more
    ordinal: Ordinal | None = None  # where polychoric correlations are wanted and exist
    exact: bool = False
    suppressed: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reliability:
    """All sets of a wave, in the order of roles and of the tree. `weighted`: the weights differ, and were used. `seed` and
    `replicates` are of the parallel analysis.
    """

    wave: str
    query: ReliabilityQuery
    confidence: float
    weighted: bool
    seed: int
    replicates: int
    sets: tuple[SetReliability, ...]
