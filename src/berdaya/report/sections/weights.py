"""Scores under other weights, where the study asks for it: what rests on the choice of weights, and how experts chose."""

from collections.abc import Iterator, Sequence
from math import isfinite

from berdaya.estimates.weights.scheme_scores import WeighedScheme, differs_below, weighed_nodes
from berdaya.instrument.judgements import Consistency
from berdaya.instrument.model import Node
from berdaya.instrument.weights import shares
from berdaya.report.charts import dots
from berdaya.report.findings import OtherWeights
from berdaya.report.model import Block, Bullets, Cell, Column, Figure, Heading, Note, Number, Row, Table, Text
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    dot,
    extremes,
    interval_cell,
    marked,
    remarks,
    ruler,
    sure_cell,
    twin,
    value_cell,
)
from berdaya.report.sections.order import main_nodes, told_nodes
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import View, views
from berdaya.report.weights_words import (
    limit_words,
    method_words,
    note_lines,
    ratio_words,
    title_of,
    verdict_words,
    worst_words,
)
from berdaya.words.format import NOTHING, number
from berdaya.words.say import say

MOST_SCHEMES = 6  # columns of weights in a table
WEIGHT_DIGITS = 3
_SCORES = ("score", "interval", "#category", "sure")


def section(speech: Speech) -> tuple[Block, ...]:
    """Return what other weights would do; nothing where it is not asked for."""
    found = speech.findings.weights
    if found is None:
        return ()
    first = found.schemes[0].scheme
    values = {
        "name": title_of(first, speech.lang),
        "method": method_words(first, speech.lang),
        "count": len(found.schemes) - 1,
    }
    blocks: list[Block] = [Heading(1, _say(speech, "title"), "weights"), rich(_say(speech, "opening", **values))]
    for view in views(speech):
        blocks += _scores(speech, found, view)
    if any(one.data for one in found.schemes):
        blocks.append(Note(_say(speech, "data-caution")))
    blocks += _weight_tables(speech, found)
    return (*blocks, *_experts(speech, found))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"weights.{name}", speech.lang, **values)


def _scores(speech: Speech, found: OtherWeights, view: View) -> Iterator[Block]:
    root, first = speech.findings.instrument.root, found.schemes[0]
    told = {node.key for node in told_nodes(speech, root)}
    for node in main_nodes(speech, root):
        schemes = [
            one for one in found.schemes if one is first or node.key == root.key or differs_below(one, first, node.key)
        ]
        if len(schemes) < 2:
            continue
        if _would_give_away(speech, first, node):
            values = {"label": speech.label(node.key), "threshold": speech.findings.settings.threshold}
            yield rich(_say(speech, "hidden-below", **values))
            continue
        rows = [(one, score_of(one.scores.whole, speech.findings.settings, node.key, view.domain)) for one in schemes]
        if not any(score.value is not None or score.hidden for _, score in rows):
            continue
        if node.key in told:
            yield rich(_verdict(speech, view.titled(speech.label(node.key)), rows))
        yield _score_table(speech, node.key, rows, view)
        if node.key == root.key:
            yield _figure(speech, node.key, rows, view)


def _would_give_away(speech: Speech, one: WeighedScheme, node: Node) -> bool:
    """Whether something below a node is hidden: it could be worked out from the node's scores under several weights."""
    whole = one.scores.whole
    below = [whole.at(inner.key) for inner in node.walk()]
    return speech.findings.settings.profile == "public" and bool(whole.suppressed[:, below].any())


def _verdict(speech: Speech, label: str, rows: Sequence[tuple[WeighedScheme, Score]]) -> str:
    """Whether the category rests on the weights."""
    there = [(one, score) for one, score in rows if score.told and score.band is not None]
    if not there:
        return speech.say("no-scores")
    values = sorted(score.value or 0.0 for _, score in there)
    ends = {"label": label, "low": speech.score(values[0]), "high": speech.score(values[-1])}
    by_band: dict[str, list[str]] = {}
    for one, score in there:
        band = speech.band(score.band)
        by_band.setdefault(band.word if band else NOTHING, []).append(title_of(one.scheme, speech.lang))
    if len(by_band) == 1:
        return _say(speech, "same-band", band=next(iter(by_band)), **ends)
    told = [_say(speech, "band-by", band=band, names=speech.listed(names)) for band, names in by_band.items()]
    return _say(speech, "other-band", bands="; ".join(told), **ends)


def _figure(speech: Speech, key: str, rows: Sequence[tuple[WeighedScheme, Score]], view: View) -> Figure:
    caption = view.titled(_say(speech, "scores-figure", label=speech.label(key), level=speech.level))
    named = [(title_of(one.scheme, speech.lang), score) for one, score in rows]
    alt = f"{caption}. {extremes(speech, named)}"
    spec = dots([dot(speech, score, name) for name, score in named], ruler(speech), speech.lang, alt)
    note = remarks(speech, [score.bare for _, score in rows])
    return Figure(spec, caption, alt, twin(speech, caption, named), note)


def _score_table(speech: Speech, key: str, rows: Sequence[tuple[WeighedScheme, Score]], view: View) -> Table:
    _, base = rows[0]
    told = {node.key for node in told_nodes(speech, speech.findings.instrument.root)}
    more = (Column(_say(speech, f"head-{name}-title"), "number") for name in ("difference", "moved", "order"))
    heads = (Column(_say(speech, "head-scheme-title")), *columns(speech, _SCORES), *more)
    lines = tuple(
        Row(
            (
                Text(title_of(one.scheme, speech.lang)),
                value_cell(speech, score),
                interval_cell(speech, score),
                category_cell(speech, score),
                sure_cell(speech, score),
                *_moved(speech, one, score, base, view),
            ),
            strong=score is base,
        )
        for one, score in rows
    )
    scores = [score for _, score in rows]
    note = remarks(
        speech,
        scores,
        _say(speech, "scores-note") if key in told else "",
        names=[title_of(one.scheme, speech.lang) for one, _ in rows],
    )
    return Table(view.titled(_say(speech, "scores-table", label=speech.label(key))), heads, lines, note)


def _moved(speech: Speech, one: WeighedScheme, score: Score, base: Score, view: View) -> Iterator[Cell]:
    """What differs from the scheme in use; nothing beside that one itself, and where the score is hidden."""
    if score is base or score.hidden:
        mark = speech.say("hidden") if score.hidden else NOTHING
        yield from (Number(None, mark) for _ in range(3))
        return
    both = score.value is not None and base.value is not None
    difference = (score.value or 0.0) - (base.value or 0.0) if both else None
    yield marked(difference, speech.change(difference), score, base)
    at = one.scores.whole.at(score.key)
    changed, compared = (int(part[view.domain, at]) for part in (one.scores.changed, one.scores.compared))
    yield Number(changed, _say(speech, "of", count=speech.count(changed), all=speech.count(compared)))
    rank = float(one.scores.rank[view.domain, at])
    yield Number(rank if isfinite(rank) else None, number(rank, 2, speech.lang))


def _weight_tables(speech: Speech, found: OtherWeights) -> Iterator[Block]:
    """The weights, so many schemes a table; the one in use stands in each."""
    first, *others = found.schemes
    step = MOST_SCHEMES - 1
    parts = [[first, *others[start : start + step]] for start in range(0, len(others), step)] or [[first]]
    for place, schemes in enumerate(parts):
        caption = _say(speech, "weights-table") if place == 0 else _say(speech, "weights-table-more", part=place + 1)
        yield _weight_table(speech, found, schemes, caption)


def _weight_table(speech: Speech, found: OtherWeights, schemes: Sequence[WeighedScheme], caption: str) -> Table:
    instrument = speech.findings.instrument
    of = [shares(one.instrument) for one in schemes]
    rows = []
    for parent in weighed_nodes(found.schemes):
        rows.append(Row((Text(speech.label(parent)), *(Text("") for _ in of)), strong=True))
        for child in instrument.node(parent).children:
            cells = (Number(w[child.key], number(w[child.key], WEIGHT_DIGITS, speech.lang)) for w in of)
            rows.append(Row((Text(speech.label(child.key), 1), *cells)))
    heads = (*columns(speech, (":node",)), *(Column(title_of(one.scheme, speech.lang), "number") for one in schemes))
    told = "; ".join(f"{title_of(one.scheme, speech.lang)}: {method_words(one.scheme, speech.lang)}" for one in schemes)
    lines = [f"{line}." for line in note_lines(schemes, speech.lang)]
    note = " ".join([_say(speech, "weights-note", schemes=told), *lines])
    return Table(caption, heads, tuple(rows), note)


def _experts(speech: Speech, found: OtherWeights) -> Iterator[Block]:
    judged = [
        (title_of(one.scheme, speech.lang), of)
        for one in found.schemes
        if one.experts and one.scheme.method in ("ahp", "bwm")
        for of in one.experts.consistency
    ]
    if not judged:
        return
    names = _expert_names(speech, [of for _, of in judged])
    yield Heading(2, _say(speech, "experts"))
    doubtful = [of for _, of in judged if of.accepted is False]
    yield rich(_say(speech, "experts-some" if doubtful else "experts-all", count=len(doubtful), all=len(judged)))
    instrument = speech.findings.instrument
    lines = [worst_words(of, instrument, speech.lang, names[of.expert]) for of in doubtful if of.worst]
    if lines:
        yield Bullets(tuple(f"{line}." for line in lines))
    heads = tuple(
        Column(_say(speech, f"head-{name}-title"), "number" if name in ("ratio", "limit") else "text")
        for name in ("scheme", "part", "expert", "ratio", "limit", "verdict")
    )
    rows = tuple(
        Row(
            (
                Text(name),
                Text(speech.label(of.node)),
                Text(names[of.expert]),
                Number(of.ratio, ratio_words(of, speech.lang)),
                Number(of.limit, limit_words(of, speech.lang)),
                Text(verdict_words(of, speech.lang)),
            )
        )
        for name, of in judged
    )
    note = [_say(speech, "consistency-how", table=_say(speech, f"table-{found.random_index}"))]
    note += [_say(speech, "missing-note")] if any(of.missing for _, of in judged) else []
    yield Table(_say(speech, "experts-table"), heads, rows, " ".join(note))


def _expert_names(speech: Speech, judged: Sequence[Consistency]) -> dict[str, str]:
    """What experts are called: they are persons, so that a public report numbers them."""
    experts = dict.fromkeys(of.expert for of in judged if of.expert)
    public = speech.findings.settings.profile == "public"
    named = {
        expert: _say(speech, "public-expert", number=place) if public else expert
        for place, expert in enumerate(experts, start=1)
    }
    return {**named, "": _say(speech, "group")}
