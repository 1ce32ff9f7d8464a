"""`berdaya change`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from berdaya.cli.answers import names_of, short
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.model import Study


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.change", spoken))
    def change(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        by: str = typer.Option("", help=say("cli.by", spoken)),
        node: str = typer.Option("", help=say("cli.node", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        since: str = typer.Option("", help=say("cli.since", spoken)),
        split: bool = typer.Option(False, "--split", help=say("cli.change-split", spoken)),
        pairs: bool = typer.Option(False, "--pairs", help=say("cli.change-pairs", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.changes import change_document, change_of, pairs_of, splits_of
        from berdaya.study.run import check_node, counts_document

        found = study_at(study)
        if node:
            check_node(found.instrument, node)
        changed = change_of(found, names_of(by), wave, since, pairs=pairs)
        parts = splits_of(changed, node) if split else ()
        document = change_document(changed, spoken, node, parts, pairs_of(changed) if pairs else None)
        if as_json:
            out_json(document)
            return
        show_problems(changed.counted.problems, spoken)
        show_counts(counts_document(changed.counted.tally.counts), spoken, found.results, log)
        if found.synthetic:
            log(say("cli.demo-synthetic", spoken))
        if found.design.selection in ("purposive", "unknown"):
            log(say("cli.as-if-random", spoken))
        _print(document, found, spoken)
        _print_comparison(document.get("comparison", []), found, spoken)
        if split:
            _print_splits(document["splits"], found, spoken)
        if pairs:
            inner = {node or one.key for one in found.instrument.nodes if one.children}
            _print_pairs([row for row in document["pairs"] if row["node"] in inner], found, spoken)


def _print(document: dict[str, Any], study: "Study", lang: Language) -> None:
    from berdaya.words.format import NOTHING, interval, number, percent

    rows = [row for row in document["changes"] if row["value"] is not None]
    values = {"since": document["since"], "wave": document["wave"]}
    out(say("cli.changed-since", lang, **values) if rows else say("cli.changed-nothing", lang, **values))
    if not rows:
        return
    head = [
        *rows[0]["by"],
        *(say(f"cli.column-{name}", lang) for name in ("node", "label", "change", "se", "interval")),
    ]
    lines = []
    for row in rows:
        shown = number(row["value"], 2, lang)
        lines.append(
            [
                *row["by"].values(),
                row["node"],
                short(study.instrument.label(row["node"], lang)),
                f"{'+' if row['value'] > 0 and shown != NOTHING else ''}{shown}{'*' if row['suppressed'] else ''}",
                NOTHING if row["exact"] else number(row["se"], 3, lang),
                NOTHING if row["exact"] else interval(row["low"], row["high"], 2, lang),
                say(f"report.direction-{row['direction']}", lang),
            ]
        )
    right = [False] * (len(rows[0]["by"]) + 2) + [True] * 3 + [False]
    for line in text_table([*head, say("report.head-direction", lang)], lines, right):
        out(line)
    log(say("cli.changed-how", lang, margin=percent(study.settings.same_within, 0, lang)))
    if any(row["suppressed"] for row in rows):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))


def _print_comparison(rows: list[dict[str, Any]], study: "Study", lang: Language) -> None:
    from berdaya.words.format import NOTHING, interval, number

    if not rows:
        return
    out()
    out(f"{say('change.compared', lang)}:")
    lines = [
        [
            row["node"],
            short(study.instrument.label(row["node"], lang)),
            *(
                f"{_signed(number(value, 2, lang), value)}{'*' if row['suppressed'] else ''}"
                for value in (row["treated"]["change"], row["control"]["change"], row["value"])
            ),
            NOTHING if row["exact"] else number(row["se"], 3, lang),
            NOTHING if row["exact"] else interval(row["low"], row["high"], 2, lang),
        ]
        for row in rows
    ]
    labels = [rows[0][part]["label"] for part in ("treated", "control")]
    head = [*(say(f"cli.column-{name}", lang) for name in ("node", "label")), *labels]
    head += [say("change.head-difference", lang), *(say(f"cli.column-{name}", lang) for name in ("se", "interval"))]
    for line in text_table(head, lines, [False, False, *[True] * 5]):
        out(line)
    log(say("change.compared-note", lang))


def _print_splits(rows: list[dict[str, Any]], study: "Study", lang: Language) -> None:
    from berdaya.words.format import interval, number

    for node in dict.fromkeys(row["node"] for row in rows):
        out()
        out(say("cli.split-of", lang, label=study.instrument.label(node, lang)))
        lines = [
            [
                *row["by"].values(),
                row["item"] or "–",
                short(study.instrument.label(row["item"], lang)) if row["item"] else say("cli.split-coverage", lang),
                _signed(number(row["share"], 3, lang), row["share"]),
                interval(row["low"], row["high"], 3, lang),
            ]
            for row in rows
            if row["node"] == node and (row["item"] or row["share"])
        ]
        by = list(rows[0]["by"])
        head = [*by, *(say(f"cli.column-{name}", lang) for name in ("node", "label", "share-of-change", "interval"))]
        for line in text_table(head, lines, [False] * (len(by) + 2) + [True] * 2):
            out(line)
    log(say("cli.split-how", lang))


def _print_pairs(rows: list[dict[str, Any]], study: "Study", lang: Language) -> None:
    from berdaya.words.format import interval, number, p_value, percent

    out()
    out(say("cli.pairs-of" if rows else "cli.pairs-none", lang))
    if not rows:
        return
    by = list(rows[0]["by"])
    names = ("node", "label", "pairs", "up", "same", "down", "d-av", "interval", "p")
    lines = [
        [
            *row["by"].values(),
            row["node"],
            short(study.instrument.label(row["node"], lang)),
            str(row["n"]),
            *(percent(row[way]["share"], 0, lang) for way in ("up", "same", "down")),
            _signed(number(row["d_av"], 2, lang), row["d_av"]),
            interval(row["d_av_low"], row["d_av_high"], 2, lang),
            p_value(row["p"], lang),
        ]
        for row in rows
    ]
    head = [*by, *(say(f"cli.column-{name}", lang) for name in names)]
    for line in text_table(head, lines, [False] * (len(by) + 2) + [True] * 7):
        out(line)
    log(say("cli.pairs-how", lang))


def _signed(text: str, value: float | None) -> str:
    return f"+{text}" if value is not None and value > 0 and any(sign in text for sign in "123456789") else text
