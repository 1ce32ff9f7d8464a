from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.report.letter_model import LetterSettings
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 50"><rect width="40" height="50"/></svg>'
WHOLE = """
report:
  letterhead: {agency: [PEMERINTAH KABUPATEN AGAM, DINAS SOSIAL], address: "Jalan Sudirman 1, Lubuk Basung", logo: img/logo.svg}
  number: 400.9
  classification: Biasa
  to: [Bupati Agam, di Lubuk Basung]
  signature: {place: Lubuk Basung, date: 2026-11-25, title: Kepala, name: "Dra. Rahmawati, M.Si.", nip: 197001011995032001}
  docx_template: kop.docx
"""


def test_all_of_the_letter_is_read(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", f"study: small{WHOLE}"))
    small.write("img/logo.svg", SVG)
    template = small.write("kop.docx", b"PK")
    study = read_study(small.path)
    letter = study.letter
    assert (letter.agency, letter.address) == (
        ("PEMERINTAH KABUPATEN AGAM", "DINAS SOSIAL"),
        ("Jalan Sudirman 1, Lubuk Basung",),
    )
    assert letter.logo is not None
    assert (letter.logo.kind, letter.logo.width, letter.logo.height) == ("svg", 40, 50)
    assert (letter.number, letter.to) == ("400.9", ("Bupati Agam", "di Lubuk Basung"))
    assert (letter.date, letter.nip) == ("2026-11-25", "197001011995032001")
    assert (study.docx_template, study.problems) == (template, ())


def test_nothing_said_is_nothing_made_up(small: "SmallStudy") -> None:
    study = read_study(small.path)
    assert (study.letter, study.docx_template) == (LetterSettings(), None)


@pytest.mark.parametrize("nip", ["19700101 199503 2 001", "'197001011995032001'"])
def test_a_nip_of_18_digits_is_one_however_it_is_spaced(small: "SmallStudy", nip: str) -> None:
    small.change("study.yaml", ("study: small", f"study: small\nreport: {{signature: {{nip: {nip}}}}}"))
    study = read_study(small.path)
    assert (study.letter.nip, study.problems) == ("197001011995032001", ())


def test_another_nip_is_kept_with_a_warning(small: "SmallStudy") -> None:
    small.change("study.yaml", ("study: small", "study: small\nreport: {signature: {nip: 1970-01}}"))
    study = read_study(small.path)
    assert study.letter.nip == "1970-01"
    assert [(p.code, p.severity, p.where.line) for p in study.problems] == [("study.nip", "warning", 2)]


def test_all_that_is_wrong_is_told_at_once_at_its_place(small: "SmallStudy") -> None:
    small.write("logo.png", b"GIF89a nothing to print")
    small.write("large.png", b"x" * (2 * 1024 * 1024 + 1))
    small.change(
        "study.yaml",
        (
            "study: small\n",
            "study: small\nreport:\n  numbr: x\n  letterhead:\n    agency: [a, b, c, d, e]\n    logo: logo.png\n"
            f"  to: {'x' * 121}\n  signature: {{date: 25/11/2026, name: [a]}}\n  docx_template: none.docx\n",
        ),
    )
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert sorted((p.code, p.where.file, p.where.line) for p in caught.value.problems) == [
        ("entry.not-text", "study.yaml", 8),
        ("entry.unknown", "study.yaml", 3),
        ("file.missing", "study.yaml", 9),
        ("file.not-a-picture", "study.yaml", 6),
        ("study.date", "study.yaml", 8),
        ("study.letter-lines", "study.yaml", 5),
        ("study.letter-text", "study.yaml", 7),
    ]
    small.change("study.yaml", ("logo: logo.png", "logo: large.png"))
    with pytest.raises(InputError, match=r"file\.too-large"):
        read_study(small.path)
