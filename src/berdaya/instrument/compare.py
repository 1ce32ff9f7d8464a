"""What has changed between two versions of an instrument, and what that does to comparability."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from berdaya.instrument.canonical import aggregate_plain, number
from berdaya.instrument.model import Aggregate, Bands, Instrument, Node, Question, Scale, Text
from berdaya.instrument.relevance_text import relevance_text

Effect = Literal["comparable", "weights", "bands", "not_comparable"]
_Sides = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind (words: `instrument.change_<kind>`), the node's key ("" for the whole), old and new.

    `effect` (words: `instrument.effect_<effect>`): scores stay comparable; differ by weighting alone, so that old
    answers can be computed anew; stay comparable while categories do not; or are not comparable.
    """

    kind: str
    key: str
    old: str
    new: str
    effect: Effect


def compare_instruments(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """Return every difference between two versions, first of the whole, then in the order of the new tree.

    A question whose words changed in any language is not comparable: whether a change of words is one of meaning is
    not for a program to say. A translation that is added or dropped changes nothing.
    """
    return (*_of_whole(old, new), *_of_tree(old, new))


def _of_whole(old: Instrument, new: Instrument) -> Iterator[Change]:
    yield from _if_differs("name", "", (old.key, new.key), "comparable")
    yield from _if_differs("version", "", (old.version, new.version), "comparable")
    yield from _if_differs("languages", "", (", ".join(old.languages), ", ".join(new.languages)), "comparable")
    yield from _text("title", "", old.title, new.title, "comparable")
    yield from _text("note", "", old.note, new.note, "comparable")
    yield from _if_differs("scale", "", (_scale(old.scale), _scale(new.scale)), "not_comparable")
    yield from _texts("missing", old.missing, new.missing)
    yield from _texts("roles", old.roles, new.roles)
    yield from _if_differs("levels", "", (", ".join(old.levels), ", ".join(new.levels)), "comparable")
    yield from _if_differs("cuts", "", (_cuts(old.bands), _cuts(new.bands)), "bands")
    yield from _bands(old.bands, new.bands)


def _of_tree(old: Instrument, new: Instrument) -> Iterator[Change]:
    before, after = {n.key: n for n in old.nodes}, {n.key: n for n in new.nodes}
    for key in before:
        if key not in after:
            yield Change("removed", key, _name(old, key), "", "not_comparable")
    how = (_aggregates(old), _aggregates(new))
    for key, node in after.items():
        if key not in before:
            yield Change("added", key, "", _name(new, key), "not_comparable")
            continue
        parents = (old.parents.get(key, ""), new.parents.get(key, ""))
        yield from _if_differs("moved", key, parents, "not_comparable")
        yield from _node(before[key], node, _same_shares(before, after, parents))
        if before[key].children and node.children:
            yield from _if_differs("aggregate", key, (how[0][key], how[1][key]), "weights")


def _node(old: Node, new: Node, same_shares: bool) -> Iterator[Change]:
    yield from _text("label", old.key, old.label, new.label, "comparable")
    yield from _text("note", old.key, old.note, new.note, "comparable")
    weights = (_number(old.weight), _number(new.weight))
    yield from _if_differs("weight", old.key, weights, "comparable" if same_shares else "weights")
    yield from _if_differs("min_coverage", old.key, (_number(old.min_coverage), _number(new.min_coverage)), "weights")
    waves = (", ".join(sorted(old.waves or ())), ", ".join(sorted(new.waves or ())))
    yield from _if_differs("waves", old.key, waves, "not_comparable")
    order = tuple(", ".join(child.key for child in node.children) for node in (old, new))
    if {c.key for c in old.children} == {c.key for c in new.children}:
        yield from _if_differs("order", old.key, (order[0], order[1]), "comparable")
    if (old.question is None) != (new.question is None):
        yield Change("role_of_node", old.key, "", "", "not_comparable")
    elif old.question is not None and new.question is not None:
        yield from _question(old.key, old.question, new.question)


def _question(key: str, old: Question, new: Question) -> Iterator[Change]:
    yield from _text("question", key, old.text, new.text, "not_comparable")
    yield from _answers(key, old, new)
    yield from _if_differs("scale", key, (_scale(old.scale), _scale(new.scale)), "not_comparable")
    yield from _if_differs("direction", key, (old.direction, new.direction), "not_comparable")
    yield from _if_differs("decimals", key, (str(old.decimals).lower(), str(new.decimals).lower()), "not_comparable")
    yield from _ask(key, old.ask, new.ask)
    conditions = (
        relevance_text(old.relevant) if old.relevant else "",
        relevance_text(new.relevant) if new.relevant else "",
    )
    yield from _if_differs("relevant", key, conditions, "not_comparable")
    yield from _text("evidence", key, old.evidence, new.evidence, "comparable")
    yield from _if_differs("sensitive", key, (old.sensitive, new.sensitive), "comparable")


def _answers(key: str, old: Question, new: Question) -> Iterator[Change]:
    levels = (", ".join(map(str, sorted(old.answers))), ", ".join(map(str, sorted(new.answers))))
    yield from _if_differs("answers", key, levels, "not_comparable")
    for value in sorted(set(old.answers) & set(new.answers)):
        yield from _text("answers", key, old.answers[value], new.answers[value], "not_comparable", f"{value} = ")


def _ask(key: str, old: Mapping[str, float], new: Mapping[str, float]) -> Iterator[Change]:
    sides = (_roles(old), _roles(new))
    if set(old) != set(new):
        yield Change("ask", key, *sides, "not_comparable")
    elif not _proportional(old, new):
        yield Change("ask_weights", key, *sides, "weights")
    else:
        yield from _if_differs("ask_weights", key, sides, "comparable")


def _if_differs(kind: str, key: str, sides: _Sides, effect: Effect) -> Iterator[Change]:
    if sides[0] != sides[1]:
        yield Change(kind, key, *sides, effect)


def _text(kind: str, key: str, old: Text, new: Text, effect: Effect, before: str = "") -> Iterator[Change]:
    for lang in sorted(set(old) | set(new)):
        if old.get(lang) != new.get(lang):
            alone = bool(old and new) and (lang not in old or lang not in new)
            sides = tuple(f"{before}{text[lang]}" if lang in text else "" for text in (old, new))
            what: tuple[str, Effect] = ("translation", "comparable") if alone else (kind, effect)
            yield Change(what[0], key, sides[0], sides[1], what[1])


def _texts(kind: str, old: Mapping[str, Text], new: Mapping[str, Text]) -> Iterator[Change]:
    yield from _if_differs(kind, "", (", ".join(sorted(old)), ", ".join(sorted(new))), "comparable")
    for key in sorted(set(old) & set(new)):
        yield from _text(kind, "", old[key], new[key], "comparable", f"{key} = ")


def _bands(old: Bands, new: Bands) -> Iterator[Change]:
    keys = (", ".join(b.key for b in old.labels), ", ".join(b.key for b in new.labels))
    yield from _if_differs("bands", "", keys, "bands")
    if keys[0] == keys[1]:
        for before, after in zip(old.labels, new.labels, strict=True):
            yield from _text("bands", "", before.label, after.label, "comparable", f"{before.key} = ")
            colours = (f"{before.key} = {before.colour} {before.ink}", f"{after.key} = {after.colour} {after.ink}")
            yield from _if_differs("bands", "", colours, "comparable")


def _same_shares(old: Mapping[str, Node], new: Mapping[str, Node], parents: _Sides) -> bool:
    """Return whether all siblings weigh alike in both versions but for a common factor."""
    if not parents[0] or not parents[1]:
        return True  # the root's weight counts nowhere
    weights = [{c.key: c.weight for c in nodes[p].children} for nodes, p in ((old, parents[0]), (new, parents[1]))]
    return _proportional(weights[0], weights[1])


def _proportional(old: Mapping[str, float], new: Mapping[str, float]) -> bool:
    totals = (sum(old.values()), sum(new.values()))
    if set(old) != set(new) or 0 in totals:
        return False
    return all(abs(old[key] / totals[0] - new[key] / totals[1]) < 1e-12 for key in old)


def _aggregates(instrument: Instrument) -> dict[str, str]:
    found: dict[str, str] = {}
    stack = [(instrument.root, Aggregate())]
    while stack:
        node, inherited = stack.pop()
        own = node.aggregate or inherited
        plain = aggregate_plain(own)
        found[node.key] = plain if isinstance(plain, str) else f"power {plain['power']}"
        stack.extend((child, own) for child in node.children)
    return found


def _name(instrument: Instrument, key: str) -> str:
    return instrument.label(key, instrument.languages[0])


def _number(value: float | None) -> str:
    return "" if value is None else str(number(value))


def _scale(scale: Scale) -> str:
    return f"{_number(scale.min)} .. {_number(scale.max)}"


def _cuts(bands: Bands) -> str:
    return f"{', '.join(_number(cut) for cut in bands.cuts)} ({bands.owner})"


def _roles(ask: Mapping[str, float]) -> str:
    return ", ".join(f"{role}: {_number(weight)}" for role, weight in sorted(ask.items()))
