"""How sets of yes/no questions measure by the Rasch model: frozen values, no data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from berdaya.instrument.model import Question

LEAST_FIT, MOST_FIT = 0.7, 1.3  # infit within: the usual rule for food insecurity scales (Nord 2014), a convention
Fit = Literal["fits", "overfit", "underfit"]
Counts = Literal["better", "worse"]


def is_yes_no(question: Question) -> bool:
    """Whether a question has just two answers."""
    scale = question.scale
    return not question.decimals and (
        len(question.answers) == 2 or (not question.answers and scale.max - scale.min == 1)
    )


@dataclass(frozen=True)
class RaschQuery:
    """What is asked for: one node or role ("" is all), parts by attributes, and rows of equal weight."""

    node: str = ""
    role: str = ""
    by: tuple[str, ...] = ()
    unweighted: bool = False


@dataclass(frozen=True)
class RaschItem:
    """One question in its set; None is what does not exist.

    `share` is the weighted share of complete rows with the answer that counts as yes. `severity` is in logits, 0 the mean of
    the set; `se`, `low`, `high` are those of the design, `model_se` of a simple random sample in which the model holds.
    """

    key: str
    share: float | None
    severity: float | None
    se: float | None
    low: float | None
    high: float | None
    model_se: float | None
    infit: float | None
    outfit: float | None

    @property
    def fit(self) -> Fit | None:
        """How the question fits by the usual rule for infit."""
        if self.infit is None:
            return None
        if self.infit > MOST_FIT:
            return "underfit"
        return "overfit" if self.infit < LEAST_FIT else "fits"


@dataclass(frozen=True)
class RaschScore:
    """The level of a person with so many answers of yes, in logits, and its error of measurement."""

    yes: int
    level: float
    error: float


@dataclass(frozen=True)
class RaschSet:
    """The questions below a node that a role is asked, as one set, in one part (`by`).

    `asked` questions, all but the `others` with two answers. `n` rows have all answers, `used` of them neither only yes nor
    only no. `counts`: yes is the better answer or, where every question is turned round, the worse. `flat` is the reliability
    of an even spread over the numbers of yes. `apart` are questions that answers set apart from the others. `notes` say why
    nothing, or no error, is there.
    """

    by: tuple[str, ...]
    node: str
    role: str
    asked: int
    others: tuple[str, ...] = ()
    n: int = 0
    used: int = 0
    counts: Counts = "better"
    items: tuple[RaschItem, ...] = ()
    scores: tuple[RaschScore, ...] = ()
    reliability: float | None = None
    flat: float | None = None
    residual: tuple[tuple[float, ...], ...] = ()  # correlations beyond the model, in the order of `items`
    df: int = 0
    left_out: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    apart: tuple[str, ...] = ()
    exact: bool = False
    suppressed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def closest(self) -> tuple[str, str, float] | None:
        """The two questions that go together most beyond the model, and their residual correlation."""
        keys = [item.key for item in self.items]
        pairs = [(keys[i], keys[j], self.residual[i][j]) for i in range(len(keys)) for j in range(i)]
        return max(pairs, key=lambda pair: pair[2], default=None)


@dataclass(frozen=True)
class Rasch:
    """All sets of a wave: parts, then roles, then the tree. `weighted`: the weights differ, and were used."""

    wave: str
    query: RaschQuery
    confidence: float
    weighted: bool
    sets: tuple[RaschSet, ...]

    def highest(self, parents: Mapping[str, str], hidden: str = "") -> tuple[RaschSet, ...]:
        """The sets with severities that lie in no larger one; a `hidden` node is none."""
        found = {(one.by, one.role, one.node): one for one in self.sets if one.items and one.node != hidden}

        def above(node: str) -> Iterator[str]:
            while node in parents:
                node = parents[node]
                yield node

        return tuple(
            one for (by, role, node), one in found.items() if not any((by, role, up) in found for up in above(node))
        )
