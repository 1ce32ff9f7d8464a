"""`berdaya weights`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from berdaya.cli.answers import short
from berdaya.cli.places import study_at
from berdaya.cli.show import listed, log, out, out_json, show_counts, show_problems, text_table
from berdaya.cli.together import refuse_useless
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.weights.scheme_scores import WeighedScheme
    from berdaya.study.analyses.weights import Weighed
    from berdaya.study.model import Study


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("experts.command", spoken))
    def weights(
        context: typer.Context,
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        scheme: str = typer.Option("", help=say("experts.option-scheme", spoken)),
        node: str = typer.Option("", help=say("experts.option-node", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        questions: bool = typer.Option(False, "--questions", help=say("experts.option-questions", spoken)),
        blank: str = typer.Option("", help=say("experts.option-blank", spoken)),
        experts: str = typer.Option("", help=say("experts.option-experts", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.run import check_node

        refuse_useless(
            context,
            beside={"blank": ("scheme", "wave", "questions"), "blank=given": ("experts",)},
            only_with={"blank": ("experts",)},
        )
        found = study_at(study)
        if node:
            check_node(found.instrument, node)
        if blank:
            _blank(found, blank, listed(experts), node, as_json, spoken)
        else:
            _weights(found, listed(scheme), node, wave, questions, as_json, spoken)


def _blank(study: "Study", method: str, experts: tuple[str, ...], node: str, as_json: bool, lang: Language) -> None:
    from berdaya.study.analyses.weights_blank import write_blank

    path = write_blank(study, method, experts, lang, node)
    if as_json:
        out_json({"written": str(path)})
        return
    out(say("cli.wrote", lang, file=path))
    log(say("experts.blank-next", lang, name=path.stem))


def _weights(
    study: "Study", names: tuple[str, ...], node: str, wave: str, questions: bool, as_json: bool, lang: Language
) -> None:
    from berdaya.study.analyses.schemes_document import schemes_document
    from berdaya.study.analyses.weights import schemes_of
    from berdaya.study.run import counts_document

    weighed = schemes_of(study, wave, names)
    if as_json:
        out_json(schemes_document(weighed, lang, node))
        return
    show_problems(weighed.problems, lang)
    show_counts(counts_document(weighed.counted.tally.counts), lang, study.results, log)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    if study.design.selection in ("purposive", "unknown"):
        log(say("cli.as-if-random", lang))
    _print_schemes(weighed, lang)
    _print_weights(weighed, node, lang)
    if questions:
        _print_questions(weighed, lang)
    _print_consistency(weighed, node, lang)
    _print_scores(weighed, node, lang)
    _print_notes(weighed, node, lang)


def _marked(one: "WeighedScheme", weighed: "Weighed") -> str:
    return f"{'→ ' if one is weighed.in_use else '  '}{one.scheme.name}"


def _told(key: str, lang: Language, /, **values: object) -> str:
    return say(f"experts.{key}", lang, **values)


def _print_schemes(weighed: "Weighed", lang: Language) -> None:
    from berdaya.report.weights_words import method_words

    lines = [
        [
            _marked(one, weighed),
            method_words(one.scheme, lang),
            one.scheme.source or "–",
        ]
        for one in weighed.schemes
    ]
    head = [_told(f"head-{name}", lang) for name in ("scheme", "method", "file")]
    for line in text_table(head, lines, [False] * 3):
        out(line)
    log(_told("in-use", lang, name=weighed.in_use.scheme.name))


def _print_weights(weighed: "Weighed", node: str, lang: Language) -> None:
    from berdaya.estimates.weights.scheme_scores import weighed_nodes
    from berdaya.instrument.weights import shares
    from berdaya.words.format import number

    instrument = weighed.in_use.instrument
    of = [shares(one.instrument) for one in weighed.schemes]
    lines = []
    for parent in weighed_nodes(weighed.schemes, node):
        lines.append([parent, short(instrument.label(parent, lang)), *("" for _ in of)])
        for child in instrument.node(parent).children:
            mark = [number(weights[child.key], 3, lang) for weights in of]
            lines.append([f"  {child.key}", short(instrument.label(child.key, lang)), *mark])
    if not lines:
        return
    out()
    out(_told("weights-of", lang))
    head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label")), *(o.scheme.name for o in weighed.schemes)]
    for line in text_table(head, lines, [False, False, *(True for _ in of)]):
        out(line)


def _print_questions(weighed: "Weighed", lang: Language) -> None:
    from berdaya.instrument.weights import effective_weights
    from berdaya.words.format import number

    instrument = weighed.in_use.instrument
    of = [effective_weights(one.instrument) for one in weighed.schemes]
    out()
    out(_told("effective-of", lang))
    lines = [
        [leaf.key, short(instrument.label(leaf.key, lang)), *(number(weights[leaf.key], 4, lang) for weights in of)]
        for leaf in instrument.leaves
    ]
    head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label")), *(o.scheme.name for o in weighed.schemes)]
    for line in text_table(head, lines, [False, False, *(True for _ in of)]):
        out(line)
    log(_told("effective-how", lang))


def _print_consistency(weighed: "Weighed", node: str, lang: Language) -> None:
    from berdaya.report.weights_words import limit_words, ratio_words, verdict_words, worst_words

    found = [
        (one.scheme.name, of)
        for one in weighed.schemes
        if one.experts and one.scheme.method in ("ahp", "bwm")
        for of in one.experts.consistency
        if node in ("", of.node)
    ]
    if not found:
        return
    out()
    out(_told("consistency-of", lang))
    lines = [
        [
            name,
            of.node,
            of.expert or say("weights.group", lang),
            ratio_words(of, lang),
            limit_words(of, lang),
            verdict_words(of, lang),
        ]
        for name, of in found
    ]
    head = [_told(f"head-{name}", lang) for name in ("scheme", "node", "expert", "ratio", "limit", "verdict")]
    for line in text_table(head, lines, [False, False, False, True, True, False]):
        out(line)
    for _, of in found:
        if of.worst is not None and not of.accepted:
            place = f" ({of.worst.where})" if of.worst.where.file else ""
            out(f"{worst_words(of, weighed.in_use.instrument, lang)}{place}")
    if any(of.missing for _, of in found):
        log(say("weights.missing-note", lang))
    log(
        say(
            "weights.consistency-how",
            lang,
            table=say(f"weights.table-{weighed.counted.study.weights.random_index}", lang),
        )
    )


def _print_scores(weighed: "Weighed", node: str, lang: Language) -> None:
    from berdaya.estimates.weights.scheme_scores import differs_below

    instrument, first = weighed.in_use.instrument, weighed.in_use
    main = [child.key for child in instrument.root.children if child.children]
    for key in [node] if node else [instrument.root.key, *main]:
        others = [
            one for one in weighed.schemes[1:] if key == (node or instrument.root.key) or differs_below(one, first, key)
        ]
        if others or key not in main:
            out()
            out(_told("scores-of", lang, label=instrument.label(key, lang)))
            _print_scores_of(weighed, [first, *others], key, lang)
    log(_told("scores-same", lang))
    if any(one.scores.whole.suppressed.any() for one in weighed.schemes):
        log(say("cli.marked-small", lang, threshold=weighed.counted.study.settings.threshold))
    log(_told("scores-how", lang, name=weighed.in_use.scheme.name))


def _print_scores_of(weighed: "Weighed", schemes: "Sequence[WeighedScheme]", key: str, lang: Language) -> None:
    from berdaya.study.analyses.schemes_document import score_rows

    rows = [(one, row) for one in schemes for row in score_rows(one, weighed, key)]
    by = list(rows[0][1]["by"])
    lines = [_score_line(one, row, weighed, lang) for one, row in rows]
    names = ("score", "interval", "category", "confidence")
    head = [_told("head-scheme", lang), *by, *(say(f"cli.column-{name}", lang) for name in names)]
    head += [_told(f"head-{name}", lang) for name in ("difference", "changed", "rank")]
    for line in text_table(head, lines, [False] * (1 + len(by)) + [True, True, False, True, True, True, True]):
        out(line)


def _score_line(one: "WeighedScheme", row: dict[str, Any], weighed: "Weighed", lang: Language) -> list[str]:
    from berdaya.estimates.publish import SMALL
    from berdaya.words.format import interval, number, surely

    band = next((b for b in one.instrument.bands.labels if b.key == row["band"]), None)
    own = one is weighed.in_use
    difference = number(row["difference"], 2, lang)
    plus = (
        "+" if row["difference"] and row["difference"] > 0 and any(sign in difference for sign in "123456789") else ""
    )
    return [
        _marked(one, weighed),
        *row["by"].values(),
        f"{number(row['value'], 2, lang)}{SMALL if row['suppressed'] else ''}",
        interval(row["low"], row["high"], 2, lang),
        "–" if band is None else band.label.get(lang) or next(iter(band.label.values()), band.key),
        surely(row["sure"], lang),
        "–" if own else f"{plus}{difference}",
        "–" if own else f"{row['changed']} / {row['groups']}",
        "–" if own else number(row["rank_correlation"], 2, lang),
    ]


def _print_notes(weighed: "Weighed", node: str, lang: Language) -> None:
    from berdaya.report.weights_words import note_lines

    if any(one.data for one in weighed.schemes):
        log(say("weights.data-caution", lang))
    for line in note_lines(weighed.schemes, lang, node):
        log(line)
