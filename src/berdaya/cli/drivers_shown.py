"""What `berdaya drivers` prints, made of what it has for `--json`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from berdaya.cli.answers import short
from berdaya.cli.show import some, text_table
from berdaya.instrument.model import Instrument
from berdaya.words import Language, say
from berdaya.words.format import NOTHING, integer, interval, number, percent, plain, surely

DIGITS = 3
MOST_MOVES = 3  # criteria named for a group
Row = dict[str, Any]
_NOTHING_TOLD = ("few-rows", "no-spread")  # notes of nodes whose parts have no influence


@dataclass(frozen=True)
class Part:
    """Lines for standard output, and notes for standard error."""

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()


def shown(document: Row, instrument: Instrument, lang: Language) -> tuple[Part, ...]:
    """Return what is printed of the document, part by part."""
    words = _Words(instrument, lang, frozenset(document["suppressed"]))
    makers: dict[str, Callable[[Row], Part]] = {
        "leave_out": words.left_out,
        "priorities": words.priorities,
        "gap": words.gap,
        "outcome": words.outcome,
    }
    parts = [words.splits(document)]
    if document["influence"]["nodes"]:  # a question has no parts
        parts.append(words.influence(document["influence"]))
    parts += [make(document[name]) for name, make in makers.items() if document.get(name)]
    if "steps" in document:
        parts.append(words.steps(document["steps"], document["steps_withheld"]))
    return tuple(parts)


@dataclass(frozen=True)
class _Words:
    """Figures in words of one language."""

    instrument: Instrument
    lang: Language
    few: frozenset[str]

    def say(self, name: str, /, **values: object) -> str:
        return say(f"drivers.{name}", self.lang, **values)

    def heads(self, *names: str) -> list[str]:
        """Heads of columns; those of every command by ":name"."""
        return [
            say(f"cli.column-{name[1:]}", self.lang) if name[0] == ":" else self.say(f"head-{name}") for name in names
        ]

    def label(self, key: str) -> str:
        return f"{short(self.instrument.label(key, self.lang))}{'*' if key in self.few else ''}"

    def number(self, value: float | None, digits: int = DIGITS) -> str:
        return number(value, digits, self.lang)

    def percent(self, share: float | None) -> str:
        return percent(share, 1, self.lang)

    def span(self, row: Row, digits: int = DIGITS) -> str:
        return interval(row["low"], row["high"], digits, self.lang)

    def shares(self, row: Row) -> str:
        """An interval of shares: "31.0–38.2 %"."""
        low, high = row["low"], row["high"]
        if low is None or high is None:
            return NOTHING
        return f"{interval(100 * low, 100 * high, 1, self.lang)}%"

    def signed(self, value: float | None, digits: int = DIGITS) -> str:
        text = self.number(value, digits)
        return f"+{text}" if value is not None and value > 0 and any(sign in text for sign in "123456789") else text

    def band(self, key: str | None) -> str:
        found = next((band for band in self.instrument.bands.labels if band.key == key), None)
        return NOTHING if found is None else found.label.get(self.lang) or found.key

    # --- contributions and shortfalls ---

    def splits(self, document: Row) -> Part:
        both = [document[name] for name in ("contribution", "shortfall")]
        label = self.instrument.label(document["node"], self.lang)
        label += f" ({role})" if (role := self._role(document["role"])) else ""
        why = next((one["note"] for one in both if one["note"]), None)
        if why is not None or not both[0]["rows"]:
            told = say(f"notes.{why}", self.lang) if why else self.say("no-score")
            return Part((self.say("split-none", label=label, why=told),))
        totals = [self.number(one["total"]) for one in both]
        top = plain(self.instrument.scale.max, self.lang)
        second = {row["item"]: row for row in both[1]["rows"]}
        lines = [
            [row["item"], self.label(row["item"]), *self._part(row), *self._part(second[row["item"]])]
            for row in both[0]["rows"]
        ]
        heads = [":node", ":label"]
        for name in ("contribution", "shortfall"):
            heads += [name, ":interval", "rank"]
        table = text_table(self.heads(*heads), lines, [False, False, *[True] * 6])
        head = self.say("split-of", label=label, total=totals[0], gap=totals[1], top=top)
        how = "split-how" if document["seed"] is not None else "split-how-given"
        notes = [self.say(how, replicates=integer(document["replicates"], self.lang), seed=document["seed"])]
        notes += [self.say("split-units")] if document["settings"]["estimates"]["mode"] == "units_first" else []
        several = len(lines) > 1  # an only criterion is told apart from nothing
        notes += [self._apart(name, document[name]) for name in ("contribution", "shortfall") if several]
        return Part((head, *table), tuple(notes))

    def _part(self, row: Row) -> list[str]:
        rank = plain(row["rank"], self.lang)
        if row["rank_low"] is not None and row["rank_low"] != row["rank_high"]:
            rank += f" ({row['rank_low']:.0f}–{row['rank_high']:.0f})"
        exact = row["low"] is None or row["high"] - row["low"] < 1e-6
        return [self.number(row["share"]), NOTHING if exact else self.span(row), rank]

    def _apart(self, name: str, split: Row) -> str:
        first = split["rows"][0]
        label, what = self.label(first["item"]), self.say(f"head-{name}")
        names = some((self.label(key) for key in first["alike"]), self.lang, "; ")
        told = self.say("apart-not", first=label, names=names) if names else self.say("apart-all", first=label)
        return f"{what[:1].upper()}{what[1:]}: {told}"

    # --- influence ---

    def influence(self, found: Row) -> Part:
        overall = {row["key"]: row for row in found["overall"]}
        title = self.say(f"influence-{found['across']}", units=self._units(found))
        if all(node["note"] in _NOTHING_TOLD for node in found["nodes"]):
            return Part((title, *self._untold(found["nodes"])))
        lines: list[list[str]] = []
        for node in found["nodes"]:
            head = self.say("influence-of", label=self.label(node["node"]), n=f"n = {integer(node['n'], self.lang)}")
            note = f": {self.say('note-' + node['note'])}" if node["note"] else ""
            lines.append([node["node"], f"{head}{note}", *[""] * 8])
            told = node["note"] not in _NOTHING_TOLD
            lines += [self._child(one, overall.get(one["key"])) for one in node["children"] if told]
        heads = (
            ":node",
            ":label",
            "weight",
            "influence",
            ":interval",
            "against",
            "alone",
            "together",
            "overall",
            "alike",
        )
        table = text_table(self.heads(*heads), lines, [False, False, True, True, True, False, True, True, True, False])
        drawn = {"replicates": integer(found["replicates"], self.lang), "seed": found["seed"]}
        withheld = say("driver_detail.withheld", self.lang)
        intervals = withheld if found["withheld"] else self.say("influence-intervals", **drawn)
        return Part((title, *table), (self.say("influence-how"), intervals))

    def _untold(self, nodes: Sequence[Row]) -> Iterator[str]:
        for note in dict.fromkeys(node["note"] for node in nodes):
            keys = some((node["node"] for node in nodes if node["note"] == note), self.lang)
            yield f"- {self.say(f'note-{note}')}: {keys}"

    def _units(self, found: Row) -> str:
        """How many groups or persons, and of which role alone."""
        name = self._role(found["role"])
        count = integer(found["units"], self.lang)
        return f"{count} ({name[:1].lower()}{name[1:]})" if name else count

    def _role(self, key: str | None) -> str:
        role = self.instrument.roles.get(key or "", {})
        return role.get(self.lang) or next(iter(role.values()), "")

    def _child(self, child: Row, overall: Row | None) -> list[str]:
        alone = child["ratio"] if child["ratio"]["value"] is not None else child["r2"]
        there = child["shapley"]["value"] is not None
        return [
            f"  {child['key']}",
            f"  {self.label(child['key'])}",
            self.percent(child["weight"]),
            self.percent(child["shapley"]["value"]),
            self.shares(child["shapley"]),
            self.say(f"against-{child['against'] or 'unsure'}") if there and child["weight"] < 1 else NOTHING,
            self.percent(alone["value"]),
            self.percent(child["covariance"]["value"]),
            NOTHING if overall is None else self.percent(overall["nested"]["value"]),
            ", ".join(child["alike"]) if there else NOTHING,
        ]

    # --- on request ---

    def left_out(self, found: Row) -> Part:
        lines = [
            [
                row["node"],
                self.label(row["node"]),
                self.number(row["value"], 2),
                self.band(row["band"]),
                self.signed(row["change"]),
                self.span(row),
                self.number(row["rank_shift"], 1),
                integer(row["moved"], self.lang),
            ]
            for row in found["rows"]
        ]
        heads = self.heads(":node", ":label", "without", ":category", ":change", ":interval", "shift", "moved")
        table = text_table(heads, lines, [False, False, True, False, True, True, True, True])
        note = self.say("left-out-how", value=self.number(found["value"], 2), band=self.band(found["band"]))
        return Part((self.say("left-out"), *table), (note,))

    def priorities(self, found: Row) -> Part:
        order = {name: place for place, name in enumerate(("first", "keep", "later", "ample"))}
        rows = sorted(found["rows"], key=lambda row: (order[row["field"]], -row["importance"]))
        lines = [
            [
                self.say(f"field-{row['field']}"),
                surely(row["sure"], self.lang),
                row["item"],
                self.label(row["item"]),
                self.percent(row["importance"]),
                self.number(row["performance"], 2),
            ]
            for row in rows
        ]
        heads = self.heads("field", "sure", ":node", ":label", "importance", "performance")
        table = text_table(heads, lines, [False, True, False, False, True, True])
        values = {
            "importance": self.percent(found["lines"]["importance"]),
            "performance": self.number(found["lines"]["performance"], 2),
        }
        return Part((self.say("priorities"), *table), (self.say("priorities-how", **values),))

    def gap(self, found: Row) -> Part:
        label, sides = self.instrument.label(found["node"], self.lang), found["sides"]
        if found["total"]["value"] is None:
            return Part((self.say("gap-none", label=label),))
        rows: list[tuple[str, str, float, Row]] = [
            (row["item"], self.label(row["item"]), row["share"], row) for row in found["rows"]
        ]
        if found["coverage"]["value"]:
            rows.append((NOTHING, self.say("gap-coverage"), found["coverage"]["value"], found["coverage"]))
        lines = [[key, name, self.signed(share), self.span(ends)] for key, name, share, ends in rows]
        table = text_table(self.heads(":node", ":label", "share", ":interval"), lines, [False, False, True, True])
        marks = ["*" if side["suppressed"] else "" for side in sides]
        head = self.say(
            "gap-of",
            label=label,
            first=f"{self.number(sides[0]['value'], 2)}{marks[0]}",
            first_label=sides[0]["label"],
            second=f"{self.number(sides[1]['value'], 2)}{marks[1]}",
            second_label=sides[1]["label"],
            gap=self.signed(found["total"]["value"]),
            interval=self.span(found["total"]),
        )
        return Part((head, *table), (self.say("gap-how"),))

    def outcome(self, found: Row) -> Part:
        lines = [
            [
                row["key"],
                self.label(row["key"]),
                self.number(row["r"]["value"]),
                self.number(row["beta"]["value"]),
                self.span(row["beta"]),
                self.percent(row["share"]["value"]),
                self.shares(row["share"]),
            ]
            for row in found["rows"]
        ]
        heads = self.heads(":node", ":label", "r", "beta", ":interval", "share", ":interval")
        table = text_table(heads, lines, [False, False, *[True] * 5])
        head = self.say(
            "outcome-of",
            label=self.instrument.label(found["node"], self.lang),
            outcome=found["outcome"],
            r2=self.number(found["r2"]["value"]),
            interval=self.span(found["r2"]),
            n=integer(found["n"], self.lang),
        )
        return Part((head, *table), (self.say("outcome-how"),))

    def steps(self, rows: Sequence[Row], hidden: int) -> Part:
        lines = [
            [
                row["name"],
                self.number(row["value"], 2),
                self.band(row["band"]),
                self.band(row["next"]),
                self._count(row),
                "; ".join(self._moves(row)),
            ]
            for row in rows
        ]
        heads = self.heads("group", ":score", ":category", "next", "steps", "which")
        table = text_table(heads, lines, [False, True, False, False, True, False])
        notes = (self.say("steps-withheld", hidden=hidden),) if hidden else ()
        return Part((self.say("steps"), *table), notes)

    def _count(self, row: Row) -> str:
        if row["steps"] is None:
            return say(f"attention.steps-{row['reason']}", self.lang) if row["reason"] != "highest" else NOTHING
        return integer(row["steps"], self.lang)

    def _moves(self, row: Row) -> Iterator[str]:
        for move in row["moves"][:MOST_MOVES]:
            yield self.say("move", label=self.label(move["item"]), steps=move["steps"])
        if len(row["moves"]) > MOST_MOVES:
            yield "…"
