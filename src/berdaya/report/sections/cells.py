"""Scores as cells, dots and remarks of tables and figures: one way of printing them everywhere."""

from collections.abc import Iterable, Sequence

from berdaya.estimates import publish
from berdaya.estimates.publish import BEYOND, SMALL
from berdaya.report.charts import Dot, Ruler
from berdaya.report.model import Cell, Column, ColumnKind, Figure, Interval, Number, Row, Table, Text
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.tally.design import FEW
from berdaya.words.format import NOTHING, interval
from berdaya.words.say import say

MOST_NAMED = 8  # scores that a note names
_SPOKEN_ELSEWHERE = frozenset(("not-asked", "few-df"))


def columns(speech: Speech, names: Sequence[str]) -> tuple[Column, ...]:
    """Return columns by the names of their heads; a name that begins with ":" is words, with "#" a category."""
    kinds: dict[str, ColumnKind] = {":": "text", "#": "category"}
    return tuple(
        Column(speech.say(f"head-{name.lstrip(':#')}", level=speech.level), kinds.get(name[0], "number"))
        for name in names
    )


def heading(text: str, width: int) -> Row:
    """Return a heading within a table."""
    return Row((Text(text), *(Text("") for _ in range(width - 1))), strong=True)


def value_cell(speech: Speech, score: Score) -> Number:
    """Return the score; hidden ones as a mark, small ones marked."""
    return Number(score.value, value_text(speech, score), marks_of(score) if score.value is not None else "")


def marked(value: float | None, text: str, *scores: Score) -> Number:
    """Return a number that rests on scores, with their marks."""
    marks = marks_of(*scores) if value is not None else ""
    return Number(value, f"{text}{marks}", marks)


def value_text(speech: Speech, score: Score) -> str:
    """Return the score as it is printed."""
    if score.hidden:
        return speech.say("hidden")
    return f"{speech.score(score.value)}{marks_of(score) if score.value is not None else ''}"


def marks_of(*scores: Score) -> str:
    """Return the marks of a figure that rests on scores: few persons are told by one mark, not by two."""
    found = "".join(publish.marks(score.small, score.beyond) for score in scores)
    return "".join(mark for mark in (SMALL, BEYOND) if mark in found)


def number_cell(speech: Speech, score: Score, value: float | None, text: str) -> Number:
    """Return another number about a score."""
    if score.hidden:
        return Number(None, speech.say("hidden"))
    return Number(value, text if value is not None else NOTHING)


def interval_cell(speech: Speech, score: Score) -> Interval:
    """Return the interval of a score."""
    if score.exact:
        return Interval(None, None, NOTHING)
    return Interval(score.low, score.high, speech.say("hidden") if score.hidden else interval_text(speech, score))


def interval_text(speech: Speech, score: Score) -> str:
    """Return the interval of a score as it is printed; none where nothing was sampled."""
    return NOTHING if score.exact else interval(score.low, score.high, 2, speech.lang)


def category_cell(speech: Speech, score: Score) -> Cell:
    """Return the category of a score."""
    return speech.band(score.band) or Text(speech.say("hidden") if score.hidden else NOTHING)


def sure_cell(speech: Speech, score: Score) -> Number:
    """Return how surely a score is in its category."""
    return number_cell(speech, score, score.sure, speech.surely(score.sure))


def ideal_cell(speech: Speech, score: Score) -> Number:
    """Return a score as a share of the way from the scale's lowest to its highest value."""
    scale = speech.findings.instrument.scale
    share = None if score.value is None else (score.value - scale.min) / (scale.max - scale.min)
    return number_cell(speech, score, share, speech.percent(share))


def remarks(speech: Speech, scores: Iterable[Score], *others: str, names: Sequence[str] = ()) -> str:
    """Return what stands below a table or figure of scores: how to read marks, and notes of single scores.

    `names` are what the scores are called there; absent: the labels of their nodes.
    """
    scores = tuple(scores)
    names = names or [speech.label(score.key) for score in scores]
    found = [other for other in others if other]
    if any(score.low is not None and not score.exact for score in scores):
        found.append(as_if(speech))
    if any(score.small for score in scores):
        found.append(small_note(speech))
    if any(BEYOND in marks_of(score) for score in scores):
        found.append(beyond_note(speech, scores, names))
    if any(score.hidden for score in scores):
        found.append(hidden_note(speech))
    found += _spoken_notes(speech, scores, names)
    return " ".join(text for text in found if text)


def beyond_note(speech: Speech, scores: Sequence[Score], names: Sequence[str]) -> str:
    """Return what the mark of figures beyond the rules means: which rules, and which figures each is broken by."""
    found, marked_ones = [], [BEYOND in marks_of(score) for score in scores]
    for rule in speech.findings.settings.publish.set_rules:
        rows = zip(scores, names, marked_ones, strict=True)
        named = [name for score, name, mark in rows if mark and rule in score.beyond]
        once = tuple(dict.fromkeys(named))
        if len(once) <= MOST_NAMED and len(named) < len(scores):
            found.extend([f"{rule_words(speech, rule)} ({'; '.join(once)})"] if named else [])
        elif named:
            found.append(rule_words(speech, rule))
    return speech.say("beyond-note", mark=BEYOND, rules=", ".join(found))


def rule_words(speech: Speech, rule: str) -> str:
    """Return what it is to be beyond a rule of publication: "fewer than 8 degrees of freedom"."""
    return publish.rule_words(speech.findings.settings.publish, rule, speech.lang)


def rules_words(speech: Speech, scores: Iterable[Score]) -> str:
    """Return the rules that some scores are beyond."""
    broken = {rule for score in scores for rule in score.beyond}
    return speech.listed(
        [rule_words(speech, rule) for rule in speech.findings.settings.publish.set_rules if rule in broken]
    )


def left_out(speech: Speech, scores: Iterable[Score], name: str) -> str:
    """Return a sentence on how many figures a sentence leaves out, beyond the rules of publication; empty where none."""
    scores = [score for score in scores if score.beyond and score.value is not None]
    if not scores:
        return ""
    return speech.say(f"beyond-{name}", count=speech.count(len(scores)), rules=rules_words(speech, scores))


def small_note(speech: Speech) -> str:
    """Return what the mark of a small figure means."""
    return speech.say("small-note", mark=SMALL, threshold=speech.findings.settings.threshold)


def hidden_note(speech: Speech) -> str:
    """Return what the mark of a hidden figure means."""
    return speech.say("hidden-note", mark=speech.say("hidden"), threshold=speech.findings.settings.threshold)


def as_if(speech: Speech) -> str:
    """Return the reservation that errors need where nothing was drawn at random; empty where it was."""
    return speech.say("as-if-short") if as_if_random(speech) else ""


def as_if_random(speech: Speech) -> bool:
    """Whether errors are computed as if people had been drawn at random."""
    return speech.findings.design.selection in ("purposive", "unknown")


def _spoken_notes(speech: Speech, scores: Sequence[Score], names: Sequence[str]) -> list[str]:
    noted: dict[str, list[str]] = {}
    for score, name in zip(scores, names, strict=True):
        for note in score.notes:
            noted.setdefault(note, []).append(name)
    found = []
    for note, named in noted.items():
        if note in _SPOKEN_ELSEWHERE:
            continue
        words = say(f"notes.{note}", speech.lang)
        once = tuple(dict.fromkeys(named))
        if len(once) <= MOST_NAMED and len(named) < len(scores):
            words = speech.say("note-of", names="; ".join(once), note=words)
        found.append(f"{words[:1].upper()}{words[1:]}.")
    if "few-df" in noted:
        found.append(_few_df(speech, noted["few-df"], sum(s.low is not None and not s.exact for s in scores)))
    return found


def _few_df(speech: Speech, named: Sequence[str], intervals: int) -> str:
    """Which of the intervals rest on few degrees of freedom."""
    once = tuple(dict.fromkeys(named))
    if len(named) >= intervals:
        return speech.say("few-df-all", few=FEW)
    if len(once) <= MOST_NAMED:
        return speech.say("few-df-of", names="; ".join(once), few=FEW)
    return speech.say("few-df-note", few=FEW, count=speech.count(len(named)))


def few_df(speech: Speech, scores: Iterable[Score]) -> str:
    """Return the reservation that figures need beside scores that rest on few degrees of freedom."""
    return speech.say("few-df-all", few=FEW) if any("few-df" in score.notes for score in scores) else ""


def dot(speech: Speech, score: Score, label: str, part: str = "") -> Dot:
    """Return a score as a row of a chart."""
    low, high = (None, None) if score.exact else (score.low, score.high)
    return Dot(label, score.value, low, high, value_text(speech, score), speech.band(score.band), part)


def ruler(speech: Speech) -> Ruler:
    """Return the axis of scores."""
    instrument = speech.findings.instrument
    return Ruler(instrument.scale.min, instrument.scale.max, instrument.bands.cuts, speech.bands)


def twin(speech: Speech, caption: str, rows: Sequence[tuple[str, Score]]) -> Table:
    """Return the table beside a chart of scores: the same data for those who do not see it."""
    cells = tuple(
        Row((Text(label), value_cell(speech, s), interval_cell(speech, s), category_cell(speech, s)))
        for label, s in rows
    )
    return Table(caption, columns(speech, (":name", "score", "interval", "#category")), cells)


def pictures(figures: Sequence[Figure], speech: Speech) -> tuple[Figure, ...]:
    """Return the figures of one caption, each named as part of so many."""
    if len(figures) < 2:
        return tuple(figures)
    return tuple(
        Figure(
            figure.spec,
            speech.say("figure-part", caption=figure.caption, part=place, parts=len(figures)),
            figure.alt,
            figure.table,
            figure.note,
        )
        for place, figure in enumerate(figures, 1)
    )


def extremes(speech: Speech, rows: Sequence[tuple[str, Score]]) -> str:
    """Return a sentence on the highest and the lowest of some scores, for those who do not see a chart."""
    there = [(label, score) for label, score in rows if score.told]
    beyond = left_out(speech, [score for _, score in rows], "figures")
    if not there:
        return beyond or speech.say("no-scores")
    high = max(there, key=lambda row: row[1].value or 0.0)
    low = min(there, key=lambda row: row[1].value or 0.0)
    values = {"high": high[0], "top": speech.score(high[1].value), "low": low[0], "bottom": speech.score(low[1].value)}
    return f"{speech.say('alt-extremes', **values)} {beyond}".strip()
