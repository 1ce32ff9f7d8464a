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


def test_an_unknown_key_is_a_bug_not_a_blank() -> None:
    with pytest.raises(KeyError):
        say("evidence.no-such-word", "id")
    with pytest.raises(FileNotFoundError):
        say("nowhere.title", "id")
