"""The change in detail, where the study asks for it: what it is made of, and who moved which way."""

from collections.abc import Iterator
from math import isfinite

from berdaya.estimates.change_split import ChangeSplit
from berdaya.estimates.compare import Comparison
from berdaya.estimates.pairs import Pairs
from berdaya.estimates.publish import SMALL
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, hidden_note, small_note
from berdaya.report.sections.change import wave_before
from berdaya.report.sections.order import main_nodes, told_nodes
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval, number, p_value
from berdaya.words.say import say

MOST_NAMED = 3  # criteria that a sentence names
DIGITS = 3  # of a share of a change


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the change in detail; nothing where there is no earlier wave."""
    before, found = wave_before(speech), speech.findings.change_detail
    if not before or found is None:
        return ()
    compared = speech.findings.compares
    name = "opening-compared" if compared else "opening"
    opening = _say(speech, name, before=speech.wave(before), now=speech.wave(speech.findings.wave))
    blocks: list[Block] = [Heading(1, _say(speech, "title"), "change"), rich(opening)]
    blocks += _compared(speech, found.comparison) if compared else []
    blocks.append(Heading(2, _say(speech, "split")))
    blocks += [block for split in found.splits for block in _split(speech, split)]
    if not found.splits:
        blocks.append(rich(_say(speech, "split-none")))
    return (*blocks, Heading(2, _say(speech, "pairs")), *_pairs(speech, found.pairs))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"change.{name}", speech.lang, **values)


def _compared(speech: Speech, found: Comparison | None) -> list[Block]:
    head = Heading(2, _say(speech, "compared"))
    if found is None:
        return [head, rich(_say(speech, "compared-none"))]
    nodes = [node.key for node in told_nodes(speech, speech.findings.instrument.root)]
    nodes = nodes if any(isfinite(found.value[found.nodes.index(key)]) for key in nodes) else list(found.nodes)
    there = [(key, at) for key in nodes if isfinite(found.value[at := found.nodes.index(key)])]
    parts = [speech.place(found.by, label) for label in found.labels]
    heads = (
        *columns(speech, (":node",)),
        *(Column(part, "number") for part in parts),
        Column(_say(speech, "head-difference"), "number"),
        *columns(speech, ("interval",)),
    )
    rows = [Row((Text(speech.label(key)), *_compared_cells(speech, found, at))) for key, at in there]
    public = speech.findings.settings.profile == "public"
    few = any(found.suppressed[at] for _, at in there)
    notes = [_say(speech, "compared-note"), as_if(speech)]
    notes += [hidden_note(speech) if public else small_note(speech)] if few else []
    told = [_compared_words(speech, found, key, at, parts) for key, at in there[:1] if not (public and few)]
    table = Table(_say(speech, "compared-table"), heads, tuple(rows), " ".join(note for note in notes if note))
    return [head, *(rich(words) for words in told), table]


def _compared_words(speech: Speech, found: Comparison, key: str, at: int, parts: list[str]) -> str:
    low, high = float(found.low[at]), float(found.high[at])
    values = {
        "label": speech.label(key),
        "treated": parts[0],
        "control": parts[1],
        "first": speech.change(float(found.first[at])),
        "second": speech.change(float(found.second[at])),
        "value": speech.change(float(found.value[at])),
    }
    if not isfinite(low) or found.exact[at]:
        return _say(speech, "compared-bare", **values)
    way = "more" if low > 0 else "less" if high < 0 else "unsure"
    verdict = _say(speech, f"compared-{way}", treated=parts[0], control=parts[1])
    span = interval(low, high, 2, speech.lang)
    return _say(speech, "compared-opening", level=speech.level, interval=span, verdict=verdict, **values)


def _compared_cells(speech: Speech, found: Comparison, at: int) -> Iterator[Cell]:
    if found.suppressed[at] and speech.findings.settings.profile == "public":
        mark = speech.say("hidden")
        yield from (Number(None, mark) for _ in range(3))
        yield Interval(None, None, mark)
        return
    mark = SMALL if found.suppressed[at] else ""
    for part in (found.first, found.second, found.value):
        yield Number(float(part[at]), f"{speech.change(float(part[at]))}{mark}", mark)
    low, high = (None if found.exact[at] else _or_none(float(part[at])) for part in (found.low, found.high))
    yield Interval(low, high, interval(low, high, 2, speech.lang))


def _split(speech: Speech, split: ChangeSplit) -> Iterator[Block]:
    label = speech.label(split.node)
    items = [i for i in range(len(split.items)) if split.there[0, i] and split.below[i]]
    if speech.findings.settings.profile == "public" and any(_few(speech, split.items[i]) for i in items):
        yield rich(_say(speech, "split-hidden", label=label, threshold=speech.findings.settings.threshold))
        return
    items.sort(key=lambda i: -float(split.share[0, i]))
    total = float(split.total[0])
    most = [i for i in (items if total >= 0 else reversed(items)) if split.share[0, i] * total > 0][:MOST_NAMED]
    against = [i for i in items if float(split.share[0, i]) * total < 0 and _is_sure(split, i)][:MOST_NAMED]
    told = [_say(speech, "split-opening", label=label, change=speech.change(total), most=_named(speech, split, most))]
    if against and total > 0:
        told.append(_say(speech, "split-down", names=_named(speech, split, against), count=len(against)))
    yield rich(" ".join(told))
    rows = [_share_row(speech, split, i, speech.label(split.items[i])) for i in items]
    covered = float(split.coverage[0])
    if covered:
        rows.append(_share_row(speech, split, len(split.items), _say(speech, "coverage")))
    rows.append(Row((Text(_say(speech, "sum")), _number(speech, total), Interval(None, None, "")), strong=True))
    head = (
        Column(speech.say("head-node")),
        Column(_say(speech, "head-share"), "number"),
        *columns(speech, ("interval",)),
    )
    notes = [_say(speech, "split-note", replicates=speech.count(split.replicates), seed=split.seed)]
    notes += [_say(speech, "coverage-note")] if covered else []
    notes += [small_note(speech)] if any(_few(speech, split.items[i]) for i in items) else []
    notes.append(as_if(speech))
    yield Table(_say(speech, "split-table", label=label), head, tuple(rows), " ".join(note for note in notes if note))


def _is_sure(split: ChangeSplit, item: int) -> bool:
    """Whether a share is on its side of 0 with its whole interval."""
    low, high = float(split.low[0, item]), float(split.high[0, item])
    return low > 0 or high < 0


def _few(speech: Speech, key: str) -> bool:
    change = speech.findings.change
    return change is not None and bool(change.suppressed[0, change.at(key)])


def _named(speech: Speech, split: ChangeSplit, items: list[int]) -> str:
    return speech.named(split.items[i] for i in items) or NOTHING


def _share_row(speech: Speech, split: ChangeSplit, item: int, label: str) -> Row:
    alone = item == len(split.items)
    share = float(split.coverage[0] if alone else split.share[0, item])
    low, high = (_or_none(float(part[0, item])) for part in (split.low, split.high))
    mark = "" if alone or not _few(speech, split.items[item]) else "*"
    return Row(
        (Text(label, 1), _number(speech, share, mark), Interval(low, high, interval(low, high, DIGITS, speech.lang)))
    )


def _number(speech: Speech, value: float, mark: str = "") -> Number:
    text = number(value, DIGITS, speech.lang)
    return Number(value, f"{'+' if value > 0 and text != NOTHING else ''}{text}{mark}", mark)


def _pairs(speech: Speech, pairs: Pairs | None) -> Iterator[Block]:
    nodes = [node.key for node in main_nodes(speech, speech.findings.instrument.root)]
    rows = (
        [] if pairs is None else [row for d in range(len(pairs.domains)) for row in _pair_rows(speech, pairs, d, nodes)]
    )
    if pairs is None or not rows:
        yield rich(_say(speech, "pairs-none"))
        return
    count = speech.count(float(pairs.n.max(axis=1).sum()))
    yield rich(_say(speech, "pairs-opening", pairs=count, before=speech.wave(pairs.waves[0])))
    head = (
        *columns(speech, (":node",)),
        *(Column(_say(speech, f"head-{name}"), "number") for name in ("pairs", "up", "same", "down", "size")),
        *columns(speech, ("interval",)),
        Column(_say(speech, "head-p"), "number"),
    )
    notes = [_say(speech, "pairs-note", replicates=speech.count(pairs.replicates)), as_if(speech)]
    few = [
        0 < n < speech.findings.settings.threshold for n in pairs.n[:, [pairs.nodes.index(key) for key in nodes]].flat
    ]
    public = speech.findings.settings.profile == "public"
    notes += [hidden_note(speech) if public else small_note(speech)] if any(few) else []
    yield Table(_say(speech, "pairs-table"), head, tuple(rows), " ".join(note for note in notes if note))


def _pair_rows(speech: Speech, pairs: Pairs, d: int, nodes: list[str]) -> Iterator[Row]:
    """The rows of a role, below its name."""
    found = [(key, pairs.nodes.index(key)) for key in nodes]
    found = [(key, at) for key, at in found if pairs.n[d, at]]
    if found and pairs.by:
        words = ", ".join(speech.place(name, label) for name, label in zip(pairs.by, pairs.domains[d], strict=True))
        yield Row((Text(words), *(Text("") for _ in range(7))), strong=True)
    for key, at in found:
        yield Row((Text(speech.label(key), 1), *_pair_cells(speech, pairs, d, at)))


def _pair_cells(speech: Speech, pairs: Pairs, d: int, at: int) -> Iterator[Cell]:
    settings, n = speech.findings.settings, float(pairs.n[d, at])
    few = n < settings.threshold
    if few and settings.profile == "public":
        mark = speech.say("hidden")
        yield from (Number(None, mark) for _ in range(5))
        yield Interval(None, None, mark)
        yield Number(None, mark)
        return
    yield Number(n, f"{speech.count(n)}{SMALL if few else ''}", SMALL if few else "")
    for way in range(3):
        share = float(pairs.share[d, at, way])
        yield Number(share, speech.percent(share, 0))
    size, low, high, p = (
        _or_none(float(part[d, at])) for part in (pairs.d_av, pairs.d_av_low, pairs.d_av_high, pairs.p)
    )
    yield Number(size, speech.change(size))
    yield Interval(low, high, interval(low, high, 2, speech.lang))
    yield Number(p, p_value(p, speech.lang))


def _or_none(value: float) -> float | None:
    return value if isfinite(value) else None
