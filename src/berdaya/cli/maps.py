"""`berdaya map import`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_problems
from berdaya.cli.spoken import help_when_alone
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.maps.map_import import MapImported

MOST_NAMED = 20  # codes


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the commands."""
    maps = typer.Typer(help=say("cli.map", spoken), add_completion=False, rich_markup_mode=None)

    @maps.callback(invoke_without_command=True)
    def _group(
        context: typer.Context,
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        """Show what can be done with maps, where nothing is asked for."""
        help_when_alone(context, out)

    @maps.command(name="import", help=say("cli.map-import", spoken))
    def import_(
        file: Path = typer.Argument(..., help=say("cli.map-file", spoken)),
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        column: str = typer.Option("", help=say("cli.map-column", spoken)),
        code: str = typer.Option("", help=say("cli.map-code", spoken)),
        name: str = typer.Option("", help=say("cli.map-name", spoken)),
        system: str = typer.Option("", help=say("cli.map-system", spoken)),
        edition: str = typer.Option("", help=say("cli.map-edition", spoken)),
        within: str = typer.Option("", help=say("cli.map-within", spoken)),
        dry_run: bool = typer.Option(False, "--dry-run", help=say("cli.dry-run", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.maps.map_import import MapChoice, import_map

        choice = MapChoice(column, code, name, system, edition, within)
        found = import_map(study_at(study, shapes=False), file, choice, trial=dry_run)
        if as_json:
            out_json(_document(found, spoken))
            return
        _show(found, spoken)

    app.add_typer(maps, name="map")


def _document(found: "MapImported", lang: Language) -> dict[str, Any]:
    from berdaya.study.results import problem_rows

    return {
        "file": found.file,
        "column": found.column,
        "code": found.code,
        "name": found.name,
        "system": found.system,
        "edition": found.edition,
        "areas": len(found.areas),
        "matched": list(found.matched),
        "absent": list(found.absent),
        "left_out": found.left_out,
        "corners": {"before": found.corners[0], "after": found.corners[1]},
        "problems": problem_rows(found.problems, lang),
        "written": found.written,
    }


def _show(found: "MapImported", lang: Language) -> None:
    from berdaya.words.format import integer

    show_problems(found.problems, lang)
    out(say("cli.map-matched", lang, code=found.code, column=found.column, name=found.name or "–"))
    counts = {"areas": len(found.areas), "matched": len(found.matched), "left": found.left_out}
    out(say("cli.map-areas", lang, **counts, system=found.system, edition=found.edition))
    if found.absent:
        codes = ", ".join(found.absent[:MOST_NAMED]) + (", …" if len(found.absent) > MOST_NAMED else "")
        log(say("cli.map-absent", lang, count=len(found.absent), codes=codes))
    before, after = (integer(count, lang) for count in found.corners)
    out(say("cli.map-corners", lang, before=before, after=after))
    out(say("cli.map-done" if found.written else "cli.import-trial", lang, file=found.file))
