"""Which column of a file is what: our names on one side, the file's headers on the other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

from berdaya.errors import Problem, Where
from berdaya.instrument.model import Instrument
from berdaya.located import Choices, Problems, nearest
from berdaya.responses.folded import fold
from berdaya.responses.model import Source
from berdaya.responses.spoken import TRAIT_WORDS, is_personal, match_headers, role_words, wave_texts, wave_words
from berdaya.responses.tables import RawTable, shown

KEY_NAMES = ("respondent", "group", "role", "wave", "weight", "date", "enumerator", "item", "answer")
CONSTANT_NAMES = ("group", "role", "wave")
TIME_NAMES = ("start", "end", "duration")  # of the interview; read only where `columns` maps them


@dataclass(frozen=True)
class Expected:
    """What the study wants from a file beyond the instrument's questions.

    `groups_given`: a frame stands beside the answers. `extra` are columns that a design or a breakdown names and
    that a file may hold.
    """

    instrument: Instrument
    waves: tuple[str, ...] = ()
    group_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # folded name: key
    uses_weight: bool = False
    extra: tuple[str, ...] = ()
    frame_columns: tuple[str, ...] = ()
    replicates: str = ""  # a pattern of headers: replicate weights

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions' keys, in the instrument's order."""
        return tuple(leaf.key for leaf in self.instrument.leaves)


@dataclass(frozen=True)
class Match:
    """The header of each of our names that a file has; what has no column is absent.

    `spoken` says of names that were matched by words how they were (`spoken.How`).
    """

    keys: Mapping[str, str]
    questions: Mapping[str, str]
    attributes: Mapping[str, str]
    spoken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def match_columns(table: RawTable, source: Source, expected: Expected, problems: Problems) -> Match:
    """Return which header is what, noting what is missing, unknown or unused.

    A column named in `columns` or `attributes` must be there; a default name may be absent, or be written in words.
    """
    questions = _found(table, source, expected.questions, problems) if source.shape == "wide" else {}
    names = KEY_NAMES if source.shape == "long" else KEY_NAMES[:-2]
    taken = (*source.attributes, *expected.questions)
    names = (*names, *(name for name in TIME_NAMES if name in source.columns and name not in taken))
    keys = _found(table, source, names, problems)
    attributes = _attributes(table, source, expected, problems)
    pasted = _pasted_over(table, source, expected, {**questions, **keys, **attributes})
    questions |= pasted
    spoken = _in_words(table, source, expected, {**questions, **keys, **attributes}, problems)
    wide = expected.questions if source.shape == "wide" else ()
    questions |= {name: header for name, (header, _) in spoken.items() if name in wide}
    keys |= {name: header for name, (header, _) in spoken.items() if name in names}
    for name in CONSTANT_NAMES:
        if name in source.constants:
            keys.pop(name, None)
    if not expected.waves:
        keys.pop("wave", None)
    _check_needed(table, source, expected, keys, questions, problems)
    _check_unknown(table, {*keys.values(), *questions.values(), *attributes.values(), *pasted}, problems)
    _check_weight(table, expected, keys, problems)
    return Match(keys, questions, attributes, {name: how for name, (_, how) in spoken.items()})


def _in_words(
    table: RawTable, source: Source, expected: Expected, known: Mapping[str, str], problems: Problems
) -> dict[str, tuple[str, str]]:
    """Return header and way of the names that only words tell, noting them, and what words leave open."""
    asked = expected.questions if source.shape == "wide" else ("item", "answer")
    names = [*KEY_NAMES[:-2], *asked]
    wanted = [n for n in names if n not in known and n not in source.columns and n not in source.constants]
    if not expected.waves and "wave" in wanted:
        wanted.remove("wave")
    claimed = {*known.values(), *source.columns.values()}
    found, unclear = match_headers([h for h in table.headers if h and h not in claimed], expected.instrument, wanted)
    for one in unclear:
        values = {"headers": "; ".join(shown(h) for h in one.headers), "names": ", ".join(one.names)}
        problems.error("responses.unclear-header", table.head_place(one.headers[0]), **values)
    by_words = [f"{shown(h, 40)} → {spoken.name}" for h, spoken in found.items() if spoken.how in ("text", "path")]
    if by_words:
        listed = "; ".join(by_words[:5]) + ("; …" if len(by_words) > 5 else "")
        first = table.head_place(next(iter(found)))
        problems.warn("responses.matched-by-words", Where(first.file), count=len(by_words), columns=listed)
    return {spoken.name: (header, spoken.how) for header, spoken in found.items()}


def _pasted_over(table: RawTable, source: Source, expected: Expected, known: Mapping[str, str]) -> dict[str, str]:
    """Return by question the header in words that stands beside an empty column with its key.

    A form that is pasted over the headers of a workbook leaves those standing that it is too narrow to cover.
    """
    claimed = {*known.values(), *source.columns.values()}
    names = [name for name in expected.questions if known.get(name) == name and name not in source.columns]
    found, _ = match_headers([h for h in table.headers if h and h not in claimed], expected.instrument, names)
    return {spoken.name: header for header, spoken in found.items() if _is_empty(table, spoken.name)}


def _is_empty(table: RawTable, header: str) -> bool:
    column = table.read((header,)).column(0)
    return not any(str(cell).strip() for cell in column.drop_null().to_pylist())


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
        header = source.columns.get(name) or trait_header(name, table.headers)
        if header in table.headers:
            found[name] = header
            if name in expected.frame_columns:
                problems.warn("responses.attribute-of-both", table.head_place(header), name=name, column=header)
        elif name != "enumerator":
            place = source.where if source.where.file else Where(table.file)
            problems.error("responses.no-trait-column", place, file=table.file, column=header)
    for name in expected.extra:
        header = source.columns.get(name, name)
        if header in table.headers and name not in found and name not in KEY_NAMES:
            found[name] = header
    if expected.replicates:
        found |= _replicates(table, source, expected, found, problems)
    return found


def _replicates(
    table: RawTable, source: Source, expected: Expected, attributes: Mapping[str, str], problems: Problems
) -> dict[str, str]:
    names = replicate_headers(table.headers, expected.replicates)
    if not names:
        values = {"file": table.file, "columns": expected.replicates}
        problems.error("responses.no-replicate-columns", Where(table.file), **values)
    others = [*KEY_NAMES, *expected.questions]
    used = {*attributes, *attributes.values(), *(source.columns.get(name, name) for name in others)}
    both = [name for name in names if name in used]
    if both:
        values = {"columns": expected.replicates, "names": ", ".join(both[:5])}
        problems.error("responses.replicates-overlap", table.head_place(both[0]), **values)
    return {name: name for name in names}


def replicate_headers(headers: Collection[str], pattern: str) -> list[str]:
    """Return the headers of replicate weights: those of a pattern like "rw_*", in their order."""
    return [header for header in headers if header and fnmatchcase(header, pattern)]


def trait_header(name: str, headers: Collection[str]) -> str:
    """Return the header of a trait of respondents: its name, or words that are known for it."""
    spoken = [header for header in headers if fold(header) in TRAIT_WORDS.get(name, ())]
    return spoken[0] if name not in headers and len(spoken) == 1 else name


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
            values = {"known": Choices(wave_texts(expected.waves))} if name == "wave" else {}
            problems.error(code, where, file=table.file, **values, **_like(name, table.headers))
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
    personal = [header for header in unknown if is_personal(header)]
    if personal:
        names = ", ".join(shown(name) for name in personal)
        problems.warn("responses.personal-column", Where(table.file), columns=names, count=len(personal))
    unknown = [header for header in unknown if header not in personal]
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
    roles, waves = expected.instrument.roles, expected.waves
    for name, words, texts in (
        ("role", role_words(expected.instrument), roles),
        ("wave", wave_words(waves), wave_texts(waves)),
    ):
        value = source.constants.get(name)
        if value is not None and fold(value) not in words:
            values = {"value": value, "known": Choices(texts), "meant": next(iter(words.values()), "")}
            problems.error(f"responses.unknown-{name}", source.where, **values)
    return tuple(problems)
