"""Simulation with known truth: how often the interval of a change covers it, for a panel, a part panel and fresh samples.

    python tests/simulation/test_change.py      prints the table of docs/simulation.md

Super-population: a group, a person and an answer each add a normal part, the same in both waves for those who are in both;
answers are cut to 0-3. The truth of a change is that of the expected answers, found from ten million draws. Runs stand side
by side in one file, each a domain and a stratum of its own. The constants were fixed before the first run.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest

from berdaya.estimates.change.change import Change, change, few_psus_of_change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Aggregate, Bands, Instrument, Node, Question, Scale
from berdaya.responses.model import Block, Groups, Responses
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import lay_out
from berdaya.tally.model import DesignSpec, Stage, Tally

Floats = np.ndarray[Any, np.dtype[np.float64]]
SEED = 20261125
RUNS, GROUPS, PERSONS = 2000, 30, 6
SHIFT = (0.2, -0.3, 0.4)  # of the latent answer to each question, in the first wave
MOVED = (0.25, 0.10, 0.15)  # what the second wave adds
SPREAD = {"group": 0.5, "person": 0.6, "answer": 0.8}
WAVES = ("before", "after")
PANELS = {"panel": 1.0, "part panel": 0.6, "fresh samples": 0.0}  # share of the groups that come again
BOUNDS = (92.0, 97.0)
FEW_RUNS, FEW_GROUPS, FEW_BOUNDS = 1000, 8, (92.0, 98.0)


def answers_of(latent: Floats) -> Floats:
    return np.digitize(latent, (-1.0, 0.0, 1.0)).astype(float)


def truth() -> float:
    """The change of the geometric mean of two arithmetic nodes of expected answers: (x, y) and z."""
    rng = np.random.default_rng(SEED)
    latent = rng.standard_normal(10_000_000) * np.sqrt(sum(s**2 for s in SPREAD.values()))
    means = [[answers_of(latent + SHIFT[i] + wave * MOVED[i]).mean() for i in range(3)] for wave in (0, 1)]
    return float(np.diff([np.sqrt((x + y) / 2 * z) for x, y, z in means])[0])


def instrument() -> Instrument:
    text, scale = {"en": "-"}, Scale(0, 3)

    def leaf(key: str) -> Node:
        return Node(key, text, question=Question(text, {"member": 1.0}, scale))

    parts = (Node("a", text, children=(leaf("x"), leaf("y"))), Node("b", text, children=(leaf("z"),)))
    root = Node("overall", text, aggregate=Aggregate("geometric"), children=parts)
    return Instrument("sim", "1", ("en",), text, scale, {}, {"member": text}, Bands((), ()), ("overall",), root)


class Found(NamedTuple):
    """What all that comes after is made of: the tally, the estimates of both waves, and the change."""

    tally: Tally
    estimates: tuple[Estimates, Estimates]
    change: Change


def simulated(share: float, runs: int = RUNS, size: int = GROUPS) -> Found:
    """Answers of so many runs, each of so many groups, and the change of each."""
    rng = np.random.default_rng([SEED, round(100 * share), *([size] if size != GROUPS else [])])
    n = runs * size * PERSONS
    run = np.repeat(np.arange(runs), size * PERSONS)
    group = np.repeat(np.arange(runs * size), PERSONS)
    again = (rng.permuted(np.tile(np.arange(size), (runs, 1)), axis=1) < share * size).ravel()[group]
    parts = {name: SPREAD[name] * rng.standard_normal(many) for name, many in (("group", runs * size), ("person", n))}
    frames, blocks = [], []
    for wave, name in enumerate(WAVES):
        fresh = {key: SPREAD[key] * rng.standard_normal(len(part)) for key, part in parts.items()}
        own = parts["group"][group] + parts["person"]
        other = fresh["group"][group] + fresh["person"]
        base = np.where(again | (wave == 0), own, other)
        noise = SPREAD["answer"] * rng.standard_normal((n, 3))
        blocks.append(answers_of(base[:, None] + np.array(SHIFT) + wave * np.array(MOVED) + noise))
        mark = np.where(again, "", name)
        keys = pl.DataFrame({"run": run, "g": group, "p": np.arange(n), "mark": mark})
        columns = [pl.format("{}{}", "g", "mark").alias("group"), pl.format("{}{}", "p", "mark").alias("respondent")]
        frames.append(keys.select("run", *columns, role=pl.lit("member"), wave=pl.lit(name), weight=pl.lit(1.0)))
    rows = pl.concat(frames).with_columns(pl.col("run").cast(pl.String))
    values = np.concatenate(blocks)
    block = Block(0, values, np.zeros(values.shape, np.uint8))
    groups = Groups(pl.DataFrame({"group": []}), given=False)
    responses = Responses(rows, lambda: iter((block,)), groups, ("run",), rows.height, (), (), "")
    layout = lay_out(rows, DesignSpec("random", (Stage("group", ("run",)),)))
    tally = count_answers(instrument(), responses, layout, Wanted(("run",)))
    given = (instrument(), tally, Settings())
    then, now = (estimate(*given, ("run",), wave) for wave in WAVES)
    return Found(tally, (then, now), change(*given, then, now, WAVES))


def coverage(share: float) -> tuple[float, float]:
    """Percent of runs whose interval holds the true change, and mean standard error / standard deviation of the changes."""
    found = simulated(share).change
    at = found.at("overall")
    return holds(found.low[:, at], found.high[:, at]), float(found.se[:, at].mean() / found.value[:, at].std(ddof=1))


def holds(low: Floats, high: Floats) -> float:
    true = truth()
    return 100 * float(((low <= true) & (true <= high)).mean())


def coverage_of_few() -> dict[str, float]:
    """Percent of runs of eight groups, the same in both waves, whose interval holds the true change: by each method."""
    found = simulated(1.0, FEW_RUNS, FEW_GROUPS)
    few = few_psus_of_change(instrument(), found.tally, Settings(), *found.estimates, found.change)
    assert (few.psus == FEW_GROUPS).all()
    at = found.change.at("overall")
    ends = {
        "Taylor": (found.change.low, found.change.high),
        "cluster jackknife": (few.low, few.high),
        "wild cluster bootstrap": (few.wild_low, few.wild_high),
    }
    return {name: holds(low[:, at], high[:, at]) for name, (low, high) in ends.items()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PANELS)
def test_intervals_of_changes_hold_the_truth(kind: str) -> None:
    held, ratio = coverage(PANELS[kind])
    assert BOUNDS[0] <= held <= BOUNDS[1]
    assert 0.95 <= ratio <= 1.05


@pytest.mark.slow
def test_with_eight_groups_the_jackknife_and_the_bootstrap_hold_the_truth() -> None:
    held = coverage_of_few()
    for name in ("cluster jackknife", "wild cluster bootstrap"):
        assert FEW_BOUNDS[0] <= held[name] <= FEW_BOUNDS[1], held
    assert held["Taylor"] <= held["cluster jackknife"]


if __name__ == "__main__":
    for name, held in coverage_of_few().items():
        sys.stdout.write(f"| {name} | {held:.1f} |\n")
    for kind, share in PANELS.items():
        held, ratio = coverage(share)
        sys.stdout.write(f"| {kind} | {held:.1f} | {ratio:.3f} |\n")
