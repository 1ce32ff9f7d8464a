"""`berdaya reliability --rasch`."""

from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.cli.answers import names_of, short
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.reliability.rasch_model import Rasch, RaschItem, RaschQuery, RaschSet
    from berdaya.study.model import Study


def print_rasch(place: Path, query: "RaschQuery", wave: str, as_json: bool, lang: Language) -> None:
    """Print the Rasch model of each set of yes/no questions; its questions one by one where one node is asked for, and of the
    largest sets.
    """
    from berdaya.study.analyses.rasch import rasch_document, rasch_of
    from berdaya.study.run import counts_document

    study = study_at(place)
    found = rasch_of(study, query, wave)
    if as_json:
        out_json(rasch_document(found, lang))
        return
    show_problems(found.counted.problems, lang)
    show_counts(counts_document(found.counted.tally.counts), lang, study.results, log)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    if study.design.selection in ("purposive", "unknown"):
        log(say("cli.as-if-random", lang))
    _print_sets(found.rasch, study, lang)
    for one in found.rasch.highest(study.instrument.parents):
        _print_items(one, study, lang)
        if query.node:
            _print_levels(one, study, lang)
    _print_notes(found.rasch, study, lang)


def rasch_query(node: str, role: str, by: str, unweighted: bool) -> "RaschQuery":
    """Return what the options of the command ask for."""
    from berdaya.estimates.reliability.rasch_model import RaschQuery

    return RaschQuery(node, role, names_of(by), unweighted)


def _head(names: tuple[str, ...], lang: Language) -> list[str]:
    return [say(f"rasch.head-{name}", lang) for name in names]


def _print_sets(found: "Rasch", study: "Study", lang: Language) -> None:
    from berdaya.words.format import number

    by = [*found.query.by]
    head = [*by, *(say(f"cli.column-{name}", lang) for name in ("node", "role", "label"))]
    head += [say("reliability.head-items", lang), *_head(("complete", "used", "reliability", "flat"), lang)]
    lines = [
        [
            *one.by,
            one.node,
            one.role,
            short(study.instrument.label(one.node, lang)),
            str(len(one.items) or one.asked),
            str(one.n),
            f"{one.used}{'*' if one.suppressed else ''}",
            number(one.reliability, 3, lang),
            number(one.flat, 3, lang),
        ]
        for one in found.sets
        if one.items or found.query.node
    ]
    for line in text_table(head, lines, [False] * (len(by) + 3) + [True] * 5):
        out(line)


def _title(name: str, one: "RaschSet", study: "Study", lang: Language) -> str:
    label = ", ".join([study.instrument.label(one.node, lang), *one.by])
    return f"{say(f'rasch.{name}', lang, label=label, role=one.role)}:"


def _print_items(one: "RaschSet", study: "Study", lang: Language) -> None:
    from berdaya.words.format import number

    out()
    out(_title("items-table", one, study, lang))
    names = ("share", f"severity-{one.counts}", "se")
    head = [say(f"cli.column-{name}", lang) for name in ("node", "label")] + _head(names, lang)
    head += [say("reliability.head-interval", lang), *_head(("infit", "outfit", "fit"), lang)]
    lines = [_item_line(item, study, lang) for item in one.items]
    for line in text_table(head, lines, [False, False, *[True] * 6, False]):
        out(line)
    if one.closest:
        first, second, r = one.closest
        out(say("rasch.closest", lang, first=first, second=second, r=number(r, 3, lang)))


def _item_line(item: "RaschItem", study: "Study", lang: Language) -> list[str]:
    from berdaya.words.format import NOTHING, interval, number, percent

    return [
        item.key,
        short(study.instrument.label(item.key, lang)),
        percent(item.share, 1, lang),
        number(item.severity, 3, lang),
        number(item.se, 3, lang),
        interval(item.low, item.high, 3, lang),
        number(item.infit, 3, lang),
        number(item.outfit, 3, lang),
        say(f"rasch.{item.fit}", lang) if item.fit else NOTHING,
    ]


def _print_levels(one: "RaschSet", study: "Study", lang: Language) -> None:
    from berdaya.words.format import number

    out()
    out(_title("levels-table", one, study, lang))
    lines = [[str(score.yes), number(score.level, 3, lang), number(score.error, 3, lang)] for score in one.scores]
    for line in text_table(_head(("yes", "level", "error"), lang), lines, [True] * 3):
        out(line)


def _print_notes(found: "Rasch", study: "Study", lang: Language) -> None:
    from berdaya.estimates.reliability.rasch_model import LEAST_FIT, MOST_FIT
    from berdaya.words.format import percent, plain

    for text in _why(found, lang):
        log(text)
    measured = [one for one in found.sets if one.items]
    if measured:
        for counts in dict.fromkeys(one.counts for one in measured):
            log(say(f"rasch.counts-{counts}", lang))
        if found.weighted:
            log(say("rasch.weighted", lang))
        log(say("rasch.sets-note", lang))
        level, least, most = percent(found.confidence, 0, lang), plain(LEAST_FIT, lang), plain(MOST_FIT, lang)
        log(say("rasch.items-note", lang, level=level, least=least, most=most))
        log(say("rasch.levels-note" if found.query.node else "cli.reliability-rasch-more", lang))
    if any(one.exact for one in measured):
        log(say("rasch.exact-note", lang))
    if any(one.suppressed for one in measured):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))


def _why(found: "Rasch", lang: Language) -> list[str]:
    """Return why figures of sets are not there, and which questions were left out."""
    told: dict[str, list[str]] = {}
    for one in found.sets:
        name = f"{one.node} ({', '.join([one.role, *one.by])})"
        for note in one.notes:
            told.setdefault(say(f"rasch.note-{note}", lang, names=", ".join(one.apart)), []).append(name)
        for key, reason in one.left_out.items():
            why = f"{say('reliability.is-left-out', lang)}: {say(f'reliability.{reason}', lang)}"
            told.setdefault(why, []).append(key)
    return [f"{', '.join(dict.fromkeys(names))}: {note}" for note, names in told.items()]
