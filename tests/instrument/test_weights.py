"""Weight schemes; effective weights against COINr 1.1.14 (get_eff_weights)."""

import csv
from typing import TYPE_CHECKING

import pytest

from berdaya.instrument.model import Instrument, Node
from berdaya.instrument.weights import (
    Scheme,
    effective_weights,
    equal_scheme,
    given_scheme,
    shares,
    with_scheme,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Made, Outside


def rows_of(path: "Path") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree_of(made: "Made", rows: list[dict[str, str]], root: str) -> Instrument:
    def node(row: dict[str, str]) -> Node:
        below = [node(one) for one in rows if one["Parent"] == row["iCode"]]
        weight = float(row["Weight"])
        return made.branch(row["iCode"], *below, weight=weight) if below else made.leaf(row["iCode"], weight=weight)

    return made.instrument(*(node(row) for row in rows if row["Parent"] == root))


@pytest.mark.parametrize(
    ("name", "weights", "root", "figures"),
    [("asem", "Meta_Ind", "Index", 59), ("instrument", "hierarchy_weights", "IDX", 59)],
)
def test_effective_weights_are_those_of_coinr(
    made: "Made", outside: "Outside", name: str, weights: str, root: str, figures: int
) -> None:
    folder = outside.folder("coinr", figures) / name
    rows = [row for row in rows_of(folder / f"{weights}.csv") if row["Type"] in ("Indicator", "Aggregate")]
    found = effective_weights(tree_of(made, rows, root))
    printed = {row["iCode"]: float(row["EffWeight"]) for row in rows_of(folder / "eff_weights.csv")}
    compared = {key: value for key, value in printed.items() if key in found}
    assert compared == pytest.approx({key: found[key] for key in compared}, abs=1e-9)
    assert len(compared) == figures
    outside(figures)


@pytest.fixture
def instrument(made: "Made") -> Instrument:
    first = made.branch("a", made.leaf("a1", weight=3), made.leaf("a2"), weight=2, kind="geometric")
    return made.instrument(first, made.branch("b", made.leaf("b1"), weight=6))


def test_a_scheme_is_keyed_by_node_and_leaves_the_rest(instrument: Instrument) -> None:
    scheme = Scheme("mine", "given", {"a": {"a2": 0.8, "a1": 0.2}})
    found = with_scheme(instrument, scheme)
    assert shares(found) == pytest.approx({"overall": 1, "a": 0.25, "b": 0.75, "a1": 0.2, "a2": 0.8, "b1": 1})
    assert effective_weights(found)["a2"] == pytest.approx(0.2)
    assert found.node("a").aggregate == instrument.node("a").aggregate
    assert instrument.node("a1").weight == 3


def test_the_schemes_that_every_instrument_has(instrument: Instrument) -> None:
    equal = with_scheme(instrument, equal_scheme(instrument))
    assert shares(equal) == pytest.approx({"overall": 1, "a": 0.5, "b": 0.5, "a1": 0.5, "a2": 0.5, "b1": 1})
    assert with_scheme(equal, given_scheme(instrument)) == instrument
