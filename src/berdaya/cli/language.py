"""The language of messages: `--lang`, then BERDAYA_LANG, then the locale."""

import locale
from collections.abc import Mapping, Sequence

from berdaya.words import LANGUAGES, Language


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return "id" or "en" for messages and help.

    `--lang` may list several languages (those of a report): the first one is spoken.
    """
    return (
        _known(_option(arguments))
        or _known(environment.get("BERDAYA_LANG", ""))
        or _known(environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or _system())
        or "en"
    )


def _option(arguments: Sequence[str]) -> str:
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
    return ""


def _known(text: str) -> Language | None:
    start = text.split(",")[0].strip().lower()
    if start.startswith("indonesian"):
        return "id"
    return next((lang for lang in LANGUAGES if start[:2] == lang), None)


def _system() -> str:
    return locale.getlocale()[0] or ""
