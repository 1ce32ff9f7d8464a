"""What is said of a column: in the languages of the instrument, first in the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.study.for_programs.test_data_table import STAGES, table_of

from berdaya.study.for_programs.columns import (
    asked_words,
    columns_of,
    in_language,
    is_number,
    languages_of,
    missing_words,
    range_words,
    sampling_words,
    spoken,
)

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_every_column_once_in_the_order_of_the_file(small: SmallStudy) -> None:
    small.change("study.yaml", ("design: {selection: random}\n", STAGES))
    table = table_of(small, "sex")
    columns = {column.name: column for column in columns_of(table, ("en", "id"))}
    assert list(columns) == table.written().columns
    assert [columns[name].part for name in ("group", "sex", "design_n2", "q1")] == [
        "key",
        "attribute",
        "design",
        "question",
    ]
    assert columns["sex"].label == {"en": "Sex", "id": "Jenis kelamin"}
    assert columns["role"].categories == {
        "member": {"id": "Anggota", "en": "Member"},
        "leader": {"id": "Ketua", "en": "Leader"},
    }
    assert columns["q1"].label == {"id": "Pertama?", "en": "One?"}
    assert [name for name, column in columns.items() if is_number(column)] == [
        *(f"design_{name}" for name in ("weight", "group_weight", "n1", "f1", "n2", "f2", "alone")),
        *("q1", "q2", "q3", "q4"),
    ]
    assert list(missing_words(table, ("id",))) == ["", "na", "dk", "not-asked", "set-aside"]


def test_languages(small: SmallStudy) -> None:
    instrument = table_of(small).study.instrument
    assert languages_of(instrument, "en") == ("en", "id")
    assert languages_of(instrument, "min") == ("id", "en")
    assert in_language({"id": "satu"}, "en") == "satu"
    assert in_language({}, "en", "key") == "key"
    assert spoken(("min", "id"), str.upper) == {"id": "ID"}
    assert spoken(("min",), str.upper) == {"en": "EN"}


def test_who_was_asked_what(small: SmallStudy) -> None:
    small.change(
        "instrument.yaml",
        ("ask: [leader], question", "ask: [leader], waves: [after], relevant: {q3: {at_least: 1}}, question"),
        ("{key: q1, ", "{key: q1, direction: lower_is_better, sensitive: finance, "),
        ("{key: q2, ", "{key: q2, decimals: true, scale: {min: 0.5, max: 9}, "),
    )
    small.change(
        "study.yaml",
        ("design:", "waves: [before, after]\ndesign:"),
        ("responses/a.csv, ", "responses/a.csv, wave: after, "),
    )
    small.change("responses/a.csv", ("r8,g2,leader,P,,,1,2", "r8,g2,leader,P,,,1,"))
    table = table_of(small)
    q1, q2, q3, q4 = table.study.instrument.leaves
    assert asked_words(table, q3, "id") == "Ditanyakan kepada: Anggota, Ketua."
    assert asked_words(table, q4, "en") == "Asked of: Leader. Waves: after. Asked where: q3 >= 1."
    assert range_words(q1, "en") == [
        *(
            "Every whole number from 0 to 3.",
            "A low answer is good; the score is turned around.",
            "Sensitive personal data.",
        )
    ]
    assert range_words(q2, "id") == ["Bilangan apa pun dari 0,5 sampai 9."]


def test_how_people_came_into_the_study(small: SmallStudy) -> None:
    words = sampling_words(table_of(small), "en")
    assert words.startswith("Respondents were drawn at random. The sampling design: PSUs (design_psu) within strata")
    assert "No finite population correction" in words
