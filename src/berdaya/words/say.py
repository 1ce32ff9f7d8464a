"""Look up a printed word by its key: `say("report.title", "id")`.

The words stand in `words/*.toml`, one table a key with the languages `id` and `en`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


@cache
def _words(area: str) -> dict[str, dict[str, str]]:
    text = (files("berdaya.words") / f"{area}.toml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = tomllib.loads(text)
    return words


def say(key: str, lang: str, **values: object) -> str:
    """Return the words of `area.key` in a language, with `{name}` places filled.

    Parameters
    ----------
    key
        `area.name`: table `name` of the file `words/<area>.toml`.
    lang
        "id" or "en"; any other language falls back to English.
    """
    area, _, name = key.partition(".")
    entry = _words(area)[name]
    text = entry.get(lang, entry["en"])
    return text.format(**values) if values else text
