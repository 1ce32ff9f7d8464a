"""What the parts of an instrument must be together: keys, weights, roles, answers, relevance.

Each check takes the nodes with their places, parents first, repeated keys included.
"""

import re
from collections.abc import Sequence

from berdaya.errors import Where
from berdaya.instrument.defaults import KEY, RESERVED
from berdaya.instrument.model import Instrument, Node, Question
from berdaya.instrument.parse_tree import Place
from berdaya.instrument.relevance import Reference
from berdaya.located import At, Problems, nearest

Nodes = Sequence[tuple[Node, Place]]
_WAVE = re.compile(r"[^\W_][\w .\-]{0,63}")


def check_instrument(instrument: Instrument, nodes: Nodes, levels: Where, problems: Problems) -> None:
    """Note everything that does not fit together."""
    _check_keys(nodes, problems)
    for node, place in nodes:
        _check_children(node, nodes, place, problems)
        _check_aggregate(instrument, node, place, problems)
        _check_waves(node, place, problems)
        if node.question is not None:
            _check_ask(instrument, node.question, place, problems)
            _check_answers(node.question, place, problems)
    _check_relevance(nodes, problems)
    _check_levels(instrument, levels, problems)


def _check_keys(nodes: Nodes, problems: Problems) -> None:
    first: dict[str, Where] = {}
    for node, place in nodes:
        where = place.of("key")
        if not node.key:
            continue
        if not KEY.fullmatch(node.key):
            problems.error("instrument.key-pattern", where, key=node.key)
        elif node.key in RESERVED:
            problems.error("instrument.reserved-key", where, key=node.key)
        if node.key in first:
            where = place.node if where == first[node.key] else where  # repeated by an alias: the same line twice
            problems.error("instrument.duplicate-key", where, key=node.key, first=At(first[node.key]))
        first.setdefault(node.key, where)


def _check_children(node: Node, nodes: Nodes, place: Place, problems: Problems) -> None:
    if node.weight < 0:
        problems.error("instrument.weight-negative", place.of("weight"), key=node.key, value=f"{node.weight:g}")
    if node.children and all(child.weight == 0 for child in node.children):
        problems.error("instrument.weights-all-zero", place.of("children"), key=node.key)
    if len(node.children) == 1 and not node.note:
        problems.error("instrument.single-child", place.of("children"), key=node.key, child=node.children[0].key)


def _check_aggregate(instrument: Instrument, node: Node, place: Place, problems: Problems) -> None:
    """Means of an order other than 1 exist for positive scores only."""
    if node.aggregate and node.aggregate.kind not in ("arithmetic", "minimum") and instrument.scale.min < 0:
        kind, low = node.aggregate.kind, f"{instrument.scale.min:g}"
        problems.error("instrument.scale-below-zero", place.of("aggregate"), key=node.key, kind=kind, low=low)


def _check_waves(node: Node, place: Place, problems: Problems) -> None:
    for wave in node.waves or ():
        if not _WAVE.fullmatch(wave) or (node.waves or ()).count(wave) > 1:
            problems.error("instrument.wave-name", place.of("waves"), wave=wave)


def _check_ask(instrument: Instrument, question: Question, place: Place, problems: Problems) -> None:
    where = place.of("ask")
    if not question.ask:
        problems.error("instrument.who-is-asked", where, roles=", ".join(instrument.roles))
    for role, weight in question.ask.items():
        if role not in instrument.roles:
            values = {"role": role, "roles": ", ".join(instrument.roles), **nearest(role, instrument.roles)}
            problems.error("instrument.unknown-role", where, **values)
        if weight < 0:
            problems.error("instrument.weight-negative", where, key=role, value=f"{weight:g}")
    if question.ask and all(weight == 0 for weight in question.ask.values()):
        problems.error("instrument.weights-all-zero", where, key="ask")


def _check_answers(question: Question, place: Place, problems: Problems) -> None:
    scale, where = question.scale, place.of("answers")
    low, high = f"{scale.min:g}", f"{scale.max:g}"
    for value in question.answers:
        if not scale.min <= value <= scale.max:
            at = place.answers.get(value, where)
            problems.error("instrument.answer-outside-scale", at, value=value, low=low, high=high)
    if len(question.answers) == 1:
        problems.error("instrument.single-answer", where)
    if question.answers and question.decimals:
        problems.error("instrument.decimals-with-answers", place.of("decimals"))
    if not question.answers and not question.decimals and scale.max // 1 <= -(-scale.min // 1):
        problems.error("instrument.no-integers", place.of("scale"), low=low, high=high)


def _check_relevance(nodes: Nodes, problems: Problems) -> None:
    order = {node.key: i for i, (node, _) in reversed(list(enumerate(nodes)))}
    for i, (node, place) in enumerate(nodes):
        for reference in place.references:
            target = nodes[order[reference.key]] if reference.key in order else None
            if target is None or target[0].question is None:
                _unknown(reference, nodes[:i], problems)
            elif reference.key == node.key:
                problems.error("instrument.relevant-itself", reference.where, key=node.key)
            elif order[reference.key] > i:
                at = At(target[1].of("key"))
                problems.error("instrument.relevant-later", reference.where, key=reference.key, at=at)
            else:
                _check_reference(node, target[0], reference, problems)


def _unknown(reference: Reference, before: Nodes, problems: Problems) -> None:
    places = {node.key: place.of("key") for node, place in before if node.question is not None}
    values = nearest(reference.key, places, places)
    problems.error("instrument.unknown-key", reference.where, key=reference.key, **values)


def _check_reference(node: Node, target: Node, reference: Reference, problems: Problems) -> None:
    """Check that a comparison can come true: with a value on the scale, for someone who is asked both."""
    asked, other = node.question, target.question
    if asked is None or other is None:
        return
    if not set(asked.ask) & set(other.ask):
        problems.error("instrument.relevant-role", reference.where, key=target.key, roles=", ".join(other.ask))
    if reference.value is not None and not other.scale.min <= reference.value <= other.scale.max:
        values = {"low": f"{other.scale.min:g}", "high": f"{other.scale.max:g}", "value": f"{reference.value:g}"}
        problems.error("instrument.relevant-value", reference.where, key=target.key, **values)


def _check_levels(instrument: Instrument, where: Where, problems: Problems) -> None:
    depth = 0
    below: tuple[Node, ...] = (instrument.root,)
    while below:
        depth, below = depth + 1, tuple(child for node in below for child in node.children)
    if instrument.levels and len(instrument.levels) < depth:
        problems.warn("instrument.levels-short", where, levels=len(instrument.levels), depth=depth)
