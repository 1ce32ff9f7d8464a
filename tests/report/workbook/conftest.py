"""A small study with everything that a workbook must rebuild, its answers made up by a seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Aggregate, Band, Bands, Instrument, Node, Question, Scale
from berdaya.report.workbook import WorkbookContents, WorkbookFacts, workbook_bytes, workbook_contents
from berdaya.responses.model import Block, Groups, Responses, State
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import lay_out
from berdaya.tally.model import DesignSpec, Tally

BLANK, NOT_ASKED = float("-inf"), float("nan")  # what a cell of `answers` may hold besides an answer
CODES = {"na": float("inf"), "dk": -1e9}
FACTS = WorkbookFacts(
    study="=cmd()",
    title="=1+1 & a title",
    date="2022-11-30",
    marks=("Synthetic data",),
    assumptions=("+SUM(1;2)",),
    manifest=(("-sha256", "@0123"),),
)


@dataclass(frozen=True)
class Row:
    """One interview: who, of which group and role, with which weight, and an answer to each item."""

    group: str
    role: str
    weight: float
    answers: tuple[float, ...]


def question(key: str, ask: dict[str, float], scale: Scale, **more: Any) -> Question:
    return Question({"id": f"tanya {key}", "en": f"ask {key}"}, ask, scale, **more)


def leaf(key: str, label: str, asked: Question, **more: Any) -> Node:
    return Node(key, {"id": label, "en": label} if label else {}, question=asked, **more)


def make_instrument() -> Instrument:
    both, member = {"member": 2.0, "leader": 1.0}, {"member": 1.0}
    own, five, ten = Scale(0, 3), Scale(1, 5), Scale(0, 10)
    worded = question("g1", both, own, answers={n: {"id": str(n), "en": str(n)} for n in range(4)})
    children = (
        Node(
            "geo",
            {"id": "=1+2", "en": "=1+2"},
            2.0,
            Aggregate("geometric"),
            children=(leaf("g1", "+1", worded), leaf("g2", "@x", question("g2", member, five), weight=0.5)),
        ),
        Node(
            "har",
            {"id": "-harm", "en": "-harm"},
            1.5,
            Aggregate("harmonic"),
            min_coverage=0.4,
            children=(
                leaf("h1", "", question("h1", both, five, direction="lower_is_better")),
                leaf("h2", "turun", question("h2", member, ten, decimals=True)),
                leaf("h3", "empty", question("h3", {"leader": 1.0}, own), weight=2.0, min_coverage=0.9),
            ),
        ),
        Node(
            "pow",
            {"id": "pangkat", "en": "power"},
            1.0,
            Aggregate("power", 0.5),
            children=(
                leaf("p1", "p1", question("p1", member, Scale(0, 100))),
                leaf("p2", "p2", question("p2", member, own), weight=3.0),
                leaf("p3", "unweighted", question("p3", member, own), weight=0.0),
            ),
        ),
        Node(
            "low",
            {"id": "minimum", "en": "minimum"},
            1.0,
            Aggregate("minimum"),
            children=(leaf("m1", "m1", question("m1", both, own)), leaf("m2", "m2", question("m2", member, own))),
        ),
    )
    return Instrument(
        "mix",
        "1",
        ("id", "en"),
        {"id": "=campur", "en": "=mix"},
        Scale(0, 3),
        {code: {"id": code, "en": code} for code in CODES},
        {"member": {"id": "anggota", "en": "member"}, "leader": {"id": "ketua", "en": "leader"}},
        Bands(
            (1.0, 2.0),
            (
                Band("low", {"id": "=rendah", "en": "=low"}, "#D17A00", "#111111"),
                Band("mid", {"id": "sedang", "en": "medium"}, "#1F7078", "#FFFFFF"),
                Band("top", {"id": "tinggi", "en": "high"}, "no colour", "#FFFFFF"),
            ),
        ),
        ("overall", "analysis", "criterion"),
        Node("overall", {"id": "=total", "en": "=total"}, children=children),
    )


def make_rows(instrument: Instrument, people: int = 40, seed: int = 1, *, least: float = 0.0) -> tuple[Row, ...]:
    """Draw answers; `least` keeps them off the bottom of the scale, so that no zero vetoes."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        role = "leader" if person % 4 == 0 else "member"
        answers = [_draw(rng, node.question, role, least) for node in instrument.leaves]
        rows.append(Row(f"g{person % 6}", role, float(rng.uniform(0.5, 3)), tuple(answers)))
    return tuple(rows)


def _draw(rng: np.random.Generator, asked: Question | None, role: str, least: float) -> float:
    assert asked is not None
    if role not in asked.ask:
        return NOT_ASKED
    chance = rng.uniform()
    if chance < 0.18:
        return (BLANK, CODES["na"], CODES["dk"])[int(chance / 0.06)]
    low, high = asked.scale.min, asked.scale.max
    if asked.decimals:
        return float(rng.uniform(low + least, high))
    return float(rng.integers(int(low + least), int(high) + 1))


@dataclass(frozen=True)
class Made:
    """A study made up by hand; `contents` and `estimates` follow from it."""

    instrument: Instrument
    rows: tuple[Row, ...]
    settings: Settings
    wave: str = ""

    def tally(self) -> Tally:
        values = np.array([row.answers for row in self.rows]).reshape(len(self.rows), -1)
        state = np.where(np.isnan(values), State.NOT_ASKED, State.COUNTED)
        state = np.where(values == BLANK, State.BLANK, state)
        for place, code in enumerate(CODES.values()):
            state = np.where(values == code, State.FIRST_CODE + place, state)
        counted = np.where(state == State.COUNTED, values, 0.0)
        table = pl.DataFrame(
            {
                "respondent": [f"r{i}" for i in range(len(self.rows))],
                "group": [row.group for row in self.rows],
                "role": [row.role for row in self.rows],
                "wave": [self.wave for _ in self.rows],
                "weight": [row.weight for row in self.rows],
            }
        )
        block = Block(0, counted, state.astype(np.uint8))
        groups = Groups(pl.DataFrame({"group": sorted({row.group for row in self.rows})}))
        responses = Responses(table, lambda: iter([block]), groups, (), len(self.rows), (), (), "")
        layout = lay_out(table, DesignSpec(weight="column"))
        units = self.settings.mode == "units_first"
        wanted = Wanted(frequencies=True, units=units, shift_zero=self.settings.zero == "shift")
        return count_answers(self.instrument, responses, layout, wanted)

    def estimates(self) -> Estimates:
        return estimate(self.instrument, self.tally(), self.settings, (), self.wave)

    def contents(self, lang: str = "en", facts: WorkbookFacts = FACTS) -> WorkbookContents:
        return workbook_contents(
            self.instrument, self.tally(), self.estimates(), self.settings, replace(facts, wave=self.wave), lang
        )

    def book(self, lang: str = "en", *, formulas: bool = False) -> Any:
        """Return the workbook as openpyxl reads it: with the values of formulas, or the formulas themselves."""
        return openpyxl.load_workbook(BytesIO(workbook_bytes(self.contents(lang))), data_only=not formulas)

    def with_rows(self, more: Sequence[Row]) -> "Made":
        return replace(self, rows=(*self.rows, *more))


@pytest.fixture
def make() -> Callable[..., Made]:
    def made(settings: Settings | None = None, *, people: int = 40, seed: int = 1, least: float = 0.0) -> Made:
        instrument = make_instrument()
        return Made(instrument, make_rows(instrument, people, seed, least=least), settings or Settings())

    return made
