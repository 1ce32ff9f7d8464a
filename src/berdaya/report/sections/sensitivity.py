"""What decides the result, where the study asks for it: how far scores and ranks move, and by which source most."""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from berdaya.estimates.publish import SMALL
from berdaya.estimates.sensitivity.dominance import Compared
from berdaya.estimates.sensitivity.model import Sensitivity
from berdaya.report.charts import Driver, driver_bars
from berdaya.report.charts.drivers import Part
from berdaya.report.findings import SensitivityDetail
from berdaya.report.model import Block, Bullets, Cell, Column, Figure, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, category_cell, columns, remarks, value_cell
from berdaya.report.sections.order import told_nodes, tree_rows
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import View, whole_score
from berdaya.report.sensitivity_words import share, share_span, source_lines
from berdaya.words.format import NOTHING, interval, or_none, p_value
from berdaya.words.say import say

WORTH_NAMING = 0.05  # of the variance: sources with less are not named in sentences
MOST_BANDS = 4  # categories that have a column of their own
MOST_GROUPS = 60  # groups; more do not make a table that is read
WHOLE = View(0)


def section(speech: Speech) -> tuple[Block, ...]:
    """Return what decides the result; nothing where it is not asked for."""
    found = speech.findings.sensitivity
    if found is None:
        return ()
    head = Heading(1, _say(speech, "title"), "sensitivity")
    run = found.run
    if run is None:
        return (head, rich(_say(speech, f"absent-{found.absent}")))
    blocks: list[Block] = [head, rich(_say(speech, "opening", runs=speech.count(run.draws_made)))]
    public = speech.findings.settings.profile == "public"
    lines = source_lines(run, speech.findings.instrument, speech.lang, public=public)
    blocks.append(Bullets(tuple(_capital(line) for line in lines)))
    for node in told_nodes(speech, speech.findings.instrument.root):
        blocks += _node(speech, found, run, node.key)
    blocks += [_nodes_table(speech, found, run), _all_shares(speech, run, "title-shares-all")]
    blocks += [_all_shares(speech, found.as_scored, "title-shares-scored")] if found.as_scored else []
    blocks += _ranks(speech, run)
    return (*blocks, *_compared(speech, found.compared))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"sensitivity.{name}", speech.lang, **values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _head(speech: Speech, name: str) -> Column:
    return Column(_capital(_say(speech, f"head-{name}")), "number")


def _node(speech: Speech, found: SensitivityDetail, run: Sensitivity, key: str) -> Iterator[Block]:
    """What decides one score: sentences, the chart, and the same as a table."""
    score = whole_score(speech, key, WHOLE)
    if score.hidden:
        yield rich(_say(speech, "hidden", label=speech.label(key)))
        return
    sentences = [*_most(speech, found, run, key), *(_ranges(speech, found, run, score) if score.told else ())]
    yield rich(" ".join(sentences))
    if np.isfinite(run.scores.total[:, run.at(key)]).any():
        yield _figure(speech, found, run, key)
        yield _shares_table(speech, found, run, key)


def _most(speech: Speech, found: SensitivityDetail, run: Sensitivity, key: str) -> Iterator[str]:
    ordered = _ordered(run, key)
    if not ordered:
        yield _say(speech, "nothing-moves", label=speech.label(key))
        return
    (first, most), *others = ordered
    values = {"label": speech.label(key), "first": _source(speech, first), "share": share(most, speech.lang)}
    yield _say(speech, "most", **values)
    if others and others[0][1] >= WORTH_NAMING:
        yield _say(speech, "most-next", names=_named(speech, others))
    if found.as_scored and (scored := _ordered(found.as_scored, key)):
        yield _say(speech, "most-scored", names=_named(speech, scored))


def _ordered(run: Sensitivity, key: str) -> list[tuple[str, float]]:
    """The sources of a node's score with their total shares, the largest first."""
    totals = run.scores.total[:, run.at(key)]
    pairs = [(source, float(total)) for source, total in zip(run.sources, totals, strict=True) if isfinite(total)]
    return sorted(pairs, key=lambda pair: -pair[1])


def _named(speech: Speech, ordered: Sequence[tuple[str, float]]) -> str:
    worth = [pair for pair in ordered if pair[1] >= WORTH_NAMING] or ordered[:1]
    names = [_say(speech, "named-share", name=_source(speech, one), share=share(x, speech.lang)) for one, x in worth]
    return speech.listed(names)


def _source(speech: Speech, source: str) -> str:
    return _say(speech, f"source-{source}")


def _ranges(speech: Speech, found: SensitivityDetail, run: Sensitivity, score: Score) -> Iterator[str]:
    at, band = run.at(score.key), speech.band(score.band)
    values = {
        "value": speech.score(score.value),
        "low": speech.score(or_none(run.low95[at])),
        "high": speech.score(or_none(run.high95[at])),
    }
    if band is None:
        yield _say(speech, "range-bare", **values)
    else:
        yield _say(speech, "range", band=band.word, same=share(or_none(run.same[at]), speech.lang), **values)
    if found.as_scored:
        low, high = (speech.score(or_none(part[at])) for part in (found.as_scored.low95, found.as_scored.high95))
        yield _say(speech, "range-scored", low=low, high=high)


def _figure(speech: Speech, found: SensitivityDetail, run: Sensitivity, key: str) -> Figure:
    rows = [
        Driver(_source(speech, source), _part(speech, run, source, key), _part(speech, found.as_scored, source, key))
        for source, _ in _ordered(run, key)
    ]
    caption = _say(speech, "figure", label=speech.label(key))
    heads = (_say(speech, "panel-all"), _say(speech, "panel-scored") if found.as_scored else "")
    alt = " ".join(_most(speech, found, run, key)).replace("**", "")
    notes = [
        _say(speech, "figure-note"),
        _say(speech, "seed-note", base=speech.count(run.spec.base), seed=run.spec.seed),
    ]
    notes += [_say(speech, "lonely")] if run.lonely else []
    notes.append(as_if(speech))
    note = " ".join(note for note in notes if note)
    return Figure(driver_bars(rows, speech.lang, alt, heads), caption, alt, _twin(speech, caption, heads, rows), note)


def _twin(speech: Speech, caption: str, heads: tuple[str, str], rows: Sequence[Driver]) -> Table:
    """The chart's data as a table."""
    kept = [place for place, head in enumerate(heads) if head]
    columns_ = (Column(_capital(_say(speech, "head-source"))), *(Column(heads[place], "number") for place in kept))
    parts = [(row.label, (row.contribution, row.shortfall)) for row in rows]
    cells = [
        Row((Text(label), *(Number(both[p].value, both[p].text or NOTHING) for p in kept))) for label, both in parts
    ]
    return Table(caption, columns_, tuple(cells))


def _part(speech: Speech, run: Sensitivity | None, source: str, key: str) -> Part:
    if run is None or source not in run.sources:
        return Part(None, None, None, "")
    s, n = [*run.sources].index(source), run.at(key)
    ends = (run.scores.total, run.scores.total_low, run.scores.total_high)
    total, low, high = (None if or_none(part[s, n]) is None else min(max(float(part[s, n]), 0.0), 1.0) for part in ends)
    return Part(total, low, high, share(total, speech.lang))


def _shares_table(speech: Speech, found: SensitivityDetail, run: Sensitivity, key: str) -> Table:
    """A node's shares by source: alone and with others, with intervals; of the category, and of the ranks by it."""
    n, scored = run.at(key), found.as_scored
    of_ranks = key == speech.findings.instrument.root.key and bool(run.ranks.groups)
    names = ("alone", "of-interval", "with", "of-interval", *(["with-scored"] if scored else []), "of-category")
    heads = (
        Column(_capital(_say(speech, "head-source"))),
        *(_head(speech, name) for name in (*names, *(["of-ranks"] if of_ranks else []))),
    )
    rows = []
    for s, source in enumerate(run.sources):
        first, low, high, total, total_low, total_high = (or_none(part[s, n]) for part in run.scores)
        cells: list[Cell] = [Text(_source(speech, source))]
        cells += [
            _share(speech, first),
            _span(speech, low, high),
            _share(speech, total),
            _span(speech, total_low, total_high),
        ]
        if scored:
            at = [*scored.sources].index(source) if source in scored.sources else None
            cells.append(_share(speech, None if at is None else or_none(scored.scores.total[at, n])))
        cells.append(_share(speech, or_none(run.categories.total[s, n])))
        cells += [_share(speech, or_none(run.ranks.indices.total[s]))] if of_ranks else []
        rows.append(Row(tuple(cells)))
    caption = _say(speech, "title-shares", label=speech.label(key))
    return Table(caption, heads, tuple(rows), _say(speech, "how-read"))


def _share(speech: Speech, value: float | None) -> Number:
    return Number(value, share(value, speech.lang))


def _span(speech: Speech, low: float | None, high: float | None) -> Interval:
    return Interval(low, high, share_span(low, high, speech.lang))


def _nodes_table(speech: Speech, found: SensitivityDetail, run: Sensitivity) -> Table:
    bands = speech.bands if len(speech.bands) <= MOST_BANDS else ()
    heads = (
        *columns(speech, (":node", "score", "#category")),
        _head(speech, "range"),
        *([_head(speech, "range-scored")] if found.as_scored else []),
        *(Column(_capital(band.word), "number") for band in bands),
        *([] if bands else [_head(speech, "same")]),
    )
    rows, scores = [], []
    for node, indent, strong in tree_rows(speech, speech.findings.instrument.root):
        score, at = whole_score(speech, node.key, WHOLE), run.at(node.key)
        scores.append(score)
        cells: list[Cell] = [
            Text(speech.label(node.key), indent),
            value_cell(speech, score),
            category_cell(speech, score),
        ]
        cells += [_range(speech, one, at, score) for one in (run, found.as_scored) if one]
        shares = run.bands[at] if bands else [run.same[at]]
        cells += [_shown_share(speech, or_none(value), score) for value in shares]
        rows.append(Row(tuple(cells), strong=strong))
    note = remarks(speech, [score.bare for score in scores], _say(speech, "nodes-note"), as_if(speech))
    return Table(_say(speech, "title-nodes"), heads, tuple(rows), note)


def _range(speech: Speech, run: Sensitivity, at: int, score: Score) -> Interval:
    if score.hidden:
        return Interval(None, None, speech.say("hidden"))
    low, high = or_none(run.low95[at]), or_none(run.high95[at])
    return Interval(low, high, interval(low, high, 2, speech.lang))


def _shown_share(speech: Speech, value: float | None, score: Score) -> Number:
    return Number(None, speech.say("hidden")) if score.hidden else _share(speech, value)


def _all_shares(speech: Speech, run: Sensitivity, title: str) -> Table:
    """The share of every source in every score, with others."""
    heads = (*columns(speech, (":node",)), *(Column(_capital(_source(speech, s)), "number") for s in run.sources))
    rows = []
    for node, indent, strong in tree_rows(speech, speech.findings.instrument.root):
        score = whole_score(speech, node.key, WHOLE)
        cells = [_shown_share(speech, or_none(value), score) for value in run.scores.total[:, run.at(node.key)]]
        rows.append(Row((Text(speech.label(node.key), indent), *cells), strong=strong))
    return Table(_say(speech, title), heads, tuple(rows))


def _ranks(speech: Speech, run: Sensitivity) -> Iterator[Block]:
    ranks = run.ranks
    placed = [g for g in range(len(ranks.groups)) if isfinite(ranks.rank[g]) and isfinite(ranks.over_runs.mean[g])]
    if len(placed) < 2:
        return
    yield Heading(2, _say(speech, "ranks"))
    if len(placed) > MOST_GROUPS:
        yield rich(_say(speech, "ranks-many", groups=speech.count(len(placed))))
        return
    moves = ranks.indices.total
    if np.isfinite(moves).any():
        first = int(np.nanargmax(moves))
        values = {"first": _source(speech, run.sources[first]), "share": share(float(moves[first]), speech.lang)}
        yield rich(_say(speech, "ranks-opening", **values))
    else:
        yield rich(_say(speech, "ranks-opening-bare"))
    few = [bool(ranks.suppressed[g]) for g in placed]
    if any(few) and _is_public(speech):  # a gap between ranks would tell the score of the group that is hidden in it
        yield rich(_say(speech, "ranks-hidden", few=sum(few), threshold=speech.findings.settings.threshold))
        return
    notes = [_say(speech, "fixed")] if ranks.fixed else []
    marked = [Score("", small=one) for one in few]
    note = remarks(speech, marked, *notes, as_if(speech), names=[""] * len(marked))
    label = speech.label(speech.findings.instrument.root.key)
    heads = (
        Column(_capital(_say(speech, "head-group"))),
        *columns(speech, ("score",)),
        *(_head(speech, name) for name in ("rank", "rank-range", "top", "bottom")),
    )
    ordered = sorted(placed, key=lambda g: (ranks.rank[g], ranks.groups[g]))
    rows = tuple(Row(tuple(_rank_cells(speech, run, g))) for g in ordered)
    yield Table(_say(speech, "title-ranks", label=label), heads, rows, note)


def _is_public(speech: Speech) -> bool:
    return speech.findings.settings.profile == "public"


def _rank_cells(speech: Speech, run: Sensitivity, g: int) -> Iterator[Cell]:
    ranks, over = run.ranks, run.ranks.over_runs
    yield Text(speech.place("group", ranks.groups[g]))
    mark = SMALL if ranks.suppressed[g] else ""
    yield Number(float(ranks.value[g]), f"{speech.score(float(ranks.value[g]))}{mark}", mark)
    yield Number(float(ranks.rank[g]), speech.count(float(ranks.rank[g])))
    low, high = float(over.low[g]), float(over.high[g])
    yield Interval(low, high, interval(low, high, 0, speech.lang))
    yield from (Number(float(part[g]), speech.surely(float(part[g]))) for part in (over.top, over.bottom))


def _compared(speech: Speech, compared: Sequence[Compared]) -> Iterator[Block]:
    """Waves, for every score that both have; parts, for what stands for the whole."""
    tables = [table for one in compared for table in _compared_tables(speech, one)]
    if compared:
        level = speech.percent(1 - speech.findings.settings.confidence, 0)
        yield Heading(2, _say(speech, "compared"))
        yield rich(_say(speech, "compared-how", level=level) if tables else _say(speech, "compared-none"))
    yield from tables


def _compared_tables(speech: Speech, one: Compared) -> Iterator[Table]:
    root = speech.findings.instrument.root
    heads = (Column(_capital(_say(speech, "head-verdict"))), Column(_say(speech, "head-p"), "number"))
    if not one.by:
        nodes = [(node.key, indent, one.nodes.index(node.key)) for node, indent, _ in tree_rows(speech, root)]
        rows = [
            Row((Text(speech.label(key), indent), *_verdict(speech, one, 0, n)))
            for key, indent, n in nodes
            if one.verdict[0, n]
        ]
        pair = {"first": speech.wave(one.waves[0][0]), "second": speech.wave(one.waves[0][1])}
        if rows:
            caption = _say(speech, "title-compared-waves", **pair)
            yield Table(caption, (*columns(speech, (":node",)), *heads), tuple(rows), as_if(speech))
        return
    for node in told_nodes(speech, root):
        n = one.nodes.index(node.key)
        parts = [
            Row((*(Text(_place(speech, one, labels)) for labels in one.labels[p]), *_verdict(speech, one, p, n)))
            for p in range(len(one.labels))
            if one.verdict[p, n]
        ]
        if parts:
            by = speech.listed([speech.attribute_within(name) for name in one.by])
            caption = _say(speech, "title-compared-parts", by=by, label=speech.label(node.key))
            pair_heads = (Column(_capital(_say(speech, f"head-{side}"))) for side in ("first", "second"))
            yield Table(caption, (*pair_heads, *heads), tuple(parts), as_if(speech))


def _place(speech: Speech, one: Compared, labels: tuple[str, ...]) -> str:
    return ", ".join(speech.place(name, label) for name, label in zip(one.by, labels, strict=True))


def _verdict(speech: Speech, one: Compared, p: int, n: int) -> Iterator[Cell]:
    few = bool(one.suppressed[p, n])
    if few and _is_public(speech):
        yield from (Text(speech.say("hidden")), Number(None, speech.say("hidden")))
        return
    verdict = str(one.verdict[p, n])
    yield Text(f"{_say(speech, f'verdict-{verdict}')}{SMALL if few else ''}")
    told = {"higher": one.p_higher, "lower": one.p_lower}.get(verdict)
    value = None if told is None else or_none(told[p, n])
    yield Number(value, NOTHING if value is None else p_value(value, speech.lang))
