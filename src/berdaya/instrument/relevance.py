"""When a question is relevant: a tiny closed grammar, read, written and worked out over rows.

{a1_h0: {at_least: 1}}                          a comparison; several entries mean all of them
{and: [.., ..]}   {or: [.., ..]}                all, one
{answered: a1_h0}                               has an answer that counts
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from berdaya.errors import Where
from berdaya.instrument.model import AllOf, Answered, AnyOf, Compare, Relevance
from berdaya.located import Entries, Located, Problems, as_number, as_text

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Values = np.ndarray[Any, np.dtype[Any]]
HOWS: tuple[str, ...] = get_args(Compare.__annotations__["how"])
_OPERATIONS: dict[str, Callable[[Values, float], Bools]] = {
    "equals": np.equal,
    "not_equals": np.not_equal,
    "at_least": np.greater_equal,
    "at_most": np.less_equal,
    "above": np.greater,
    "below": np.less,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A question that a relevance names, and where it does."""

    key: str
    where: Where
    value: float | None = None  # what it is compared with


def parse_relevance(at: Located, problems: Problems) -> tuple[Relevance | None, tuple[Reference, ...]]:
    """Return a relevance and the questions that it names; None where it cannot be read, with problems noted."""
    references: list[Reference] = []
    return _parse(at, problems, references), tuple(references)


def _parse(at: Located, problems: Problems, references: list[Reference]) -> Relevance | None:
    entries = Entries.open(at, problems, "relevant")
    parts: list[Relevance] = []
    for key, value in entries.at.items():
        if key in ("and", "or"):
            found = [_parse(item, problems, references) for item in entries.list(key, required=True)]
            parts += _joined(AllOf if key == "and" else AnyOf, [part for part in found if part])
        elif key == "answered":
            name = as_text(value, problems, key)
            if name is not None:
                references.append(Reference(name, value.where))
                parts.append(Answered(name))
        else:
            parts += _comparisons(key, entries, problems, references)
    if not parts:
        problems.error("instrument.relevant-empty", at.where)
        return None
    return _joined(AllOf, parts)[0]


def _comparisons(key: str, entries: Entries, problems: Problems, references: list[Reference]) -> list[Relevance]:
    compared = entries.mapping(key, known=HOWS, required=True)
    found: list[Relevance] = []
    for how, value in compared.at.items():
        number = as_number(value, problems, how) if how in HOWS else None
        if number is not None:
            references.append(Reference(key, entries.key_where(key), number))
            found.append(Compare(key, how, number))  # type: ignore[arg-type]
    if not found:
        references.append(Reference(key, entries.key_where(key)))
    return found


def _joined(kind: type[AllOf] | type[AnyOf], parts: list[Relevance]) -> list[Relevance]:
    """Return the parts as one, without needless nesting, so that one meaning has one form."""
    flat: list[Relevance] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return [kind(tuple(flat))] if len(flat) > 1 else flat


def to_plain(relevance: Relevance) -> dict[str, Any]:
    """Return the canonical mapping of a relevance, as it is written in YAML."""
    match relevance:
        case Compare(key, how, value):
            return {key: {how: int(value) if float(value).is_integer() else float(f"{value:.15g}")}}
        case Answered(key):
            return {"answered": key}
        case AllOf(parts):
            return {"and": [to_plain(part) for part in parts]}
        case AnyOf(parts):
            return {"or": [to_plain(part) for part in parts]}


def named(relevance: Relevance) -> Iterator[str]:
    """Yield the keys of the questions that a relevance names, as often as it names them."""
    if isinstance(relevance, AllOf | AnyOf):
        for part in relevance.parts:
            yield from named(part)
    else:
        yield relevance.key


def relevant_rows(relevance: Relevance, values: Mapping[str, Values], counted: Mapping[str, Bools]) -> Bools:
    """Return for which rows a question is relevant.

    Parameters
    ----------
    relevance
        The condition.
    values
        Answers of each question that the condition names, (rows,), on the question's own scale; what stands where
        there is no answer means nothing.
    counted
        For the same questions, (rows,): True where the answer counts.

    Returns
    -------
    Boolean (rows,). A comparison with a missing answer is false, `not_equals` too.

    Examples
    --------
    >>> rows = {"a": np.array([0.0, 2.0, 3.0])}
    >>> relevant_rows(Compare("a", "at_least", 2), rows, {"a": np.array([True, True, False])}).tolist()
    [False, True, False]
    """
    match relevance:
        case Compare(key, how, value):
            return counted[key] & _OPERATIONS[how](values[key], value)
        case Answered(key):
            return counted[key].copy()
        case AllOf(parts):
            return _reduced(np.logical_and, [relevant_rows(part, values, counted) for part in parts])
        case AnyOf(parts):
            return _reduced(np.logical_or, [relevant_rows(part, values, counted) for part in parts])


def _reduced(operation: np.ufunc, parts: list[Bools]) -> Bools:
    found: Bools = operation.reduce(parts)
    return found
