"""Those with the programme beside those without it who are like them: who was matched, how alike, and how they differ."""

from collections.abc import Iterator
from math import isfinite

from berdaya.estimates.change.matched import ALPHA, LARGE_GAP, SMALL_GAP, Balance, Matched
from berdaya.report.model import Block, Cell, Column, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, left_out, marked
from berdaya.report.sections.change_marks import figure_marks, mark_notes, words_of
from berdaya.report.sections.order import main_nodes, told_nodes
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import interval, number, or_none, p_value, signed


def matched_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return the matched comparison; nothing where the study names no traits."""
    found = speech.findings.matched
    if found is None:
        return ()
    blocks: list[Block] = [rich(" ".join(_who(speech, found)))]
    root = speech.findings.instrument.root
    nodes = [node.key for node in (*told_nodes(speech, root), *main_nodes(speech, root))]
    there = [key for key in dict.fromkeys(nodes) if found.pairs[found.nodes.index(key)]]
    there = there or [key for at, key in enumerate(found.nodes) if found.pairs[at]]
    if not there:
        return (*blocks, rich(words_of(speech, "matched-none")))
    blocks += [rich(text) for text in _told(speech, found, there[0])]
    return (*blocks, _figures(speech, found, there), _balance_table(speech, found))


def _parts(speech: Speech, found: Matched) -> tuple[str, str]:
    return (speech.place(found.arms.by, found.arms.treated), speech.place(found.arms.by, found.arms.control))


def _who(speech: Speech, found: Matched) -> Iterator[str]:
    """Who was matched with whom, and who is left out."""
    treated, control = _parts(speech, found)
    unit = words_of(speech, f"matched-{found.kind}")
    m = found.counts["matched"][0]
    yield words_of(speech, "matched-opening", treated=treated, control=control, unit=unit, pairs=speech.count(m))
    for which, part in enumerate((treated, control)):
        counts = {name: speech.count(found.counts[name][which]) for name in ("all", "incomplete", "unmatched")}
        yield words_of(speech, "matched-left", part=part, unit=unit, **counts)
    for name, traits in (("exactly", found.class_names), ("nearest", found.number_names)):
        if traits:
            listed = speech.listed([speech.attribute_within(one) for one in traits])
            yield words_of(speech, f"matched-{name}", traits=listed)


def _told(speech: Speech, found: Matched, key: str) -> Iterator[str]:
    """The difference of the main score in a sentence; none of what may not be told."""
    at = found.nodes.index(key)
    marks = figure_marks(bool(found.suppressed[at]), found.beyond[at])
    if marks.beyond:
        yield left_out(speech, [marks], "parts")
        return
    if (marks.small and speech.findings.settings.profile == "public") or not isfinite(found.low[at]):
        return
    low, high = float(found.low[at]), float(found.high[at])
    treated, control = _parts(speech, found)
    way = "more" if low > 0 else "less" if high < 0 else "unsure"
    kind = "change" if len(found.waves) > 1 else "score"
    yield words_of(
        speech,
        f"matched-{kind}-{way}",
        label=speech.label(key),
        treated=treated,
        control=control,
        value=speech.change(float(found.value[at])),
        level=speech.level,
        interval=interval(low, high, 2, speech.lang),
    )
    if found.unlike:
        listed = speech.listed([speech.attribute_within(one) for one in found.unlike])
        yield words_of(speech, "matched-unlike", traits=listed)
    yield words_of(speech, "matched-rests")


def _figures(speech: Speech, found: Matched, keys: list[str]) -> Table:
    heads = (
        *columns(speech, (":node",)),
        Column(words_of(speech, "head-pairs"), "number"),
        *(Column(part, "number") for part in _parts(speech, found)),
        Column(words_of(speech, "head-difference"), "number"),
        *columns(speech, ("interval",)),
        *(Column(words_of(speech, f"head-{name}"), "number") for name in ("p", "gamma", "e")),
    )
    places = [found.nodes.index(key) for key in keys]
    rows = tuple(
        Row((Text(speech.label(key)), *_cells(speech, found, at))) for key, at in zip(keys, places, strict=True)
    )
    marks = [figure_marks(bool(found.suppressed[at]), found.beyond[at]) for at in places]
    note = words_of(speech, "matched-note", alpha=number(ALPHA, 2, speech.lang))
    notes = (note, *mark_notes(speech, marks, [speech.label(key) for key in keys]))
    return Table(words_of(speech, "matched-table"), heads, rows, " ".join(notes))


def _cells(speech: Speech, found: Matched, at: int) -> Iterator[Cell]:
    marks = figure_marks(bool(found.suppressed[at]), found.beyond[at])
    if marks.small and speech.findings.settings.profile == "public":
        mark = speech.say("hidden")
        yield from (Number(None, mark) for _ in range(4))
        yield Interval(None, None, mark)
        yield from (Number(None, mark) for _ in range(3))
        return
    pairs = float(found.pairs[at])
    yield marked(pairs, speech.count(pairs), marks)
    for part in (found.treated, found.control):
        value = or_none(float(part[at]))
        yield Number(value, speech.change(value) if len(found.waves) > 1 else speech.score(value))
    value = or_none(float(found.value[at]))
    yield Number(value, speech.change(value))
    low, high = (or_none(float(part[at])) for part in (found.low, found.high))
    yield Interval(low, high, interval(low, high, 2, speech.lang))
    p, gamma, e = (or_none(float(part[at])) for part in (found.p, found.gamma, found.e))
    yield Number(p, p_value(p, speech.lang))
    yield Number(gamma, number(gamma, 2, speech.lang))
    yield Number(e, number(e, 2, speech.lang))


def _balance_table(speech: Speech, found: Matched) -> Table:
    treated, control = _parts(speech, found)
    heads = (
        Column(words_of(speech, "head-trait")),
        *(Column(part, "number") for part in (treated, control)),
        Column(words_of(speech, "head-gap"), "number"),
        *(Column(words_of(speech, "head-matched", part=part), "number") for part in (treated, control)),
        Column(words_of(speech, "head-gap-after"), "number"),
    )
    rows = tuple(Row(tuple(_balance_cells(speech, one))) for one in found.balance)
    limits = {name: number(value, 2, speech.lang) for name, value in (("small", SMALL_GAP), ("large", LARGE_GAP))}
    return Table(words_of(speech, "balance-table"), heads, rows, words_of(speech, "balance-note", **limits))


def _balance_cells(speech: Speech, one: Balance) -> Iterator[Cell]:
    name = speech.attribute(one.trait)
    yield Text(f"{name}: {speech.place(one.trait, one.label)}" if one.label else name)
    for means, gap in ((one.before, one.gap_before), (one.after, one.gap_after)):
        for mean in means:
            value = or_none(mean)
            yield Number(value, speech.percent(value, 0) if one.label else speech.score(value))
        flag = "!!" if abs(gap) > LARGE_GAP else "!" if abs(gap) > SMALL_GAP else ""
        yield Number(or_none(gap), f"{signed(gap, 2, speech.lang)}{flag}")
