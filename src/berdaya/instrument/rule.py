"""What makes somebody deprived, poor or a member of a programme: the grammar of `relevant`, and three more words.

{floor: {at_most: 1}}                               a comparison; several entries mean all of them
{and: [.., ..]}   {or: [.., ..]}                    all, one
{answered: a1_h0}                                   has an answer that counts
{sum: {cheaper: 1, borrow: 2}, at_least: 4}         a weighted sum of answers; {sum: [tv, radio]} weighs each 1
{count: [.., ..], at_least: 9}                      how many of several conditions hold
{programme: {is: [pkh, sembako]}}                   an attribute in words
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from berdaya.instrument.model import Answered, Compare
from berdaya.instrument.relevance import HOWS, Reference
from berdaya.located import Entries, Located, Problems, as_number, as_text
from berdaya.stats.kleene import How


@dataclass(frozen=True, slots=True)
class SumOf:
    """True where the weighted sum of answers holds against `value`; a missing answer may leave it unknown."""

    terms: tuple[tuple[str, float], ...]
    how: How
    value: float


@dataclass(frozen=True, slots=True)
class CountOf:
    """True where the number of parts that are true holds against `value`."""

    parts: tuple["Rule", ...]
    how: How
    value: float


@dataclass(frozen=True, slots=True)
class Is:
    """True where an attribute's word is one of the labels; unknown where it is blank."""

    key: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllTrue:
    """True where every part is."""

    parts: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyTrue:
    """True where one part is."""

    parts: tuple["Rule", ...]


Rule = Compare | Answered | AllTrue | AnyTrue | SumOf | CountOf | Is


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule names: a number that may be compared with a value, or the words of an attribute that it looks for."""

    reference: Reference
    words: tuple[str, ...] = ()


def parse_rule(at: Located, problems: Problems, name: str) -> tuple[Rule | None, tuple[Named, ...]]:
    """Return a rule and what it names; None where it cannot be read, with problems noted. `name` is its key in the file."""
    found: list[Named] = []
    return _parse(at, problems, name, found), tuple(found)


def _parse(at: Located, problems: Problems, name: str, named: list[Named]) -> Rule | None:
    entries = Entries.open(at, problems, name)
    if {"sum", "count"} & set(entries):
        return _limited(entries, problems, name, named)
    parts: list[Rule | None] = []
    for key, value in entries.at.items():
        if key in ("and", "or"):
            inner = tuple(_parse(item, problems, key, named) for item in entries.list(key, required=True))
            parts.append(_joined(inner, key))
        elif key == "answered":
            text = as_text(value, problems, key)
            named += [Named(Reference(text, value.where))] if text else []
            parts.append(Answered(text) if text else None)
        else:
            parts.append(_joined(_comparisons(key, entries, problems, named), "and"))
    if not parts:
        problems.error("poverty.rule-empty", at.where, name=name)
    return _joined(tuple(parts), "and")


def _joined(parts: tuple["Rule | None", ...], way: str) -> Rule | None:
    there = tuple(part for part in parts if part is not None)
    if len(there) < len(parts) or not there:
        return None
    return there[0] if len(there) == 1 else (AllTrue if way == "and" else AnyTrue)(there)


def _comparisons(key: str, entries: Entries, problems: Problems, named: list[Named]) -> tuple[Rule | None, ...]:
    own = entries.mapping(key, known=(*HOWS, "is"), required=True)
    where = entries.key_where(key)
    found: list[Rule | None] = []
    for how, value in own.at.items():
        if how == "is":
            words = own.list("is", required=True)
            plain = [
                word.value for word in words if isinstance(word.value, str | int) and not isinstance(word.value, bool)
            ]
            labels = tuple(str(word).strip() for word in plain)
            named.append(Named(Reference(key, where), labels or ("",)))
            found.append(Is(key, labels) if labels and len(labels) == len(words) else None)
            if found[-1] is None:
                problems.error("poverty.rule-words", value.where, key=key)
        elif how in HOWS:
            number = as_number(value, problems, how)
            named.append(Named(Reference(key, where, number)))
            found.append(None if number is None else Compare(key, how, number))  # type: ignore[arg-type]
    if not own.at.value and isinstance(own.at.value, Mapping) and entries.get(key) is not None:
        problems.error("poverty.rule-empty", where, name=key)
    return tuple(found) or (None,)


def _limited(entries: Entries, problems: Problems, name: str, named: list[Named]) -> Rule | None:
    """A sum or a count, with the comparison that stands beside it."""
    what = "sum" if "sum" in set(entries) else "count"
    entries = Entries.open(entries.at, problems, name, (what, *HOWS))
    limits = [(how, as_number(value, problems, how)) for how, value in entries.at.items() if how in HOWS]
    if len(limits) != 1:
        problems.error("poverty.rule-limit", entries.key_where(what), name=what, known=", ".join(HOWS))
    terms = _terms(entries, problems, named) if what == "sum" else ()
    parts = tuple(_parse(item, problems, "count", named) for item in entries.list("count")) if what == "count" else ()
    if len(limits) != 1 or limits[0][1] is None or not (terms or parts) or None in parts:
        return None
    how, limit = limits[0]
    if what == "sum":
        return SumOf(terms, how, limit)  # type: ignore[arg-type]
    return CountOf(tuple(part for part in parts if part is not None), how, limit)  # type: ignore[arg-type]


def _terms(entries: Entries, problems: Problems, named: list[Named]) -> tuple[tuple[str, float], ...]:
    found = entries.get("sum", required=True)
    if found is None:
        return ()
    if isinstance(found.value, Mapping):
        weighed = [(key, found.keys.get(key, at.where), as_number(at, problems, key)) for key, at in found.items()]
    else:
        texts = [(as_text(item, problems, "sum"), item.where) for item in entries.list("sum")]
        weighed = [(text, where, 1.0) for text, where in texts if text]
    if not weighed:
        problems.error("poverty.rule-empty", found.where, name="sum")
    named += [Named(Reference(key, where)) for key, where, _ in weighed]
    return tuple((key, weight) for key, _, weight in weighed if weight is not None)


def names_in(rule: Rule) -> Iterator[str]:
    """Yield the questions and attributes that a rule names."""
    match rule:
        case SumOf(terms):
            yield from (key for key, _ in terms)
        case AllTrue(parts) | AnyTrue(parts) | CountOf(parts):
            for part in parts:
                yield from names_in(part)
        case _:
            yield rule.key


def below(rule: Rule) -> tuple[str, float] | None:
    """Return the question and the cut of a rule that is no more than "below a positive cut"; None of any other."""
    if isinstance(rule, Compare) and rule.how == "below" and rule.value > 0:
        return rule.key, rule.value
    return None
