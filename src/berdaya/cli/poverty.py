"""`berdaya poverty`."""

from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.answers import names_of
from berdaya.cli.packs import show_or_take
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, text_table
from berdaya.cli.together import refuse_useless
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.poverty.model import Figures, Poverty
    from berdaya.study.model import Study


Name = tuple[str, str]


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.poverty", spoken))
    def poverty(
        context: typer.Context,
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        by: str = typer.Option("", help=say("cli.by-parts", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        since: str = typer.Option("", help=say("cli.since", spoken)),
        pack: str = typer.Option("", help=say("cli.poverty-pack", spoken)),
        write: bool = typer.Option(False, "--write", help=say("cli.poverty-write", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.analyses.poverty import poverty_document, poverty_of
        from berdaya.study.declared.poverty_packs import pack_text
        from berdaya.study.run import counts_document

        refuse_useless(context, beside={"pack": ("by", "wave", "since")}, only_with={"pack": ("write",)})
        if pack:
            show_or_take(study, pack, pack_text(pack), write=write, as_json=as_json, lang=spoken)
            return
        found = poverty_of(study_at(study), names_of(by), wave, since)
        if as_json:
            out_json(poverty_document(found, spoken))
            return
        counted = found.counted
        show_problems(counted.problems, spoken)
        show_counts(counts_document(counted.tally.counts), spoken, counted.study.results, log)
        if counted.study.synthetic:
            log(say("cli.demo-synthetic", spoken))
        if counted.study.design.selection in ("purposive", "unknown"):
            log(say("cli.as-if-random", spoken))
        for place, one in enumerate(found.found):
            if place:
                out()
            _print(one, counted.study, spoken)
            if since and not one.changes:
                log(say("poverty.no-change", spoken, since=since, wave=one.wave))


def _print(one: "Poverty", study: "Study", lang: Language) -> None:
    from berdaya.report.poverty_words import assumption_lines, item_figures, main_figures, text_of

    def told(name: str, **values: object) -> str:
        return say(f"poverty.{name}", lang, **values)

    measure = one.measure
    title = text_of(measure.title, lang, measure.key)
    out(told("headline", title=title, wave=one.wave) if one.wave else title)
    for line in assumption_lines(one, lang):
        out(line)
    out()
    _list(one.figures, main_figures(one), one, lang)
    if not one.figures.by:
        for names, items in item_figures(measure):
            out()
            _grid(one, names, items, lang)
        _over(one, lang)
    _parts(one, lang)
    if one.targeting is not None:
        out()
        out(told("targeting-title"))
        _list(one.targeting, one.targeting.names, one, lang)
    for kind, figures in one.changes.items():
        out()
        out(told(f"change-{kind}", since=one.since, wave=one.wave))
        _list(figures, _changed_names(one, figures), one, lang, kind)
    out()
    _meanings(one, lang)
    if _any_cut(one):
        log(told("cut"))
    all_of = (one.figures, one.parts, one.targeting, *one.changes.values(), *(figures for _, figures in one.over))
    if any(figures is not None and figures.suppressed.any() for figures in all_of):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))


def _changed_names(one: "Poverty", changed: "Figures") -> list[Name]:
    """Whose change is printed."""
    from berdaya.report.poverty_words import main_figures

    return [name for name in changed.names if not name[1] or name in main_figures(one)]


def _any_cut(one: "Poverty") -> bool:
    """Whether an interval that is printed was cut at what is possible."""
    from berdaya.report.poverty_words import main_figures

    parts = bool(one.figures.by)
    tables: list[tuple[Figures, Iterable[Name]]] = [(one.figures, main_figures(one) if parts else one.figures.names)]
    tables += [] if parts else [(figures, figures.names) for _, figures in one.over]
    tables += [(figures, figures.names) for figures in (one.parts, one.targeting) if figures is not None]
    tables += [(figures, _changed_names(one, figures)) for figures in one.changes.values()]
    return any(figures.any_cut(names) for figures, names in tables)


def _meanings(one: "Poverty", lang: Language) -> None:
    """Say what the figures mean, in plain sentences."""
    from berdaya.words.format import percent

    log(say(f"poverty.meaning-{one.measure.kind}", lang))
    if one.measure.depth:
        log(say("poverty.meaning-depth", lang))
    if one.targeting is not None:
        log(say("poverty.meaning-targeting", lang, lost=percent(one.targeting.lost_of_all, 1, lang)))
    if one.changes:
        log(say("poverty.meaning-change" if one.measure.kind == "dimensions" else "poverty.meaning-moved", lang))


def _list(figures: "Figures", names: Iterable[Name], one: "Poverty", lang: Language, change: str = "") -> None:
    """A row a part and figure: value, error and interval."""
    from berdaya.report.poverty_words import figure_words, interval_words, value_words
    from berdaya.words.format import integer

    rows = []
    for d, labels in enumerate(figures.domains):
        for name, item in names:
            k = figures.at(name, item)
            value, se, low, high = (
                float(part[d, k]) for part in (figures.value, figures.se, figures.low, figures.high)
            )
            if isfinite(value):
                rows.append(
                    [
                        *([" / ".join(labels)] if figures.by else []),
                        figure_words(one.measure, name, item, lang),
                        integer(float(figures.n[d]), lang),
                        f"{value_words(name, value, lang, change)}{'*' if figures.suppressed[d, k] else ''}",
                        value_words(name, se, lang, change).removeprefix("+"),
                        interval_words(name, low, high, lang, change),
                    ]
                )
    heads = [*(["part"] if figures.by else []), "figure", "n", "value", "se", "interval"]
    _show([say(f"poverty.head-{name}", lang) for name in heads], rows, len(heads) - 4)


def _cell(figures: "Figures", name: str, item: str, lang: Language) -> str:
    from berdaya.report.poverty_words import interval_words, value_words

    k = figures.at(name, item)
    value, low, high = (float(part[0, k]) for part in (figures.value, figures.low, figures.high))
    mark = "*" if figures.suppressed[0, k] and isfinite(value) else ""
    return f"{value_words(name, value, lang)}{mark} ({interval_words(name, low, high, lang)})"


def _grid(one: "Poverty", names: Sequence[str], items: Sequence[str], lang: Language) -> None:
    """A row an indicator (criterion, dimension), a column a figure of it."""
    from berdaya.report.poverty_words import dimension_words, item_words

    words = dimension_words if names == ("dimension",) else item_words
    rows = [
        [words(one.measure, item, lang), *(_cell(one.figures, name, item, lang) for name in names)] for item in items
    ]
    heads = {"dimension": ("dimension", ["contribution"])}.get(names[0]) or (
        "criterion" if names[0] == "met" else "indicator",
        {"met": ["met", "unknown"], "uncensored": ["deprived", "poor-deprived", "contribution"]}[names[0]],
    )
    _show([say(f"poverty.head-{name}", lang) for name in (heads[0], *heads[1])], rows, 1)


def _over(one: "Poverty", lang: Language) -> None:
    """A row a cut-off, or a number of criteria."""
    from berdaya.words.format import percent, plain

    if not one.over:
        return
    criteria = one.measure.kind == "criteria"
    out()
    out(say("poverty.over-criteria" if criteria else "poverty.over-title", lang))
    names = [name for name, _ in one.over[0][1].names]
    rows = [
        [plain(k, lang) if criteria else percent(k, 1, lang), *(_cell(figures, name, "", lang) for name in names)]
        for k, figures in one.over
    ]
    heads = [say(f"poverty.figure-{name}", lang) if criteria else name for name in names]
    _show([say(f"poverty.head-{'criteria' if criteria else 'cutoff'}", lang), *heads], rows, 1)


def _parts(one: "Poverty", lang: Language) -> None:
    if one.parts is None:
        return
    out()
    out(say("poverty.parts-title", lang))
    names = list(dict.fromkeys(name for name, _ in one.parts.names))
    items = list(dict.fromkeys(item for _, item in one.parts.names))
    rows = [[item, *(_cell(one.parts, name, item, lang) for name in names)] for item in items]
    heads = [say(f"poverty.{name}", lang) for name in names]
    _show([say("poverty.head-part", lang), *heads], rows, 1)


def _show(head: list[str], rows: list[list[str]], words: int) -> None:
    """Print a table whose first columns are words."""
    for line in text_table(head, rows, [False] * words + [True] * (len(head) - words)):
        out(line)
