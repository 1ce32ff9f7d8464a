"""`berdaya sensitivity`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from berdaya.cli.answers import names_of, short
from berdaya.cli.numbers import whole
from berdaya.cli.places import study_at
from berdaya.cli.progress import progress_bar
from berdaya.cli.show import listed, log, out, out_json, show_counts, show_problems, text_table
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.sensitivity.model import SensitivitySpec
    from berdaya.instrument.model import Instrument
    from berdaya.study.analyses.sensitivity import SensitivityResult
    from berdaya.study.model import Study

Rows = list[dict[str, Any]]


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.sensitivity", spoken))
    def sensitivity(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        base: int | None = typer.Option(
            None, parser=whole, help=say("cli.sensitivity-base", spoken), show_default=False
        ),
        seed: int | None = typer.Option(
            None, parser=whole, help=say("cli.sensitivity-seed", spoken), show_default=False
        ),
        sources: str = typer.Option("", help=say("cli.sensitivity-sources", spoken)),
        by: str = typer.Option("", help=say("cli.sensitivity-by", spoken)),
        node: str = typer.Option("", help=say("cli.node", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.analyses.sensitivity import sensitivity_document, sensitivity_of
        from berdaya.study.run import check_node, counts_document

        found = study_at(study)
        if node:
            check_node(found.instrument, node)
        spec = _spec(found, base, seed, sources)
        bar = progress_bar(say("cli.sensitivity-progress", spoken))
        result = sensitivity_of(found, spec, wave, names_of(by), progress=bar)
        document = sensitivity_document(result, spoken, node)
        if as_json:
            out_json(document)
            return
        show_problems(result.problems, spoken)
        show_counts(counts_document(result.counted.tally.counts), spoken, found.results, log)
        if found.synthetic:
            log(say("cli.demo-synthetic", spoken))
        if found.design.selection in ("purposive", "unknown"):
            log(say("cli.as-if-random", spoken))
        _print(result, document, node, spoken)


def _spec(study: "Study", base: int | None, seed: int | None, sources: str) -> "SensitivitySpec":
    """The study's specification with what the call says in its place; all that is wrong with the call at once."""
    from berdaya.estimates.sensitivity.model import UNCERTAIN
    from berdaya.located import nearest
    from berdaya.study.declared.sensitivity_settings import LEAST_BASE, MOST_BASE, is_base, sources_of

    spec, problems = study.sensitivity, []
    if base is not None and not is_base(base):
        values: dict[str, object] = {"base": base, "least": LEAST_BASE, "most": MOST_BASE}
        problems.append(Problem("usage.sensitivity-base", values=values))
    asked, unknown = sources_of(listed(sources))
    for name in unknown:
        values = {"name": name, "known": ", ".join(UNCERTAIN), **nearest(name, UNCERTAIN)}
        problems.append(Problem("usage.sensitivity-source", values=values))
    if problems:
        raise UsageError(problems)
    return replace(
        spec,
        base=spec.base if base is None else base,
        seed=spec.seed if seed is None else seed,
        sources=asked or spec.sources,
    )


def _print(result: "SensitivityResult", document: dict[str, Any], node: str, lang: Language) -> None:
    from berdaya.report.sensitivity_words import source_lines
    from berdaya.words.format import integer, percent

    run, study = result.run, result.counted.study
    instrument = study.instrument
    values = {"runs": integer(run.draws_made, lang), "base": integer(run.spec.base, lang), "seed": run.spec.seed}
    out(say("cli.sensitivity-runs", lang, **values, file=result.draws))
    lines = source_lines(run, instrument, lang, public=study.settings.profile == "public")
    for source, line in zip((*run.sources, ""), lines, strict=False):
        out(f"- {source} = {line}" if source else line)
    inner = {node} if node else {one.key for one in instrument.nodes if one.children}
    rows = [row for row in document["nodes"] if row["node"] in inner]
    scored = {row["node"]: row for row in document["as_scored"] or []}
    _print_nodes(rows, scored, instrument, lang)
    told = next((row for row in rows if row["node"] == (node or instrument.root.key)), None)
    if told is not None:
        _print_shares(
            told, scored.get(told["node"]), document["ranks"]["move"], instrument.label(told["node"], lang), lang
        )
    _print_all_shares("title-shares-all", [row for row in rows if row is not told], instrument, lang)
    _print_all_shares("title-shares-scored", [scored[row["node"]] for row in rows if scored], instrument, lang)
    if not node:
        _print_ranks(document["ranks"]["groups"], instrument, lang)
    of_waves = [row for row in document["compared"] if not row["first"]["by"] and row["node"] in inner]
    of_parts = [
        row for row in document["compared"] if row["first"]["by"] and row["node"] == (node or instrument.root.key)
    ]
    _print_waves(of_waves, instrument, lang)
    _print_parts(of_parts, instrument, lang)
    log(_say("how-read", lang))
    if result.compared:
        log(_say("compared-how" if document["compared"] else "compared-none", lang,
                 level=percent(1 - study.settings.confidence, 0, lang)))  # fmt: skip
    names = [row["node"] for row in rows if 0 < row["empty"] < 1]
    for name, told_so, more in (
        ("fixed", not document["ranks"]["sampling_within_groups"], {}),
        ("lonely", run.lonely, {}),
        ("empty", bool(names), {"names": ", ".join(names)}),
    ):
        if told_so:
            log(_say(name, lang, **more))
    if any(row["suppressed"] for row in (*document["ranks"]["groups"], *document["compared"])):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))


def _say(name: str, lang: Language, /, **values: object) -> str:
    return say(f"sensitivity.{name}", lang, **values)


def _table(title: str, head: list[str], lines: list[list[str]], words: int) -> None:
    """Print a table, the first columns of which are words."""
    if lines:
        out()
        out(title)
        for line in text_table(head, lines, [place >= words for place in range(len(head))]):
            out(line)


def _print_nodes(rows: Rows, scored: dict[str, dict[str, Any]], instrument: "Instrument", lang: Language) -> None:
    from berdaya.words.format import interval, number, percent

    labels = {band.key: band.label.get(lang) or band.key for band in instrument.bands.labels}

    def span(row: dict[str, Any] | None, name: str) -> str:
        return interval(row[name]["low"], row[name]["high"], 2, lang) if row else "–"

    head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label", "score", "category"))]
    head += [_say(name, lang) for name in ("head-range-90", "head-range")]
    head += [_say("head-range-scored", lang)] if scored else []
    head += list(labels.values())
    lines = [
        [
            row["node"],
            short(instrument.label(row["node"], lang), 36),
            number(row["value"], 2, lang),
            labels.get(row["band"], "–"),
            span(row, "range_90"),
            span(row, "range_95"),
            *([span(scored.get(row["node"]), "range_95")] if scored else []),
            *(percent(row["bands"][key], 0, lang) for key in labels),
        ]
        for row in rows
        if row["median"] is not None
    ]
    _table(_say("title-nodes", lang), head, lines, 2)


def _print_shares(
    row: dict[str, Any], scored: dict[str, Any] | None, moves: dict[str, Any], label: str, lang: Language
) -> None:
    from berdaya.report.sensitivity_words import share, share_span

    names = ("head-source", "head-alone", "head-of-interval", "head-with", "head-of-interval")
    more = ["head-with-scored"] if scored else []
    head = [_say(name, lang) for name in (*names, *more, "head-of-category", "head-of-ranks")]
    lines = [
        [
            _say(f"source-{source}", lang),
            share(one["first"], lang),
            share_span(one["first_low"], one["first_high"], lang),
            share(one["total"], lang),
            share_span(one["total_low"], one["total_high"], lang),
            *([share(scored["score"].get(source, {}).get("total"), lang)] if scored else []),
            share(row["category"][source]["total"], lang),
            share(moves[source]["total"], lang),
        ]
        for source, one in row["score"].items()
    ]
    _table(_say("title-shares", lang, label=label), head, lines, 1)


def _print_all_shares(title: str, rows: Rows, instrument: "Instrument", lang: Language) -> None:
    from berdaya.report.sensitivity_words import share

    if rows:
        head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label")), *rows[0]["score"]]
        lines = [
            [row["node"], short(instrument.label(row["node"], lang), 36)]
            + [share(one["total"], lang) for one in row["score"].values()]
            for row in rows
            if row["median"] is not None
        ]
        _table(_say(title, lang), head, lines, 2)


def _print_ranks(rows: Rows, instrument: "Instrument", lang: Language) -> None:
    from berdaya.words.format import interval, number, plain, surely

    head = [_say(f"head-{name}", lang) for name in ("group", "rank", "rank-range", "top", "bottom")]
    head.insert(1, say("cli.column-score", lang))
    lines = [
        [
            row["group"],
            f"{number(row['value'], 2, lang)}{'*' if row['suppressed'] else ''}",
            plain(row["rank"], lang),
            interval(row["low"], row["high"], 0, lang),
            surely(row["top"], lang),
            surely(row["bottom"], lang),
        ]
        for row in rows
        if row["rank"] is not None and row["mean"] is not None
    ]
    title = _say("title-ranks", lang, label=instrument.label(instrument.root.key, lang))
    _table(title, head, lines if len(lines) > 1 else [], 1)


def _print_waves(rows: Rows, instrument: "Instrument", lang: Language) -> None:
    if rows:
        pair = {side: rows[0][side]["wave"] for side in ("first", "second")}
        head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label")), *_verdict_heads(lang)]
        lines = [[row["node"], short(instrument.label(row["node"], lang)), *_verdict(row, lang)] for row in rows]
        _table(_say("title-compared-waves", lang, **pair), head, lines, 3)


def _print_parts(rows: Rows, instrument: "Instrument", lang: Language) -> None:
    nothing = say("report.not-stated", lang)
    for by in dict.fromkeys(tuple(row["first"]["by"]) for row in rows):
        own = [row for row in rows if tuple(row["first"]["by"]) == by]
        lines = [
            [*(", ".join(row[side]["by"].values()) or nothing for side in ("first", "second")), *_verdict(row, lang)]
            for row in own
        ]
        title = _say("title-compared-parts", lang, by=", ".join(by), label=instrument.label(own[0]["node"], lang))
        _table(title, [_say("head-first", lang), _say("head-second", lang), *_verdict_heads(lang)], lines, 3)


def _verdict_heads(lang: Language) -> list[str]:
    return [_say(name, lang) for name in ("head-verdict", "head-p")]


def _verdict(row: dict[str, Any], lang: Language) -> list[str]:
    from berdaya.words.format import p_value

    p = {"higher": row["p_higher"], "lower": row["p_lower"]}.get(row["verdict"])
    return [_say(f"verdict-{row['verdict']}", lang) + ("*" if row["suppressed"] else ""), p_value(p, lang)]
