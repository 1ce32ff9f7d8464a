"""What the project ships as data passes the project's own readers without a word."""

import csv
from pathlib import Path

import pytest

from berdaya.evidence import read_evidence, triangulate
from berdaya.instrument.read import read_instrument

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "berdaya" / "templates"
KUBE = TEMPLATES / "kube"


@pytest.mark.parametrize(
    ("folder", "questions", "nodes"),
    [
        (KUBE, 36, 51),
        (TEMPLATES / "blank", 8, 15),
        (ROOT / "examples" / "safi_mozambique", 17, 25),
        (ROOT / "examples" / "myanmar_mcct", 42, 49),
    ],
    ids=["kube", "blank", "safi", "myanmar"],
)
def test_instruments_are_read_without_warnings(folder: Path, questions: int, nodes: int) -> None:
    instrument, problems = read_instrument(folder / "instrument.yaml")
    assert problems == ()
    assert (len(instrument.leaves), len(instrument.nodes)) == (questions, nodes)


def test_the_interviews_are_read_without_warnings_and_do_not_all_agree() -> None:
    instrument, _ = read_instrument(KUBE / "instrument.yaml")
    with (KUBE / "groups.csv").open(encoding="utf-8", newline="") as file:
        groups = [row["group"] for row in csv.DictReader(file)]
    evidence = read_evidence(KUBE, instrument, groups)
    assert evidence.problems == ()
    top = len(instrument.bands.labels) - 1

    def mark(criterion: str) -> str:
        own = [passage for passage in evidence.passages if passage.criterion == criterion]
        return triangulate(own, top, top + 1).mark

    assert {mark(key) for key in ("a1_h1", "a1_f1", "a2_r1", "a2_k1", "a2_d1", "a2_d2", "a3_p1")} == {"agrees"}
    assert mark("a2_d3") == "contradicts"
    assert mark("a2_r2") == "mixed"
    assert {passage.quotable for passage in evidence.passages} == {True, False}
