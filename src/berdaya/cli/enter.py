"""`berdaya form` and `berdaya import`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import listed, log, out, out_json, show_counts, show_problems, text_table
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.import_file import Imported


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the commands."""

    @app.command(help=say("cli.form", spoken))
    def form(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        to: str = typer.Option("xlsx", help=say("cli.form-to", spoken)),
        target: Path | None = typer.Option(None, "--out", help=say("cli.out", spoken)),
        role: str = typer.Option("", help=say("cli.form-role", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.form import write_form

        if to != "xlsx":
            raise UsageError(Problem("usage.unknown-format", values={"name": to, "known": "xlsx"}))
        opened = study_at(study)
        file = write_form(opened, target or Path(f"{opened.key}-{say('cli.form-name', spoken)}.xlsx"), spoken, role)
        if as_json:
            out_json({"file": str(file)})
            return
        out(say("cli.form-done", spoken, file=file))

    @app.command(name="import", help=say("cli.import", spoken))
    def import_(
        file: Path = typer.Argument(..., help=say("cli.import-file", spoken)),
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        role: str = typer.Option("", help=say("cli.import-role", spoken)),
        wave: str = typer.Option("", help=say("cli.import-wave", spoken)),
        group: str = typer.Option("", help=say("cli.import-group", spoken)),
        attributes: str = typer.Option("", help=say("cli.import-attributes", spoken)),
        sheet: str | None = typer.Option(None, help=say("cli.import-sheet", spoken)),
        dry_run: bool = typer.Option(False, "--dry-run", help=say("cli.dry-run", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.import_file import import_file, refuse_book

        if sheet is not None and file.suffix.lower() == ".csv":
            named = {"option": file.with_suffix(".xlsx").name, "useless": "--sheet"}
            raise UsageError(Problem("usage.needs", values=named))
        refuse_book(study)  # before it is read: the workbook may be empty as yet
        given = {name: value for name, value in (("role", role), ("wave", wave), ("group", group)) if value}
        found = import_file(study_at(study), file, given, listed(attributes), sheet, trial=dry_run)
        _show(found, as_json, spoken)


def _show(found: "Imported", as_json: bool, lang: Language) -> None:
    from dataclasses import asdict

    from berdaya.study.results import problem_rows
    from berdaya.study.run import counts_document

    if as_json:
        document = {
            "file": found.file,
            "matched": [asdict(one) for one in found.matched],
            "entry": dict(found.entry),
            "counts": counts_document(found.counts),
            "problems": problem_rows(found.problems, lang),
            "written": found.written,
            "dropped": list(found.dropped),
        }
        out_json(document)
        return
    rows = [[one.header, one.name, say(f"cli.how-{one.how}", lang)] for one in found.matched]
    head = [say(f"cli.column-{name}", lang) for name in ("header", "name", "how")]
    for line in text_table(head, rows, [False] * 3):
        out(line)
    show_problems(found.problems, lang)
    show_counts(counts_document(found.counts), lang, write=log)
    if found.dropped:
        log(say("cli.import-dropped", lang, files=", ".join(found.dropped)))
    out(say("cli.import-done" if found.written else "cli.import-trial", lang, file=found.file))
