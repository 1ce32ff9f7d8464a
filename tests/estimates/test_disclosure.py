from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.disclosure import suppress
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made

Sizes = Mapping[Any, int]
NAMES = ("village", "business", "sex")


def frame_of(made: Made, sizes: Sizes, by: tuple[str, ...], threshold: int = 5, leaders: int = 0) -> Frame:
    """A frame with so many members (and leaders) in every cell of village, business, ..."""
    instrument = made.instrument(
        made.leaf("x"), made.leaf("y", {"leader": 1}), made.leaf("z", {"member": 1, "leader": 1})
    )
    names = NAMES[: len(next(iter(sizes)))]
    cells = [(*cell, role) for cell, n in sizes.items() for role in ["member"] * n + ["leader"] * leaders]
    rows: dict[str, Any] = {name: [cell[i] for cell in cells] for i, name in enumerate((*names, "role"))}
    tally = made.tally(instrument, rows, [[1, 1, 1]] * len(cells), attributes=names)
    return make_frame(instrument, tally, Settings(profile="public", threshold=threshold), by)


def hidden(made: Made, sizes: Sizes, by: tuple[str, ...], **more: int) -> dict[str, set[tuple[str, ...]]]:
    frame = frame_of(made, sizes, by, **more)
    mask = suppress(frame)
    return {
        key: {label for label, row in zip(frame.domains.labels, mask, strict=True) if row[n]}
        for n, key in enumerate(frame.tree.keys)
    }


def test_below_the_threshold(made: Made) -> None:
    assert hidden(made, {("a",): 4}, ())["x"] == {()}
    assert hidden(made, {("a",): 5}, ())["x"] == set()
    assert hidden(made, {("a",): 4}, (), threshold=4)["x"] == set()


def test_one_small_domain_takes_its_smallest_neighbour_along(made: Made) -> None:
    found = hidden(made, {("a",): 4, ("b",): 9, ("c",): 7, ("d",): 30}, ("village",), leaders=1)
    assert found["x"] == found["z"] == found["overall"] == {("a",), ("c",)}
    assert found["y"] == set()  # a leader's word on the group is never hidden for its n


def test_several_small_domains_that_are_tiny_together(made: Made) -> None:
    """The rest of the published total would be a figure of three persons."""
    found = hidden(made, {("a",): 1, ("b",): 2, ("c",): 7, ("d",): 30}, ("village",))
    assert found["x"] == {("a",), ("b",), ("c",)}
    enough = hidden(made, {("a",): 3, ("b",): 2, ("c",): 7, ("d",): 30}, ("village",))
    assert enough["x"] == {("a",), ("b",)}


def test_twenty_seven_groups_of_one_to_four_are_all_hidden(made: Made) -> None:
    sizes = {(f"g{i:02}",): 1 + i % 4 for i in range(27)}
    found = hidden(made, sizes, ("village",), leaders=1)
    assert len(found["x"]) == 27
    assert found["y"] == set()
    assert hidden(made, sizes, (), leaders=1)["x"] == set()


def test_crossed_attributes_do_not_leak_by_either_total(made: Made) -> None:
    """One small cell: its row total and its column total are published, so a rectangle is hidden."""
    sizes = {
        (v, b): 3 if (v, b) == ("a", "k") else 10 + 3 * i + j for i, v in enumerate("abc") for j, b in enumerate("kmn")
    }
    assert hidden(made, sizes, ("village",))["x"] == set()
    found = hidden(made, sizes, ("village", "business"))["x"]
    assert found == {("a", "k"), ("a", "m"), ("b", "k"), ("b", "m")}
    assert hidden(made, sizes, ("business", "village"))["x"] == {(b, v) for v, b in found}


def test_all_below_a_hidden_total_is_hidden(made: Made) -> None:
    """Village a is small and hides with b: b's parts must not add up to it."""
    sizes = {("a", "k"): 2, ("a", "m"): 2, ("b", "k"): 6, ("b", "m"): 6, ("c", "k"): 50, ("c", "m"): 50}
    assert hidden(made, sizes, ("village",))["x"] == {("a",), ("b",)}
    found = hidden(made, sizes, ("village", "business"))["x"]
    assert found == {(v, b) for v in "ab" for b in "km"}


def test_a_neighbour_that_a_published_total_shows_is_no_cover(made: Made) -> None:
    """Village b has one business only: its total says what the cell would have hidden."""
    sizes = {("a", "k"): 3, ("a", "m"): 20, ("b", "k"): 6, ("c", "k"): 8, ("c", "m"): 9, ("c", "n"): 7, ("a", "n"): 30}
    found = hidden(made, sizes, ("village", "business"))["x"]
    assert ("c", "k") in found
    assert ("b", "k") not in found


def test_no_neighbour_is_left(made: Made) -> None:
    found = hidden(made, {("a",): 1, ("b",): 1}, ("village",))
    assert found["x"] == {("a",), ("b",)}
    assert hidden(made, {("a",): 1, ("b",): 1}, ())["x"] == {()}


@pytest.mark.parametrize("seed", range(60))
def test_nothing_small_follows_from_all_that_is_published(made: Made, seed: int) -> None:
    """Both attributes, each of them, and the whole are published: no sum of these is a figure of few persons."""
    draw = np.random.default_rng(seed)
    cells = [(v, b) for v in "abcd" for b in "kmnop"]
    drawn = draw.choice([0, 1, 3, 8, 20, 30], len(cells), p=[0.2, 0.1, 0.1, 0.2, 0.2, 0.2])
    sizes: Sizes = {cell: int(n) for cell, n in zip(cells, drawn, strict=True) if n}
    persons = np.array(list(sizes.values()))
    published, small = [], []
    for by in (by for k in range(3) for by in combinations(range(2), k)):
        gone = hidden(made, sizes, tuple(NAMES[a] for a in by))["x"]
        figures = {
            label: [tuple(c[a] for a in by) == label for c in sizes]
            for label in {tuple(c[a] for a in by) for c in sizes}
        }
        published += [figure for label, figure in figures.items() if label not in gone]
        small += [figure for figure in figures.values() if persons[figure].sum() < 5]
    shown = np.array(published, float)
    for figure in np.array(small, float):
        rest = figure - np.linalg.lstsq(shown.T, figure, rcond=None)[0] @ shown
        assert np.abs(rest).max() > 1e-6, [c for c, here in zip(sizes, figure, strict=True) if here]


def test_a_domain_that_does_not_occur_hides_nothing(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    tally = made.tally(instrument, {"village": ["a"] * 3}, [[1]] * 3, attributes=("village",))
    assert suppress(make_frame(instrument, tally, Settings(), ("village",), "later")).shape == (0, 2)


def test_a_table_too_large_to_search_is_hidden_whole(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berdaya.estimates.disclosure.LARGE", 3)
    assert len(hidden(made, {("a",): 4, ("b",): 9, ("c",): 7, ("d",): 30}, ("village",))["x"]) == 4
    assert hidden(made, {("a",): 6, ("b",): 9, ("c",): 7, ("d",): 30}, ("village",))["x"] == set()


def deep(made: Made, answered: Mapping[str, Mapping[str, int]], by: tuple[str, ...]) -> Frame:
    """A frame of villages of 20 members, so many of whom answered each item of v (x, y, z) and w (u, t)."""
    v, w = [made.leaf(key) for key in "xyz"], [made.leaf(key) for key in "ut"]
    instrument = made.instrument(made.branch("v", *v), made.branch("w", *w))
    rows = [(village, i) for village in answered for i in range(20)]
    answers = [[1 if i < answered[village].get(key, 20) else None for key in "xyzut"] for village, i in rows]
    tally = made.tally(instrument, {"village": [village for village, _ in rows]}, answers, attributes=("village",))
    return make_frame(instrument, tally, Settings(profile="public"), by)


def test_few_answers_of_many_asked_do_not_follow_from_the_whole_or_from_the_node_above(made: Made) -> None:
    """Three villages of 20, three answers to x in one: the whole, less the others, would give these away."""
    frame = deep(made, {"a": {"x": 3, "y": 18}, "b": {"x": 12}, "c": {}}, ("village",))
    found = {(frame.domains.labels[d][0], frame.tree.keys[n]) for d, n in np.argwhere(suppress(frame))}
    assert found == {("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")}
    assert not suppress(deep(made, {"a": {"x": 3}, "b": {}, "c": {}}, ())).any()


def test_a_node_of_one_answered_part_is_hidden_with_it(made: Made) -> None:
    frame = deep(made, {"a": {"x": 3, "y": 0, "z": 0}, "b": {}, "c": {}}, ("village",))
    gone = {(frame.domains.labels[d][0], frame.tree.keys[n]) for d, n in np.argwhere(suppress(frame))}
    assert {("a", "x"), ("a", "v")} <= gone
    assert ("a", "w") in gone  # else v follows from the score of all
    assert ("a", "overall") not in gone
    assert {("a", "u"), ("a", "t")} <= gone  # else w follows from its parts


def test_a_part_of_no_weight_covers_nothing(made: Made) -> None:
    """Three of 20 answered x. Fewest of the others answered y, which counts for nothing: overall and z would say what x is."""
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=0.0), made.leaf("z"))
    answers = [[1 if i < 3 else None, 1 if i < 6 else None, 1] for i in range(20)]
    tally = made.tally(instrument, {"role": ["member"] * 20}, answers)
    frame = make_frame(instrument, tally, Settings(profile="public"), ())
    gone = {frame.tree.keys[n] for n in np.flatnonzero(suppress(frame)[0])}
    assert gone == {"x", "z"}


def test_a_group_does_not_follow_from_its_village(made: Made) -> None:
    """The smallest neighbour, g9, lies in another village: village a less g2 would be g1."""
    sizes = {"g1": ("a", 3), "g2": ("a", 9), "g3": ("a", 8), "g8": ("b", 9), "g9": ("b", 5), "g7": ("b", 9)}
    rows = [(group, village) for group, (village, n) in sizes.items() for _ in range(n)]
    columns = {"group": [group for group, _ in rows], "village": [village for _, village in rows]}
    instrument = made.instrument(made.leaf("x"))

    def gone(*attributes: str) -> set[str]:
        tally = made.tally(instrument, columns, [[1]] * len(rows), attributes=attributes)
        frame = make_frame(instrument, tally, Settings(profile="public"), ("group",))
        return {frame.domains.labels[d][0] for d in np.flatnonzero(suppress(frame)[:, 0])}

    assert gone() == {"g1", "g9"}
    assert gone("village") == {"g1", "g3"}


@pytest.mark.parametrize("seed", range(40))
def test_no_hidden_figure_follows_from_its_node_or_its_domain_alone(made: Made, seed: int) -> None:
    draw = np.random.default_rng(seed)
    answered = {
        village: {key: int(n) for key, n in zip("xyzut", draw.choice([0, 2, 4, 9, 20], 5, p=P), strict=True)}
        for village in "abcde"
    }
    frame, whole = deep(made, answered, ("village",)), deep(made, answered, ())
    gone, gone_whole = suppress(frame), suppress(whole)[0]
    villages = [label[0] for label in frame.domains.labels]
    there = {key: [answered[village][key] for village in villages] for key in "xyzut"}
    for node, parts in (("v", "xyz"), ("w", "ut"), ("overall", "vw")):
        of = [frame.tree.keys.index(part) for part in parts]
        at = frame.tree.keys.index(node)
        for d in range(len(villages)):
            some = [n for n in of if figures(there, frame.tree.keys[n])[d] > 0]
            hidden_parts = int(gone[d, some].sum())
            assert gone[d, at] or hidden_parts != 1
            assert not gone[d, at] or hidden_parts == len(some)
    for n, key in enumerate(frame.tree.keys):
        size = np.array(figures(there, key))
        few = (size > 0) & (size < 5)
        assert gone[few, n].all()
        if few.any() and not gone_whole[n] and (size > 0).sum() > 1:
            assert (gone[:, n] & (size > 0)).sum() >= 2


P = [0.05, 0.1, 0.1, 0.25, 0.5]


def figures(there: Mapping[str, list[int]], node: str) -> list[int]:
    """How many of each village answered something below a node: the first so many members answered each item."""
    below = {"v": "xyz", "w": "ut", "overall": "xyzut"}.get(node, node)
    return [max(there[key][d] for key in below) for d in range(len(there["x"]))]
