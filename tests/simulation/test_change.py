"""Simulation with known truth: how often the interval of a change covers it, for a panel, a part panel and fresh samples.

    python tests/simulation/test_change.py      prints the table of docs/simulation.md

Super-population: a group, a person and an answer each add a normal part, the same in both waves for those who are in both;
answers are cut to 0-3. The truth of a change is that of the expected answers, found from ten million draws. Runs stand side
by side in one file, each a domain and a stratum of its own. The constants were fixed before the first run.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

from berdaya.estimates.change import change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Aggregate, Bands, Instrument, Node, Question, Scale
from berdaya.responses.model import Block, Groups, Responses
from berdaya.tally.count import Wanted, count_answers
from berdaya.tally.design import lay_out
from berdaya.tally.model import DesignSpec, Stage

Floats = np.ndarray[Any, np.dtype[np.float64]]
SEED = 20261125
RUNS, GROUPS, PERSONS = 2000, 30, 6
SHIFT = (0.2, -0.3, 0.4)  # of the latent answer to each question, in the first wave
MOVED = (0.25, 0.10, 0.15)  # what the second wave adds
SPREAD = {"group": 0.5, "person": 0.6, "answer": 0.8}
WAVES = ("before", "after")
PANELS = {"panel": 1.0, "part panel": 0.6, "fresh samples": 0.0}  # share of the groups that come again
BOUNDS = (92.0, 97.0)


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


def coverage(share: float) -> tuple[float, float]:
    """Percent of runs whose interval holds the true change, and mean standard error / standard deviation of the changes."""
    rng = np.random.default_rng([SEED, round(100 * share)])
    n = RUNS * GROUPS * PERSONS
    run = np.repeat(np.arange(RUNS), GROUPS * PERSONS)
    group = np.repeat(np.arange(RUNS * GROUPS), PERSONS)
    again = (rng.permuted(np.tile(np.arange(GROUPS), (RUNS, 1)), axis=1) < share * GROUPS).ravel()[group]
    parts = {name: SPREAD[name] * rng.standard_normal(size) for name, size in (("group", RUNS * GROUPS), ("person", n))}
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
    found = change(*given, then, now, WAVES)
    at, true = found.at("overall"), truth()
    held = (found.low[:, at] <= true) & (true <= found.high[:, at])
    return 100 * float(held.mean()), float(found.se[:, at].mean() / found.value[:, at].std(ddof=1))


@pytest.mark.slow
@pytest.mark.parametrize("kind", PANELS)
def test_intervals_of_changes_hold_the_truth(kind: str) -> None:
    held, ratio = coverage(PANELS[kind])
    assert BOUNDS[0] <= held <= BOUNDS[1]
    assert 0.95 <= ratio <= 1.05


if __name__ == "__main__":
    for kind, share in PANELS.items():
        held, ratio = coverage(share)
        sys.stdout.write(f"| {kind} | {held:.1f} | {ratio:.3f} |\n")
