"""Read the definitions of poverty that a study names: packs that come with Berdaya, or files of its own."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import cast

from berdaya.errors import BerdayaError, Where
from berdaya.estimates.poverty.model import Indicator, Kind, Measure, Missing
from berdaya.instrument.model import NO_TEXT, Instrument, Text
from berdaya.instrument.relevance import Reference
from berdaya.instrument.rule import AnyTrue, Named, Rule, below, parse_rule
from berdaya.located import Entries, Located, Near, Problems, as_text, nearest, parse_yaml, read_yaml
from berdaya.study.declared.places import place, told_where_named
from berdaya.study.declared.poverty_lines import read_money
from berdaya.study.declared.poverty_packs import PACKS, pack_text
from berdaya.words import LANGUAGES

MOST_NAMED = 30  # names of the study that a message lists
_SHARE = re.compile(r"\d{1,9}(\.\d{1,15})?|\d{1,9}/0*[1-9]\d{0,8}")
KINDS: tuple[Kind, ...] = ("dimensions", "criteria", "money")
_ABOUT = ("title", "source", "date", "note", "open", "recorded")
_KNOWN = {
    "dimensions": (
        *_ABOUT,
        "persons",
        "roles",
        "programme",
        "years",
        "dimensions",
        "cutoff",
        "cutoffs",
        "missing",
        "depth",
    ),
    "criteria": (*_ABOUT, "persons", "roles", "programme", "years", "criteria", "at_least"),
    "money": (*_ABOUT, "persons", "roles", "programme", "years", "money"),
}


@dataclass(frozen=True)
class Asked:
    """What a measure may name: the questions of the instrument, the attributes of answers and groups (None: not known)."""

    instrument: Instrument
    attributes: Collection[str] | None
    waves: tuple[str, ...]
    folder: Path


def read_poverty(
    entries: Entries,
    instrument: Instrument | None,
    attributes: Collection[str] | None,
    waves: tuple[str, ...],
    folder: Path,
) -> tuple[Measure, ...]:
    """Return the measures that `poverty:` of study.yaml names, each a pack's name or a file."""
    found = []
    for item in entries.list("poverty"):
        name = as_text(item, entries.problems, "poverty")
        if not name or instrument is None:
            continue
        try:
            at, file = _open(name, item, folder, entries.problems)
        except BerdayaError as error:
            entries.problems.extend(told_where_named(error.problems, item.where, PACKS))
            continue
        if at is not None:
            measure = read_measure(at, file, Asked(instrument, attributes, waves, folder), entries.problems)
            found += [measure] if measure else []
    return tuple(found)


def _open(name: str, item: Located, folder: Path, problems: Problems) -> tuple[Located | None, str]:
    if name in PACKS:
        return parse_yaml(pack_text(name), f"{name}.yaml", problems), f"{name}.yaml"
    found = place(folder, name, item.where, problems)
    return (None, name) if found is None else (read_yaml(*found, problems), found[1])


def read_measure(at: Located, file: str, asked: Asked, problems: Problems) -> Measure | None:
    """Return what a file says; None where something is wrong with it, with all problems noted."""
    own = Problems()
    kinds = [kind for kind in KINDS if at.get(kind) is not None]
    if len(kinds) != 1:
        problems.error("poverty.kind", at.where, file=file, known=", ".join(KINDS))
        return None
    kind = kinds[0]
    entries = Entries.open(at, own, "poverty", _KNOWN[kind])
    reader = _Reader(entries, asked)
    measure = reader.measure(kind, file)
    problems.extend(own)
    return None if own.any_error else measure


class _Reader:
    def __init__(self, entries: Entries, asked: Asked) -> None:
        self.entries, self.asked, self.problems = entries, asked, entries.problems
        self.leaves = {leaf.key: leaf for leaf in asked.instrument.leaves}
        self.used: dict[str, Where] = {}
        self.words: list[tuple[str, str, Where]] = []
        self.numbers: list[tuple[str, Where]] = []

    def measure(self, kind: Kind, file: str) -> Measure:
        entries = self.entries
        indicators, dimensions = self._indicators(kind)
        if kind != "money" and not indicators and not self.problems.any_error:
            self.problems.error("poverty.rule-empty", entries.where(kind), name=kind)
        money = read_money(entries, self.asked.folder, self.asked.waves) if kind == "money" else None
        if money:
            for key in filter(None, (money.value, money.per)):
                self._name(Named(Reference(key, entries.where("money"))), number=True)
        persons = entries.text("persons", "")
        if persons:
            self._name(Named(Reference(persons, entries.where("persons"))), number=True)
        counted = sum(not one.direct for one in indicators)
        programme = self._rule(entries.get("programme"), "programme")
        depth = entries.true_false("depth", False) if kind == "dimensions" else False
        if depth and any(below(one.rule) is None for one in indicators):
            self.problems.error("poverty.depth", entries.where("depth"))
        return Measure(
            key=Path(file).stem,
            kind=kind,
            title=self._text(entries.get("title")),
            source=entries.texts("source"),
            date=self._plain("date"),
            note=self._text(entries.get("note")),
            open=tuple(self._text(item) for item in entries.list("open")),
            recorded=self._recorded(),
            persons=persons,
            roles=self._roles(),
            missing=cast(Missing, entries.choice("missing", ("drop", "reweight"), "drop")),
            indicators=indicators,
            dimensions=dimensions,
            k=self._share("cutoff", required=True) if kind == "dimensions" else 0.0,
            over=self._cutoffs() if kind == "dimensions" else (),
            at_least=entries.integer("at_least", 0, 1, max(1, counted), required=True) if kind == "criteria" else 0,
            depth=depth,
            money=money,
            programme=programme,
            words=tuple(self.words),
            numbers=tuple(self.numbers),
            years=entries.number("years", 0.0, low=0.0),
            where=entries.at.where,
        )

    # --- what is counted ---

    def _indicators(self, kind: Kind) -> tuple[tuple[Indicator, ...], tuple[tuple[str, Text], ...]]:
        if kind == "criteria":
            items = self.entries.list("criteria", required=True)
            found = [self._indicator(item, 0, "met") for item in items]
            self._once(items)
            return tuple(found), ()
        return self._dimensions() if kind == "dimensions" else ((), ())

    def _dimensions(self) -> tuple[tuple[Indicator, ...], tuple[tuple[str, Text], ...]]:
        """The indicators with exact shares of all weights: a sixth and an eighteenth are not rounded before they are added."""
        named: list[tuple[str, Text]] = []
        weights: list[Fraction] = []
        inner: list[list[tuple[Indicator, Fraction]]] = []
        items = self.entries.list("dimensions", required=True)
        within: list[Located] = []
        for place_of, item in enumerate(items):
            own = Entries.open(item, self.problems, "dimensions", ("key", "label", "weight", "indicators"))
            named.append((own.text("key", "", required=True), self._text(own.get("label"))))
            weights.append(self._weight(own))
            listed = own.list("indicators", required=True)
            if own.get("indicators") and not listed:
                self.problems.error("poverty.rule-empty", own.where("indicators"), name="indicators")
            within += listed
            inner.append(
                [
                    (self._indicator(one, place_of, "deprived"), self._weight(Entries.open(one, Problems())))
                    for one in listed
                ]
            )
        self._once(items)
        self._once(within)
        found = [
            replace(one, weight=float(whole / sum(weights) * own / sum(w for _, w in part)))
            for whole, part in zip(weights, inner, strict=True)
            for one, own in part
        ]
        return tuple(found), tuple(named)

    def _indicator(self, item: Located, dimension: int, what: str) -> Indicator:
        more = ("weight",) if what == "deprived" else ("direct",)
        own = Entries.open(item, self.problems, "indicators", ("key", "label", what, *more))
        rule = self._rule(own.get(what, required=True), what)
        direct = own.true_false("direct", False) if what == "met" else False
        key, label = own.text("key", "", required=True), self._text(own.get("label"))
        if what == "deprived":
            self._weight(own)  # notes what is wrong with it, once
        return Indicator(key, rule or AnyTrue(()), label, dimension=dimension, direct=direct)

    def _once(self, items: Sequence[Located]) -> None:
        seen: set[str] = set()
        for at in (found for item in items if (found := item.get("key"))):
            key = str(at.value)
            if key in seen:
                self.problems.error("poverty.key-twice", at.where, key=key)
            seen.add(key)

    # --- rules and what they name ---

    def _rule(self, at: Located | None, name: str) -> Rule | None:
        if at is None:
            return None
        rule, named = parse_rule(at, self.problems, name)
        for one in named:
            self._name(one)
        return rule

    def _name(self, named: Named, number: bool = False) -> None:
        """Note a name that is no question and no attribute, and a comparison that no answer can meet or miss."""
        key, where, value = named.reference.key, named.reference.where, named.reference.value
        attributes = self.asked.attributes
        leaf = self.leaves.get(key)
        self.used.setdefault(key, where)
        self.words += [(key, word, where) for word in named.words if leaf is None]
        self.numbers += [(key, where)] if leaf is None and (number or value is not None) else []
        if leaf is None and attributes is not None and key not in attributes:
            known = tuple(dict.fromkeys((*attributes, *self.leaves)))
            near = nearest(key, known)
            more = ", …" if len(known) > MOST_NAMED else ""
            listed = Near("" if "near" in near else ", ".join(known[:MOST_NAMED]) + more)
            self.problems.error("poverty.unknown-name", where, key=key, **near, known=listed)
        elif leaf is not None and named.words:
            self.problems.error("poverty.words-of-question", where, key=key)
        elif leaf is not None and leaf.question is not None and value is not None:
            scale = leaf.question.scale
            if not scale.min <= value <= scale.max:
                ends = {"low": f"{scale.min:g}", "high": f"{scale.max:g}"}
                self.problems.error("poverty.cut-outside", where, key=key, value=f"{value:g}", **ends)

    def _roles(self) -> tuple[str, ...]:
        """The roles that are named; else those that are asked every question that is used."""
        roles = tuple(self.asked.instrument.roles)
        said = self.entries.list("roles")
        for item in said:
            if item.value not in roles:
                values = {"name": str(item.value), "known": ", ".join(roles), **nearest(str(item.value), roles)}
                self.problems.error("poverty.unknown-role", item.where, **values)
        if said:
            return tuple(str(item.value) for item in said)
        questions = [leaf.question for key in self.used if (leaf := self.leaves.get(key)) and leaf.question]
        found = tuple(role for role in roles if all(role in question.ask for question in questions))
        if not found:
            self.problems.error("poverty.no-role", self.entries.at.where, known=", ".join(roles))
        return found

    # --- small parts ---

    def _text(self, at: Located | None) -> Text:
        """A text in one language or several; a pack has both, whatever the instrument declares."""
        if at is None:
            return NO_TEXT
        if not isinstance(at.value, Mapping):
            text = as_text(at, self.problems, "text")
            return MappingProxyType(dict.fromkeys(LANGUAGES, text)) if text else NO_TEXT
        own = Entries.open(at, self.problems, "text", LANGUAGES)
        return MappingProxyType({lang: text for lang in LANGUAGES if (text := own.text(lang, ""))})

    def _plain(self, key: str) -> str:
        at = self.entries.get(key)
        return "" if at is None else str(at.value).strip()

    def _recorded(self) -> Mapping[str, str]:
        if self.entries.get("recorded") is None:
            return MappingProxyType({})
        own = self.entries.mapping("recorded", ("system", "as_of", "origin"))
        found = {key: str(at.value) for key in ("system", "as_of", "origin") if (at := own.get(key, required=True))}
        return MappingProxyType(found)

    def _weight(self, entries: Entries) -> Fraction:
        at = entries.get("weight")
        found = Fraction(1) if at is None else _fraction(at)
        if found is None or found <= 0:
            entries.problems.error("poverty.not-a-share", entries.where("weight"), name="weight")
        return found if found and found > 0 else Fraction(1)

    def _share(self, key: str, required: bool = False) -> float:
        at = self.entries.get(key, required)
        return self._cut(at) if at else 0.0

    def _cut(self, at: Located) -> float:
        found = _fraction(at)
        if found is None or not 0 < found <= 1:
            self.problems.error("poverty.not-a-share", at.where, name="cutoff")
            return 0.0
        return float(found)

    def _cutoffs(self) -> tuple[float, ...]:
        """The range that is named; else every tenth, with the cut-off itself."""
        said = [self._cut(item) for item in self.entries.list("cutoffs")]
        at = self.entries.get("cutoff")
        own = [float(found)] if at is not None and (found := _fraction(at)) else []
        return tuple(sorted({*(said or [tenth / 10 for tenth in range(1, 11)]), *own}))


def _fraction(at: Located) -> Fraction | None:
    """A number, or a fraction in words ("1/3"), exactly as it is written."""
    value = "" if isinstance(at.value, bool) else str(at.value).replace(" ", "")
    return Fraction(value) if _SHARE.fullmatch(value) else None
