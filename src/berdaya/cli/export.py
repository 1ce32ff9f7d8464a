"""`berdaya export instrument`, `berdaya export study` and `berdaya export data`."""

from pathlib import Path

import typer

from berdaya.cli.places import check_study_folder
from berdaya.cli.show import listed, log, out, out_json, show_problems
from berdaya.cli.spoken import help_when_alone
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the group of commands."""
    group = typer.Typer(help=say("cli.export", spoken), rich_markup_mode=None)

    @group.callback(invoke_without_command=True)
    def _group(
        context: typer.Context,
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        """Show what can be exported, where nothing is asked for."""
        help_when_alone(context, out)

    @group.command(help=say("cli.export-instrument", spoken))
    def instrument(
        study: Path = typer.Argument(Path(), help=say("cli.study-or-instrument", spoken)),
        to: str = typer.Option("xlsx", help=say("cli.export-to", spoken)),
        force: bool = typer.Option(False, "--force", help=say("cli.force", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _export(study, to, force, as_json, spoken)

    @group.command(help=say("cli.export-study", spoken))
    def study(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        to: str = typer.Option("xlsx", help=say("cli.export-study-to", spoken)),
        target: Path | None = typer.Option(None, "--out", help=say("cli.out", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _export_study(study, to, target, as_json, spoken)

    @group.command(help=say("export.command", spoken))
    def data(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        to: str = typer.Option("r", help=say("export.to", spoken, known="r, stata, spss, datapackage, ddi")),
        target: Path | None = typer.Option(None, "--out", help=say("export.out", spoken)),
        by: str = typer.Option("", help=say("export.by", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _export_data(study, to, target, by, as_json, spoken)

    app.add_typer(group, name="export")


def _export(place: Path, to: str, force: bool, as_json: bool, lang: Language) -> None:
    from berdaya.instrument.canonical import sha256
    from berdaya.instrument.read import read_instrument
    from berdaya.instrument.workbook import write_workbook
    from berdaya.instrument.yaml_out import write_yaml
    from berdaya.study.check import names_instrument
    from berdaya.study.read import instrument_file

    writers = {"xlsx": write_workbook, "yaml": write_yaml}
    if to not in writers:
        raise UsageError(Problem("usage.unknown-format", values={"name": to, "known": ", ".join(writers)}))
    if not names_instrument(place) and not place.is_file():
        check_study_folder(place)
    source = place if names_instrument(place) else instrument_file(place)
    instrument, problems = read_instrument(source)
    target = source.with_suffix(f".{to}")
    if target.exists() and not force:
        raise UsageError(Problem("usage.export-exists", values={"file": target.name}))
    writers[to](instrument, target)
    if as_json:
        out_json({"file": str(target), "sha256": sha256(instrument)})
        return
    show_problems(problems, lang)
    out(say("cli.wrote", lang, file=target))


def _export_study(place: Path, to: str, target: Path | None, as_json: bool, lang: Language) -> None:
    from berdaya.study.workbook.export import export_study

    if not place.is_file():
        check_study_folder(place)
    whole = place.resolve()
    name = whole.parent.name if whole.is_file() and whole.suffix != ".xlsx" else whole.stem
    files = export_study(place, to, target or Path(f"{name}.xlsx" if to == "xlsx" else name), lang)
    if as_json:
        out_json({"files": [str(file) for file in files]})
        return
    for file in files:
        out(say("cli.wrote", lang, file=file))


def _export_data(place: Path, to: str, target: Path | None, by: str, as_json: bool, lang: Language) -> None:
    from berdaya.study.for_programs.export_data import data_document, export_data
    from berdaya.study.read import read_study

    study = read_study(place)
    folder = target or Path(f"{study.key}-{to}")
    found = export_data(study, to, folder, listed(by), lang)
    if as_json:
        out_json(data_document(found, lang))
        return
    show_problems(found.counted.problems, lang)
    for key in found.differs:
        log(say("export.differs-note", lang, what=say(f"export.{key}", lang)))
    for file in found.files:
        out(say("cli.wrote", lang, file=file))
    log(say("export.persons", lang, folder=folder, count=found.rows))
    books = sum(file.suffix == ".xml" for file in found.files)
    if books:
        log(say("export.codebook", lang))
    if books > 1:
        log(say("export.codebook-languages", lang))
