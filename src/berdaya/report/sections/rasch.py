"""Yes/no questions by the Rasch model: part of the chapter on the quality of the instrument."""

from collections.abc import Iterator, Sequence

from berdaya.estimates.publish import SMALL
from berdaya.estimates.reliability.rasch_model import LEAST_FIT, MOST_FIT, RaschItem, RaschSet
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, heading, small_note
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval, number, percent, plain
from berdaya.words.say import say

DIGITS = 3
LEVEL_DIGITS = 2  # levels are known to half a logit at best
UNFIT = ("apart", "no-rows")  # why a set of yes/no questions has no figures; with too few of them it is no set


def rasch_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return the largest sets of yes/no questions; nothing where there is none."""
    found = speech.findings.rasch
    if found is None:
        return ()
    instrument = speech.findings.instrument
    hidden = "" if shows_overall(speech) else instrument.root.key
    sets = found.highest(instrument.parents, hidden)
    shown = [one for one in sets if not (speech.findings.settings.profile == "public" and one.suppressed)]
    unfit = [one for one in found.sets if one.node != hidden and {*one.notes} & {*UNFIT}]
    if not sets and not unfit:
        return ()
    blocks: list[Block] = [Heading(2, _say(speech, "title")), rich(_say(speech, "opening"))]
    if shown:
        blocks.append(_sets(speech, shown))
    if few := "; ".join(_name(speech, one) for one in sets if one not in shown):
        threshold = speech.findings.settings.threshold
        blocks.append(rich(say("reliability.hidden", speech.lang, names=few, threshold=threshold)))
    blocks += [rich(f"{_name(speech, one)}: {_note(speech, one, one.notes[0])}.") for one in unfit]
    for one in shown:
        blocks += [_items(speech, one), _levels(speech, one)]
    return tuple(blocks)


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"rasch.{name}", speech.lang, **values)


def _name(speech: Speech, one: RaschSet) -> str:
    return f"{speech.label(one.node)} ({speech.role(one.role)})"


def _note(speech: Speech, one: RaschSet, note: str) -> str:
    return _say(speech, f"note-{note}", names="; ".join(_question(speech, one, key) for key in one.apart))


def _question(speech: Speech, one: RaschSet, key: str) -> str:
    """What a question is called: where yes is the worse answer, it is not turned here."""
    return speech.name(key) if one.counts == "worse" else speech.label(key)


def _sets(speech: Speech, shown: Sequence[RaschSet]) -> Table:
    heads = [say("reliability.head-items", speech.lang)]
    heads += [_say(speech, f"head-{name}") for name in ("complete", "used", "reliability", "flat")]
    columns = (Column(say("reliability.head-set", speech.lang)), *(Column(head, "number") for head in heads))
    rows: list[Row] = []
    for role in dict.fromkeys(one.role for one in shown):
        rows.append(heading(speech.role(role), len(columns)))
        rows += [Row(tuple(_set_cells(speech, one))) for one in shown if one.role == role]
    found = speech.findings.rasch
    notes = [_say(speech, "sets-note"), _say(speech, "weighted") if found and found.weighted else "", as_if(speech)]
    notes += [small_note(speech)] if any(one.suppressed for one in shown) else []
    return Table(_say(speech, "sets"), columns, tuple(rows), " ".join(note for note in notes if note))


def _set_cells(speech: Speech, one: RaschSet) -> Iterator[Cell]:
    mark = SMALL if one.suppressed else ""
    yield Text(speech.label(one.node), 1)
    yield Number(len(one.items), speech.count(len(one.items)))
    yield Number(one.n, speech.count(one.n))
    yield Number(one.used, f"{speech.count(one.used)}{mark}", mark)
    yield _number(speech, one.reliability)
    yield _number(speech, one.flat)


def _items(speech: Speech, one: RaschSet) -> Table:
    heads = [_say(speech, f"head-{name}") for name in ("share", f"severity-{one.counts}", "se")]
    heads += [say("reliability.head-interval", speech.lang), _say(speech, "head-infit"), _say(speech, "head-outfit")]
    columns = (
        Column(say("reliability.head-item", speech.lang)),
        *(Column(head, "number") for head in heads),
        Column(_say(speech, "head-fit")),
    )
    least, most = (plain(limit, speech.lang) for limit in (LEAST_FIT, MOST_FIT))
    notes = [_say(speech, f"counts-{one.counts}")]
    notes += [_say(speech, "items-note", level=speech.level, least=least, most=most)]
    if one.closest:
        names = (_question(speech, one, key) for key in one.closest[:2])
        r = number(one.closest[2], DIGITS, speech.lang)
        notes.append(_say(speech, "closest", **dict(zip(("first", "second"), names, strict=True)), r=r))
    notes += [_say(speech, "exact-note")] if one.exact else []
    notes += [f"{text[:1].upper()}{text[1:]}." for text in (_note(speech, one, note) for note in one.notes)]
    notes += list(_left_out(speech, one))
    rows = tuple(Row((Text(_question(speech, one, item.key)), *_item_cells(speech, item))) for item in one.items)
    title = _say(speech, "items-table", label=speech.label(one.node), role=speech.role(one.role))
    return Table(title, columns, rows, " ".join(notes))


def _item_cells(speech: Speech, item: RaschItem) -> Iterator[Cell]:
    yield Number(item.share, percent(item.share, 1, speech.lang))
    yield _number(speech, item.severity)
    yield _number(speech, item.se)
    yield Interval(item.low, item.high, interval(item.low, item.high, DIGITS, speech.lang))
    yield _number(speech, item.infit)
    yield _number(speech, item.outfit)
    yield Text(_say(speech, item.fit) if item.fit else NOTHING)


def _left_out(speech: Speech, one: RaschSet) -> Iterator[str]:
    for reason in dict.fromkeys(one.left_out.values()):
        names = "; ".join(_question(speech, one, key) for key, why in one.left_out.items() if why == reason)
        words = say(f"reliability.{reason}", speech.lang)
        yield say("reliability.left-out", speech.lang, names=f"{names} ({words})")


def _levels(speech: Speech, one: RaschSet) -> Table:
    heads = [_say(speech, f"head-{name}") for name in ("yes", "level", "error")]
    rows = tuple(
        Row(
            (
                Number(score.yes, speech.count(score.yes)),
                Number(score.level, number(score.level, LEVEL_DIGITS, speech.lang)),
                Number(score.error, number(score.error, LEVEL_DIGITS, speech.lang)),
            )
        )
        for score in one.scores
    )
    title = _say(speech, "levels-table", label=speech.label(one.node), role=speech.role(one.role))
    return Table(title, tuple(Column(head, "number") for head in heads), rows, _say(speech, "levels-note"))


def _number(speech: Speech, value: float | None) -> Number:
    return Number(value, number(value, DIGITS, speech.lang))
