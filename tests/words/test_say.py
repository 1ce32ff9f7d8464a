import pytest

from berdaya.words import LANGUAGES, say


def test_words_in_both_languages() -> None:
    assert LANGUAGES == ("id", "en")
    assert say("evidence.agrees", "id") == "sejalan"
    assert say("evidence.agrees", "en") == "agrees"


def test_another_language_falls_back_to_english() -> None:
    assert say("evidence.mixed", "nl") == "mixed"


def test_places_are_filled() -> None:
    said = say("evidence.counts", "id", passages=4, persons=3, met=2, not_met=1, about=1)
    assert said == "4 petikan dari 3 orang (2 terpenuhi, 1 tidak terpenuhi, 1 menyinggung)"


def test_a_file_in_a_command_is_in_quotes_where_it_needs_them() -> None:
    for file, typed in (
        ("C:\\data\\studi é.xlsx", '"C:\\data\\studi é.xlsx"'),
        ("~/a-b/studi.xlsx", "~/a-b/studi.xlsx"),
    ):
        assert say("cli.new-book-done", "id", file=file).endswith(f"jalankan: berdaya check {typed}")


def test_one_is_not_spoken_of_as_many() -> None:
    values = {"used": 1, "rejected": 0, "counted": 1, "missing": 0, "set_aside": 0}
    one, many = (say("cli.counts", "en", rows=n, cells=n, **values) for n in (1, 2))
    assert (one[:6], many[:7]) == ("1 row:", "2 rows:")
    assert "1 cell:" in one
    assert "2 cells:" in many
    report = {"persons": 1, "roles": "member 1", "answered": 1, "groups": 1}
    assert (
        say("report.people-frame", "en", **report) == "1 person answered (member 1), of 1 of the 1 group in the list."
    )
    lost = say("report.missing-opening", "en", cells=4, missing=1, share="25%")
    assert lost.startswith("Of 4 cells asked, 1 (25%) has no answer.")


def test_an_unknown_key_is_a_bug_not_a_blank() -> None:
    with pytest.raises(KeyError):
        say("evidence.no-such-word", "id")
    with pytest.raises(FileNotFoundError):
        say("nowhere.title", "id")
