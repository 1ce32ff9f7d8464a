"""Answers as a file of Stata (.dta) or SPSS (.sav): labels of questions and answers, and why there is no answer."""

import re
import tempfile
from pathlib import Path
from typing import Any, Literal

import polars as pl

from berdaya.errors import InputError, Problem, UsageError
from berdaya.responses.model import State
from berdaya.study.for_programs.columns import Column, columns_of, in_language, is_number
from berdaya.study.for_programs.data_table import DESIGN, NOT_ASKED, SET_ASIDE, DataTable
from berdaya.words import say

Program = Literal["stata", "spss"]
NAME = {"stata": "data.dta", "spss": "data.sav"}
NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
# Words that neither program takes as a name; a question of that key gets one underscore more.
RESERVED = frozenset(
    [
        *("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"),  # SPSS
        *("if", "in", "using", "byte", "int", "long", "float", "double", "strl"),  # Stata
        *(f"str{n}" for n in range(1, 2046)),
    ]
)
STATA = 14  # its format 118; the 119 of Stata 15 is for very many variables, and Stata/SE does not read it
# When a file was written stands in its head; without it the same study gives the same bytes.
CLOCK = {"stata": re.compile(rb"(<timestamp>\x11).{17}", re.DOTALL), "spss": re.compile(rb"(\A.{92}).{17}", re.DOTALL)}
NO_TIME = {"stata": b"01 Jan 1970 00:00", "spss": b"01 Jan 7000:00:00"}
SPSS_FIRST, SPSS_LAST = -901, -999  # missing codes count down from -901


def variable(key: str) -> str:
    """Return the name of a question's variable."""
    return f"{key}_" if key in RESERVED else key


def missing_marks(codes: tuple[str, ...], program: Program) -> dict[str, Any]:
    """Return what stands for each missing code, for what was not asked and for what was set aside."""
    if program == "stata":
        return {**{code: chr(ord("a") + place) for place, code in enumerate(codes)}, NOT_ASKED: "y", SET_ASIDE: "z"}
    marks = {code: float(SPSS_FIRST - place) for place, code in enumerate(codes)}
    return {**marks, NOT_ASKED: float(SPSS_LAST + 1), SET_ASIDE: float(SPSS_LAST)}


def stat_file(table: DataTable, program: Program, lang: str) -> bytes:
    """Return the file.

    Raises
    ------
    UsageError
        usage.missing-extra: pyreadstat is not installed.
    InputError
        study.export-name: an attribute whose name these programs do not take.
    """
    try:
        import pyreadstat
    except ImportError:
        raise UsageError(
            Problem("usage.missing-extra", values={"package": "pyreadstat", "extra": "spss-stata"})
        ) from None
    wrong = [name for name in table.rows.columns if not NAMED.fullmatch(name) or variable(name) != name]
    if wrong:
        raise InputError(Problem("study.export-name", values={"name": name}) for name in wrong)
    instrument = table.study.instrument
    marks = missing_marks(tuple(instrument.missing), program)
    frame = _columns(table, marks, program)
    labels = _value_labels(table, marks, lang)
    keys = [variable(leaf.key) for leaf in instrument.leaves]
    columns = columns_of(table, (lang,))
    given: dict[str, Any] = {
        "file_label": table.study.key[:60],
        "column_labels": {variable(column.name): in_language(column.label, lang)[:80] for column in columns},
        "variable_value_labels": labels,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME[program]
        if program == "stata":
            none = {key: sorted(marks.values()) for key in keys}
            pyreadstat.write_dta(frame, str(path), missing_user_values=none, version=STATA, **given)
        else:
            ranges: list[Any] = [{"lo": float(SPSS_LAST), "hi": float(SPSS_FIRST)}]
            measure = {variable(column.name): _measure(column) for column in columns}
            none = dict.fromkeys(keys, ranges)
            pyreadstat.write_sav(frame, str(path), missing_ranges=none, variable_measure=measure, **given)
        return CLOCK[program].sub(rb"\g<1>" + NO_TIME[program], path.read_bytes(), count=1)


def _measure(column: Column) -> str:
    """Return the level of measurement: answers with words are ordered, other numbers are a scale."""
    if column.leaf is not None and column.categories:
        return "ordinal"
    return "scale" if is_number(column) else "nominal"


def _columns(table: DataTable, marks: dict[str, Any], program: Program) -> pl.DataFrame:
    instrument, rows = table.study.instrument, table.rows
    places = {"role": list(instrument.roles), "wave": list(table.waves)}
    columns = [
        pl.Series(name, [float(places[name].index(value) + 1) for value in column])
        if name in places
        else pl.Series(name, [float(value[1:]) for value in column])
        if name.startswith(DESIGN) and column.dtype == pl.String
        else pl.Series(name, [None if value == float("inf") else value for value in column])
        if name.startswith(DESIGN)
        else column.fill_null("")
        for name, column in ((name, rows[name]) for name in rows.columns)
    ]
    special = [
        None,
        None,
        marks[NOT_ASKED],
        marks[SET_ASIDE],
        marks[NOT_ASKED],
        *(marks[c] for c in instrument.missing),
    ]
    for place, leaf in enumerate(instrument.leaves):
        values, states = table.values[:, place].tolist(), table.states[:, place].tolist()
        cells = [
            value if state == State.COUNTED else special[state] for value, state in zip(values, states, strict=True)
        ]
        kind: Any = pl.Object if program == "stata" else pl.Float64
        columns.append(pl.Series(variable(leaf.key), cells, dtype=kind))
    return pl.DataFrame(columns)


def _value_labels(table: DataTable, marks: dict[str, Any], lang: str) -> dict[str, dict[Any, str]]:
    instrument = table.study.instrument
    why = {code: in_language(text, lang, code) for code, text in instrument.missing.items()}
    why |= {NOT_ASKED: say("export.not-asked", lang), SET_ASIDE: say("export.set-aside", lang)}
    none = {marks[code]: words for code, words in why.items()}
    found: dict[str, dict[Any, str]] = {
        "role": {
            float(i + 1): in_language(text, lang, role) for i, (role, text) in enumerate(instrument.roles.items())
        },
        "wave": {float(i + 1): wave for i, wave in enumerate(table.waves) if wave},
    }
    for leaf in instrument.leaves:
        assert leaf.question is not None
        answers = {float(code): in_language(text, lang, str(code)) for code, text in leaf.question.answers.items()}
        found[variable(leaf.key)] = {**answers, **none}
    return {name: labels for name, labels in found.items() if labels}
