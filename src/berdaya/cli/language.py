"""The language of messages: `--lang`, then BERDAYA_LANG, then the locale."""

import locale
from collections.abc import Mapping, Sequence

from berdaya.words import LANGUAGES, Language


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Return "id" or "en" for messages and help.

    `--lang` may list several languages (those of a report): the first one is spoken.
    """
    return (
        _known(asked_language(arguments) or "")
        or _known(environment.get("BERDAYA_LANG", ""))
        or _known(environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or _system())
        or "en"
    )


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return what follows the last `--lang`; None where it is not given.

    Examples
    --------
    >>> asked_language(["check", "--lang", "id"]), asked_language(["--lang=id,en"]), asked_language(["check"])
    ('id', 'id,en', None)
    """
    asked = None
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        if argument == "--lang" and i + 1 < len(arguments):
            asked = arguments[i + 1]
    return asked


def _known(text: str) -> Language | None:
    start = text.split(",")[0].strip().lower()
    if start.startswith("indonesian"):
        return "id"
    return next((lang for lang in LANGUAGES if start[:2] == lang), None)


def _system() -> str:
    return locale.getlocale()[0] or ""
