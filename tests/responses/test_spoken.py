from typing import TYPE_CHECKING

from berdaya.instrument.model import Question, Scale
from berdaya.responses.spoken import Spoken, Unclear, is_heading, is_personal, is_total, match_headers, spoken_answers

if TYPE_CHECKING:
    from tests.conftest import Made


def test_headers_are_known_by_key_text_word_and_path(made: "Made") -> None:
    instrument = made.instrument(made.leaf("q1"), made.leaf("q2"), made.leaf("long_name"))
    headers = ["Q1 ", "data/grup/q2", "Kode Responden", "Long_Name:", "Lainnya"]
    found, unclear = match_headers(headers, instrument, ["respondent", "group", "q1", "q2", "long_name"])
    assert unclear == []
    assert found == {
        "Q1 ": Spoken("q1", "key"),
        "data/grup/q2": Spoken("q2", "path"),
        "Kode Responden": Spoken("respondent", "word"),
        "Long_Name:": Spoken("long_name", "key"),
    }


def test_what_is_unclear_is_not_taken(made: "Made") -> None:
    same = made.leaf("q1"), made.leaf("q2")
    instrument = made.instrument(*same)
    assert same[0].question is not None
    found, unclear = match_headers(["a/q1", "b/q1", "q2"], instrument, ["q1", "q2"])
    assert found == {"q2": Spoken("q2", "key")}
    assert unclear[0] == Unclear(("a/q1", "b/q1"), ("q1",))


def test_a_name_that_is_written_is_not_looked_for_in_words(made: "Made") -> None:
    instrument = made.instrument(made.leaf("q1"))
    assert match_headers(["kelompok"], instrument, ["respondent"]) == ({}, [])


def test_personal_columns_are_known_in_both_languages() -> None:
    personal = [
        "Timestamp",
        "Stempel waktu",
        "E-mail",
        "Nomor WhatsApp",
        "_submitted_by",
        "NIK",
        "Full Name",
        "_geolocation",
    ]
    assert [header for header in personal if not is_personal(header)] == []
    assert [h for h in ("Pekerjaan", "Umur", "Dinamika kelompok", "tanggal", "Sumber") if is_personal(h)] == []


def test_totals_and_headings() -> None:
    assert [is_total(text) for text in ("JUMLAH", "Rata-rata:", "Total anggota", "r1")] == [True, True, False, False]
    assert is_heading("group", "Kelompok")
    assert not is_heading("group", "k01")


def test_words_of_two_answers_stand_for_none(made: "Made") -> None:
    question = Question(
        {"id": "?"},
        {"member": 1.0},
        Scale(0, 3),
        {0: {"id": "Tidak"}, 1: {"id": "Ya"}, 2: {"id": "ya "}, 3: {"id": "7"}},
    )
    assert spoken_answers(question, made.instrument(made.leaf("x"))) == {
        "tidak": "0",
        "na": "na",
        "dk": "dk",
        "rf": "rf",
    }
