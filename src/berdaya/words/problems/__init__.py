"""The sentence and the hint of every problem code.

The catalogue is `words/problems/<area>.toml`, one table a code (`[area.name]` is written
`["name"]` in the file of its area) with the keys

    en, id             the sentence; `{name}` is filled from Problem.values
    hint_en, hint_id   what to do about it (absent where nothing useful can be said)
    about              one paragraph for docs/errors.md
"""

import tomllib
from functools import cache
from importlib.resources import files

from berdaya.errors import Problem
from berdaya.words.format import range_words
from berdaya.words.say import Counting


class _Unknown(str):
    """A place that nothing fills, however it is to be written."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return str(self)


class _Nothing(str):
    """What was probably meant, where nothing is near."""

    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return ""


class _Lenient(Counting):
    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        assert isinstance(kwargs, dict)
        return kwargs.get(key, _Nothing() if key == "near" else _Unknown("?"))


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every code with its sentences, in the order of area and code."""
    found: dict[str, dict[str, str]] = {}
    for entry in sorted(files("berdaya.words.problems").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            area = entry.name.removesuffix(".toml")
            table = tomllib.loads(entry.read_text(encoding="utf-8"))
            found |= {f"{area}.{name}": texts for name, texts in table.items()}
    return found


def _speak(problem: Problem, prefix: str, lang: str) -> str:
    texts = catalogue()[problem.code]
    text = texts.get(f"{prefix}{lang}", texts.get(f"{prefix}en", ""))
    values = dict(problem.values)
    if "range" in values:
        values["range"] = range_words(str(values["range"]), lang)
    return _Lenient().vformat(text, (), values)


def message(problem: Problem, lang: str) -> str:
    """Return the sentence of a problem."""
    return _speak(problem, "", lang)


def hint(problem: Problem, lang: str) -> str:
    """Return what to do about a problem; empty where nothing useful can be said.

    A problem may carry its own hint text in `values["hint"]` (a nearest key, a line), which the
    catalogue places with `{hint}`; an empty one gives an empty hint, except where the catalogue lists what there is, or
    says more than what is near: that helps whether something is near or not.
    """
    texts = catalogue()[problem.code]
    says = texts.get("hint_en", "")
    more = ("{known}" in says and problem.values.get("known")) or "{near:" in says
    if problem.values.get("hint", None) == "" and not more:
        return ""
    return _speak(problem, "hint_", lang)


def problem_line(problem: Problem, lang: str) -> str:
    """Return `where: severity code: sentence`, and the hint on a second line."""
    severity = {"id": {"error": "galat", "warning": "peringatan"}}.get(lang, {}).get(problem.severity, problem.severity)
    where = f"{problem.where}: " if str(problem.where) else ""
    first = f"{where}{severity} {problem.code}: {message(problem, lang)}"
    extra = hint(problem, lang)
    return f"{first}\n  {'saran' if lang == 'id' else 'hint'}: {extra}" if extra else first
