"""The change in detail, where the study asks for it: what it is made of, and who moved which way."""

from collections.abc import Iterator, Sequence
from math import isfinite

from berdaya.estimates.change.compare import Comparison
from berdaya.estimates.change.pairs import Pairs
from berdaya.estimates.change.split import ChangeSplit
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import (
    as_if,
    columns,
    left_out,
    marked,
)
from berdaya.report.sections.change import wave_before
from berdaya.report.sections.change_few import few_blocks, few_cells, few_heads, few_note
from berdaya.report.sections.change_marks import changed_marks, figure_marks, mark_notes, words_of
from berdaya.report.sections.change_matched import matched_blocks
from berdaya.report.sections.order import main_nodes, told_nodes
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval, or_none, p_value, signed

MOST_NAMED = 3  # criteria that a sentence names
DIGITS = 3  # of a share of a change


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the change in detail; nothing where there is no earlier wave."""
    before, found = wave_before(speech), speech.findings.change_detail
    if not before or found is None:
        blocks_alone = matched_blocks(speech)  # with one wave the scores of matched units are all there is to compare
        return (Heading(1, words_of(speech, "matched"), "change"), *blocks_alone) if blocks_alone else ()
    compared = speech.findings.compares
    name = "opening-compared" if compared else "opening"
    opening = words_of(speech, name, before=speech.wave(before), now=speech.wave(speech.findings.wave))
    blocks: list[Block] = [Heading(1, words_of(speech, "title"), "change"), rich(opening)]
    blocks += _compared(speech, found.comparison) if compared else []
    matched = matched_blocks(speech)
    blocks += [Heading(2, words_of(speech, "matched")), *matched] if matched else []
    blocks += few_blocks(speech, found.few)
    blocks.append(Heading(2, words_of(speech, "split")))
    blocks += [block for split in found.splits for block in _split(speech, split)]
    if not found.splits:
        blocks.append(rich(words_of(speech, "split-none")))
    return (*blocks, Heading(2, words_of(speech, "pairs")), *_pairs(speech, found.pairs))


def _compared(speech: Speech, found: Comparison | None) -> list[Block]:
    head = Heading(2, words_of(speech, "compared"))
    if found is None:
        return [head, rich(words_of(speech, "compared-none"))]
    nodes = [node.key for node in told_nodes(speech, speech.findings.instrument.root)]
    nodes = nodes if any(isfinite(found.value[found.nodes.index(key)]) for key in nodes) else list(found.nodes)
    there = [(key, at) for key in nodes if isfinite(found.value[at := found.nodes.index(key)])]
    parts = [speech.place(found.by, label) for label in found.labels]
    heads = (
        *columns(speech, (":node",)),
        *(Column(part, "number") for part in parts),
        Column(words_of(speech, "head-difference"), "number"),
        *columns(speech, ("interval",)),
        *few_heads(speech, found.few),
    )
    rows = [
        Row((Text(speech.label(key)), *_compared_cells(speech, found, at), *_compared_few(speech, found, at)))
        for key, at in there
    ]
    public = speech.findings.settings.profile == "public"
    few = any(found.suppressed[at] for _, at in there)
    marks = [figure_marks(bool(found.suppressed[at]), found.beyond[at]) for _, at in there]
    notes = [
        words_of(speech, "compared-note"),
        as_if(speech),
        *mark_notes(speech, marks, [speech.label(key) for key, _ in there]),
    ]
    notes += few_note(speech, found.few)
    left = left_out(speech, marks[:1], "parts")
    told = [left or _compared_words(speech, found, key, at, parts) for key, at in there[:1] if not (public and few)]
    table = Table(words_of(speech, "compared-table"), heads, tuple(rows), " ".join(note for note in notes if note))
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
        return words_of(speech, "compared-bare", **values)
    way = "more" if low > 0 else "less" if high < 0 else "unsure"
    verdict = words_of(speech, f"compared-{way}", treated=parts[0], control=parts[1])
    span = interval(low, high, 2, speech.lang)
    return words_of(speech, "compared-opening", level=speech.level, interval=span, verdict=verdict, **values)


def _compared_cells(speech: Speech, found: Comparison, at: int) -> Iterator[Cell]:
    if found.suppressed[at] and speech.findings.settings.profile == "public":
        mark = speech.say("hidden")
        yield from (Number(None, mark) for _ in range(3))
        yield Interval(None, None, mark)
        return
    marks = figure_marks(bool(found.suppressed[at]), found.beyond[at])
    for part in (found.first, found.second, found.value):
        yield marked(float(part[at]), speech.change(float(part[at])), marks)
    low, high = (None if found.exact[at] else or_none(float(part[at])) for part in (found.low, found.high))
    yield Interval(low, high, interval(low, high, 2, speech.lang))


def _compared_few(speech: Speech, found: Comparison, at: int) -> Iterator[Cell]:
    hidden = bool(found.suppressed[at]) and speech.findings.settings.profile == "public"
    return few_cells(speech, found.few, 0, at, hidden=hidden)


def _split(speech: Speech, split: ChangeSplit) -> Iterator[Block]:
    label = speech.label(split.node)
    items = [i for i in range(len(split.items)) if split.there[0, i] and split.below[i]]
    if speech.findings.settings.profile == "public" and any(_few(speech, split.items[i]) for i in items):
        yield rich(words_of(speech, "split-hidden", label=label, threshold=speech.findings.settings.threshold))
        return
    items.sort(key=lambda i: -float(split.share[0, i]))
    total = float(split.total[0])
    yield rich(" ".join(_split_words(speech, split, items)))
    rows = [_share_row(speech, split, i, speech.label(split.items[i])) for i in items]
    covered = float(split.coverage[0])
    if covered:
        rows.append(_share_row(speech, split, len(split.items), words_of(speech, "coverage")))
    sum_cell = marked(total, signed(total, DIGITS, speech.lang), changed_marks(speech, split.node))
    rows.append(Row((Text(words_of(speech, "sum")), sum_cell, Interval(None, None, "")), strong=True))
    head = (
        Column(speech.say("head-node")),
        Column(words_of(speech, "head-share"), "number"),
        *columns(speech, ("interval",)),
    )
    how = "split-note-given" if split.given else "split-note"
    notes = [words_of(speech, how, replicates=speech.count(split.replicates), seed=split.seed)]
    notes += [words_of(speech, "coverage-note")] if covered else []
    keys = [*(split.items[i] for i in items), split.node]
    notes += mark_notes(speech, [changed_marks(speech, key) for key in keys], [speech.label(key) for key in keys])
    notes.append(as_if(speech))
    yield Table(
        words_of(speech, "split-table", label=label), head, tuple(rows), " ".join(note for note in notes if note)
    )


def _split_words(speech: Speech, split: ChangeSplit, items: Sequence[int]) -> Iterator[str]:
    """What the change is and which criteria it comes from; of what is beyond the rules of publication only how many."""
    total, whole = float(split.total[0]), changed_marks(speech, split.node)
    if whole.beyond:
        yield left_out(speech, [whole], "parts")
        return
    marks = {i: changed_marks(speech, split.items[i]) for i in items}
    kept = [i for i in items if not marks[i].beyond]
    most = [i for i in (kept if total >= 0 else reversed(kept)) if split.share[0, i] * total > 0][:MOST_NAMED]
    against = [i for i in kept if float(split.share[0, i]) * total < 0 and _is_sure(split, i)][:MOST_NAMED]
    words = {"label": speech.label(split.node), "change": speech.change(total), "most": _named(speech, split, most)}
    yield words_of(speech, "split-opening", **words)
    if against and total > 0:
        yield words_of(speech, "split-down", names=_named(speech, split, against), count=len(against))
    if len(kept) < len(items):
        yield left_out(speech, marks.values(), "criteria")


def _is_sure(split: ChangeSplit, item: int) -> bool:
    """Whether a share is on its side of 0 with its whole interval."""
    low, high = float(split.low[0, item]), float(split.high[0, item])
    return low > 0 or high < 0


def _few(speech: Speech, key: str) -> bool:
    return changed_marks(speech, key).small


def _named(speech: Speech, split: ChangeSplit, items: list[int]) -> str:
    return speech.named(split.items[i] for i in items) or NOTHING


def _share_row(speech: Speech, split: ChangeSplit, item: int, label: str) -> Row:
    alone = item == len(split.items)
    share = float(split.coverage[0] if alone else split.share[0, item])
    low, high = (or_none(float(part[0, item])) for part in (split.low, split.high))
    cell = marked(
        share, signed(share, DIGITS, speech.lang), changed_marks(speech, split.node if alone else split.items[item])
    )
    return Row((Text(label, 1), cell, Interval(low, high, interval(low, high, DIGITS, speech.lang))))


def _pairs(speech: Speech, pairs: Pairs | None) -> Iterator[Block]:
    nodes = [node.key for node in main_nodes(speech, speech.findings.instrument.root)]
    rows = (
        [] if pairs is None else [row for d in range(len(pairs.domains)) for row in _pair_rows(speech, pairs, d, nodes)]
    )
    if pairs is None or not rows:
        yield rich(words_of(speech, "pairs-none"))
        return
    count = speech.count(float(pairs.n.max(axis=1).sum()))
    yield rich(words_of(speech, "pairs-opening", pairs=count, before=speech.wave(pairs.waves[0])))
    head = (
        *columns(speech, (":node",)),
        *(Column(words_of(speech, f"head-{name}"), "number") for name in ("pairs", "up", "same", "down", "size")),
        *columns(speech, ("interval",)),
        Column(words_of(speech, "head-p"), "number"),
    )
    notes = [words_of(speech, "pairs-note", replicates=speech.count(pairs.replicates)), as_if(speech)]
    shown = [(d, at) for d in range(len(pairs.domains)) for at in map(pairs.nodes.index, nodes) if pairs.n[d, at]]
    marks = [figure_marks(bool(pairs.suppressed[place]), pairs.beyond[place]) for place in shown]
    notes += mark_notes(speech, marks, [_pair_name(speech, pairs, *place) for place in shown])
    yield Table(words_of(speech, "pairs-table"), head, tuple(rows), " ".join(note for note in notes if note))


def _pair_name(speech: Speech, pairs: Pairs, d: int, at: int) -> str:
    labels = [speech.place(name, label) for name, label in zip(pairs.by, pairs.domains[d], strict=True)]
    return ", ".join([*labels, speech.label(pairs.nodes[at])])


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
    n, few = float(pairs.n[d, at]), bool(pairs.suppressed[d, at])
    if few and speech.findings.settings.profile == "public":
        mark = speech.say("hidden")
        yield from (Number(None, mark) for _ in range(5))
        yield Interval(None, None, mark)
        yield Number(None, mark)
        return
    yield marked(n, speech.count(n), figure_marks(few, pairs.beyond[d, at]))
    for way in range(3):
        share = float(pairs.share[d, at, way])
        yield Number(share, speech.percent(share, 0))
    size, low, high, p = (
        or_none(float(part[d, at])) for part in (pairs.d_av, pairs.d_av_low, pairs.d_av_high, pairs.p)
    )
    yield Number(size, speech.change(size))
    yield Interval(low, high, interval(low, high, 2, speech.lang))
    yield Number(p, p_value(p, speech.lang))
