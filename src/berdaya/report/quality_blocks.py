"""The quality of the field work as blocks: the same on paper and on a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from berdaya.estimates.model import Settings
from berdaya.estimates.publish import SMALL
from berdaya.estimates.quality.model import KINDS, DigitRow, FieldQuality, Measured
from berdaya.instrument.model import Instrument
from berdaya.report.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Interval,
    Note,
    Number,
    Paragraph,
    Row,
    Run,
    Table,
    Text,
)
from berdaya.words.format import NOTHING, integer, interval, number, p_value, percent, plain
from berdaya.words.say import say

MOST_ITEMS, MOST_PARTS, MOST_PAIRS = 12, 15, 10  # lines of a table
MOST_NAMED = 3  # measures in which an enumerator differs
LEVEL = 0.95  # of the intervals of shares between enumerators
ALIKE = ("duplicate", "near_duplicate", "same", "run")
TIMES = ("fast", "many_in_day", "overlap")
KEYS = {  # of `quality:` in study.yaml, by the kind of flag whose limit they set
    "near_duplicate": "identical",
    "same": "same",
    "run": "run",
    "fast": "fast",
    "many_in_day": "per_day",
    "overlap": "overlap",
    "missing": "missing",
    "enumerator": "chance",
}
_BOLD = "**"


class _Line(NamedTuple):
    """A line of a table of missing answers: the heading above it, its label, and how many of how many rows."""

    head: str
    label: str
    asked: int
    missing: int
    rows: int


@dataclass(frozen=True)
class QualityBlocks:
    """What is told, of which instrument, by which settings of disclosure, and the language.

    `keys`: a limit has its key of study.yaml beside it, which a report does not speak of.
    """

    found: FieldQuality
    instrument: Instrument
    settings: Settings
    lang: str
    group_names: Mapping[str, str]
    keys: bool = False

    def blocks(self) -> tuple[Block, ...]:
        """Return all of it, without a heading of its own."""
        return (*self._overview(), *self._enumerators(), *self._gaps(), *self._digits())

    def say(self, name: str, /, **values: object) -> str:
        """Return words about the quality of the field work."""
        return say(f"quality.{name}", self.lang, **values)

    def kind(self, kind: str) -> str:
        """Return what a kind of flag is called."""
        return self.say(f"kind-{kind.replace('_', '-')}")

    def measure(self, name: str, role: str = "", *, spread: bool = False) -> str:
        """Return what a measure of interviews is called."""
        label = (
            self.say(f"measure-{name}") if name in ("missing", "minutes") else self.instrument.label(name, self.lang)
        )
        label = self.say("spread-of", measure=label) if spread else label
        return self.say("measure-of", measure=label, role=self._role(role)) if role else label

    def value(self, kind: str, value: float) -> str:
        """Return what was found of a row: a share, minutes or a count."""
        return self._percent(value) if kind in (*ALIKE, "missing") else plain(round(value, 1), self.lang)

    @property
    def _public(self) -> bool:
        return self.settings.profile == "public"

    def _count(self, value: float) -> str:
        return integer(value, self.lang)

    def _percent(self, share: float, digits: int = 0) -> str:
        return percent(share, digits, self.lang)

    def _role(self, key: str) -> str:
        texts = self.instrument.roles.get(key, {})
        return texts.get(self.lang) or next((text for text in texts.values() if text), key)

    def _overview(self) -> Iterator[Block]:
        found, rules = self.found, self.found.rules
        values = {"rows": self._count(found.rows), "flagged": self._count(found.flagged)}
        share = self._percent(found.flagged / found.rows if found.rows else 0.0, 1)
        yield _rich(self.say("opening" if found.flagged else "opening-none", share=share, **values))
        yield Note(self.say("no-accusation"))
        heads = (
            Column(self.say("head-found")),
            Column(self.say("head-rule")),
            Column(self.say("head-interviews"), "number"),
        )
        rows = [Row((Text(self.kind(kind)), Text(self._rule(kind)), self._rows(kind))) for kind in KINDS]
        uniform = found.uniform
        ends = self.say("ends", ends=self._count(uniform.ends), judged=self._count(uniform.judged))
        chance = plain(rules.chance, self.lang)
        note = self.say("chance-note", items=rules.items, chance=chance, ends=ends if uniform.judged else "").strip()
        yield Table(self.say("kinds-table"), heads, tuple(rows), note)
        yield Bullets(tuple(self._remarks()))

    def _rule(self, kind: str) -> str:
        rules = self.found.rules
        shares = {name: self._percent(getattr(rules, name)) for name in ("identical", "same", "run", "fast", "missing")}
        more = {name: plain(getattr(rules, name), self.lang) for name in ("overlap", "chance")}
        words = self.say(f"rule-{kind.replace('_', '-')}", per_day=rules.per_day, **shares, **more)
        return f"{words} [{KEYS[kind]}]" if self.keys and kind in KEYS else words

    def _rows(self, kind: str) -> Cell:
        """How many rows are flagged; words where it could not be looked at."""
        found = self.found
        could = {
            **dict.fromkeys(("duplicate", "near_duplicate"), found.duplicates.judged > 1),
            **dict.fromkeys(("same", "run"), found.uniform.judged > 0),
            "fast": found.pace.timed > 0,
            "overlap": found.pace.timed > 0 and bool(found.enumerators.names),
            "many_in_day": found.pace.dated > 0,
            "missing": True,
            "enumerator": len(found.enumerators.names) > 1,
        }
        if kind == "near_duplicate" and not found.duplicates.whole:
            could[kind] = False
        count = found.kinds[kind]
        return Number(count, self._count(count)) if could[kind] else Number(None, self.say("not-looked"))

    def _remarks(self) -> Iterator[str]:
        uniform, duplicates, pace, rules = self.found.uniform, self.found.duplicates, self.found.pace, self.found.rules
        if duplicates.judged > 1:
            pairs, alike = self._count(duplicates.pairs), self._count(duplicates.alike)
            yield self.say("pairs", pairs=pairs, alike=alike, identical=self._percent(rules.identical))
            if not duplicates.whole:
                yield self.say("pairs-not-whole")
        if uniform.judged:
            expected = number(uniform.expected, 1, self.lang)
            alike = self._count(uniform.alike)
            told = self.say("alike", alike=alike, same=self._percent(rules.same), expected=expected)
            yield told if uniform.turned else f"{told} {self.say('turned-none')}"
        if pace.timed:
            medians = ", ".join(
                f"{self._role(role)} {number(minutes, 1, self.lang)}" for role, minutes in pace.medians.items()
            )
            told_open = {"open": plain(rules.left_open, self.lang), "left_open": self._count(pace.left_open)}
            yield self.say("times", timed=self._count(pace.timed), medians=medians, **told_open)
        else:
            yield self.say("times-none")

    def _enumerators(self) -> Iterator[Block]:
        everyone = self.found.enumerators
        yield Heading(2, self.say("enumerators"))
        if len(everyone.names) < 2:
            yield _rich(self.say("enumerators-one" if everyone.names else "enumerators-none"))
            return
        if self._public:
            yield _rich(self.say("public"))
        else:
            yield self._by_enumerator()
        shown = [one for one in everyone.effects if not one.spread and isfinite(one.whole.f)]
        if shown:
            yield self._effects(shown)

    def _by_enumerator(self) -> Table:
        everyone = self.found.enumerators
        heads = (
            Column(self.say("head-enumerator")),
            *(Column(self.say(f"head-{name}"), "number") for name in ("interviews", "alike", "times", "missing")),
            Column(self.say("head-differs")),
        )
        rows = []
        for name, count, flagged in zip(everyone.names, everyone.interviews, everyone.flagged, strict=True):
            sums = [sum(flagged[kind] for kind in kinds) for kinds in (ALIKE, TIMES, ("missing",))]
            cells = [Number(value, self._count(value)) for value in (count, *sums)]
            rows.append(Row((Text(name), *cells, Text(self._differs(name)))))
        tests = sum(one.tested for one in everyone.effects)
        apart = not any(one.within is not None and one.within.df1 > 0 for one in everyone.effects)
        where = "where-apart" if apart else "where"
        within = self.say(where, within=self._column(everyone.within)) if everyone.within else ""
        tests *= len(everyone.names)
        note = (
            f"{self.say('whose', most=MOST_NAMED)} {self.say('outlier-note', where=within, tests=self._count(tests))}"
        )
        return Table(self.say("enumerators-table"), heads, tuple(rows), note)

    def _differs(self, name: str) -> str:
        found = [
            self.say(
                "differs-up" if one.difference > 0 else "differs-down",
                measure=self.measure(one.name, one.role, spread=one.spread),
            )
            for one in self.found.enumerators.outliers
            if one.enumerator == name
        ]
        return "; ".join(found[:MOST_NAMED]) or NOTHING

    def _column(self, name: str) -> str:
        return self.say("within-village") if name == "village" else name.replace("_", " ")

    def _effects(self, shown: list[Measured]) -> Table:
        everyone = self.found.enumerators
        parts = any(one.within is not None and one.within.df1 > 0 for one in shown)
        level = self._percent(LEVEL)
        heads = [Column(self.say("head-measure")), Column(self.say("head-icc"), "number")]
        heads += [Column(say("report.head-interval", self.lang, level=level), "number")]
        heads += [Column(self.say("head-p"), "number")]
        heads += [Column(self.say(f"head-{name}-within"), "number") for name in ("icc", "p")] if parts else []
        rows = []
        for one in shown:
            whole, within = one.whole, one.within
            cells: list[Cell] = [Text(_capital(self.measure(one.name, one.role))), self._number(whole.icc)]
            cells.append(Interval(whole.low, whole.high, interval(whole.low, whole.high, 2, self.lang)))
            cells.append(self._p(whole.p))
            if parts:
                cells += [self._number(within.icc), self._p(within.p)] if within else [Text(NOTHING), Text(NOTHING)]
            rows.append(Row(tuple(cells)))
        sizes = {one.unit: max(other.units for other in shown if other.unit == one.unit) for one in shown}
        unit = " ".join(self.say(f"unit-{name}", units=self._count(size)) for name, size in sizes.items())
        values = {"alone": everyone.alone, "count": len(everyone.names), "within": self._column(everyone.within)}
        within_words = self.say("within", **values) if everyone.within else self.say("within-none")
        note = self.say("effects-note", level=level, unit=unit, within=within_words)
        return Table(self.say("effects-table"), tuple(heads), tuple(rows), note)

    def _number(self, value: float) -> Number:
        return Number(value, number(value, 2, self.lang)) if isfinite(value) else Number(None, NOTHING)

    def _p(self, value: float) -> Number:
        return Number(value, p_value(value, self.lang)) if isfinite(value) else Number(None, NOTHING)

    def _gaps(self) -> Iterator[Block]:
        gaps = self.found.gaps
        yield Heading(2, self.say("gaps"))
        leaves = [leaf.key for leaf in self.instrument.leaves]
        some = sorted(
            (at for at, gap in enumerate(gaps.items) if gap.missing), key=lambda at: (-gaps.items[at].share, at)
        )
        if not some:
            yield _rich(self.say("gaps-none"))
            return
        items = [(at, gaps.items[at]) for at in some[:MOST_ITEMS]]
        rows = [
            _Line("", self.instrument.label(leaves[at], self.lang), gap.asked, gap.missing, gap.rows)
            for at, gap in items
        ]
        more = len(some) - len(rows)
        note = self.say("gaps-more", count=more) if more else ""
        yield self._gap_table(self.say("gaps-table"), "head-question", rows, note)
        parts: list[_Line] = []
        for column, labels in gaps.parts.items():
            if len(labels) < 2 or (column != "role" and self._public):
                continue
            worst = sorted(labels, key=lambda label: (-_finite(labels[label].share), label))[:MOST_PARTS]
            head = self.say(f"part-{column}")
            if len(worst) < len(labels):
                head = f"{head} ({self.say('gaps-parts-more', shown=len(worst), count=len(labels))})"
            gaps_of = ((self._part(column, label), labels[label]) for label in worst)
            parts += [_Line(head, label, gap.asked, gap.missing, gap.rows) for label, gap in gaps_of]
        if parts:
            yield self._gap_table(self.say("gaps-parts"), "head-part", parts, "")
        yield from self._together(leaves)

    def _part(self, column: str, label: str) -> str:
        if column == "role":
            return self._role(label)
        return self.group_names.get(label, label) if column == "group" else label

    def _gap_table(self, caption: str, first: str, lines: Sequence["_Line"], note: str) -> Table:
        """A heading above lines is written once."""
        heads = (
            Column(self.say(first)),
            *(Column(self.say(f"head-{name}"), "number") for name in ("asked", "missing", "share")),
        )
        rows, above = [], ""
        for line in lines:
            if line.head != above:
                above = line.head
                rows.append(Row((Text(_capital(above)), *(Text("") for _ in range(3))), strong=True))
            rows.append(Row((Text(line.label, 1 if above else 0), *self._gap_cells(line))))
        if any(line.rows < self.settings.threshold for line in lines):
            note = f"{note} {self._few()}".strip()
        return Table(caption, heads, tuple(rows), note)

    def _gap_cells(self, line: "_Line") -> Iterator[Cell]:
        small = line.rows < self.settings.threshold
        if small and self._public:
            yield from (Number(None, say("report.hidden", self.lang)) for _ in range(3))
            return
        mark = SMALL if small else ""
        yield Number(line.asked, f"{self._count(line.asked)}{mark}", mark)
        yield Number(line.missing, self._count(line.missing))
        share = line.missing / line.asked if line.asked else None
        yield Number(share, NOTHING if share is None else self._percent(share, 1))

    def _few(self) -> str:
        mark = say("report.hidden", self.lang) if self._public else SMALL
        name = "report.hidden-note" if self._public else "report.small-note"
        return say(name, self.lang, mark=mark, threshold=self.settings.threshold)

    def _together(self, leaves: list[str]) -> Iterator[Block]:
        pairs = self.found.gaps.together[:MOST_PAIRS]
        if self._public:
            pairs = tuple(one for one in pairs if one.both >= self.settings.threshold)
        if pairs:
            yield _rich(self.say("together-opening", together=number(self.found.rules.together, 2, self.lang)))
            yield Bullets(
                tuple(
                    self.say(
                        "together",
                        first=self.instrument.label(leaves[one.first], self.lang),
                        second=self.instrument.label(leaves[one.second], self.lang),
                        both=self._count(one.both),
                        expected=number(one.expected, 1, self.lang),
                    )
                    for one in pairs
                )
            )

    def _digits(self) -> Iterator[Block]:
        if self.found.digits:
            yield Heading(2, self.say("digits"))
            yield Bullets(tuple(line for row in self.found.digits for line in self._digit_lines(row)))
            yield _rich(self.say("digits-note"))

    def _digit_lines(self, row: DigitRow) -> Iterator[str]:
        question = self.instrument.label(row.item, self.lang)
        if row.last is None and row.first is None:
            yield self.say("digits-narrow", question=question, n=self._count(row.n))
        if row.last is not None:
            shares = {"fives": self._percent(row.last.fives), "tens": self._percent(row.last.tens)}
            p, n = p_value(row.last.p, self.lang), self._count(row.last.n)
            yield self.say("digits-last", question=question, n=n, p=p, **shares)
        if row.first is not None:
            p, n = p_value(row.first.p, self.lang), self._count(row.first.n)
            yield self.say("digits-first", question=question, n=n, p=p)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _finite(value: float) -> float:
    return value if isfinite(value) else -1.0


def _rich(text: str) -> Paragraph:
    """A paragraph in which what stands between ** is bold."""
    parts = text.split(_BOLD)
    return Paragraph(tuple(Run(part, bold=index % 2 == 1) for index, part in enumerate(parts) if part))
