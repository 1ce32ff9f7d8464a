from collections import Counter

from berdaya.words.glossary import Term, glossary


def test_every_term_is_told_in_both_languages() -> None:
    for one in glossary():
        assert one.term and one.jargon and all(one.jargon)
        for texts in (one.plain, one.about):
            assert set(texts) == {"id", "en"}
            assert all(text == text.strip() != "" for text in texts.values())
        assert all(text.endswith(".") for text in one.about.values())


def test_each_term_and_each_plain_word_stands_once() -> None:
    for words in (lambda one: one.term, lambda one: one.plain["id"], lambda one: one.plain["en"]):
        counts = Counter(map(words, glossary()))
        assert set(counts.values()) == {1}


def test_a_term_by_its_plain_words() -> None:
    found = {one.plain["id"]: one for one in glossary()}["galat baku"]
    assert isinstance(found, Term)
    assert (found.term, found.plain["en"], found.jargon) == (
        "standard error (SE)",
        "standard error",
        ("standard error", "SE"),
    )
