"""What makes the overall score, and what it lacks: every criterion's part, with intervals, adding up exactly."""

from math import ceil, floor, isfinite

from berdaya.estimates.drivers.drivers import Split
from berdaya.estimates.publish import BEYOND
from berdaya.report.charts import Driver, driver_bars
from berdaya.report.charts import Part as Bar
from berdaya.report.model import Block, Figure, Heading, Interval, Note, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, marked, remarks, rules_words
from berdaya.report.sections.highest import highest_blocks
from berdaya.report.sections.influence import shares
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.views import views, whole_score
from berdaya.words.format import NOTHING, interval, number
from berdaya.words.say import say

MOST_DRAWN = 12  # criteria in a figure; the table has all
MOST_LISTED = 15  # criteria in the section's table; a longer one is an annex
DIGITS = 3
_COLUMNS = (
    ":criterion",
    "contribution",
    "contribution-interval",
    "rank",
    "shortfall",
    "shortfall-interval",
    "rank",
)


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the drivers."""
    view = views(speech)[0]
    blocks: list[Block] = [Heading(1, speech.say("drivers"), "drivers")]
    contribution, shortfall = (shares(speech, name, view) for name in ("contribution", "shortfall"))
    if not contribution and not shortfall:
        return (*blocks, Note(_why_not(speech)), *highest_blocks(speech))
    blocks += _opening(speech)
    for name, parts in (("contribution", contribution), ("shortfall", shortfall)):
        if parts:
            blocks.append(_figure(speech, name, sorted(parts, key=parts.__getitem__, reverse=True)[:MOST_DRAWN]))
        if len(parts) <= MOST_DRAWN:
            break  # one figure holds all
    keys = list(contribution or shortfall)
    table = [_table(speech, keys)] if len(keys) <= MOST_LISTED else []
    return (*blocks, *table, *highest_blocks(speech))


def annex(speech: Speech) -> tuple[Block, ...]:
    """Return the table of all criteria where it is too long for the section."""
    view = views(speech)[0]
    keys = list(shares(speech, "contribution", view) or shares(speech, "shortfall", view))
    if len(keys) <= MOST_LISTED:
        return ()
    return (Heading(1, speech.say("annex-drivers"), "annex-drivers"), _table(speech, keys))


def _why_not(speech: Speech) -> str:
    note = speech.findings.drivers.contribution.note
    why = say(f"notes.{note}", speech.lang) if note else speech.say("drivers-hidden")
    return speech.say("drivers-none", why=why)


def _opening(speech: Speech) -> tuple[Block, ...]:
    """Say what adds up to what."""
    drivers, scale = speech.findings.drivers, speech.findings.instrument.scale
    score = _overall(speech)
    if score.beyond:
        label = speech.label(score.key)
        return (speech.tell("verdict-beyond", label=label, rules=rules_words(speech, [score]), mark=BEYOND),)
    values = {"score": speech.score(score.value), "top": speech.plain(scale.max)}
    gap = number(_there(drivers.shortfall.total), DIGITS, speech.lang)
    total = number(_there(drivers.contribution.total), DIGITS, speech.lang)
    text = speech.say("drivers-opening", gap=gap, total=total, **values)
    if len(drivers.items) > MOST_LISTED:
        text = f"{text} {speech.say('drivers-in-annex')}"
    return (rich(text),)


def _overall(speech: Speech) -> Score:
    return whole_score(speech, speech.findings.instrument.root.key, views(speech)[0])


def _marked(speech: Speech, value: float | None, key: str) -> Number:
    """A criterion's part with its marks: its own, and those of the score that it is a part of."""
    beyond = (whole_score(speech, key, views(speech)[0]), _overall(speech))
    return marked(value, number(value, DIGITS, speech.lang), *beyond)


def _note(speech: Speech, keys: list[str], *others: str) -> str:
    scores = [_overall(speech), *(whole_score(speech, key, views(speech)[0]) for key in keys)]
    return remarks(speech, [score.bare for score in scores], *others, as_if(speech))


def _part(speech: Speech, split: Split, key: str) -> Bar:
    i = speech.findings.drivers.items.index(key)
    value, low, high = (_there(float(array[i])) for array in (split.share, split.low, split.high))
    return Bar(value, low, high, _marked(speech, value, key).text)


def _there(value: float) -> float | None:
    return value if isfinite(value) else None


def _figure(speech: Speech, name: str, keys: list[str]) -> Figure:
    drivers = speech.findings.drivers
    rows = [
        Driver(speech.label(key), _part(speech, drivers.contribution, key), _part(speech, drivers.shortfall, key))
        for key in keys
    ]
    shown = {"shown": len(keys), "level": speech.level}
    caption = speech.say(f"drivers-figure-{name}" if len(drivers.items) > len(keys) else "drivers-figure", **shown)
    alt = speech.say("drivers-alt", caption=caption, first=speech.label(keys[0]), last=speech.label(keys[-1]))
    table = _table(speech, keys, total=False)
    return Figure(driver_bars(rows, speech.lang, alt), caption, alt, table, _note(speech, keys))


def _table(speech: Speech, keys: list[str], *, total: bool = True) -> Table:
    drivers = speech.findings.drivers
    splits = (drivers.contribution, drivers.shortfall)
    keys = sorted(keys, key=lambda key: -_order(splits, drivers.items.index(key)))
    ranked = _ranked(speech)
    rows = [
        Row((Text(speech.label(key)), *(c for split in splits for c in _cells(speech, split, key, ranked=ranked))))
        for key in keys
    ]
    if total:
        rows.append(_sums(speech, splits, keys))
    values = {"replicates": speech.count(drivers.replicates), "level": speech.level}
    units = [speech.say("drivers-units")] if speech.findings.settings.mode == "units_first" else []
    name = ("drivers-note-given" if drivers.given else "drivers-note") if ranked else "drivers-note-unranked"
    note = _note(speech, keys, speech.say(name, **values), *units)
    return Table(speech.say("drivers-table"), columns(speech, _COLUMNS), tuple(rows), note)


def _order(splits: tuple[Split, Split], place: int) -> float:
    return next((float(split.share[place]) for split in splits if not split.note), 0.0)


def _cells(speech: Speech, split: Split, key: str, *, ranked: bool) -> tuple[Number, Interval, Number]:
    i = speech.findings.drivers.items.index(key)
    value, low, high, rank, first, last = (
        _there(float(array[i])) for array in (split.share, split.low, split.high, split.rank, split.first, split.last)
    )
    if low == high:  # nothing was sampled
        low = high = None
    return (
        _marked(speech, value, key),
        Interval(low, high, interval(low, high, DIGITS, speech.lang)),
        Number(rank, _rank(speech, rank, first, last)) if ranked else Number(None, NOTHING),
    )


def _ranked(speech: Speech) -> bool:
    """Whether ranks are told: a gap between them would tell the part of a criterion that is hidden in it."""
    view = views(speech)[0]
    return not any(whole_score(speech, key, view).hidden for key in speech.findings.drivers.items)


def _rank(speech: Speech, rank: float | None, first: float | None, last: float | None) -> str:
    if rank is None:
        return NOTHING
    if first is None or last is None:
        return speech.plain(rank)
    return f"{speech.plain(rank)} ({speech.count(floor(first))}–{speech.count(ceil(last))})"


def _sums(speech: Speech, splits: tuple[Split, Split], keys: list[str]) -> Row:
    places = [speech.findings.drivers.items.index(key) for key in keys]
    cells: list[Number | Text] = []
    for split in splits:
        total = None if split.note else float(sum(split.share[i] for i in places))
        cells += [marked(total, number(total, DIGITS, speech.lang), _overall(speech)), Text(""), Text("")]
    return Row((Text(speech.say("sum")), *cells), strong=True)
