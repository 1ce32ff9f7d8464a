"""What is asked and how it adds up: frozen values, no files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

Text = Mapping[str, str]
NO_TEXT: Text = MappingProxyType({})
AggregateKind = Literal["arithmetic", "geometric", "harmonic", "power", "minimum"]
Direction = Literal["higher_is_better", "lower_is_better"]
Owner = Literal["lower", "upper"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and highest possible answer or score."""

    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Aggregate:
    """How a node is made of its children; `power` is the order, used by kind "power" only."""

    kind: AggregateKind = "arithmetic"
    power: float = 1.0


@dataclass(frozen=True, slots=True)
class Compare:
    """True where the answer to `key` holds against `value`; a missing answer makes it false."""

    key: str
    how: Literal["equals", "not_equals", "at_least", "at_most", "above", "below"]
    value: float


@dataclass(frozen=True, slots=True)
class Answered:
    """True where `key` has an answer that counts."""

    key: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is."""

    parts: tuple["Relevance", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one part is."""

    parts: tuple["Relevance", ...]


Relevance = Compare | Answered | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Question:
    """A leaf: what is asked of whom, and which answers it takes.

    `ask` maps each role that is asked to its weight among the roles. `scale` is the question's own; answers are
    rescaled to the instrument's scale by these fixed ends. Without `answers` every integer of the scale is
    accepted, with `decimals` any number on it.
    """

    text: Text
    ask: Mapping[str, float]
    scale: Scale
    answers: Mapping[int, Text] = field(default_factory=lambda: MappingProxyType({}))
    direction: Direction = "higher_is_better"
    decimals: bool = False
    evidence: Text = field(default_factory=lambda: NO_TEXT)
    sensitive: str = ""
    relevant: Relevance | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree: an inner node has children, a leaf a question.

    `aggregate` None is inherited from the parent (the root: arithmetic); `min_coverage` None is the study's;
    `waves` None is every wave.
    """

    key: str
    label: Text = field(default_factory=lambda: NO_TEXT)
    weight: float = 1.0
    aggregate: Aggregate | None = None
    min_coverage: float | None = None
    waves: tuple[str, ...] | None = None
    note: Text = field(default_factory=lambda: NO_TEXT)
    children: tuple["Node", ...] = ()
    question: Question | None = None

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents first, in the written order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Band:
    """A category: its key, its word, and its colours (`ink` is readable on `colour`)."""

    key: str
    label: Text
    colour: str
    ink: str


@dataclass(frozen=True, slots=True)
class Bands:
    """Categories in rising order; `owner` says which band holds a value that lies on a cut."""

    cuts: tuple[float, ...]
    labels: tuple[Band, ...]
    owner: Owner = "lower"
    classes: int | None = None  # set when the cuts were worked out as (H - L) / k


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument; `sha256` of its canonical form identifies it."""

    key: str
    version: str
    languages: tuple[str, ...]
    title: Text
    scale: Scale
    missing: Mapping[str, Text]
    roles: Mapping[str, Text]
    bands: Bands
    levels: tuple[str, ...]
    root: Node
    note: Text = field(default_factory=lambda: NO_TEXT)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, parents first, in the written order."""
        return tuple(self.root.walk())

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The questions, in the written order."""
        return tuple(node for node in self.nodes if node.question is not None)

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent's key of every node but the root."""
        return {child.key: node.key for node in self.nodes for child in node.children}

    def node(self, key: str) -> Node:
        """Return the node of a key; KeyError when there is none."""
        return self._by_key[key]

    def level(self, key: str) -> str:
        """Return the level's word of a node: its depth in `levels`, or `level N` where the list is shorter."""
        depth = 0
        while key in self.parents:
            key, depth = self.parents[key], depth + 1
        return self.levels[depth] if depth < len(self.levels) else f"level {depth}"

    def label(self, key: str, lang: str) -> str:
        """Return a node's label (a leaf without one: its question) in a language, else in the first declared."""
        node = self._by_key[key]
        text = node.label or (node.question.text if node.question else NO_TEXT)
        return text.get(lang) or text.get(self.languages[0]) or key

    @cached_property
    def _by_key(self) -> Mapping[str, Node]:
        return {node.key: node for node in self.nodes}
