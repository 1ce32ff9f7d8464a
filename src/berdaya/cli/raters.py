"""`berdaya reliability --raters`."""

from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.cli.answers import lettered, short
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.reliability.rater_agreement import RaterAgreement
    from berdaya.stats.icc import Icc
    from berdaya.study.analyses.rater_agreements import Agreed


def print_raters(study: Path, role: str, node: str, wave: str, as_json: bool, lang: Language) -> None:
    """Print how far raters of the same groups agree; the intraclass correlations one by one where one node is asked for."""
    from berdaya.study.analyses.rater_agreements import agreement_document, agreement_of
    from berdaya.study.run import counts_document

    found = study_at(study)
    agreed = agreement_of(found, role, node, wave)
    if as_json:
        out_json(agreement_document(agreed, lang))
        return
    show_problems(agreed.counted.problems, lang)
    show_counts(counts_document(agreed.counted.tally.counts), lang, found.results, log)
    if found.synthetic:
        log(say("cli.demo-synthetic", lang))
    _print(agreed, lang)
    if node:
        for one in agreed.agreement:
            _print_icc(one, agreed, lang)


def _head(names: tuple[str, ...], lang: Language) -> list[str]:
    return [say(f"reliability.head-{name}", lang) for name in names]


def _label(agreed: "Agreed", one: "RaterAgreement", lang: Language) -> str:
    return agreed.counted.study.instrument.label(one.node, lang)


def _print(agreed: "Agreed", lang: Language) -> None:
    from berdaya.words.format import NOTHING, number

    head = [say(f"cli.column-{name}", lang) for name in ("node", "role", "label")]
    names = ("units", "raters", "nominal", "ordinal-ratings", "interval-ratings", "linear", "quadratic")
    kinds = ("ICC1", "ICC2", "ICC3")
    notes = lettered(one.note for one in agreed.agreement)
    lines = []
    for one in agreed.agreement:
        figures = (one.nominal, one.ordinal, one.interval, one.linear, one.quadratic)
        icc = [found.value if (found := one.of(kind)) else None for kind in kinds]
        head_cells = [one.node, one.role, short(_label(agreed, one, lang)), str(one.units), str(one.raters)]
        shown = [number(value, 3, lang) for value in (*figures, *icc)]
        lines.append([*head_cells, *shown, notes.get(one.note, "")])
    heads = [*head, *_head(names, lang), *kinds, say("cli.column-note", lang)]
    some = [i for i in range(len(heads)) if any(line[i] not in ("", NOTHING) for line in lines)]
    for line in text_table(
        [heads[i] for i in some], [[line[i] for i in some] for line in lines], [2 < i < len(heads) - 1 for i in some]
    ):
        out(line)
    for note, mark in notes.items():
        log(f"({mark}) {say(f'reliability.note-{note}', lang)}")
    log(say("reliability.raters-note", lang))


def _print_icc(one: "RaterAgreement", agreed: "Agreed", lang: Language) -> None:
    if not one.icc:
        return
    out()
    out(f"{say('reliability.icc-table', lang, label=_label(agreed, one, lang), role=one.role)}:")
    head = ["ICC", *_head(("icc", "interval", "f", "df", "p"), lang)]
    for line in text_table(head, [_icc_line(found, lang) for found in one.icc], [False, *[True] * 5]):
        out(line)


def _icc_line(found: "Icc", lang: Language) -> list[str]:
    from berdaya.words.format import interval, number, p_value

    ends = interval(found.low, found.high, 3, lang)
    free = f"{found.df1}; {found.df2}"
    return [found.kind, number(found.value, 3, lang), ends, number(found.f, 2, lang), free, p_value(found.p, lang)]
