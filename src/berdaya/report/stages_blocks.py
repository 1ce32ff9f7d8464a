"""Stages of groups as blocks: the same on paper and on a terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from berdaya.estimates.model import Settings
from berdaya.estimates.publish import SMALL
from berdaya.estimates.stages import GroupStage, Marker, Staged
from berdaya.instrument.model import Text as Texts
from berdaya.report.model import Block, Bullets, Cell, Column, Interval, Number, Paragraph, Row, Table, Text
from berdaya.words.format import NOTHING, integer, interval, number
from berdaya.words.say import say

MOST_GROUPS = 150  # lines of the table of groups
UNSETTLED = -1


@dataclass(frozen=True)
class StagesBlocks:
    """What is told, by which settings of disclosure, what groups are called, and the language."""

    staged: Staged
    settings: Settings
    names: Mapping[str, str]
    lang: str

    def say(self, name: str, /, **values: object) -> str:
        """Return words about stages."""
        return say(f"stages.{name}", self.lang, **values)

    def stage(self, number_of: int) -> str:
        """Return what a stage is called, by how many are reached; 0: none, -1: not settled."""
        if number_of < 0:
            return self.say("unsettled")
        if number_of == 0:
            return self.say("below")
        stage = self.staged.rule.stages[number_of - 1]
        return self._text(stage.label) or stage.key

    def verdict(self, one: GroupStage) -> str:
        """Return how far a group has come."""
        if one.settled:
            return self.stage(one.sure)
        return self.say("between", low=self.stage(one.sure), high=self.stage(one.most))

    def line(self, one: GroupStage) -> str:
        """Return a group, its verdict, its score and what it lacks, in one line."""
        score = "" if one.score is None else f" ({self._score(one).text})"
        lacking = f" {self.say('head-lacking')}: {self.lacking(one)}." if one.short else ""
        return f"{self.names.get(one.group) or one.group}: {self.verdict(one)}{score}.{lacking}"

    def lacking(self, one: GroupStage) -> str:
        """Return what a group lacks for the next stage; a dash at the last."""
        labels = {marker.key: self._marker(marker) for marker in self.staged.rule.markers}
        found = [labels[key] for key in one.lacking]
        found += [self.say("not-known", marker=labels[key]) for key in one.unknown]
        return self.say("lacking", short=one.short, markers="; ".join(found)) if one.short else NOTHING

    def blocks(self) -> tuple[Block, ...]:
        """Return what is told of all groups, without a heading of its own."""
        numbers = [*range(len(self.staged.rule.stages) + 1), UNSETTLED]
        counted = [(number_of, self._of(number_of)) for number_of in numbers]
        counted = [(at, groups) for at, groups in counted if groups or at > 0]
        counts = ", ".join(self.say("count", stage=self.stage(at), count=len(groups)) for at, groups in counted)
        title = self._text(self.staged.rule.title) or self.staged.rule.key
        opening = self.say("opening", title=title, groups=self._count(len(self.staged.groups)), counts=counts)
        blocks: list[Block] = [Paragraph.of(opening.replace("**", "")), self._by_stage(counted)]
        if isfinite(self.staged.agreement):
            value = number(self.staged.agreement, 2, self.lang)
            told = self.say("agreement", groups=self._count(self.staged.scored), value=value)
            blocks.append(Paragraph.of(told))
        if self.staged.rule.open:
            blocks.append(Paragraph.of(self.say("open")))
            blocks.append(Bullets(tuple(self._text(text) for text in self.staged.rule.open)))
        return (*blocks, self._markers())

    def _of(self, number_of: int) -> tuple[GroupStage, ...]:
        return tuple(
            one
            for one in self.staged.groups
            if (one.settled and one.sure == number_of) or (not one.settled and number_of == UNSETTLED)
        )

    def _text(self, text: Texts) -> str:
        return text.get(self.lang) or next((words for words in text.values() if words), "")

    def _marker(self, marker: Marker) -> str:
        return self._text(marker.label) or marker.key

    def _count(self, value: float) -> str:
        return integer(value, self.lang)

    def _by_stage(self, counted: Sequence[tuple[int, tuple[GroupStage, ...]]]) -> Table:
        rule = self.staged.rule
        scored = any(one.score is not None for one in self.staged.groups)
        names = ("groups", "mean", "range") if scored else ("groups",)
        heads = (
            *(Column(self.say(f"head-{name}")) for name in ("stage", "needed")),
            *(Column(self.say(f"head-{name}"), "number") for name in names),
        )
        rows = []
        for at, groups in counted:
            stage = rule.stages[at - 1] if at > 0 else None
            needed = self.say("needed", needed=stage.needed, markers=len(stage.markers)) if stage else NOTHING
            cells: list[Cell] = [Text(self.stage(at)), Text(needed), Number(len(groups), self._count(len(groups)))]
            rows.append(Row((*cells, *(self._scores(groups) if scored else ()))))
        notes = [self.say("rule")]
        notes += [self.say("source", source=", ".join(rule.source).removesuffix("."))] if rule.source else []
        notes += [self.say("date", date=rule.date)] if rule.date else []
        notes += [self.say("scores")] if scored else []
        notes += [self.say("withheld", count=self.staged.withheld)] if self.staged.withheld else []
        notes += [self.few()] if any(one.small for one in self.staged.groups) else []
        caption = self.say("stages-table" if scored else "stages-table-bare")
        return Table(caption, heads, tuple(rows), " ".join(notes))

    def _scores(self, groups: Sequence[GroupStage]) -> tuple[Cell, Cell]:
        scores = [one.score for one in groups if one.score is not None]
        if self.settings.profile == "public" and 0 < len(scores) < self.settings.threshold:
            mark = say("report.hidden", self.lang)
            return Number(None, mark), Interval(None, None, mark)
        if not scores:
            return Number(None, NOTHING), Interval(None, None, NOTHING)
        mean, low, high = sum(scores) / len(scores), min(scores), max(scores)
        mark = SMALL if any(one.small for one in groups) else ""  # an end of the range may be the score of few people
        ends = f"{interval(low, high, 2, self.lang)}{mark}"
        return Number(mean, f"{number(mean, 2, self.lang)}{mark}", mark), Interval(low, high, ends)

    def _markers(self) -> Table:
        heads = (
            Column(self.say("head-marker")),
            *(Column(self.say(f"head-{name}"), "number") for name in ("yes", "no", "unknown")),
        )
        rows = []
        for at, stage in enumerate(self.staged.rule.stages, start=1):
            head = self.stage(at)
            rows.append(Row((Text(head[:1].upper() + head[1:]), Text(""), Text(""), Text("")), strong=True))
            for marker in stage.markers:
                cells = (Number(count, self._count(count)) for count in self.staged.met[marker.key])
                rows.append(Row((Text(self._marker(marker), 1), *cells)))
        return Table(self.say("markers-table"), heads, tuple(rows))

    def groups(self) -> Block:
        """Return each group with its verdict and what it lacks; under profile public that none is listed."""
        if self.settings.profile == "public":
            return Paragraph.of(self.say("public"))
        scored = any(one.score is not None for one in self.staged.groups)
        heads = [Column(self.say(f"head-{name}")) for name in ("group", "stage", "lacking")]
        heads += [Column(self.say("head-score"), "number")] if scored else []
        rows = []
        for one in self.staged.groups[:MOST_GROUPS]:
            cells: list[Cell] = [Text(self.names.get(one.group) or one.group), Text(self.verdict(one))]
            cells.append(Text(self.lacking(one)))
            cells += [self._score(one)] if scored else []
            rows.append(Row(tuple(cells)))
        count = len(self.staged.groups)
        note = self.say("groups-more", shown=MOST_GROUPS, count=count) if count > MOST_GROUPS else ""
        if any(one.small for one in self.staged.groups):
            note = f"{note} {self.few()}".strip()
        return Table(self.say("groups-table"), tuple(heads), tuple(rows), note)

    def few(self) -> str:
        """Return what the mark of a score of few people means."""
        return say("report.small-note", self.lang, mark=SMALL, threshold=self.settings.threshold)

    def _score(self, one: GroupStage) -> Number:
        mark = SMALL if one.small else ""
        return Number(one.score, f"{number(one.score, 2, self.lang)}{mark}", mark)
