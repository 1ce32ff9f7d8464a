"""The quality of the instrument, where the study asks for it: how far the questions of each set go together."""

from collections.abc import Callable, Iterator, Sequence

from berdaya.estimates.publish import SMALL
from berdaya.estimates.reliability.model import SPSS, ItemReliability, Reliability, SetReliability
from berdaya.report.model import Block, Cell, Column, Heading, Interval, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, heading, small_note
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.rasch import rasch_blocks
from berdaya.report.sections.raters import rater_blocks
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import NOTHING, interval, number, p_value, plain
from berdaya.words.say import say

DIGITS = 3
OF_FACTORS = ("improper", "ordinal-bound")  # notes that stand below what a factor analysis would find
_Cells = Callable[[Speech, ItemReliability], Iterator[Cell]]


def section(speech: Speech) -> tuple[Block, ...]:
    """Return how far the questions of each set go together; nothing where it was not asked for."""
    found = speech.findings.reliability
    if found is None:
        return ()
    public = speech.findings.settings.profile == "public"
    sets = [one for one in found.sets if _is_told(speech, one)]
    shown = [one for one in sets if not (public and one.suppressed)]
    blocks: list[Block] = [Heading(1, _say(speech, "title"), "reliability"), rich(_say(speech, "opening"))]
    if not any(one.alpha is not None for one in shown):
        return (*blocks, rich(_say(speech, "none")), *_hidden(speech, sets, shown), *_others(speech))
    blocks += [rich(_how(speech, found)), _sets(speech, shown), *_hidden(speech, sets, shown)]
    blocks += _dimensions(speech, found, shown)
    for role in dict.fromkeys(one.role for one in shown):
        blocks += _items(speech, found, [one for one in shown if one.role == role and _is_main(speech, one)])
    return (*blocks, *_others(speech))


def _others(speech: Speech) -> tuple[Block, ...]:
    return (*rasch_blocks(speech), *rater_blocks(speech))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"reliability.{name}", speech.lang, **values)


def _is_told(speech: Speech, one: SetReliability) -> bool:
    return shows_overall(speech) or one.node != speech.findings.instrument.root.key


def _is_main(speech: Speech, one: SetReliability) -> bool:
    """Whether a set's questions are told one by one: those of the analyses, of the whole where it has none."""
    root = speech.findings.instrument.root
    main = [child.key for child in root.children if child.children] or [root.key]
    return one.node in main and one.alpha is not None


def _how(speech: Speech, found: Reliability) -> str:
    """Return what all figures rest on: scale, missing answers, weights."""
    rows = _say(speech, f"rows-{'listwise' if found.query.listwise else 'pairwise'}")
    return _say(speech, "how", rows=rows, weights=_say(speech, "weighted" if found.weighted else "unweighted"))


def _hidden(speech: Speech, sets: Sequence[SetReliability], shown: Sequence[SetReliability]) -> Iterator[Block]:
    few = [one for one in sets if one not in shown and one.alpha is not None]
    names = "; ".join(f"{speech.label(one.node)} ({speech.role(one.role)})" for one in few)
    if few:
        yield rich(_say(speech, "hidden", names=names, threshold=speech.findings.settings.threshold))


def _heads(speech: Speech, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(_say(speech, f"head-{name}"), "number") for name in names)


def _sets(speech: Speech, shown: Sequence[SetReliability]) -> Table:
    head = (
        Column(_say(speech, "head-set")),
        *_heads(speech, ("items", "n", "alpha", "interval", "feldt", "standardised", "lambda6")),
    )
    rows = _by_role(speech, [one for one in shown if one.alpha is not None], _set_cells, len(head))
    notes = [_say(speech, "sets-note", level=speech.level), *_set_notes(speech, shown)]
    notes += [*_left_out(speech, shown), as_if(speech)]
    notes += [small_note(speech)] if any(one.suppressed for one in shown) else []
    return Table(_say(speech, "sets"), head, rows, " ".join(note for note in notes if note))


def _by_role(
    speech: Speech,
    sets: Sequence[SetReliability],
    cells: Callable[[Speech, SetReliability], Iterator[Cell]],
    width: int,
) -> tuple[Row, ...]:
    """Sets as rows below their roles."""
    rows: list[Row] = []
    for role in dict.fromkeys(one.role for one in sets):
        rows.append(heading(speech.role(role), width))
        rows += [Row(tuple(cells(speech, one))) for one in sets if one.role == role]
    return tuple(rows)


def _dimensions(speech: Speech, found: Reliability, shown: Sequence[SetReliability]) -> Iterator[Table]:
    sets = [one for one in shown if one.dimensions]
    if not sets:
        return
    names = ("omega", "interval", "ordinal", "kmo", "chi-square", "df", "p", "components")
    head = (Column(_say(speech, "head-set")), *_heads(speech, names))
    rows = _by_role(speech, sets, _dimension_cells, len(head))
    note = _say(speech, "dimensions-note", replicates=speech.count(found.replicates), seed=found.seed)
    notes = [note, _say(speech, "ordinal-note"), *_set_notes(speech, sets, factors=True)]
    yield Table(_say(speech, "dimensions"), head, rows, " ".join(notes))


def _dimension_cells(speech: Speech, one: SetReliability) -> Iterator[Cell]:
    part = one.dimensions
    assert part is not None
    yield Text(speech.label(one.node), 1)
    yield _number(speech, part.omega)
    low, high = part.omega_low, part.omega_high
    yield Interval(low, high, interval(low, high, DIGITS, speech.lang))
    yield _number(speech, one.ordinal.alpha if one.ordinal else None)
    yield _number(speech, part.kmo)
    yield Number(part.chi_square, number(part.chi_square, 1, speech.lang))
    df = None if part.chi_square is None else part.chi_square_df
    yield Number(df, NOTHING if df is None else speech.count(df))
    yield Number(part.p, p_value(part.p, speech.lang))
    yield Number(part.components, NOTHING if part.components is None else speech.count(part.components))


def _set_cells(speech: Speech, one: SetReliability) -> Iterator[Cell]:
    mark = SMALL if one.suppressed else ""
    yield Text(speech.label(one.node), 1)
    yield Number(len(one.items), speech.count(len(one.items)))
    yield Number(one.n, f"{speech.count(one.n)}{mark}", mark)
    yield _number(speech, one.alpha)
    low, high = (None, None) if one.exact else (one.low, one.high)
    yield Interval(low, high, interval(low, high, DIGITS, speech.lang))
    yield Interval(one.feldt_low, one.feldt_high, interval(one.feldt_low, one.feldt_high, DIGITS, speech.lang))
    yield _number(speech, one.standardised)
    yield _number(speech, one.lambda6)


def _set_notes(speech: Speech, sets: Sequence[SetReliability], *, factors: bool = False) -> Iterator[str]:
    """Why figures of sets are not there: those that a factor analysis would find, or the others."""
    told: dict[str, list[str]] = {}
    for one in sets:
        for note in one.notes:
            if (note in OF_FACTORS) == factors and note != "single-item":  # a set of one is no set
                name = f"{speech.label(one.node)} ({speech.role(one.role)})"
                told.setdefault(_say(speech, f"note-{note}"), []).append(name)
    for note, names in told.items():
        yield f"{'; '.join(names)}: {note}."


def _left_out(speech: Speech, shown: Sequence[SetReliability]) -> Iterator[str]:
    """Which questions were left out, and what a missing interval means where nothing was sampled."""
    told: dict[str, list[str]] = {}
    for one in shown:
        for key, reason in one.left_out.items():
            told.setdefault(_say(speech, reason), []).append(speech.label(key))
    for reason, names in told.items():
        yield _say(speech, "left-out", names=f"{'; '.join(dict.fromkeys(names))} ({reason})")
    if any(one.exact for one in shown):
        yield _say(speech, "exact-note")


def _items(speech: Speech, found: Reliability, sets: Sequence[SetReliability]) -> Iterator[Block]:
    """The questions of a role: whether each is valid, and its set without it."""
    if not sets:
        return
    role = speech.role(sets[0].role)
    items = [item for one in sets for item in one.items]
    valid = sum(item.verdict == "valid" for item in items)
    yield rich(_say(speech, "validity-opening", role=role, valid=valid, count=len(items)))
    df = _say(speech, "df-rows") if found.query.df is None else plain(found.query.df, speech.lang)
    level = f"{plain(found.query.level * 100, speech.lang)}%"
    names = ("n", "mean", "sd", "total", "critical", "rest")
    head = (Column(_say(speech, "head-item")), *_heads(speech, names), Column(_say(speech, "head-verdict")))
    note = _say(speech, "validity-note", level=level, df=df)
    rows = _rows(speech, sets, _validity, len(head))
    yield Table(_say(speech, "validity-table", role=role), head, rows, note)
    spss = {"mean-dropped": "mean", "variance-dropped": "variance", "rest": "rest", "alpha-dropped": "alpha"}
    heads = [Column(f"{_say(speech, f'head-{ours}')} “{SPSS[theirs]}”", "number") for ours, theirs in spss.items()]
    head = (Column(_say(speech, "head-item")), *heads)
    rows = _rows(speech, sets, _dropped, len(head))
    yield Table(_say(speech, "deleted-table", role=role), head, rows, _say(speech, "deleted-note"))


def _rows(speech: Speech, sets: Sequence[SetReliability], cells: _Cells, width: int) -> tuple[Row, ...]:
    rows: list[Row] = []
    for one in sets:
        rows.append(heading(speech.label(one.node), width))
        rows += [Row((Text(speech.label(item.key), 1), *cells(speech, item))) for item in one.items]
    return tuple(rows)


def _validity(speech: Speech, item: ItemReliability) -> Iterator[Cell]:
    yield Number(item.n, speech.count(item.n))
    for value in (item.mean, item.sd, item.total, item.critical, item.rest):
        yield _number(speech, value)
    yield Text(_say(speech, item.verdict) if item.verdict else NOTHING)


def _dropped(speech: Speech, item: ItemReliability) -> Iterator[Cell]:
    for value in (item.mean_dropped, item.variance_dropped, item.rest, item.alpha_dropped):
        yield _number(speech, value)


def _number(speech: Speech, value: float | None) -> Number:
    return Number(value, number(value, DIGITS, speech.lang))
