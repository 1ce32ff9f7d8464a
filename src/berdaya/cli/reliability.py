"""`berdaya reliability`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.answers import short
from berdaya.cli.numbers import number
from berdaya.cli.places import study_at
from berdaya.cli.rasch import print_rasch, rasch_query
from berdaya.cli.raters import print_raters
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, some, text_table
from berdaya.cli.together import refuse_useless
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.reliability.model import ItemReliability, Reliability
    from berdaya.instrument.model import Instrument
    from berdaya.study.model import Study


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.reliability", spoken))
    def reliability(
        context: typer.Context,
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        node: str = typer.Option("", help=say("cli.reliability-node", spoken)),
        role: str = typer.Option("", help=say("cli.reliability-role", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        listwise: bool = typer.Option(False, "--listwise", help=say("cli.reliability-listwise", spoken)),
        unweighted: bool = typer.Option(False, "--unweighted", help=say("cli.reliability-unweighted", spoken)),
        level: float = typer.Option(0.05, parser=number, help=say("cli.reliability-level", spoken)),
        df: float | None = typer.Option(None, parser=number, help=say("cli.reliability-df", spoken)),
        polychoric: bool = typer.Option(False, "--polychoric", help=say("cli.reliability-polychoric", spoken)),
        rasch: bool = typer.Option(False, "--rasch", help=say("cli.reliability-rasch", spoken)),
        by: str = typer.Option("", help=say("cli.reliability-by", spoken)),
        raters: bool = typer.Option(False, "--raters", help=say("cli.reliability-raters", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.estimates.reliability.model import ReliabilityQuery
        from berdaya.study.analyses.reliabilities import reliability_document, reliability_of
        from berdaya.study.run import counts_document

        unused = ("listwise", "level", "df", "polychoric")
        refuse_useless(
            context,
            beside={"raters": ("rasch", "unweighted", *unused), "rasch": unused},
            only_with={"rasch": ("by",)},
        )
        if raters:
            print_raters(study, role, node, wave, as_json, spoken)
            return
        if rasch:
            print_rasch(study, rasch_query(node, role, by, unweighted), wave, as_json, spoken)
            return
        if not as_json:  # which has the questions of every node
            refuse_useless(context, only_with={"node": ("level", "df")})
        found = study_at(study)
        measured = reliability_of(
            found, ReliabilityQuery(node, role, listwise, unweighted, level, df, polychoric), wave
        )
        if as_json:
            out_json(reliability_document(measured, spoken))
            return
        show_problems(measured.counted.problems, spoken)
        show_counts(counts_document(measured.counted.tally.counts), spoken, found.results, log)
        _warn(found, spoken)
        _print(measured.reliability, found, spoken)


def _print(found: "Reliability", study: "Study", lang: Language) -> None:
    if all(one.alpha is None for one in found.sets):
        out(say("cli.reliability-none", lang))
        for line in _set_notes(found, lang):
            out(f"- {line}")
        return
    _print_sets(found, study, lang)
    _print_dimensions(found, study, lang)
    if found.query.node:
        _print_items(found, study, lang)
        _print_matrix(found, study, lang)
    else:
        log(say("cli.reliability-items", lang))


def _warn(study: "Study", lang: Language) -> None:
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    if study.design.selection in ("purposive", "unknown"):
        log(say("cli.as-if-random", lang))


def _head(names: tuple[str, ...], lang: Language) -> list[str]:
    return [say(f"reliability.head-{name}", lang) for name in names]


def _print_sets(found: "Reliability", study: "Study", lang: Language) -> None:
    from berdaya.words.format import NOTHING, interval, number, percent

    head = [say(f"cli.column-{name}", lang) for name in ("node", "role", "label")]
    head += _head(("items", "n", "alpha", "interval", "feldt", "standardised", "lambda6"), lang)
    lines = [
        [
            one.node,
            one.role,
            short(study.instrument.label(one.node, lang)),
            str(len(one.items)),
            f"{one.n}{'*' if one.suppressed else ''}",
            number(one.alpha, 3, lang),
            NOTHING if one.exact else interval(one.low, one.high, 3, lang),
            interval(one.feldt_low, one.feldt_high, 3, lang),
            number(one.standardised, 3, lang),
            number(one.lambda6, 3, lang),
        ]
        for one in found.sets
        if one.alpha is not None or found.query.node
    ]
    for line in text_table(head, lines, [False] * 3 + [True] * 7):
        out(line)
    for text in _set_notes(found, lang):
        log(text)
    if any(one.exact for one in found.sets):
        log(say("reliability.exact-note", lang))
    log(_how(found, lang))
    log(say("reliability.sets-note", lang, level=percent(found.confidence, 0, lang)))
    log(say("reliability.opening", lang).replace("**", ""))
    ours = dict(zip(("alpha", "standardised", "items"), _head(("alpha", "standardised", "items"), lang), strict=True))
    log(say("cli.reliability-spss-sets", lang, **ours, alike=_like_spss(found, lang)))
    if any(one.suppressed for one in found.sets):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))


def _print_dimensions(found: "Reliability", study: "Study", lang: Language) -> None:
    from berdaya.words.format import NOTHING, interval, number, p_value

    rows = [(one, one.dimensions) for one in found.sets if one.dimensions]
    if not rows:
        return
    ordinal = ("ordinal",) if found.query.polychoric else ()
    names = ("omega", "interval", *ordinal, "kmo", "chi-square", "df", "p", "components", "eigenvalue")
    head = [*(say(f"cli.column-{name}", lang) for name in ("node", "role", "label")), *_head(names, lang)]
    lines = [
        [
            one.node,
            one.role,
            short(study.instrument.label(one.node, lang)),
            number(part.omega, 3, lang),
            interval(part.omega_low, part.omega_high, 3, lang),
            *(number(one.ordinal.alpha if one.ordinal else None, 3, lang) for _ in ordinal),
            number(part.kmo, 3, lang),
            number(part.chi_square, 1, lang),
            NOTHING if part.chi_square is None else str(part.chi_square_df),
            p_value(part.p, lang),
            NOTHING if part.components is None else str(part.components),
            number(part.eigenvalues[0] if part.eigenvalues else None, 3, lang),
        ]
        for one, part in rows
    ]
    out()
    out(f"{say('reliability.dimensions', lang)}:")
    for line in text_table(head, lines, [False] * 3 + [True] * len(names)):
        out(line)
    log(say("reliability.dimensions-note", lang, replicates=found.replicates, seed=found.seed))
    if ordinal:
        log(say("reliability.ordinal-note", lang))


def _how(found: "Reliability", lang: Language) -> str:
    """Return what all figures rest on: scale, missing answers, weights."""
    rows = say(f"reliability.rows-{'listwise' if found.query.listwise else 'pairwise'}", lang)
    return say(
        "reliability.how", lang, rows=rows, weights=say(f"reliability.{'' if found.weighted else 'un'}weighted", lang)
    )


def _like_spss(found: "Reliability", lang: Language) -> str:
    """Return the options with which SPSS, without weights, has the same figures; nothing where it has them anyway."""
    gaps = any(one.complete < one.n for one in found.sets) and not found.query.listwise
    options = [*(["--listwise"] if gaps else []), *(["--unweighted"] if found.weighted else [])]
    return say("cli.reliability-spss-alike", lang, options=" ".join(options)) if options else ""


def _set_notes(found: "Reliability", lang: Language) -> list[str]:
    """Return why figures of sets are not there, and which questions were left out, by role."""
    told: dict[str, dict[str, list[str]]] = {}
    for one in found.sets:
        for note in one.notes:
            told.setdefault(say(f"reliability.note-{note}", lang), {}).setdefault(one.role, []).append(one.node)
        for key, reason in one.left_out.items():
            why = f"{say('reliability.is-left-out', lang)}, {say(f'reliability.{reason}', lang)}"
            told.setdefault(why, {}).setdefault(one.role, []).append(key)
    return [
        f"{note}: {'; '.join(f'{role} {some(dict.fromkeys(of), lang)}' for role, of in by.items())}"
        for note, by in told.items()
    ]


def _print_items(found: "Reliability", study: "Study", lang: Language) -> None:
    from berdaya.estimates.reliability.model import SPSS
    from berdaya.words.format import plain

    names = ("n", "mean", "sd", "total", "critical", "rest", "verdict", "loading")
    dropped = ("mean-dropped", "variance-dropped", "rest", "alpha-dropped")  # in the order of SPSS
    for one in (one for one in found.sets if one.alpha is not None):
        out()
        label = study.instrument.label(one.node, lang)
        out(f"{say('reliability.validity', lang, label=label, role=one.role)}:")
        head = [say(f"cli.column-{name}", lang) for name in ("node", "label")]
        lines = [_item_line(item, study.instrument, lang) for item in one.items]
        for line in text_table([*head, *_head(names, lang)], lines, [False, False, *[True] * 6, False, True]):
            out(line)
        out()
        out(f"{say('reliability.deleted', lang, label=label, role=one.role)}:")
        lines = [_dropped_line(item, study.instrument, lang) for item in one.items]
        for line in text_table([*head, *_head(dropped, lang)], lines, [False, False, *[True] * 4]):
            out(line)
    df = say("reliability.df-rows", lang) if found.query.df is None else f"{found.query.df:g}"
    log(say("reliability.validity-note", lang, level=f"{plain(found.query.level * 100, lang)}%", df=df))
    ours = dict(zip(("mean", "variance", "rest", "alpha"), _head(dropped, lang), strict=True))
    ours |= dict(zip(("total", "loading"), _head(("total", "loading"), lang), strict=True))
    log(say("cli.reliability-spss", lang, **ours, **{f"{name}_spss": spss for name, spss in SPSS.items()}))


def _print_matrix(found: "Reliability", study: "Study", lang: Language) -> None:
    from berdaya.words.format import number

    for one in found.sets:
        if one.ordinal:
            out()
            label = study.instrument.label(one.node, lang)
            out(f"{say('reliability.polychoric', lang, label=label, role=one.role)}:")
            keys = [item.key for item in one.items]
            lines = [
                [key, *(number(r, 3, lang) for r in row)] for key, row in zip(keys, one.ordinal.matrix, strict=True)
            ]
            for line in text_table([say("cli.column-node", lang), *keys], lines, [False, *[True] * len(keys)]):
                out(line)


def _item_line(item: "ItemReliability", instrument: "Instrument", lang: Language) -> list[str]:
    from berdaya.words.format import NOTHING, number

    figures = (item.mean, item.sd, item.total, item.critical, item.rest)
    return [
        item.key,
        short(instrument.label(item.key, lang)),
        str(item.n),
        *(number(value, 3, lang) for value in figures),
        say(f"reliability.{item.verdict}", lang) if item.verdict else NOTHING,
        number(item.loading, 3, lang),
    ]


def _dropped_line(item: "ItemReliability", instrument: "Instrument", lang: Language) -> list[str]:
    from berdaya.words.format import number

    figures = (item.mean_dropped, item.variance_dropped, item.rest, item.alpha_dropped)
    return [item.key, short(instrument.label(item.key, lang)), *(number(value, 3, lang) for value in figures)]
