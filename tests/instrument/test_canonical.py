from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from berdaya.instrument.canonical import aggregate_plain, number, sha256, to_document
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.instrument.read import read_instrument

Document = dict[str, Any]
TEXT = {"id": "a", "en": "b"}


def test_only_what_is_said(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    assert to_document(instrument_of(document)) == document


def test_spelled_out_defaults_and_order_do_not_count(
    document: Document, instrument_of: Callable[[Document], Instrument]
) -> None:
    plain = sha256(instrument_of(document))
    full = deepcopy(document) | {
        "roles": {"member": {"en": "Member", "id": "Anggota"}},
        "missing": {"rf": None, "dk": None, "na": {"id": "Tidak berlaku", "en": "Not applicable"}},
        "bands": {"classes": 3, "owner": "lower"},
    }
    first, second = full["tree"]["children"]
    full["tree"] |= {"label": document["title"], "aggregate": "arithmetic", "weight": 1.0}
    first |= {"ask": ["member"], "scale": {"max": 3.0, "min": 0}, "direction": "higher_is_better", "decimals": False}
    second |= {"weight": 1, "ask": {"member": 1}}
    assert sha256(instrument_of(dict(reversed(full.items())))) == plain
    assert len(plain) == 64


def test_what_counts(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    hashes = [sha256(instrument_of(document))]

    def changed(change: Callable[[Document], object]) -> None:
        other = deepcopy(document)
        change(other)
        hashes.append(sha256(instrument_of(other)))

    changed(lambda d: d["tree"]["children"].reverse())
    changed(lambda d: d.update(version="2"))
    changed(lambda d: d["title"].update(en="Little"))
    changed(lambda d: d["tree"]["children"][0].update(weight=2))
    changed(lambda d: d["tree"].update(aggregate="geometric"))
    changed(lambda d: d["tree"].update(aggregate={"power": 2}))
    changed(lambda d: d.update(bands={"classes": 5}))
    changed(lambda d: d.update(bands={"classes": 3, "owner": "upper"}))
    changed(lambda d: d["tree"]["children"][1].update(relevant={"answered": "q1"}))
    assert len(set(hashes)) == len(hashes)


def test_a_condition_means_the_same_in_any_order(
    document: Document, instrument_of: Callable[[Document], Instrument]
) -> None:
    found = set()
    low, high = {"q1": {"at_least": 1}}, {"q1": {"at_most": 2}}
    for plain in ({"and": [low, high]}, {"and": [high, low]}, {"q1": {"at_most": 2, "at_least": 1.0}}):
        document["tree"]["children"][1]["relevant"] = plain
        found.add(sha256(instrument_of(document)))
    assert len(found) == 1


def test_an_inherited_aggregate_is_not_said_twice(
    document: Document, instrument_of: Callable[[Document], Instrument]
) -> None:
    leaves = document["tree"]["children"]
    document["tree"]["aggregate"] = "harmonic"
    document["tree"]["note"] = TEXT
    document["tree"]["children"] = [{"key": "v", "label": TEXT, "children": leaves}]
    first = sha256(instrument_of(document))
    document["tree"]["children"][0]["aggregate"] = {"power": -1}
    assert sha256(instrument_of(document)) == first
    document["tree"]["children"][0]["aggregate"] = "arithmetic"
    assert sha256(instrument_of(document)) != first


def test_numbers_and_aggregates_in_their_shortest_form() -> None:
    assert str(number(3.0)) == "3"
    assert number(0.1) == 0.1
    assert number(1.8126557758850375) == 1.81265577588504
    assert aggregate_plain(Aggregate("power", 2.0)) == {"power": 2}
    assert aggregate_plain(Aggregate("minimum")) == "minimum"


def test_comments_do_not_count(tmp_path: Path) -> None:
    text = "instrument: a\nlanguages: [id]\ntitle: A\nscale: {min: 0, max: 3}\ntree: {key: q, question: Apa?}\n"
    hashes = set()
    for i, more in enumerate(("", "# said in passing\n")):
        path = tmp_path / f"{i}.yaml"
        path.write_text(more + text, encoding="utf-8")
        hashes.add(sha256(read_instrument(path)[0]))
    assert len(hashes) == 1
