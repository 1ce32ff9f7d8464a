from berdaya.responses.folded import fold, numbered


def test_letters_alone_count() -> None:
    assert fold("\u00a0 Tidak  TAHU!* ") == fold("tidak tahu")
    assert fold("Lebih dari 10 hari (1-2)") == "lebih dari 10 hari (1-2"  # signs within stay, around it go
    assert fold("?!") == ""


def test_a_number_before_words() -> None:
    assert [numbered(text) for text in ("2–Sedang", "-1: Turun", "3", "2 kali sehari", "a. b")] == [
        ("2", "sedang"), ("-1", "turun"), None, None, None,
    ]  # fmt: skip
