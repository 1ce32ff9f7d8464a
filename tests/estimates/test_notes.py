from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.tally.model import DesignSpec, Replicates, Stage
from berdaya.words import say

if TYPE_CHECKING:
    from tests.conftest import Made

OF_DRIVERS = {"rows-many", "roles-apart", "no-split", "composite-hidden", "lonely-in"}


def test_every_note_is_reached_and_spoken(made: Made) -> None:
    minimum = made.branch("m", made.leaf("x"), made.leaf("y"), kind="minimum")
    instrument = made.instrument(
        minimum,
        made.branch("g", made.leaf("p"), made.leaf("q"), kind="geometric"),
        made.leaf("w", waves=("after",)),
        made.leaf("leader", {"leader": 1}),
        made.leaf("nobody"),
        made.leaf("few", min_coverage=0.9),
    )
    rows: dict[str, Any] = {
        "group": list("aaabbbcd"),
        "role": ["member", "member", "leader"] * 2 + ["member", "member"],
        "village": list("nnnnnnss"),
        "wave": ["before"] * 8,
        "weight": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.004],
    }
    member = [2, 2, 0, 1, "-", "-", None, 1]
    leader = ["-"] * 5 + [2, "-", "-"]
    answers = [member, [*member[:7], None], leader] * 2 + [member, [3, 3, *member[2:]]]
    people = Stage("respondent", ("group",), {"member": 5, "leader": 1})
    sampled = Stage("group", ("village",))
    found = set()
    for stage, by in ((people, ()), (people, ("group",)), (sampled, ("group",)), (sampled, ())):
        design = DesignSpec(stages=(stage,), weight="column")
        e = made.estimate(instrument, rows, answers, design, Settings(min_coverage=0.1), by, "before")
        found |= {note for domain in e.notes for notes in domain for note in notes}
    rows["weight"] = [100.0] * 6 + [0.5] * 2
    e = made.estimate(instrument, rows, answers, DesignSpec(weight="column"), wave="before")
    found |= set(e.notes[0][e.at("x")])
    given = Replicates(np.array([[0.0] * 6 + [1.0] * 2, [1.0] * 8]), 1.0, np.ones(2), "mean", None, False)
    tally = replace(made.tally(instrument, rows, answers, DesignSpec(weight="column"), detail=True), replicates=given)
    emptied = estimate(instrument, tally, Settings(), (), "before")
    found |= set(emptied.notes[0][emptied.at("leader")])
    known = set(tomllib.loads((files("berdaya.words") / "notes.toml").read_text(encoding="utf-8")))
    assert found == known - OF_DRIVERS
    for note in found:
        assert say(f"notes.{note}", "en") != say(f"notes.{note}", "id")


def test_notes_stand_in_a_fixed_order(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"), kind="minimum")
    design = DesignSpec(stages=(Stage("group", ("village",)),))
    rows = {"group": ["a", "b"], "village": ["n", "s"]}
    e = made.estimate(instrument, rows, [[2, 2], [1, 1]], design)
    assert e.notes[0][0] == ("tied", "lonely")
