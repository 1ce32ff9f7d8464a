"""Look up a printed word by its key: `say("report.title", "id")`.

The words stand in `words/*.toml`, one table a key with the languages `id` and `en`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

_PLAIN = re.compile(r"[\w.:/\\~-]*")
Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


@cache
def _words(area: str) -> dict[str, dict[str, str]]:
    text = (files("berdaya.words") / f"{area}.toml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = tomllib.loads(text)
    return words


class Counting(Formatter):
    """Fills places, and chooses words by a count: `{count} {count:row|rows}`; `{file:typed}` is in quotes where a command
    needs them.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return the first of the words of `one|many` for a count of 1, else the second; any other place as usual."""
        if format_spec == "typed":
            return str(value) if _PLAIN.fullmatch(str(value)) else f'"{value}"'
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, many = format_spec.split("|")
        return one if str(value) == "1" else many


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
    return Counting().vformat(text, (), values) if values else text
