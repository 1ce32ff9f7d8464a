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
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.changes import change_document, change_of
        from berdaya.study.run import check_node, counts_document

        found = study_at(study)
        if node:
            check_node(found.instrument, node)
        changed = change_of(found, names_of(by), wave, since)
        document = change_document(changed, spoken, node)
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
