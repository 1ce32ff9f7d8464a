import io
from dataclasses import replace
from pathlib import Path

import docx as word
import pytest

from berdaya.report.docx import docx_bytes
from berdaya.report.docx_template import write_template
from berdaya.report.draw import Drawn
from berdaya.report.letter_model import Picture
from berdaya.report.model import Fields, Heading, LetterBlock, Letterhead, Lines, Paragraph, Report, Run, Signature
from berdaya.report.pdf import pdf_bytes

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 50"><rect width="40" height="50"/></svg>'
LOGO = Picture(SVG, "svg", 40, 50)
LETTER: tuple[LetterBlock, ...] = (
    Letterhead(("PEMERINTAH KABUPATEN", "DINAS SOSIAL"), ("Jalan Sudirman 1",), LOGO, "Lambang"),
    Fields((("Nomor", "1/2026"), ("Hal", "Laporan"))),
    Lines(("Yth. Bupati", "di tempat")),
    Paragraph((Run("Hasil. ", bold=True), Run("Skor 2,21."))),
    Paragraph.of("Demikian."),
    Signature(("Baso, 25 November 2026", "Kepala,"), "Rahmawati", ("NIP 1",)),
)


@pytest.fixture
def report() -> Report:
    blocks = (Heading(1, "Ringkasan"), Paragraph.of("Isi."))
    return Report("id", "Judul", "Anak judul", "2026-11-25", "Lampiran", blocks, ("Internal",), letter=LETTER)


def test_the_letter_stands_first_on_pages_of_its_own(report: Report) -> None:
    document = word.Document(io.BytesIO(docx_bytes(report, Drawn(()))))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.index("Yth. Bupati") < texts.index("Demikian.") < texts.index("Judul") < texts.index("Ringkasan")
    letter, annex = document.sections[0], document.sections[1]
    assert [part.paragraphs[0].text for part in (letter.header, letter.footer)] == ["Internal", "Halaman 1"]
    assert annex.header.paragraphs[0].text == "Lampiran\tInternal"
    head, reference, signature = document.tables
    assert [paragraph.text for paragraph in head.rows[0].cells[1].paragraphs] == [
        "PEMERINTAH KABUPATEN",
        "DINAS SOSIAL",
        "Jalan Sudirman 1",
    ]
    assert [[cell.text for cell in row.cells] for row in reference.rows] == [
        ["Nomor", ":", "1/2026"],
        ["Hal", ":", "Laporan"],
    ]
    signed = [paragraph.text for paragraph in signature.rows[0].cells[1].paragraphs]
    assert signed == ["Baso, 25 November 2026", "Kepala,", "Rahmawati", "NIP 1"]
    assert len(document.inline_shapes) == 1
    assert "thickThinSmallGap" in document.element.xml


def test_the_signature_never_stands_alone(report: Report) -> None:
    document = word.Document(io.BytesIO(docx_bytes(report, Drawn(()))))
    kept = {p.text: p.paragraph_format.keep_with_next for p in document.paragraphs}
    assert kept["Hasil. Skor 2,21."] and kept["Demikian."]
    assert not kept["di tempat"]
    assert document.tables[2]._tbl.xpath("./w:tr/w:trPr/w:cantSplit")


def test_a_template_keeps_its_own_head(report: Report, tmp_path: Path) -> None:
    write_template(tmp_path / "t.docx")
    template = word.Document(str(tmp_path / "t.docx"))
    template.sections[0].header.paragraphs[0].text = "KOP DINAS"
    template.save(str(tmp_path / "t.docx"))
    blank = Letterhead(("………",), ("………",))
    bare = replace(report, letter=(blank, *LETTER[1:]))
    document = word.Document(io.BytesIO(docx_bytes(bare, Drawn(()), tmp_path / "t.docx")))
    assert document.sections[0].header.paragraphs[0].text == "KOP DINAS"
    assert document.tables[0].rows[0].cells[0].text == "Nomor"  # no blank letterhead below the office's own
    named = word.Document(io.BytesIO(docx_bytes(report, Drawn(()), tmp_path / "t.docx")))
    assert named.tables[0].rows[0].cells[1].paragraphs[0].text == "PEMERINTAH KABUPATEN"


@pytest.mark.parametrize("size", [(1, 6000), (6000, 1)])
def test_an_emblem_of_any_shape_is_drawn(report: Report, size: tuple[int, int]) -> None:
    logo = Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}"/>'.encode(), "svg", *size
    )
    head = Letterhead(("DINAS",), (), logo, "Lambang")
    odd = replace(report, letter=(head, *LETTER[1:]))
    document = word.Document(io.BytesIO(docx_bytes(odd, Drawn(()))))
    assert len(document.inline_shapes) == 1
    assert pdf_bytes(odd, Drawn(())).startswith(b"%PDF")


def test_an_emblem_that_one_program_stumbles_on_stops_no_report(report: Report) -> None:
    logo = Picture(b"\x89PNG\r\n\x1a\n and no more", "png", 40, 50)
    broken = replace(report, letter=(Letterhead(("DINAS",), (), logo, "Lambang"), *LETTER[1:]))
    for make in (pdf_bytes, docx_bytes):
        assert make(broken, Drawn(()))
