from collections.abc import Callable
from typing import Any

from berdaya.errors import Problem
from berdaya.instrument.model import Instrument
from berdaya.words import problem_line

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]


def test_what_goes_without_saying(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    instrument = instrument_of(document)
    assert list(instrument.missing) == ["na", "dk", "rf"]
    assert dict(instrument.roles) == {"member": {"id": "Anggota", "en": "Member"}}
    assert [band.key for band in instrument.bands.labels] == ["low", "medium", "high"]
    assert instrument.bands.cuts == (1.0, 2.0)
    assert instrument.root.label == instrument.title
    question = instrument.node("q1").question
    assert question is not None
    assert dict(question.ask) == {"member": 1.0}
    assert question.scale == instrument.scale
    del document["version"]
    assert instrument_of(document).version == "1"


def test_what_cannot_be_guessed_is_asked_for(codes_of: Codes, problems_of: Callable[[str], list[Problem]]) -> None:
    assert codes_of("note: x\n") == ["entry.missing"]
    missing = {p.values["key"] for p in problems_of("note: x\n")}
    assert missing == {"instrument", "title", "scale", "tree"}


def test_names_languages_and_unknown_entries(
    document: Document, problems_of: Callable[[Document], list[Problem]]
) -> None:
    document |= {"instrument": "Kube Baso", "languages": ["id", "en", "English", "id"], "tre": 1}
    found = problems_of(document)
    assert sorted(p.code for p in found) == [
        "entry.unknown", "instrument.language", "instrument.language", "instrument.name-pattern",
    ]  # fmt: skip
    (unknown,) = (p for p in found if p.code == "entry.unknown")
    assert "did you mean 'tree'?" in problem_line(unknown, "en")
    assert "apakah yang dimaksud 'tree'?" in problem_line(unknown, "id")


def test_codes_and_roles(document: Document, codes_of: Codes) -> None:
    document["missing"] = {"na": None, "dk": {}, "Lost": {"id": "Hilang", "en": "Lost"}}
    assert codes_of(document) == ["instrument.key-pattern"]
    document["missing"] = {"na": None, "lost": None}
    assert codes_of(document) == ["entry.missing"]
    document["missing"] = {"na": None}
    document["roles"] = {"group": {"id": "x", "en": "y"}}
    assert codes_of(document) == ["instrument.reserved-key"]


def test_a_version_that_is_a_number_would_lose_its_zero(document: Document, codes_of: Codes) -> None:
    document["version"] = 2026.10
    assert codes_of(document) == ["entry.not-text"]


def test_a_key_given_twice_is_told_with_the_rest(codes_of: Codes) -> None:
    text = "instrument: a\nlanguages: [id]\ntitle: A\nscale: {min: 0, max: 3, min: 1}\ntree: {key: a, question: Apa?, ask: x}\n"
    assert codes_of(text) == ["file.yaml-duplicate-key", "instrument.unknown-role"]
