"""One number, however it is asked for: by the library, by the command, and by hand from what `explain` prints."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

import berdaya
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
NOTHING = 1e-12

# Aggregates at the two inner nodes and the root; the last has a zero policy, since q1 holds a 0.
TREES = {
    "arithmetic": (),
    "geometric over power": (
        ("key: overall\n", "key: overall\n  aggregate: geometric\n"),
        ("key: v1\n", "key: v1\n      aggregate: {power: 0.5}\n"),
    ),
    "harmonic, minimum": (
        ("key: v1\n", "key: v1\n      aggregate: harmonic\n"),
        ("key: v2\n", "key: v2\n      aggregate: minimum\n"),
    ),
}


def by_hand(found: Mapping[str, Any], settings: Mapping[str, Any], width: float = 3.0) -> float | None:
    """Recompute a figure from its explanation, from the answers' sums upward."""
    if settings["mode"] == "units_first":
        return from_units(found)
    if found["answers"]:
        return from_roles(found["answers"])
    children = [(by_hand(child, settings, width), child["weight"]) for child in found["children"]]
    present = [(value, weight) for value, weight in children if value is not None and weight > 0]
    shift = width / 3 if settings["zero"] == "shift" else 0.0
    return combine(found["aggregate"], present, shift) if present else None


def from_units(found: Mapping[str, Any]) -> float | None:
    if found["scores"]:
        weights = [one["weight"] for one in found["scores"]]
        return float(sum(one["weight"] * one["score"] for one in found["scores"]) / sum(weights))
    return float(found["total"] / found["answered"]) if found["answered"] else None


def from_roles(answers: list[dict[str, Any]]) -> float | None:
    means = []
    for role in answers:
        if role["groups"]:
            weights = [group["weight"] for group in role["groups"]]
            of_groups = [group["total"] / group["answered"] for group in role["groups"]]
            means.append((sum(w * m for w, m in zip(weights, of_groups, strict=True)) / sum(weights), role["weight"]))
        elif role["answered"]:
            means.append((role["total"] / role["answered"], role["weight"]))
    return sum(m * w for m, w in means) / sum(w for _, w in means) if means else None


def combine(aggregate: str, parts: list[tuple[float, float]], shift: float) -> float:
    total = sum(weight for _, weight in parts)
    kind, _, order = aggregate.partition(" ")
    p = {"arithmetic": 1.0, "harmonic": -1.0, "geometric": 0.0, "minimum": -math.inf}.get(kind, float(order or 1))
    if p == -math.inf:
        return min(value for value, _ in parts)
    moved = [(value + (shift if p <= 0 else 0), weight / total) for value, weight in parts]
    if p <= 0 and any(value == 0 for value, _ in moved):
        return 0.0
    if p == 0:
        return math.exp(sum(share * math.log(value) for value, share in moved)) - shift
    return float(sum(share * value**p for value, share in moved) ** (1 / p)) - (shift if p < 0 else 0)


@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("count", ["persons", "groups"])
def test_means_first_by_hand(small: "SmallStudy", shell: Shell, tree: str, count: str) -> None:
    small.change("instrument.yaml", *TREES[tree])
    small.change("study.yaml", ("study: small", f"study: small\nestimates: {{count: {count}}}"))
    assert_explained(
        small.path, shell, "village=Salo", "sex=P", "village=Salo,business=tani", "group=g2", "role=member"
    )


@pytest.mark.parametrize("zero", ["veto", "shift"])
def test_zeros_by_hand(small: "SmallStudy", shell: Shell, zero: str) -> None:
    small.change("instrument.yaml", ("key: v1\n", "key: v1\n      aggregate: geometric\n"))
    small.change("study.yaml", ("study: small", f"study: small\nestimates: {{zero: {zero}}}"))
    small.change("responses/a.csv", *((f"{start}{digit},", f"{start}0,") for start, digit in ZEROS))
    assert_explained(small.path, shell, "village=Salo")


ZEROS = (
    ("r1,g1,member,L,", 1),
    ("r2,g1,member,P,", 3),
    ("r3,g1,member,P,", 2),
    ("r6,g2,member,P,", 2),
    ("r7,g2,member,P,", 3),
)


@pytest.mark.parametrize("tree", TREES)
def test_units_first_by_hand(small: "SmallStudy", shell: Shell, tree: str) -> None:
    small.change("instrument.yaml", *TREES[tree])
    small.change("study.yaml", ("study: small", "study: small\nestimates: {mode: units_first, min_coverage: 0.5}"))
    assert_explained(small.path, shell, "role=member", "role=leader", "role=member,village=Salo", whole=False)


@pytest.mark.parametrize("tree", TREES)
def test_groups_as_units_by_hand(small: "SmallStudy", shell: Shell, tree: str) -> None:
    small.change("instrument.yaml", *TREES[tree])
    small.change("study.yaml", ("study: small", "study: small\nestimates: {mode: units_first, count: groups}"))
    small.change(
        "groups.csv", ("members", "members,group_weight"), (",12", ",12,1"), (",10", ",10,2.5"), (",9", ",9,4")
    )
    assert_explained(small.path, shell, "village=Salo", "role=member")
    of_group = shell("explain", "overall", small.path, "--by", "group=g2", "--json").json["explanation"]
    whole = shell("explain", "overall", small.path, "--json").json["explanation"]
    assert {"group": "g2", "weight": 2.5, "score": of_group["value"]} in whole["scores"]
    assert "g2: " in shell("explain", "overall", small.path, "--depth", "0").out


def assert_explained(folder: "Path", shell: Shell, *parts: str, whole: bool = True) -> None:
    """Every node, in the whole and in parts: `estimate`, `explain` and the hand agree."""
    for part in [*([""] if whole else []), *parts]:
        names = ",".join(pair.partition("=")[0] for pair in part.split(",") if pair)
        labels = dict(pair.split("=") for pair in part.split(",") if pair)
        printed = shell("estimate", folder, "--by", names, "--json").json["estimates"]
        for row in (row for row in printed if row["by"] == labels):
            explained = shell("explain", row["node"], folder, "--by", part, "--json")
            document = explained.json
            assert explained.code == (0 if row["value"] is not None else 3), document
            assert document["explanation"]["value"] == row["value"]
            assert document["explanation"]["n"] == row["n"]
            assert document["explanation"]["coverage"] == row["coverage"]
            hand = by_hand(document["explanation"], document["settings"]["estimates"])
            assert hand == pytest.approx(row["value"], abs=NOTHING), (part, row["node"])


def test_units_first_refuses_a_figure_of_mixed_roles(small: "SmallStudy", shell: Shell) -> None:
    small.change("study.yaml", ("study: small", "study: small\nestimates: {mode: units_first}"))
    refused = shell("explain", "overall", small.path, "--json")
    assert (refused.code, refused.found()) == (3, [("estimates.mixed-roles", "")])


def test_the_library_and_the_command_give_the_same_figures(small: "SmallStudy", shell: Shell) -> None:
    study = berdaya.read_study(small.path)
    result = berdaya.estimates_of(study, by=("village",))
    document = berdaya.results_document(result, "en")
    assert document == shell("estimate", small.path, "--by", "village", "--json").json
    (whole,) = berdaya.estimates_of(study).estimates
    tally = result.counted.tally
    again = berdaya.estimate(study.instrument, tally, study.settings)
    assert again.value.tolist() == whole.value.tolist()
    assert again.se.ravel().tolist() == pytest.approx(whole.se.ravel().tolist(), rel=1e-12)
    assert berdaya.estimate(study.instrument, tally, study.settings, ("village",)).value.tolist() == [
        [row["value"] for row in document["estimates"] if row["by"] == {"village": name}]
        for name in ("Koto Tuo", "Salo")
    ]


@pytest.fixture(scope="module")
def baso(tmp_path_factory: pytest.TempPathFactory) -> "Path":
    folder: Path = tmp_path_factory.mktemp("baso") / "demo"
    start_demo(folder)
    return folder


@pytest.mark.parametrize(
    ("node", "part", "wave"),
    [
        ("overall", "", ""),
        ("a3", "", "before"),
        ("a3_e4", "village=Salo", ""),
        ("a1", "business=tani,village=Salo", "after"),
        ("a2_d", "group=k05", ""),
    ],
)
def test_the_example_by_hand(baso: "Path", shell: Shell, node: str, part: str, wave: str) -> None:
    names = ",".join(pair.partition("=")[0] for pair in part.split(",") if pair)
    labels = dict(pair.split("=") for pair in part.split(",") if pair)
    printed = shell("estimate", baso, "--by", names, "--node", node, "--wave", wave, "--json").json["estimates"]
    (value,) = (row["value"] for row in printed if row["by"] == labels)
    document = shell("explain", node, baso, "--by", part, "--wave", wave, "--json").json
    assert document["explanation"]["value"] == value
    assert document["wave"] == (wave or "after")
    assert by_hand(document["explanation"], document["settings"]["estimates"]) == pytest.approx(value, abs=NOTHING)


def test_a_tree_of_a_given_depth_stops_there(small: "SmallStudy", shell: Shell) -> None:
    for depth, below in ((0, []), (1, ["v1", "v2"])):
        found = shell("explain", "overall", small.path, "--depth", depth, "--json").json["explanation"]
        assert [child["key"] for child in found["children"]] == below
        assert all(not child["children"] and not child["answers"] for child in found["children"])
    lines = shell("explain", "overall", small.path, "--depth", 1).out.splitlines()
    assert [line.split(" = ")[0] for line in lines] == ["overall", "├─ v1", "└─ v2"]
