"""Where the files lie that a study names: relative to its folder, with variables of the environment."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from berdaya.errors import Problem, Where
from berdaya.located import Problems, nearest

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


def expand(text: str, environ: Mapping[str, str], where: Where, problems: Problems) -> str | None:
    """Return a path with `${NAME}` and `${NAME:-default}` filled in; None with the problem noted.

    Examples
    --------
    >>> expand("${DATA:-data}/a.csv", {}, Where(), Problems())
    'data/a.csv'
    """
    missing = [
        name for name, default in _VARIABLE.findall(text) if not environ.get(name) and f"${{{name}:-" not in text
    ]
    for name in dict.fromkeys(missing):
        problems.error("study.missing-variable", where, name=name, path=text)
    if missing:
        return None
    return _VARIABLE.sub(lambda found: environ.get(found[1]) or found[2] or "", text)


def place(folder: Path, text: str, where: Where, problems: Problems) -> tuple[Path, str] | None:
    """Return a named file's path, and how problems and reports name it.

    That name never holds a folder of this computer: it is what the study says, or the file's own name where the study
    names a variable or an absolute path.
    """
    expanded = expand(text, os.environ, where, problems)
    if expanded is None:
        return None
    path = Path(expanded)
    plain = expanded == text and not path.is_absolute()
    return folder / path, text.replace("\\", "/") if plain else path.name


def told_where_named(problems: Iterable[Problem], where: Where, known: Collection[str] = ()) -> Iterator[Problem]:
    """Yield problems of a file that a study names; a file that is not there is told where it is named.

    `known` are names that stand for something without being a file, one of which may have been meant.
    """
    for problem in problems:
        if problem.code != "file.missing":
            yield problem
            continue
        values = dict(problem.values)
        if known and "near" not in values:
            values.pop("hint", None)
            values |= nearest(str(values["file"]), known)
        yield replace(problem, where=where, values=values)
