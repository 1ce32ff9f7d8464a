"""Read the tree: nodes, questions and where each of their entries stands. What they mean together is `check`'s."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from berdaya.errors import Where
from berdaya.instrument.defaults import MAX_LEVELS, MAX_NODES
from berdaya.instrument.model import NO_TEXT, Aggregate, Node, Question, Relevance, Scale, Text
from berdaya.instrument.relevance import Reference, parse_relevance
from berdaya.instrument.texts import Texts
from berdaya.located import Entries, Located, Problems, as_number

_BOTH = ("key", "label", "weight", "min_coverage", "waves", "note")
_INNER = (*_BOTH, "aggregate", "children")
_LEAF = (
    *_BOTH,
    *("ask", "question", "answers", "scale", "direction", "decimals", "evidence", "sensitive", "relevant"),
)
_AGGREGATES = ("arithmetic", "geometric", "harmonic", "minimum")
_UNKNOWN = Scale(-math.inf, math.inf)  # stands in for a scale that is wrong, so that nothing else seems wrong by it
_NAMED_POWERS = {1.0: "arithmetic", 0.0: "geometric", -1.0: "harmonic"}


@dataclass(frozen=True)
class Place:
    """Where a node stands: the node, its key, and its other entries by name."""

    node: Where
    entries: Mapping[str, Where]
    references: tuple[Reference, ...] = ()
    answers: Mapping[int, Where] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, name: str) -> Where:
        """Return where an entry is written; the node's own place when it is absent."""
        return self.entries.get(name, self.node)


@dataclass
class TreeReader:
    """Reads nodes; `seen` has every node read with its place, parents first, repeated keys included."""

    texts: Texts
    scale: Scale
    roles: tuple[str, ...]
    title: Text
    seen: list[tuple[Node, Place]] = field(default_factory=list)
    count: int = 0

    @property
    def problems(self) -> Problems:
        """Return the problems found so far."""
        return self.texts.problems

    def read(self, at: Located, depth: int = 1) -> Node | None:
        """Return a node with all below it; None beyond the limits of depth and number, which are noted."""
        self.count += 1
        if self.count > MAX_NODES:
            if self.count == MAX_NODES + 1:
                self.problems.error("instrument.too-many-nodes", at.where, limit=MAX_NODES)
            return None
        if depth > MAX_LEVELS:
            self.problems.error("instrument.too-deep", at.where, limit=MAX_LEVELS)
            return None
        if not isinstance(at.value, Mapping):
            Entries.open(at, self.problems, "children")
            return None
        inner = at.get("children") is not None
        entries = Entries.open(at, self.problems, "tree")
        slot = len(self.seen)
        self.seen.append((Node(""), Place(at.where, {})))
        node, place = self._inner(entries, depth) if inner else self._leaf(entries, depth)
        self.seen[slot] = (node, place)
        return node

    def _inner(self, entries: Entries, depth: int) -> tuple[Node, Place]:
        if "question" in entries:
            self.problems.error("instrument.question-and-children", entries.key_where("question"))
        else:
            entries = Entries.open(entries.at, self.problems, "tree", _INNER)
        items = entries.list("children")
        if not items:
            self.problems.error("instrument.empty-node", entries.key_where("children"))
        aggregate = _aggregate(entries)
        node = self._node(entries, depth, inner=True)
        children = (self.read(item, depth + 1) for item in items)
        found = tuple(child for child in children if child is not None)
        return _replaced(node, aggregate, found, None), Place(entries.at.where, _wheres(entries))

    def _leaf(self, entries: Entries, depth: int) -> tuple[Node, Place]:
        if entries.get("question") is None:
            self.problems.error("instrument.empty-node", entries.at.where)
        entries = Entries.open(entries.at, self.problems, "tree", _LEAF)
        node = self._node(entries, depth, inner=False)
        relevant, references = self._relevant(entries)
        answers, answer_places = self._answers(entries)
        question = Question(
            text=self.texts.read(entries, "question"),
            ask=self._ask(entries),
            scale=read_scale(entries, self.scale),
            answers=answers,
            direction=entries.choice(  # type: ignore[arg-type]
                "direction", ("higher_is_better", "lower_is_better"), "higher_is_better"
            ),
            decimals=entries.true_false("decimals", False),
            evidence=self.texts.read(entries, "evidence"),
            sensitive=entries.text("sensitive", ""),
            relevant=relevant,
        )
        place = Place(entries.at.where, _wheres(entries), references, answer_places)
        return _replaced(node, None, (), question), place

    def _node(self, entries: Entries, depth: int, inner: bool) -> Node:
        root = depth == 1
        return Node(
            key=entries.text("key", "", required=True),
            label=self.texts.read(entries, "label", required=inner and not root) or (self.title if root else NO_TEXT),
            weight=entries.number("weight", 1.0),
            min_coverage=entries.number("min_coverage", None, 0.0, 1.0),
            waves=entries.texts("waves") or None,
            note=self.texts.read(entries, "note"),
        )

    def _relevant(self, entries: Entries) -> tuple[Relevance | None, tuple[Reference, ...]]:
        found = entries.get("relevant")
        return parse_relevance(found, self.problems) if found else (None, ())

    def _ask(self, entries: Entries) -> Mapping[str, float]:
        found = entries.get("ask")
        if found is None:
            if len(self.roles) != 1 and "question" in entries:
                listed = ", ".join(self.roles)
                self.problems.error("instrument.who-is-asked", entries.at.where, roles=listed)
            return MappingProxyType(dict.fromkeys(self.roles[:1], 1.0))
        if not isinstance(found.value, Mapping):
            return MappingProxyType(dict.fromkeys(entries.texts("ask"), 1.0))
        weights = {role: as_number(at, self.problems, "ask") for role, at in found.items()}
        return MappingProxyType({role: 1.0 if weight is None else weight for role, weight in weights.items()})

    def _answers(self, entries: Entries) -> tuple[Mapping[int, Text], Mapping[int, Where]]:
        answers = entries.mapping("answers")
        texts: dict[int, Text] = {}
        places: dict[int, Where] = {}
        for key, at in answers.at.items():
            if not key.lstrip("-").isdecimal() or len(key) > 15 or str(int(key)) != key:
                self.problems.error("instrument.answer-not-an-integer", answers.key_where(key), value=key)
                continue
            places[int(key)] = answers.key_where(key)
            texts[int(key)] = self.texts.take(at, f"answers {key}")
        return MappingProxyType(dict(sorted(texts.items()))), places


def read_scale(entries: Entries, usual: Scale | None) -> Scale:
    """Return the scale of a question or of the instrument; `usual` where there is none, else it is required."""
    if usual is not None and entries.get("scale") is None:
        return usual
    scale = entries.mapping("scale", ("min", "max"), required=True)
    if entries.get("scale") is None:
        return _UNKNOWN
    found = Scale(scale.number("min", 0.0, required=True), scale.number("max", 1.0, required=True))
    if found.min >= found.max:
        given = {"low": f"{found.min:g}", "high": f"{found.max:g}"}
        entries.problems.error("instrument.scale-order", scale.at.where, **given)
        return _UNKNOWN
    return found


def _aggregate(entries: Entries) -> Aggregate | None:
    found = entries.get("aggregate")
    if found is None or not isinstance(found.value, Mapping):
        kind = entries.choice("aggregate", _AGGREGATES, None)
        return None if kind is None else Aggregate(kind)  # type: ignore[arg-type]
    power = entries.mapping("aggregate", ("power",)).number("power", 1.0, required=True)
    if power in _NAMED_POWERS:
        return Aggregate(_NAMED_POWERS[power])  # type: ignore[arg-type]
    return Aggregate("power", power)


def _replaced(node: Node, aggregate: Aggregate | None, children: tuple[Node, ...], question: Question | None) -> Node:
    return Node(
        node.key, node.label, node.weight, aggregate, node.min_coverage, node.waves, node.note, children, question
    )


def _wheres(entries: Entries) -> dict[str, Where]:
    return {name: at.where for name, at in entries.at.items()}
