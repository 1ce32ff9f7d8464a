"""What a workbook holds, in one language: frozen values, no cells."""

from dataclasses import dataclass
from typing import Literal

from berdaya.instrument.model import AggregateKind, Owner
from berdaya.report.model import Category, Composite

# Where live scores begin: from counted answers, from role means (`count: groups`), or nowhere (units first).
Source = Literal["counts", "means", "values"]


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What the study says of itself, in the workbook's language.

    `date` is ISO and dates the document; `wave` is the key of the wave that the estimates are of, `wave_label` its word.
    `marks` stand on every sheet ("Synthetic data"), `reservations` below the overall score, `assumptions` and `manifest`
    (name, value) on the last sheet. `composite`: where the overall score stands;
    `marked`: what the mark of scores means.
    """

    study: str
    title: str
    date: str
    wave: str = ""
    wave_label: str = ""
    marks: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    manifest: tuple[tuple[str, str], ...] = ()
    composite: Composite = "first"
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is missing; `asked` False where it was not to be answered (not applicable)."""

    label: str
    asked: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answers of one role to one item.

    `counts` has the weighted number of answers at each level of the contents, None at a level that the question does
    not take; () where its answers are too many to list, and only `total` (their weighted sum, on the question's
    scale) and `weight` are given. `missing` follows the contents' reasons. `mean` is the role's mean on the
    instrument's scale as the estimates have it.
    """

    item: str
    label: str
    role: str
    role_weight: float
    counts: tuple[float | None, ...]
    total: float
    weight: float
    missing: tuple[float, ...]
    n: float
    low: float
    high: float
    falling: bool
    mean: float


@dataclass(frozen=True, slots=True)
class Printed:
    """What the report prints of a node; NaN where it prints a dash, band -1."""

    value: float
    se: float
    low: float
    high: float
    confidence: float
    band: int
    n: float


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of the tree: `children` are places among the contents' nodes, `answers` a range of its answer rows.

    `live`: its score is worked out by a formula. `domain` is the role where scores are per role. `mark` stands behind
    its label.
    """

    key: str
    label: str
    depth: int
    level: str
    weight: float
    children: tuple[int, ...]
    answers: tuple[int, int]
    kind: AggregateKind
    order: float
    min_coverage: float
    live: bool
    printed: Printed
    note: str = ""
    domain: str = ""
    mark: str = ""

    @property
    def called(self) -> str:
        """The label with the mark."""
        return f"{self.label} {self.mark}".rstrip()


@dataclass(frozen=True)
class WorkbookContents:
    """All that one workbook says. `nodes` are parents first (the root where the facts say), `answers` in the items' order."""

    lang: str
    facts: WorkbookFacts
    source: Source
    low: float
    high: float
    shift: float
    confidence: float
    cuts: tuple[float, ...]
    categories: tuple[Category, ...]
    owner: Owner
    levels: tuple[float, ...]
    reasons: tuple[Reason, ...]
    answers: tuple[AnswerRow, ...]
    nodes: tuple[NodeRow, ...]
    withheld: int = 0  # how many items rest on too few persons for their answers to be shown

    @property
    def root(self) -> int | None:
        """The place of the (first) root; None where the overall score is not shown."""
        at = [place for place, node in enumerate(self.nodes) if node.depth == 0]
        return at[0] if at and self.facts.composite != "hide" else None
