from collections.abc import Callable
from typing import Any

import pytest

from berdaya.instrument.model import Instrument

Document = dict[str, Any]
Codes = Callable[[Document | str], list[str]]


def test_translations_are_asked_for_in_the_declared_languages_only(document: Document, codes_of: Codes) -> None:
    document["title"] = {"id": "Kecil"}
    assert codes_of(document) == ["instrument.missing-translation"]
    document["title"] = {"id": "Kecil", "en": " "}
    assert codes_of(document) == ["instrument.missing-translation"]
    document["title"] = {"id": "Kecil", "en": "Small", "fr": "Petit"}
    assert codes_of(document) == ["instrument.unknown-language"]
    document["title"] = "Kecil"
    assert codes_of(document) == ["instrument.text-without-language"]


def test_one_language_may_be_written_plainly(
    document: Document, instrument_of: Callable[[Document], Instrument]
) -> None:
    document |= {"languages": ["jv"], "title": " Cilik\r\nbanget "}
    document["tree"]["children"] = [{"key": k, "question": {"jv": "Opo?"}} for k in ("a", "b")]
    instrument = instrument_of(document)
    assert instrument.title == {"jv": "Cilik\nbanget"}
    assert instrument.missing["na"] == {"jv": "Not applicable"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\u0007b", "instrument.control-character"),
        ("a\ud800b", "instrument.control-character"),
        ("a" * 10_001, "instrument.text-too-long"),
        (5, "entry.not-text"),
    ],
)
def test_what_a_cell_or_page_cannot_hold(document: Document, codes_of: Codes, text: object, code: str) -> None:
    document["title"]["en"] = text
    assert codes_of(document) == [code]


def test_an_empty_plain_text_is_missing(document: Document, codes_of: Codes) -> None:
    document |= {"languages": ["id"], "title": "  ", "tree": {"key": "a", "question": "Apa?"}}
    assert codes_of(document) == ["entry.missing"]
