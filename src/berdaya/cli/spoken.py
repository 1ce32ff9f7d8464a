"""Help in the user's language, also the words that the argument parser puts around ours."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from berdaya.cli.calls import unknown_command
from berdaya.cli.together import refuse_twice
from berdaya.errors import UsageError
from berdaya.words import Language, say

# The parser's word, as it begins or ends a part of its help, and our key for it.
_FRAME = (
    ("Usage: ", "frame-usage"),
    ("[OPTIONS]", "frame-some-options"),
    ("COMMAND [ARGS]...", "frame-some-command"),
    ("Arguments:\n", "frame-arguments"),
    ("Options:\n", "frame-options"),
    ("Commands:\n", "frame-commands"),
    ("Show this message and exit.", "frame-help"),
    ("[default: .]", "frame-here"),
    ("[default:", "frame-default"),
    ("[required]", "frame-required"),
)
_TYPES = {"<str>": "type-text", "<int>": "type-number", "<float>": "type-number", "<path>": "type-path"}


def speak_help(app: typer.Typer, lang: Language) -> None:
    """Let a command line and all its commands print their help in a language."""

    class Command(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            _speak_types(self.params, ctx, lang)
            return spoken_help(super().get_help(ctx), lang)

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            refuse_twice(self.make_parser(ctx).parse_args(args=list(args))[2])
            return super().parse_args(ctx, args)

    class Group(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            _speak_types(self.params, ctx, lang)
            return spoken_help(super().get_help(ctx), lang)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args[0] not in self.commands and not args[0].startswith("-"):
                raise UsageError(unknown_command(args[0], self.commands, ctx.command_path))
            return super().resolve_command(ctx, args)

    _use(app, Command, Group)


def _speak_types(parameters: Iterable[Any], ctx: Any, lang: Language) -> None:
    """Let parameters tell the kind of their value in a language; before the help is laid out, so that columns fit."""
    for parameter in parameters:
        word = _TYPES.get(parameter.display_type_rich(ctx=ctx))
        if word is not None:
            parameter.display_type_rich = partial(_shown, say(f"cli.{word}", lang))


def _shown(word: str, **_: Any) -> str:
    return word


def _use(app: typer.Typer, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    app.info.cls = group
    for one in app.registered_commands:
        one.cls = command
    for below in app.registered_groups:
        below.cls = group
        if below.typer_instance is not None:
            _use(below.typer_instance, command, group)


def spoken_help(text: str, lang: Language) -> str:
    """Return a help text with the parser's own words in a language.

    Examples
    --------
    >>> spoken_help("Usage: berdaya check [OPTIONS] [study]", "id")
    'Pemakaian: berdaya check [PILIHAN] [study]'
    """
    for word, name in _FRAME:
        ending = word[len(word.rstrip()) :]
        text = text.replace(word, say(f"cli.{name}", lang).rstrip() + ending)
    return text


def help_when_alone(context: typer.Context, write: Callable[[str], None]) -> None:
    """Print the help of a group of commands that was called without one of them."""
    if context.invoked_subcommand is None:
        write(context.get_help())
