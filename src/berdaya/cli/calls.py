"""A call that cannot be read: what the argument parser found, as a problem in the user's language."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from berdaya.cli.numbers import NUMBER, WHOLE
from berdaya.errors import Problem
from berdaya.located import Near
from berdaya.words import LANGUAGES


def call_problem(error: Exception) -> Problem:
    """Return what is wrong with a call: the parser's own error, told apart by its kind.

    The parser's sentences are English only, so none of them is printed where its kind is known.
    """
    given: Any = error
    context = getattr(given, "ctx", None)
    values: dict[str, object] = {"command": context.command_path if context else "berdaya"}
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _unknown("usage.unknown-option", given.option_name, _options(context), values)
    if kind == "MissingParameter" and given.param is not None:
        return Problem("usage.missing-argument", values={**values, "name": _name(given.param)})
    if kind == "BadParameter" and given.param is not None:
        return Problem("usage.bad-value", values={**values, "name": _name(given.param), **_kind(given)})
    if kind == "BadOptionUsage":
        return Problem("usage.no-value", values={**values, "name": given.option_name})
    _, several, words = str(error).partition("unexpected extra argument")
    if several:  # "(s) (b c)"
        return Problem("usage.too-many", values={**values, "words": words.rpartition("(")[2].removesuffix(")")})
    return Problem("usage.call", values={**values, "what": str(error)})


def _kind(error: Any) -> dict[str, object]:
    """What was given, and as which kind of number where it was to be one; nothing where the parser does not say."""
    told: dict[str, Any] = next(iter(getattr(error.__cause__, "errors", list)()), {})
    kind = str(told.get("ctx", {}).get("error", ""))
    kinds = {one: Near(kind if kind == one else "") for one in (NUMBER, WHOLE)}
    return {"value": Near(told.get("input", "")), **kinds}


def unknown_command(name: str, known: Iterable[str], command: str) -> Problem:
    """Return the problem of a command that does not exist, with the nearest that does."""
    names = list(known)
    return _unknown("usage.unknown-command", name, names, {"command": command, "known": ", ".join(names)})


def unknown_languages(text: str) -> tuple[Problem, ...]:
    """Return a problem for each part of `--lang` that is no language of Berdaya."""
    names = [part.strip() for part in text.split(",")]
    known = ", ".join(LANGUAGES)
    return tuple(
        Problem("usage.unknown-language", values={"name": name, "known": known})
        for name in names
        if name not in LANGUAGES
    )


def _unknown(code: str, name: str, known: Sequence[str], values: dict[str, object]) -> Problem:
    near = get_close_matches(name, known, 1)
    return Problem(code, values={**values, "name": name, "near": near[0] if near else f"{values['command']} --help"})


def _options(context: Any) -> list[str]:
    return [option for param in context.command.get_params(context) for option in param.opts] if context else []


def _name(param: Any) -> str:
    longest: str = max(param.opts, key=len)
    return longest if longest.startswith("-") else longest.upper()
