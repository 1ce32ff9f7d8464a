"""`berdaya sample`: its commands stand in `sample_size`, `sample_draw` and `sample_weights`."""

import typer

from berdaya.cli import sample_draw, sample_size, sample_weights
from berdaya.cli.show import out
from berdaya.cli.spoken import help_when_alone
from berdaya.words import Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the commands."""
    group = typer.Typer(help=say("sample.about", spoken), add_completion=False, rich_markup_mode=None)

    @group.callback(invoke_without_command=True)
    def _group(
        context: typer.Context,
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        """Show what can be done, where nothing is asked for."""
        help_when_alone(context, out)

    for part in (sample_size, sample_draw, sample_weights):
        part.add(group, spoken)
    app.add_typer(group, name="sample")
