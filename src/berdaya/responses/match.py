"""Which column of a file is what: our names on one side, the file's headers on the other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from berdaya.errors import Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.located import Problems, nearest
from berdaya.responses.model import Source
from berdaya.responses.tables import RawTable, shown

KEY_NAMES = ("respondent", "group", "role", "wave", "weight", "date", "enumerator", "item", "answer")
CONSTANT_NAMES = ("group", "role", "wave")


@dataclass(frozen=True)
class Expected:
    """What the study wants from a file beyond the instrument's questions.

    `groups_given`: a frame stands beside the answers. `extra` are columns that a design or a breakdown names and
    that a file may hold.
    """

    instrument: Instrument
    waves: tuple[str, ...] = ()
    uses_weight: bool = False
    extra: tuple[str, ...] = ()
    frame_columns: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions' keys, in the instrument's order."""
        return tuple(leaf.key for leaf in self.instrument.leaves)


@dataclass(frozen=True)
class Match:
    """The header of each of our names that a file has; what has no column is absent."""

    keys: Mapping[str, str]
    questions: Mapping[str, str]
    attributes: Mapping[str, str]


def match_columns(table: RawTable, source: Source, expected: Expected, problems: Problems) -> Match:
    """Return which header is what, noting what is missing, unknown or unused.

    A column named in `columns` or `attributes` must be there; a default name may be absent.
    """
    questions = _found(table, source, expected.questions, problems) if source.shape == "wide" else {}
    names = KEY_NAMES if source.shape == "long" else KEY_NAMES[:-2]
    keys = _found(table, source, names, problems)
    for name in CONSTANT_NAMES:
        if name in source.constants:
            keys.pop(name, None)
    if not expected.waves:
        keys.pop("wave", None)
    attributes = _attributes(table, source, expected, problems)
    _check_needed(table, source, expected, keys, questions, problems)
    _check_unknown(table, {*keys.values(), *questions.values(), *attributes.values()}, problems)
    _check_weight(table, expected, keys, problems)
    return Match(keys, questions, attributes)


def _found(table: RawTable, source: Source, names: Sequence[str], problems: Problems) -> dict[str, str]:
    found = {}
    for name in names:
        header = source.columns.get(name, name)
        if header in table.headers:
            found[name] = header
        elif name in source.columns:
            _missing(table, source, header, name, problems)
    return found


def _missing(table: RawTable, source: Source, header: str, name: str, problems: Problems) -> None:
    values = {"file": table.file, "column": header, "name": name, **nearest(header, table.headers)}
    problems.error("responses.column-missing", source.where if source.where.file else Where(table.file), **values)


def _attributes(table: RawTable, source: Source, expected: Expected, problems: Problems) -> dict[str, str]:
    found = {}
    wanted = [name for name in (*source.attributes, "enumerator") if name not in KEY_NAMES or name == "enumerator"]
    for name in wanted:
        header = source.columns.get(name, name)
        if header in table.headers:
            found[name] = header
            if name in expected.frame_columns:
                problems.warn("responses.attribute-of-both", table.head_place(header), name=name, column=header)
        elif name != "enumerator":
            _missing(table, source, header, name, problems)
    for name in expected.extra:
        header = source.columns.get(name, name)
        if header in table.headers and name not in found and name not in KEY_NAMES:
            found[name] = header
    return found


def _check_needed(
    table: RawTable,
    source: Source,
    expected: Expected,
    keys: Mapping[str, str],
    questions: Mapping[str, str],
    problems: Problems,
) -> None:
    where = source.where if source.where.file else Where(table.file)
    needed = [("group", "responses.no-group-column")]
    if len(expected.waves) > 1:
        needed.append(("wave", "responses.no-wave-column"))
    for name, code in needed:
        if name not in keys and name not in source.constants:
            problems.error(code, where, file=table.file, **_like(name, table.headers))
    if source.shape == "long":
        for name in ("item", "answer", "respondent"):
            if name not in keys and name not in source.columns:
                _missing(table, source, name, name, problems)
    elif not questions:
        problems.error("responses.no-question-column", where, file=table.file)
    roles = expected.instrument.roles
    if "role" not in keys and "role" not in source.constants and len(roles) > 1:
        problems.warn("responses.no-role-column", Where(table.file), file=table.file, role=next(iter(roles)))
    if "respondent" not in keys and source.shape == "wide":
        problems.warn("responses.no-respondent-column", Where(table.file), file=table.file)


def _like(name: str, headers: Collection[str]) -> dict[str, object]:
    return {"name": name, "near": str(nearest(name, headers).get("near", "..."))}


def _check_unknown(table: RawTable, used: Collection[str], problems: Problems) -> None:
    unknown = [header for header in table.headers if header and header not in used]
    if unknown:
        names = ", ".join(shown(name) for name in unknown[:20]) + (", ..." if len(unknown) > 20 else "")
        place = table.place(0, unknown[0])
        problems.warn("responses.unknown-column", Where(place.file), columns=names, count=len(unknown))


def _check_weight(table: RawTable, expected: Expected, keys: dict[str, str], problems: Problems) -> None:
    header = keys.get("weight")
    if header is None and expected.uses_weight:
        problems.error(
            "responses.no-weight-column", Where(table.file), file=table.file, **_like("weight", table.headers)
        )
    if header is not None and not expected.uses_weight:
        del keys["weight"]
        problems.warn("responses.weight-unused", Where(table.file), column=header)


def constant_problems(source: Source, expected: Expected) -> tuple[Problem, ...]:
    """Return problems of a source's own constants: a role or wave that is not declared."""
    problems = Problems()
    for name, known in (("role", tuple(expected.instrument.roles)), ("wave", expected.waves)):
        value = source.constants.get(name)
        if value is not None and value not in known:
            code = "responses.unknown-role" if name == "role" else "responses.unknown-wave"
            problems.error(code, source.where, value=value, known=", ".join(known))
    return tuple(problems)
