from collections.abc import Callable
from typing import Any

from tests.instrument.conftest import leaf

from berdaya.instrument.flat_columns import NO_LEVEL
from berdaya.instrument.flat_out import flat_table
from berdaya.instrument.model import Instrument

Document = dict[str, Any]


def test_one_row_a_criterion_with_all_that_is_above_it(
    document: Document, instrument_of: Callable[[Document], Instrument]
) -> None:
    answers = {"0": {"id": "tidak", "en": "no"}, "3": {"id": "ya", "en": "yes"}}
    document["levels"] = ["overall", "pilar", "criterion"]
    document["tree"]["children"] = [
        {"key": "p", "label": {"id": "Pilar", "en": "Pillar"}, "weight": 2,
         "children": [leaf("q1", answers=answers), leaf("q2")]},
        leaf("q3"),
    ]  # fmt: skip
    table = flat_table(instrument_of(document), "id")
    assert table.heads[:5] == ("Pilar", "Bobot pilar", "Kriteria", "Bobot kriteria", "Pertanyaan")
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    assert [(row["Pilar"], row["Bobot pilar"], row["Kunci kriteria"]) for row in rows] == [
        ("Pilar", 2, "q1"), ("Pilar", 2, "q2"), (NO_LEVEL, None, "q3"),
    ]  # fmt: skip
    assert (rows[0]["0"], rows[0]["3 (en)"], rows[1]["0"]) == ("tidak", "yes", None)
    assert "1" not in table.heads  # what nothing uses has no column


def test_levels_without_words_are_numbered(document: Document, instrument_of: Callable[[Document], Instrument]) -> None:
    document["tree"]["children"] = [
        {"key": "p", "label": {"id": "P", "en": "P"}, "children": [leaf("q1"), leaf("q2")]},
        leaf("q3"),
    ]
    assert flat_table(instrument_of(document), "en").heads[0] == "Level 1"
