"""`berdaya new`."""

from pathlib import Path

import typer

from berdaya.cli.show import out, out_json, show_problems
from berdaya.cli.together import refuse_useless
from berdaya.errors import Problem
from berdaya.words import Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.new", spoken))
    def new(
        context: typer.Context,
        folder: Path = typer.Argument(..., help=say("cli.folder", spoken)),
        template: str = typer.Option("kube", help=say("cli.template", spoken)),
        source: Path | None = typer.Option(None, "--from", help=say("cli.new-from", spoken)),
        next_wave: str | None = typer.Option(None, help=say("cli.next-wave", spoken)),
        last_wave: str = typer.Option("", help=say("cli.last-wave", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.results import problem_rows

        refuse_useless(
            context,
            beside={"source": ("template",)},
            only_with={"source": ("next_wave",), "next_wave": ("last_wave",)},
        )
        problems: tuple[Problem, ...] = ()
        if next_wave is not None and source is not None:
            from berdaya.study.workbook.next_wave import start_next_wave

            files = start_next_wave(folder, source, next_wave, spoken, last_wave)
            done = say("cli.next-wave-done", spoken, file=folder, wave=next_wave)
        elif source is not None:
            from berdaya.study.workbook.book_start import start_from

            files, problems = start_from(folder, source, spoken)
            done = say("cli.new-draft-done", spoken, file=folder)
        elif folder.suffix.lower() == ".xlsx":
            from berdaya.study.workbook.book_start import start_book

            files = (start_book(folder, template, spoken),)
            done = say("cli.new-book-done", spoken, file=folder)
        else:
            from berdaya.study.start import start_study

            files = start_study(folder, template)
            done = say("cli.new-done", spoken, folder=folder)
        if as_json:
            rows = problem_rows(problems, spoken)
            out_json({"folder": str(folder), "files": [str(file) for file in files], "warnings": rows})
            return
        show_problems(problems, spoken)
        out(done)
