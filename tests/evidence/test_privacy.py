import pytest

from berdaya.errors import Where
from berdaya.evidence import Passage
from berdaya.evidence.privacy import guard
from berdaya.words import problem_line


def passage(text: str, criterion: str = "a1") -> Passage:
    return Passage(criterion, "+", text, "P1", "member", "k1", "2022-10-12", "id", True, Where("a.md", 9, 1))


def codes(text: str) -> list[str]:
    return [problem.code for problem in guard([passage(text)])[1]]


@pytest.mark.parametrize(
    "text",
    [
        "Hubungi 081234567890 saja",
        "Hubungi 0812-3456-7890.",
        "Hubungi 0812 3456 7890",
        "Hubungi +62 812 3456 7890",
        "Hubungi +6281234567890",
        "Hubungi 62-812-3456-789",
        "WA (+62) 812.3456.7890",
        "kantor (0752) 28123",
        "kantor 0752-281234",
    ],
)
def test_telephone_numbers_are_seen_and_never_quoted(text: str) -> None:
    guarded, warnings = guard([passage(text)])
    assert [w.code for w in warnings] == ["evidence.looks-like-phone"]
    assert warnings[0].severity == "warning"
    assert warnings[0].where == Where("a.md", 9, 1)
    assert not guarded[0].quotable


@pytest.mark.parametrize(
    "text", ["1306082501990001", "1306 0825 0199 0001", "13.06.08.250199.0001", "NIK 130608-250199-0001,"]
)
def test_the_sixteen_digits_of_a_nik_are_seen_and_never_quoted(text: str) -> None:
    guarded, warnings = guard([passage(text)])
    assert [w.code for w in warnings] == ["evidence.looks-like-nik"]
    assert not guarded[0].quotable


@pytest.mark.parametrize(
    "text",
    [
        "Kami menjual 1.200.000 rupiah sebulan",
        "Pada 2022-10-12 ada 27 kelompok dan 8 nagari",
        "rekening 12345678901234567",  # 17 digits
        "naik dari 500.000 menjadi 1.750.000",
        "nomor 08 di daftar",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    guarded, warnings = guard([passage(text)])
    assert warnings == ()
    assert guarded[0].quotable


@pytest.mark.parametrize(
    "text",
    [
        "Pak Rusdi membantu",
        "kata pak Rusdi",
        "Ibu Yeni bendahara",
        "Uni Eti jualan",
        "Sdr. Andi",
        "H. Marwan",
        "Mr Smith",
        "Pak Haji Rusdi",
    ],
)
def test_a_form_of_address_and_a_capitalised_word_look_like_a_name(text: str) -> None:
    guarded, warnings = guard([passage(text)])
    assert [w.code for w in warnings] == ["evidence.looks-like-name"]
    assert guarded[0].quotable  # only a guess: the user decides


@pytest.mark.parametrize(
    "text",
    [
        "Pak Camat datang",
        "Ibu Ketua",
        "Bapak Ibu sekalian",
        "Bu Wali Nagari",
        "ibu saya",
        "Uni Eropa",
        "para ibu. Kami",
        "tumbuh Besar",
    ],
)
def test_offices_and_plain_words_are_no_names(text: str) -> None:
    assert codes(text) == []


def test_the_warning_shows_only_the_beginning_and_comes_once_a_passage() -> None:
    text = "Telepon Pak Rusdi di 081234567890"
    guarded, warnings = guard([passage(text, "a1"), passage(text, "a2")])
    assert len(warnings) == 2
    spoken = "\n".join(problem_line(w, lang) for w in warnings for lang in ("en", "id"))
    assert "Rusdi" not in spoken
    assert "081234567890" not in spoken
    assert "Pak R…" in spoken
    assert "0812…" in spoken
    assert [p.quotable for p in guarded] == [False, False]
