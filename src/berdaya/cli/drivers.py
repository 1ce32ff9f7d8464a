"""`berdaya drivers`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems
from berdaya.words import Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("drivers.about", spoken))
    def drivers(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        node: str = typer.Option("", help=say("drivers.option-node", spoken)),
        across: str = typer.Option("", help=say("drivers.option-across", spoken)),
        between: str = typer.Option("", help=say("drivers.option-between", spoken)),
        outcome: str = typer.Option("", help=say("drivers.option-outcome", spoken)),
        leave_out: bool = typer.Option(False, "--leave-out", help=say("drivers.option-leave-out", spoken)),
        priorities: bool = typer.Option(False, "--priorities", help=say("drivers.option-priorities", spoken)),
        steps: bool = typer.Option(False, "--steps", help=say("drivers.option-steps", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.cli.drivers_shown import shown
        from berdaya.study.analyses.drivers import DriversQuery, drivers_of
        from berdaya.study.analyses.drivers_document import drivers_document
        from berdaya.study.run import counts_document

        found = study_at(study)
        query = DriversQuery(wave, node, across, between, outcome, leave_out, priorities, steps)
        driven = drivers_of(found, query)
        document = drivers_document(driven, spoken)
        if as_json:
            out_json(document)
            return
        show_problems(driven.counted.problems, spoken)
        show_counts(counts_document(driven.counted.tally.counts), spoken, found.results, log)
        if found.synthetic:
            log(say("cli.demo-synthetic", spoken))
        if found.design.selection in ("purposive", "unknown"):
            log(say("cli.as-if-random", spoken))
        _print(shown(document, found.instrument, spoken))
        if document["suppressed"]:
            log(say("cli.marked-small", spoken, threshold=found.settings.threshold))


def _print(parts: Sequence[Any]) -> None:
    """Print tables on standard output, what is to be known of them on standard error."""
    for place, part in enumerate(parts):
        if place:
            out()
        for line in part.lines:
            out(line)
        for note in part.notes:
            log(note)
