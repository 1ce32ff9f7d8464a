from berdaya.report.measure import breakable, printable, text_width, wrap


def test_width_of_a_text() -> None:
    assert text_width("22", 10) == 2 * 5.72
    assert text_width("22", 10, bold=True) == 2 * 5.72  # figures are equally wide, so columns of numbers align
    assert text_width("", 10) == 0


def test_lines_fit_and_lose_nothing() -> None:
    text = "Bantuan modal usaha diterima utuh, tepat waktu, dan tanpa potongan apa pun"
    lines = wrap(text, 120, 12.5)
    assert " ".join(lines) == text
    assert max(text_width(line, 12.5) for line in lines) <= 120
    assert wrap("", 120, 12.5) == ("",)


def test_a_word_longer_than_the_line_is_broken() -> None:
    lines = wrap(f"a {'x' * 60} b", 100, 12.5)
    assert "".join(lines).replace(" ", "") == f"a{'x' * 60}b"
    assert max(text_width(line, 12.5) for line in lines) <= 100


def test_long_words_get_break_points() -> None:
    assert breakable("kata pendek saja") == "kata pendek saja"
    assert breakable(f"sha {'ab' * 32} end").split("\u200b")[0] == "sha abababababab" + "ab"
    assert breakable("x" * 64).replace("\u200b", "") == "x" * 64


def test_signs_that_the_font_lacks() -> None:
    assert printable("2,21–2,37 ≤ − × é Ω Ж") == "2,21–2,37 ≤ − × é Ω Ж"
    assert printable("padi 🌾\x07\n漢") == "padi □ □"
