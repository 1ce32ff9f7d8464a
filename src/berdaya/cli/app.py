"""All commands, with help in the user's language."""

import typer

from berdaya import __version__
from berdaya.cli import (
    answers,
    attention,
    change,
    demo,
    doctor,
    drivers,
    enter,
    export,
    instrument_check,
    maps,
    poverty,
    quality,
    reliability,
    reports,
    sample,
    sensitivity,
    stages,
    start,
    weights,
)
from berdaya.cli.show import out
from berdaya.cli.spoken import help_when_alone, speak_help
from berdaya.words import Language, say


def make_app(lang: Language) -> typer.Typer:
    """Return the command line with its help in a language."""
    app = typer.Typer(
        help=say("cli.about", lang),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    def show_version(wanted: bool) -> None:
        if wanted:
            out(__version__)
            raise typer.Exit

    @app.callback(invoke_without_command=True)
    def _options(
        context: typer.Context,
        version: bool = typer.Option(
            False, "--version", help=say("cli.version", lang), callback=show_version, is_eager=True
        ),
        language: str = typer.Option(lang, "--lang", help=say("cli.lang", lang), show_default=False),
    ) -> None:
        """Take options that stand before the command."""
        help_when_alone(context, out)

    start.add(app, lang)
    enter.add(app, lang)
    instrument_check.add(app, lang)
    answers.add(app, lang)
    change.add(app, lang)
    sensitivity.add(app, lang)
    attention.add(app, lang)
    reliability.add(app, lang)
    poverty.add(app, lang)
    drivers.add(app, lang)
    quality.add(app, lang)
    weights.add(app, lang)
    stages.add(app, lang)
    reports.add(app, lang)
    maps.add(app, lang)
    sample.add(app, lang)
    export.add(app, lang)
    demo.add(app, lang)
    doctor.add(app, lang)
    speak_help(app, lang)
    return app
