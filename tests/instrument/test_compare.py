from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from berdaya.instrument.compare import Change, compare_instruments
from berdaya.instrument.model import Instrument
from berdaya.words import say

Document = dict[str, Any]
Read = Callable[[Document], Instrument]
TEXT, OTHER = {"id": "a", "en": "b"}, {"id": "c", "en": "d"}


@pytest.fixture
def changes(document: Document, instrument_of: Read) -> Callable[[Callable[[Document], object]], list[Change]]:
    document |= {"roles": {"member": None, "leader": None}, "levels": ["overall", "criterion"]}
    document["tree"]["label"] = TEXT
    for child in document["tree"]["children"]:
        child |= {"ask": ["member"], "answers": {"0": TEXT, "3": OTHER}}

    def compare(change: Callable[[Document], object]) -> list[Change]:
        other = deepcopy(document)
        change(other)
        found = list(compare_instruments(instrument_of(document), instrument_of(other)))
        for one in found:
            for lang in ("id", "en"):
                assert say(f"instrument.change_{one.kind}", lang)
                assert say(f"instrument.effect_{one.effect}", lang)
        return found

    return compare


Changes = Callable[[Callable[[Document], object]], list[Change]]


def first(document: Document) -> Document:
    found: Document = document["tree"]["children"][0]
    return found


def test_nothing_changed(changes: Changes) -> None:
    assert changes(lambda d: d.update(note=None)) == []


@pytest.mark.parametrize(
    ("change", "kind", "effect"),
    [
        (lambda d: d.update(version="2"), "version", "comparable"),
        (lambda d: d.update(instrument="other"), "name", "comparable"),
        (lambda d: d["title"].update(en="Little"), "title", "comparable"),
        (lambda d: d.update(note=TEXT), "note", "comparable"),
        (lambda d: d.update(levels=["whole", "criterion"]), "levels", "comparable"),
        (lambda d: d.update(missing={"na": None, "dk": None}), "missing", "comparable"),
        (lambda d: d["roles"].update(leader=TEXT), "roles", "comparable"),
        (lambda d: d.update(bands={"cuts": [1, 2], "owner": "upper"}), "cuts", "bands"),
        (lambda d: d.update(bands={"cuts": [1, 2.5]}), "cuts", "bands"),
        (lambda d: first(d).update(label=TEXT), "label", "comparable"),
        (lambda d: first(d).update(weight=2), "weight", "weights"),
        (lambda d: first(d).update(min_coverage=0.5), "min_coverage", "weights"),
        (lambda d: first(d).update(waves=["after"]), "waves", "not_comparable"),
        (lambda d: first(d)["question"].update(id="Lain?"), "question", "not_comparable"),
        (lambda d: first(d)["answers"].update({"3": TEXT}), "answers", "not_comparable"),
        (lambda d: first(d)["answers"].update({"1": TEXT}), "answers", "not_comparable"),
        (lambda d: first(d).update(scale={"min": 0, "max": 5}), "scale", "not_comparable"),
        (lambda d: first(d).update(direction="lower_is_better"), "direction", "not_comparable"),
        (lambda d: first(d).update(ask=["leader"]), "ask", "not_comparable"),
        (lambda d: first(d).update(evidence=TEXT), "evidence", "comparable"),
        (lambda d: first(d).update(sensitive="finance"), "sensitive", "comparable"),
        (lambda d: d["tree"]["children"][1].update(relevant={"answered": "q1"}), "relevant", "not_comparable"),
        (lambda d: d["tree"].update(aggregate="geometric"), "aggregate", "weights"),
        (lambda d: d["tree"].update(aggregate={"power": 2}), "aggregate", "weights"),
        (lambda d: d["tree"]["children"].reverse(), "order", "comparable"),
    ],
)
def test_one_change(changes: Changes, change: Callable[[Document], object], kind: str, effect: str) -> None:
    found = changes(change)
    assert {(c.kind, c.effect) for c in found} == {(kind, effect)}
    assert all(c.old != c.new for c in found)


def test_what_is_added_removed_or_renamed(changes: Changes) -> None:
    found = changes(lambda d: first(d).update(key="q3"))
    assert [(c.kind, c.key, c.effect) for c in found] == [
        ("removed", "q1", "not_comparable"), ("added", "q3", "not_comparable"),
    ]  # fmt: skip
    assert found[0].old == "Tanya q1?"


def test_weights_in_the_same_ratio_change_nothing(changes: Changes) -> None:
    found = changes(lambda d: [child.update(weight=2) for child in d["tree"]["children"]])
    assert {(c.kind, c.effect) for c in found} == {("weight", "comparable")}
    asked = changes(lambda d: first(d).update(ask={"member": 5}))
    assert [(c.kind, c.effect) for c in asked] == [("ask_weights", "comparable")]


def test_weights_of_roles(document: Document, instrument_of: Read) -> None:
    document["roles"] = {"member": None, "leader": None}
    for child in document["tree"]["children"]:
        child["ask"] = ["member", "leader"]
    old = instrument_of(document)
    first(document)["ask"] = {"member": 2, "leader": 1}
    (change,) = compare_instruments(old, instrument_of(document))
    assert change == Change("ask_weights", "q1", "leader: 1, member: 1", "leader: 1, member: 2", "weights")


def test_decimals_and_scale_of_the_whole(document: Document, instrument_of: Read) -> None:
    old = instrument_of(document)
    first(document)["decimals"] = True
    (change,) = compare_instruments(old, instrument_of(document))
    assert (change.kind, change.effect) == ("decimals", "not_comparable")
    del first(document)["decimals"]
    document["scale"] = {"min": 1, "max": 5}
    found = compare_instruments(old, instrument_of(document))
    assert {(c.kind, c.effect) for c in found} == {("scale", "not_comparable"), ("cuts", "bands")}


def test_a_moved_node_and_a_question_that_becomes_a_group(document: Document, instrument_of: Read) -> None:
    more = [{"key": f"q{i}", "question": TEXT} for i in (3, 4)]
    document["tree"]["children"] += [{"key": "v", "label": TEXT, "children": more}]
    old = instrument_of(document)
    moved = deepcopy(document)
    moved["tree"]["children"][2]["children"].append(moved["tree"]["children"].pop(0))
    assert ("moved", "q1") in {(c.kind, c.key) for c in compare_instruments(old, instrument_of(moved))}
    turned = deepcopy(document)
    turned["tree"]["children"][2] = {"key": "v", "label": TEXT, "question": TEXT}
    assert ("role_of_node", "v") in {(c.kind, c.key) for c in compare_instruments(old, instrument_of(turned))}


def test_a_new_language_changes_nothing(document: Document, instrument_of: Read) -> None:
    new = instrument_of(document)
    document["languages"] = ["id"]
    del document["title"]["en"]
    for child in document["tree"]["children"]:
        del child["question"]["en"]
    found = compare_instruments(instrument_of(document), new)
    assert {c.effect for c in found} == {"comparable"}
    assert {c.kind for c in found} == {"languages", "translation"}


def test_words_of_bands(document: Document, instrument_of: Read) -> None:
    document["bands"] = {"labels": [{"key": "low"}, {"key": "high"}]}
    old = instrument_of(document)
    document["bands"] = {"labels": [{"key": "low", **TEXT}, {"key": "high", "colour": "#000000"}]}
    assert {(c.kind, c.effect) for c in compare_instruments(old, instrument_of(document))} == {("bands", "comparable")}
    document["bands"] = {"labels": [{"key": "low"}, {"key": "top", **TEXT}]}
    assert {(c.kind, c.effect) for c in compare_instruments(old, instrument_of(document))} == {("bands", "bands")}
