"""What drives the score in detail, where the study asks for it: influence against weight, and the score without a part."""

from collections.abc import Iterator
from math import isfinite

from berdaya.estimates.drivers.influence import Influence, NodeInfluence
from berdaya.estimates.drivers.leave_out import LeaveOut
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, hidden_note, small_note
from berdaya.report.sections.measured import share_span
from berdaya.report.sections.order import main_nodes
from berdaya.report.sections.priorities import priority_blocks
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import views, whole_score
from berdaya.words.format import interval, number
from berdaya.words.say import say

MOST_NAMED = 3  # parts that a sentence names
MOST_CRITERIA = 10  # in the table of what leaving a part out does
DIGITS = 3


def section(speech: Speech) -> tuple[Block, ...]:
    """Return what drives the score in detail; nothing where it was not asked for."""
    if not speech.findings.drivers_wanted:
        return ()
    found = speech.findings.driver_detail
    head = Heading(1, _say(speech, "title"), "driver-detail")
    if found is None:
        return head, rich(_say(speech, "none"))
    units, role = speech.count(found.influence.units), found.influence.role
    opening = [_say(speech, f"opening-{found.influence.across}", units=units)]
    opening += [_say(speech, "one-role", role=speech.role(role))] if role else []
    blocks = [head, rich(" ".join(opening)), *_influence(speech, found.influence)]
    if found.left_out is not None:
        blocks += [Heading(2, _say(speech, "left-out")), *_left_out(speech, found.left_out)]
    return (*blocks, *priority_blocks(speech, found.priorities, found.influence))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"driver_detail.{name}", speech.lang, **values)


def _score(speech: Speech, key: str) -> Score:
    return whole_score(speech, key, views(speech)[0])


# --- influence ---


def _influence(speech: Speech, found: Influence) -> Iterator[Block]:
    yield Heading(2, _say(speech, "influence"))
    main = {node.key for node in main_nodes(speech, speech.findings.instrument.root)}
    for node in found.nodes:
        if node.node in main and not node.note and _told(speech, node):
            yield rich(" ".join(_sentences(speech, node, withheld=found.withheld)))
    heads = ("weight", "influence", ":interval", "against", "alone", "together", "overall")
    head = (*columns(speech, (":node",)), *(_column(speech, name) for name in heads))
    rows = [row for node in found.nodes for row in _node_rows(speech, found, node)]
    scores = [_score(speech, key) for node in found.nodes for key in node.children]
    drawn = {"replicates": speech.count(found.replicates), "seed": found.seed}
    intervals = _say(speech, "withheld") if found.withheld else _say(speech, "influence-intervals", **drawn)
    notes = [_say(speech, "influence-note"), intervals]
    notes += [_say(speech, "noise-note")] if found.across == "groups" else []
    notes += [as_if(speech), small_note(speech) if any(one.small and not one.hidden for one in scores) else ""]
    notes += [hidden_note(speech)] if any(one.hidden for one in scores) else []
    yield Table(_say(speech, "influence-table"), head, tuple(rows), " ".join(note for note in notes if note))


def _column(speech: Speech, name: str) -> Column:
    if name.startswith(":"):
        return columns(speech, (name[1:],))[0]
    return Column(_say(speech, f"head-{name}"), "text" if name == "against" else "number")


def _told(speech: Speech, node: NodeInfluence) -> bool:
    return not any(_score(speech, key).hidden or _score(speech, key).beyond for key in node.children)


def _sentences(speech: Speech, node: NodeInfluence, *, withheld: bool) -> Iterator[str]:
    value = node.shapley.value
    if not isfinite(value[0]):
        return
    first = int(value.argmax())
    names = {"label": speech.label(node.node), "first": f"**{speech.label(node.children[first])}**"}
    shares = {"share": speech.percent(float(value[first])), "weight": speech.percent(float(node.weight[first]))}
    yield _say(speech, "most", **names, **shares)
    alike = [key for i, key in enumerate(node.children) if node.alike[first, i] and i != first]
    if alike and not withheld:
        yield _say(speech, "most-alike", names=speech.named(alike))
    for way in ("more", "less"):
        found = [key for key, one in zip(node.children, node.against, strict=True) if one == way]
        if found:
            yield _say(speech, way, names=speech.named(found))
    against = [key for key, share in zip(node.children, node.covariance.value, strict=True) if share < 0]
    if against:
        yield _say(speech, "negative", names=speech.named(against), count=len(against))


def _node_rows(speech: Speech, found: Influence, node: NodeInfluence) -> Iterator[Row]:
    name = "head-of" if found.across == "groups" else "head-of-persons"
    head = _say(speech, name, label=speech.label(node.node), n=speech.count(node.n))
    note = f": {_say(speech, f'note-{node.note}')}" if node.note else ""
    yield Row((Text(f"{head}{note}"), *(Text("") for _ in range(7))), strong=True)
    if node.note in ("few-rows", "no-spread"):
        return
    for i, key in enumerate(node.children):
        yield Row((Text(speech.label(key), 1), *_child_cells(speech, found, node, i)))


def _child_cells(speech: Speech, found: Influence, node: NodeInfluence, i: int) -> Iterator[Cell]:
    key = node.children[i]
    score = _score(speech, key)
    yield Number(float(node.weight[i]), speech.percent(float(node.weight[i])))
    if score.hidden:
        mark = speech.say("hidden")
        yield Number(None, mark)
        yield Interval(None, None, mark)
        yield Text(mark)
        yield from (Number(None, mark) for _ in range(3))
        return
    alone = node.ratio if isfinite(node.ratio.value[i]) else node.r2
    compared = (
        isfinite(node.shapley.value[i]) and node.weight[i] < 1
    )  # an only part has nothing to be more or less than
    mark = "*" if score.small else ""
    yield _share(speech, float(node.shapley.value[i]), mark)
    yield share_span(speech, node.shapley, i)
    yield Text(_say(speech, f"against-{node.against[i] or 'unsure'}") if compared else "–")
    for value in (alone.value[i], node.covariance.value[i], found.nested.value[found.keys.index(key)]):
        yield _share(speech, float(value), mark)


def _share(speech: Speech, value: float, mark: str = "") -> Number:
    there = value if isfinite(value) else None
    return Number(
        there, f"{speech.percent(there)}{mark if there is not None else ''}", mark if there is not None else ""
    )


# --- without one part ---


def _left_out(speech: Speech, found: LeaveOut) -> Iterator[Block]:
    findings = speech.findings
    scores = [_score(speech, key) for key in (findings.instrument.root.key, *found.keys)]
    if any(score.hidden for score in scores):
        yield rich(_say(speech, "left-out-hidden", threshold=findings.settings.threshold))
        return
    there = [k for k in range(len(found.keys)) if isfinite(found.value[k])]
    yield rich(" ".join(_left_out_sentences(speech, found, there)))
    leaves = {leaf.key for leaf in findings.instrument.leaves}
    by_shift = sorted((k for k in there if found.keys[k] in leaves), key=lambda k: (-found.shift[k], k))
    kept = set(by_shift[:MOST_CRITERIA])
    rows = [_left_out_row(speech, found, k) for k in there if found.keys[k] not in leaves or k in kept]
    head = (
        *columns(speech, (":node",)),
        Column(_say(speech, "head-without"), "number"),
        *columns(speech, ("#category",)),
        Column(_say(speech, "head-change"), "number"),
        *columns(speech, ("interval",)),
        *(Column(_say(speech, f"head-{name}"), "number") for name in ("places", "moved")),
    )
    values = {"most": len(kept), "replicates": speech.count(found.replicates), "seed": found.seed}
    how = "left-out-note-given" if speech.findings.drivers.given else "left-out-note"
    notes = [_say(speech, how, **values), as_if(speech)]
    notes += [small_note(speech)] if any(score.small for score in scores) else []
    yield Table(_say(speech, "left-out-table"), head, tuple(rows), " ".join(note for note in notes if note))


def _left_out_sentences(speech: Speech, found: LeaveOut, there: list[int]) -> Iterator[str]:
    band = speech.band(found.nominal_band)
    values = {"value": speech.score(found.nominal), "band": band.word if band else "–"}
    others = [found.keys[k] for k in there if found.band[k] != found.nominal_band]
    if not _score(speech, speech.findings.instrument.root.key).beyond:
        yield (
            _say(speech, "left-out-moves", names=speech.named(others[:8]), **values)
            if others
            else _say(speech, "left-out-same", **values)
        )
    shifts = [k for k in there if isfinite(found.shift[k])]
    if len(found.groups) > 1 and shifts:
        k = max(shifts, key=lambda k: float(found.shift[k]))
        shift = number(float(found.shift[k]), 1, speech.lang)
        groups = {"moved": speech.count(int(found.moved[k])), "groups": speech.count(len(found.groups))}
        yield _say(speech, "left-out-most", label=speech.label(found.keys[k]), shift=shift, **groups)


def _left_out_row(speech: Speech, found: LeaveOut, k: int) -> Row:
    low, high = (float(end[k]) if isfinite(end[k]) else None for end in (found.low, found.high))
    depth = next(depth for node, depth in _depths(speech) if node == found.keys[k])
    change, shift = float(found.change[k]), float(found.shift[k])
    text = number(change, DIGITS, speech.lang)
    signed = f"+{text}" if change > 0 and any(sign in text for sign in "123456789") else text
    mark = "*" if _score(speech, found.keys[k]).small else ""
    places = shift if isfinite(shift) else None
    return Row(
        (
            Text(speech.label(found.keys[k]), depth - 1),
            Number(float(found.value[k]), f"{speech.score(float(found.value[k]))}{mark}", mark),
            speech.band(int(found.band[k])) or Text("–"),
            Number(change, signed),
            Interval(low, high, interval(low, high, DIGITS, speech.lang)),
            Number(places, number(places, 1, speech.lang)),
            Number(float(found.moved[k]), speech.count(int(found.moved[k]))),
        )
    )


def _depths(speech: Speech) -> Iterator[tuple[str, int]]:
    instrument = speech.findings.instrument
    depth = {instrument.root.key: 0}
    for node in instrument.nodes:
        for child in node.children:
            depth[child.key] = depth[node.key] + 1
        yield node.key, depth[node.key]
