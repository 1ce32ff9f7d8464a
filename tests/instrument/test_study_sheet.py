from collections.abc import Sequence
from typing import Any

import pytest

from berdaya.errors import Where
from berdaya.instrument.sheet_cells import Sheet
from berdaya.instrument.study_sheet import (
    ENTRIES,
    VALUES,
    entry_at,
    entry_label,
    entry_rows,
    path_of,
    plain_value,
    read_entries,
    value_word,
)
from berdaya.located import Located, Problems

LANGUAGES = ("id", "en")
DOCUMENT: dict[str, Any] = {
    "study": "s",
    "title": {"id": "Studi", "en": "Study"},
    "synthetic": True,
    "waves": ["before", "after"],
    "responses": [
        {"attributes": ["sex"], "recode": {"*": {"99": "dk", "Sangat setuju": 3}}},
        {},
        {"role": "leader", "columns": {"group": "Kode"}},
    ],
    "design": {
        "selection": "random",
        "stages": [{"unit": "group", "strata": ["village"], "population": 30},
                   {"unit": "respondent", "population": {"member": "members", "leader": 1}}],
        "finite": False,
    },
    "estimates": {"mode": "units_first", "confidence": 0.9, "same_within": 0.1},
    "publish": {"min_df": 8, "min_n": 30, "rse": 12.5},
    "report": {"by": ["village", "name, old"], "composite": "last"},
    "targets": [{"node": "overall", "goal": 2.5, "baseline": "before", "wave": "after", "by": {"village": "Salo"}},
                {"goal": 2}],
    "instrument": {
        "instrument": "i",
        "version": "2026.1",
        "languages": ["id", "en"],
        "title": {"id": "Ukur", "en": "Measure"},
        "scale": {"min": 0, "max": 3},
        "roles": {"member": {"id": "Anggota", "en": "Member"}},
        "bands": {
            "cuts": [1, 2],
            "owner": "upper",
            "labels": [{"key": "low", "id": "rendah", "en": "low", "colour": "#000000"},
                       {"key": "mid", "id": "s", "en": "m"}, {"key": "high", "id": "t", "en": "h"}],
        },
        "levels": ["overall", "criterion"],
        "tree": {"key": "overall", "aggregate": {"power": 0.5}},
    },
}  # fmt: skip


def sheet(rows: Sequence[dict[str, Any]]) -> Sheet:
    """A sheet of entries: cells by header, as a workbook gives them."""
    columns = dict.fromkeys((name for row in rows for name in row), Where("s.xlsx", sheet="Studi"))
    located = tuple(
        {name: Located(value, Where("s.xlsx", sheet="Studi", cell=f"{place}{name}"), {}) for name, value in row.items()}
        for place, row in enumerate(rows, start=2)
    )
    return Sheet("Studi", Where("s.xlsx", sheet="Studi"), columns, located)


def plain(at: Located) -> Any:
    if isinstance(at.value, dict):
        return {key: plain(value) for key, value in at.items()}
    return [plain(item) for item in at.value] if isinstance(at.value, list) else at.value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_written_is_read_as_the_same(lang: str) -> None:
    heads = {"id": ("isian", "nilai"), "en": ("entry", "value")}[lang]
    rows: list[dict[str, Any]] = [
        {heads[0]: label, **({} if value is None else {heads[1]: value}), **texts}
        for _, label, value, texts in entry_rows(DOCUMENT, LANGUAGES, lang)
    ]
    problems = Problems()
    found = plain(read_entries(sheet(rows), problems))
    assert list(problems) == []
    found["estimates"]["mode"] = plain_value(found["estimates"]["mode"])
    assert found == DOCUMENT


def test_words_of_either_language_are_read_whatever_their_letters() -> None:
    rows: list[dict[str, Any]] = [
        {"isian": "KODE studi", "nilai": 7},
        {"isian": "Finite  population", "nilai": "Tidak"},
    ]
    problems = Problems()
    found = plain(read_entries(sheet(rows), problems))
    assert found == {"study": "7", "design": {"finite": False}}
    assert list(problems) == []


def test_numbers_may_have_a_decimal_comma_as_the_explanations_have() -> None:
    rows: list[dict[str, Any]] = [
        {"isian": "Tingkat keyakinan selang", "nilai": "0,9"},
        {"isian": "Kategori 1", "nilai": " 1,25"},
        {"isian": "Sasaran 1: titik awal", "nilai": "2026-1"},
        {"isian": "Kode studi", "nilai": "1,5"},
    ]
    problems = Problems()
    found = plain(read_entries(sheet(rows), problems))
    assert found == {
        "estimates": {"confidence": 0.9},
        "instrument": {"bands": {"cuts": [1.25]}},
        "targets": [{"baseline": "2026-1"}],
        "study": "1,5",
    }
    assert list(problems) == []


def test_what_is_no_entry_or_stands_twice_is_told_with_its_place() -> None:
    names = ("Jdul studi", "study", "Kode studi")
    problems = Problems()
    rows: list[dict[str, Any]] = [{"isian": name, "nilai": "x"} for name in names]
    read_entries(sheet(rows), problems)
    assert [(p.code, p.where.cell) for p in problems] == [
        ("book.unknown-entry", "2isian"),
        ("book.entry-twice", "4isian"),
    ]
    assert next(iter(problems)).values["near"] == "Judul studi"


def test_every_entry_has_words_that_lead_back_to_it() -> None:
    for entry in ENTRIES:
        path = tuple({"#": "2", "*": "member"}.get(part, part) for part in entry.path)
        assert entry_at(path) is entry
        for lang in LANGUAGES:
            assert path_of(entry_label(path, lang)) == path
    assert entry_label(("report", "by"), "id") == "report > by"
    assert path_of("something else") is None
    assert path_of("quality > fast") == ("quality", "fast")


def test_every_value_has_words_that_lead_back_to_it() -> None:
    for value in VALUES:
        assert {plain_value(value_word(value, lang).upper()) for lang in LANGUAGES} == {value}
    assert (value_word("7", "id"), plain_value("7")) == ("7", "7")
