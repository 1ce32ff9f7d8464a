"""A small study with all that estimates must get right: roles, weights, waves, gaps, groups drawn and not drawn."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest

from berdaya.instrument.model import AggregateKind, Instrument, Node
from berdaya.tally.model import DesignSpec, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Made

    from berdaya.tally.model import Tally

GROUPS, MEMBERS = 6, 4
ONE_EACH: Mapping[str, float | str] = {"member": "size", "leader": 1, "facilitator": 1}


class Small:
    """Six groups in two villages; four members with a sex and a weight, a leader and a facilitator each."""

    designs: ClassVar[Mapping[str, DesignSpec]] = {
        "every-group": DesignSpec("random", (Stage("respondent", ("group",), ONE_EACH),), "column"),
        "some-groups": DesignSpec("random", (Stage("group", ("village",), 40),), "column"),
        "two-stages": DesignSpec(
            "random", (Stage("group", ("village",), 10), Stage("respondent", (), ONE_EACH)), "column"
        ),
        "villages": DesignSpec("random", (Stage("village", (), 5), Stage("group", (), 9)), "column"),
        "rows": DesignSpec(weight="column"),
    }

    def __init__(self, made: Made) -> None:
        self.made = made

    def study(self, seed: int = 1, waves: tuple[str, ...] = ("",), gaps: int = 20) -> tuple[dict[str, list[Any]], Any]:
        """Rows and answers; `gaps` of the answers are missing, each for some reason."""
        draw = np.random.default_rng(seed)
        rows: list[dict[str, Any]] = []
        for g in range(GROUPS):
            people = [("member", f"m{g}{i}") for i in range(MEMBERS)] + [("leader", f"l{g}"), ("facilitator", f"f{g}")]
            size, group_weight = int(draw.integers(6, 12)), float(draw.uniform(0.5, 2))
            place = {"group": f"g{g}", "village": "north" if g < GROUPS / 2 else "south", "group_weight": group_weight}
            for role, who in people:
                own = {"sex": "fm"[int(draw.integers(2))], "weight": float(draw.uniform(0.5, 3)), "size": size}
                rows += [{**place, **own, "role": role, "respondent": who, "wave": wave} for wave in waves]
        answers: list[list[Any]] = [[float(v) for v in draw.integers(0, 4, 6)] for _ in rows]
        for _ in range(gaps):
            answers[int(draw.integers(len(rows)))][int(draw.integers(6))] = ("na", "dk", None, "!")[
                int(draw.integers(4))
            ]
        return {name: [row[name] for row in rows] for name in rows[0]}, answers

    def instrument(
        self,
        top: AggregateKind = "arithmetic",
        first: AggregateKind = "arithmetic",
        second: AggregateKind = "arithmetic",
        power: float = 1.0,
    ) -> Instrument:
        leaf, branch = self.made.leaf, self.made.branch
        both = {"member": 2.0, "leader": 1.0}
        every = {"member": 1.0, "leader": 1.0, "facilitator": 1.0}
        a = (leaf("a1"), leaf("a2", weight=2), leaf("a3", both))
        b = (leaf("b1", every, direction="lower_is_better"), leaf("b2"))
        return self.made.instrument(
            branch("a", *a, kind=first, power=power, weight=1.5),
            branch("b", *b, kind=second, power=power),
            branch("c", leaf("c1", {"facilitator": 1.0}), weight=0.5),
            roles=("member", "leader", "facilitator"),
            kind=top,
            power=power,
        )

    def mixed(self) -> Instrument:
        return self.instrument("harmonic", "geometric", "power", 2.0)


@pytest.fixture(scope="session")
def small(made: Made) -> Small:
    return Small(made)


class Coinr:
    """COINr's tables: its tree as an instrument on 0-100, its units as groups with one respondent each."""

    def __init__(self, made: Made) -> None:
        self.made = made

    def table(self, path: Path) -> dict[str, list[str]]:
        """Columns by name, as text."""
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        return {name: [row[name] for row in rows] for name in rows[0]}

    def numbers(self, column: list[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([float(cell) if cell not in ("", "NA") else np.nan for cell in column])

    def instrument(self, path: Path) -> Instrument:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["Type"] in ("Indicator", "Aggregate")]

        def node(row: dict[str, str]) -> Node:
            children = tuple(node(one) for one in rows if one["Parent"] == row["iCode"])
            if not children:
                return self.made.leaf(row["iCode"], scale=(0, 100), weight=float(row["Weight"]))
            return Node(row["iCode"], weight=float(row["Weight"]), children=children)

        top = next(node(row) for row in rows if row["Parent"] in ("", "NA"))
        return self.made.instrument(*top.children, scale=(0, 100), cuts=(40, 60))

    def tally(self, instrument: Instrument, path: Path) -> Tally:
        columns = self.table(path)
        answers = np.stack([self.numbers(columns[leaf.key]) for leaf in instrument.leaves], axis=1)
        return self.made.tally(instrument, {"group": columns["uCode"]}, answers.tolist(), detail=True)


@pytest.fixture(scope="session")
def coinr(made: Made) -> Coinr:
    return Coinr(made)
