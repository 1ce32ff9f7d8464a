from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.read import read_study
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path


def test_all_figures_unrounded_and_what_was_not_asked_for_is_not_there(tmp_path: Path) -> None:
    start_demo(tmp_path)
    study = read_study(tmp_path)
    document = drivers_document(drivers_of(study, DriversQuery()), "en")
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert not {"leave_out", "priorities", "gap", "outcome", "steps"} & set(document)
    rows = document["contribution"]["rows"]
    assert sum(row["share"] for row in rows) == pytest.approx(document["contribution"]["total"], abs=1e-10)
    assert [row["share"] for row in rows] == sorted((row["share"] for row in rows), reverse=True)
    assert (document["seed"], document["replicates"], document["wave"]) == (2022, 1000, "after")
    root = document["influence"]["nodes"][0]
    assert root["node"] == "overall"
    assert sum(one["shapley"]["value"] for one in root["children"]) == pytest.approx(1)
    level = [row for row in document["influence"]["overall"] if row["key"] in ("a1", "a2", "a3")]
    assert sum(row["weight"] for row in level) == pytest.approx(1)
    below = drivers_document(drivers_of(study, DriversQuery(node="a3")), "en")
    assert {node["node"] for node in below["influence"]["nodes"]} == {"a3", "a3_p", "a3_e", "a3_s"}


def test_what_is_asked_for_is_there(tmp_path: Path) -> None:
    start_demo(tmp_path)
    query = DriversQuery(
        leave_out=True, priorities=True, steps=True, between="village=Salo,Koto Baru", outcome="members", node="a2"
    )
    driven = drivers_of(read_study(tmp_path), query)
    document = drivers_document(driven, "id")
    assert driven.left_out is not None and driven.gap is not None and driven.outcome is not None
    left = document["leave_out"]
    assert left["band"] == "high"
    assert len(left["groups"]) == 27
    (row,) = [row for row in left["rows"] if row["node"] == "a3"]
    at = driven.left_out.keys.index("a3")
    assert row["value"] == driven.left_out.value[at]
    assert row["moved"] == sum(
        one["band"] != base["band"] for one, base in zip(row["groups"], left["groups"], strict=True)
    )
    gap = document["gap"]
    assert [side["label"] for side in gap["sides"]] == ["Salo", "Koto Baru"]
    total = sum(row["share"] for row in gap["rows"]) + gap["coverage"]["value"]
    assert total == pytest.approx(gap["total"]["value"], abs=1e-10)
    assert {row["item"][:2] for row in gap["rows"]} == {"a2"}
    assert [row["key"] for row in document["outcome"]["rows"]] == ["a2_r", "a2_k", "a2_d"]
    assert document["outcome"]["r2"]["value"] == driven.outcome.explained.value[0]
    assert {row["field"] for row in document["priorities"]["rows"]} == {"first", "keep", "later", "ample"}
    steps = {row["group"]: row for row in document["steps"]}
    assert len(steps) == 27
    low = [row for row in steps.values() if row["band"] == "medium"]
    assert all(row["next"] == "high" and sum(move["steps"] for move in row["moves"]) == row["steps"] for row in low)
    top = [row for row in steps.values() if row["band"] == "high"]
    assert all((row["next"], row["steps"], row["reason"]) == (None, None, "highest") for row in top)
