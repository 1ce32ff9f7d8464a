"""`berdaya report`."""

from pathlib import Path

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import listed, log, out, out_json, show_problems
from berdaya.errors import Problem, UsageError
from berdaya.words import LANGUAGES, Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.report", spoken))
    def report(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        lang: str = typer.Option(",".join(LANGUAGES), help=say("cli.report-lang", spoken)),
        to: str = typer.Option("html,pdf,docx,xlsx,tables", help=say("cli.to", spoken)),
        style: str = typer.Option("plain", help=say("cli.style", spoken)),
        docx_template: Path | None = typer.Option(None, help=say("cli.docx-template", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
    ) -> None:
        _report(study, listed(lang), listed(to), style, docx_template, as_json, spoken)


def _report(
    folder: Path,
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    style: str,
    docx_template: Path | None,
    as_json: bool,
    lang: Language,
) -> None:
    from berdaya.study.reports import write_reports
    from berdaya.study.results import problem_rows

    if docx_template is not None and "docx" not in formats:
        raise UsageError(Problem("usage.needs", values={"option": "--to docx", "useless": "--docx-template"}))
    study = study_at(folder)
    findings, files = write_reports(study, languages, formats, style=style, docx_template=docx_template)
    if as_json:
        warnings = problem_rows(findings.problems, lang)
        out_json({"study": study.key, "files": [str(file) for file in files], "warnings": warnings})
        return
    show_problems(findings.problems, lang)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    for file in files:
        out(say("cli.wrote", lang, file=file))
