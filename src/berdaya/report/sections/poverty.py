"""How many are poor, how poor and in what, where the study asks for it: a part for each definition."""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from berdaya.estimates.poverty.change import SPLIT
from berdaya.estimates.poverty.model import Figures, Poverty
from berdaya.estimates.publish import SMALL
from berdaya.report.charts import Axes, CutPoint, Part, Share, cutoff_line, share_bars
from berdaya.report.findings import PovertyFindings
from berdaya.report.model import Block, Bullets, Cell, Column, Figure, Heading, Interval, Number, Row, Table, Text
from berdaya.report.poverty_words import (
    assumption_lines,
    dimension_words,
    figure_words,
    interval_words,
    item_figures,
    item_words,
    main_figures,
    text_of,
    value_words,
)
from berdaya.report.sections.cells import as_if, columns, small_note
from berdaya.report.sections.speech import Speech, rich
from berdaya.words.format import number, or_none, percent, plain
from berdaya.words.say import say

MOST_NAMED = 3
HEADS = {"uncensored": "deprived", "censored": "poor-deprived", "dimension": "contribution"}
OF_PARTS = {"dimensions": ("H", "A", "M0"), "criteria": ("poor", "unsaid")}
TICKS = 5


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the chapter on poverty; nothing where it was not asked for."""
    found = speech.findings.poverty
    if found is None:
        return ()
    blocks: list[Block] = [Heading(1, _say(speech, "title"), "poverty"), rich(_say(speech, "opening"))]
    for one in found:
        blocks += _Part(speech, one).blocks()
    return tuple(blocks)


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"poverty.{name}", speech.lang, **values)


class _Part:
    """One definition: its sentences, tables and charts."""

    def __init__(self, speech: Speech, found: PovertyFindings) -> None:
        self.speech, self.found, self.lang = speech, found, speech.lang
        self.one, self.measure = found.whole, found.whole.measure
        self.title = text_of(self.measure.title, speech.lang, self.measure.key)
        self.public = speech.findings.settings.profile == "public"
        self.threshold = speech.findings.settings.threshold

    def say(self, name: str, /, **values: object) -> str:
        return _say(self.speech, name, **values)

    def blocks(self) -> Iterator[Block]:
        yield Heading(2, self.title)
        figures = self.one.figures
        if not figures.n.sum():
            yield rich(self.say("told-none"))
        elif self._hidden(figures, figures.names[0]):
            yield rich(self.say("all-hidden", threshold=self.threshold))
        else:
            yield from self._figures()
        yield Heading(3, self.say("basis"))
        yield Bullets(tuple(assumption_lines(self.one, self.lang)))

    def _hidden(self, found: Figures, name: tuple[str, str]) -> bool:
        """Whether a figure may not be shown, be it of one part only: the others and the whole would tell it."""
        return self.public and bool(found.suppressed[:, found.at(*name)].any())

    def _shown(self, names: Sequence[tuple[str, str]], *figures: Figures) -> list[tuple[str, str]]:
        return [name for name in names if not any(self._hidden(found, name) for found in figures)]

    def _figures(self) -> Iterator[Block]:
        yield rich(" ".join(part for part in (self._told(), as_if(self.speech)) if part))
        yield rich(
            self.say(f"meaning-{self.measure.kind}") + (f" {self.say('meaning-depth')}" if self.measure.depth else "")
        )
        main = self._shown(main_figures(self.one), self.one.figures)
        yield self._list(self.say("table-figures", title=self.title), self.one.figures, main)
        for names, items in item_figures(self.measure):
            told = [name for name in names if not any(self._hidden(self.one.figures, (name, item)) for item in items)]
            if told and names != ("dimension",):
                yield self._grid(told, items)
        yield from self._charts()
        if self.one.over:
            yield self._over()
        for attribute, parts in self.found.by.items():
            yield from self._by(attribute, parts)
        yield from self._targeting()
        yield from self._changes()

    # --- sentences ---

    def _value(self, name: str, item: str = "", figures: Figures | None = None) -> float:
        found = figures or self.one.figures
        return float(found.value[0, found.at(name, item)])

    def _words(self, name: str, item: str = "", change: str = "", figures: Figures | None = None) -> str:
        return value_words(name, self._value(name, item, figures), self.lang, change)

    def _interval(self, name: str, item: str = "", change: str = "", figures: Figures | None = None) -> str:
        found = figures or self.one.figures
        k = found.at(name, item)
        low, high = float(found.low[0, k]), float(found.high[0, k])
        if not isfinite(low) or low == high:
            return ""
        ends = [value_words(name, end, self.lang, change) for end in (low, high)]
        return self.say("with-interval", low=ends[0], high=ends[1], level=self.speech.level)

    def _told(self) -> str:
        if self.measure.kind == "dimensions":
            if not isfinite(self._value("A")):
                return self.say("told-nobody")
            if self._hidden(self.one.figures, ("M0", "")):
                return self.say("told-few", h=self._words("H"), interval=self._interval("H"), threshold=self.threshold)
            told = {"h": self._words("H"), "a": self._words("A"), "m0": self._words("M0")}
            return self.say("told-dimensions", interval=self._interval("H"), most=self._most(), **told)
        if self.measure.kind == "criteria":
            most = percent(self._value("poor") + self._value("unsaid"), 1, self.lang)
            told = {"poor": self._words("poor"), "other": self._words("not-poor"), "unsaid": self._words("unsaid")}
            return self.say("told-criteria", interval=self._interval("poor"), most=most, **told)
        name = self.one.figures.names[0][1]
        if self._hidden(self.one.figures, ("P1", name)):
            few = {"h": self._words("P0", name), "interval": self._interval("P0", name)}
            return self.say("told-few", threshold=self.threshold, **few)
        told = {"p0": self._words("P0", name), "p1": percent(self._value("P1", name), 1, self.lang)}
        return self.say("told-money", name=name, interval=self._interval("P0", name), **told)

    def _most(self) -> str:
        keys = sorted((one.key for one in self.measure.indicators), key=lambda key: -self._value("contribution", key))
        named = [key for key in keys if self._value("contribution", key) > 0][:MOST_NAMED]
        return self.speech.listed(
            [f"{item_words(self.measure, key, self.lang)} ({self._words('contribution', key)})" for key in named]
        )

    # --- tables ---

    def _cells(self, figures: Figures, d: int, name: str, item: str = "", change: str = "") -> tuple[Cell, Cell]:
        k = figures.at(name, item)
        value, low, high = (float(part[d, k]) for part in (figures.value, figures.low, figures.high))
        mark = SMALL if figures.suppressed[d, k] and isfinite(value) else ""
        ends = (low, high) if isfinite(low) and low != high else (float("nan"), float("nan"))
        shown = interval_words(name, *ends, self.lang, change)
        return (
            Number(or_none(value), f"{value_words(name, value, self.lang, change)}{mark}", mark),
            Interval(or_none(ends[0]), or_none(ends[1]), shown),
        )

    def _note(self, names: Sequence[tuple[str, str]], *figures: Figures, also: str = "") -> str:
        small = any(found.suppressed.any() for found in figures)
        at = [(found, [found.at(*name) for name in names]) for found in figures]
        bare = any((np.isfinite(found.value) & ~np.isfinite(found.low))[:, own].any() for found, own in at)
        left = self.say("left-out", threshold=self.threshold) if self.public else small_note(self.speech)
        notes = [
            also,
            as_if(self.speech),
            left if small else "",
            self.say("no-interval") if bare else "",
            self.say("cut") if any(found.any_cut(names) for found in figures) else "",
        ]
        return " ".join(note for note in notes if note)

    def _head(self, first: str, names: Sequence[str]) -> tuple[Column, ...]:
        interval = columns(self.speech, ("interval",))
        return (Column(first), *(column for name in names for column in (Column(name, "number"), *interval)))

    def _list(
        self, caption: str, figures: Figures, names: Sequence[tuple[str, str]], change: str = "", also: str = ""
    ) -> Table:
        rows = [
            Row((Text(figure_words(self.measure, name, item, self.lang)), *self._cells(figures, 0, name, item, change)))
            for name, item in names
        ]
        head = self._head(self.say("head-figure"), [self.say("head-value")])
        return Table(caption, head, tuple(rows), self._note(names, figures, also=also))

    def _grid(self, names: Sequence[str], items: Sequence[str]) -> Table:
        figures = self.one.figures
        rows = []
        for item in items:
            label = item_words(self.measure, item, self.lang)
            pairs = [self._cells(figures, 0, name, item) for name in names]
            rows.append(Row((Text(label), *(cell for pair in pairs for cell in pair))))
        criteria = names[0] == "met"
        caption = self.say("table-criteria" if criteria else "table-indicators", title=self.title)
        heads = [self.say(f"head-{HEADS.get(name, name)}") for name in names]
        first = self.say("head-criterion" if criteria else "head-indicator")
        shown = [(name, item) for name in names for item in items]
        return Table(caption, self._head(first, heads), tuple(rows), self._note(shown, figures))

    def _over(self) -> Table:
        criteria = self.measure.kind == "criteria"
        found = [figures for _, figures in self.one.over]
        names = [name for name, _ in self._shown(found[0].names, *found)]
        rows = []
        for k, figures in self.one.over:
            chosen = k == self.measure.at_least if criteria else abs(k - self.measure.k) < 1e-9
            shown = plain(k, self.lang) if criteria else percent(k, 1, self.lang)
            pairs = [self._cells(figures, 0, name) for name in names]
            rows.append(Row((Text(shown), *(cell for pair in pairs for cell in pair)), strong=chosen))
        caption = self.say("table-over-criteria" if criteria else "table-over", title=self.title)
        heads = [self.say(f"figure-{name}") if criteria else self.say(f"short-{name}") for name in names]
        first = self.say("head-criteria" if criteria else "head-cutoff")
        note = self._note([(name, "") for name in names], *found)
        return Table(caption, self._head(first, heads), tuple(rows), note)

    def _by(self, attribute: str, parts: Poverty) -> Iterator[Block]:
        figures, words = parts.figures, self.speech.attribute_within(attribute)
        if len(figures.domains) < 2:
            return
        names = [(name, "") for name in OF_PARTS.get(self.measure.kind, ())] or list(main_figures(parts)[:2])
        names = self._shown(names, figures)
        if not names:
            yield rich(self.say("by-hidden", attribute=words, threshold=self.threshold))
            return
        rows = []
        for d, (label,) in enumerate(figures.domains):
            pairs = [self._cells(figures, d, *name) for name in names]
            n = Number(float(figures.n[d]), self.speech.count(float(figures.n[d])))
            rows.append(Row((Text(self.speech.place(attribute, label)), n, *(cell for pair in pairs for cell in pair))))
        heads = [self.say(f"short-{name}") for name, _ in names]
        first, *others = self._head(self.speech.attribute(attribute), heads)
        caption = self.say("table-by", title=self.title, attribute=words)
        head = (first, Column(self.say("head-n"), "number"), *others)
        yield Table(caption, head, tuple(rows), self._note(names, figures))

    def _targeting(self) -> Iterator[Block]:
        found = self.one.targeting
        if found is None:
            return
        names = self._shown(found.names, found)
        if len(names) < len(found.names):
            yield rich(self.say("targeting-hidden", threshold=self.threshold))
            return
        told = {name: self._words(name, figures=found) for name in ("exclusion", "inclusion")}
        yield rich(self.say("told-targeting", **told))
        also = self.say("meaning-targeting", lost=percent(found.lost_of_all, 1, self.lang))
        yield self._list(self.say("table-targeting", title=self.title), found, found.names, also=also)

    def _changes(self) -> Iterator[Block]:
        found = self.one.changes.get("absolute")
        if found is None:
            return
        since = self.speech.wave(self.one.since)
        there = isfinite(self._value("M0", figures=found)) if self.measure.kind == "dimensions" else False
        if there and not self._hidden(found, ("M0", "")):
            told = {name: self._words(name, change="absolute", figures=found) for name in SPLIT}
            change, span = (way("M0", change="absolute", figures=found) for way in (self._words, self._interval))
            yield rich(self.say("told-change", since=since, change=change, interval=span, **told))
        names = [*main_figures(self.one), *((name, "") for name in SPLIT if self.measure.kind == "dimensions")]
        also = self.say("meaning-change" if self.measure.kind == "dimensions" else "meaning-moved")
        names = self._shown(names, found)
        if not names:
            return
        yield self._list(self.say("table-change", title=self.title, since=since), found, names, "absolute", also)

    # --- charts ---

    def _charts(self) -> Iterator[Block]:
        if (
            self.measure.kind != "dimensions"
            or not isfinite(self._value("A"))
            or self._hidden(self.one.figures, ("M0", ""))
        ):
            return
        yield self._bars()
        found = [figures for _, figures in self.one.over]
        if len(found) > 1 and self._shown([("M0", "")], *found):
            yield self._line()

    def _bars(self) -> Figure:
        figures, shares = self.one.figures, []
        rows, shown = [], []
        for place, (key, _) in enumerate(self.measure.dimensions):
            own = [one.key for one in self.measure.indicators if one.dimension == place]
            for name, item in [("dimension", key), *(("contribution", one) for one in own)]:
                way = dimension_words if name == "dimension" else item_words
                label = way(self.measure, item, self.lang)
                cells = self._cells(figures, 0, name, item)
                k = figures.at(name, item)
                part = _part(figures, k, self._words(name, item))
                shown.append((name, item))
                shares.append(Share(label, part, name == "dimension"))
                rows.append(Row((Text(label, int(name != "dimension")), *cells), strong=name == "dimension"))
        caption = self.say("chart-dimensions", title=self.title)
        told = "; ".join(f"{share.label} {share.part.text}" for share in shares if share.whole)
        alt = self.say("alt-dimensions", parts=told)
        head = self._head(self.say("head-dimension"), [self.say("head-contribution")])
        spec = share_bars(shares, self.lang, alt)
        return Figure(spec, caption, alt, Table(caption, head, tuple(rows)), self._note(shown, figures))

    def _line(self) -> Figure:
        points, rows = [], []
        for k, figures in self.one.over:
            shown = percent(k, 0 if round(k, 2) == k else 1, self.lang)
            at = figures.at("M0")
            part = _part(figures, at, value_words("M0", float(figures.value[0, at]), self.lang))
            points.append(CutPoint(k, part, shown, abs(k - self.measure.k) < 1e-9))
            rows.append(Row((Text(shown), *self._cells(figures, 0, "M0"))))
        caption = self.say("chart-over", title=self.title)
        first, last = points[0], points[-1]
        alt = self.say("alt-over", first=first.part.text, low=first.text, last=last.part.text, high=last.text)
        axes = Axes(self.say("axis-cutoff"), self.say("axis-m0"), _ticks(points, self.lang))
        head = self._head(self.say("head-cutoff"), [self.say("short-M0")])
        spec = cutoff_line(points, axes, self.lang, alt)
        return Figure(
            spec,
            caption,
            alt,
            Table(caption, head, tuple(rows)),
            self._note([("M0", "")], *(figures for _, figures in self.one.over)),
        )


def _part(figures: Figures, k: int, text: str) -> Part:
    value, low, high = (or_none(float(part[0, k])) for part in (figures.value, figures.low, figures.high))
    return Part(value, low, high, text)


def _ticks(points: Sequence[CutPoint], lang: str) -> tuple[tuple[float, str], ...]:
    """Round numbers from 0 to beyond the highest end."""
    top = max([v for point in points for v in (point.part.value, point.part.high) if v is not None], default=1.0) or 1.0
    step = next((size for size in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if size * TICKS >= top), 0.25)
    count = int(-(-top // step))
    return tuple((step * i, number(step * i, 2, lang)) for i in range(count + 1))
