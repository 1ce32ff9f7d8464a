import docx as word

from berdaya.report.docx_blocks import add_contents, bookmark
from berdaya.report.docx_template import default_document
from berdaya.report.model import Heading, KeyFigure, KeyFigures, Note, PageBreak, Paragraph, Quote, Report, Run
from berdaya.report.outline import place


def test_bookmarks_are_what_word_allows() -> None:
    names = {bookmark(f"{'kriteria-yang-panjang-sekali-' * 3}{i}") for i in range(50)}
    assert len(names) == 50
    assert all(len(name) <= 40 and name.replace("_", "").isalnum() for name in names)


def test_contents_without_headings_leave_nothing() -> None:
    document = default_document()
    before = len(document.paragraphs)
    add_contents(document.paragraphs[3], (), "id")
    assert len(document.paragraphs) == before - 1 or "Daftar isi" not in [p.text for p in document.paragraphs]


def test_contents_link_to_headings() -> None:
    document = word.Document()
    for name in ("Berdaya Contents Head", "Berdaya Contents 1", "Berdaya Contents 2"):
        document.styles.add_style(name, 1)
    report = Report(
        "id", "t", "", "", "s", (Heading(1, "Satu"), Heading(2, "Dua"), Heading(3, "Tiga"), Heading(2, "Empat"))
    )
    add_contents(document.add_paragraph("{{contents}}"), place(report), "id")
    assert [p.text for p in document.paragraphs] == ["Daftar isi", "Satu", "Dua", "Empat"]
    assert document.element.body.xml.count("w:fldCharType") == 3


def test_a_page_begins_with_its_heading_and_not_with_an_empty_paragraph() -> None:
    import io

    from berdaya.report.docx import docx_bytes

    blocks = (Heading(1, "Satu"), Paragraph((Run("a"),)), PageBreak(), Heading(1, "Dua"), Paragraph((Run("b"),)))
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", blocks))))
    at = {p.text: i for i, p in enumerate(document.paragraphs)}
    assert document.paragraphs[at["Dua"]].paragraph_format.page_break_before
    assert not document.paragraphs[at["b"]].paragraph_format.page_break_before
    assert document.paragraphs[at["Dua"] - 1].text == "a"
    assert 'w:br w:type="page"' not in document.element.body.xml


def test_blocks_of_words() -> None:
    import io

    from berdaya.report.docx import docx_bytes

    blocks = (
        Paragraph((Run("a"), Run("b", bold=True), Run("c", italic=True))),
        Quote("kata", "Anggota", "-"),
        Quote("lain", "Ketua"),
        Note("isi", kind="caution"),
        KeyFigures((KeyFigure("Skor", "2,21"),)),
        KeyFigures(()),
        PageBreak(),
    )
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", blocks))))
    texts = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert texts["abc"] == "Normal"
    assert texts["− bertentangan  Anggota"] == texts["mengenai kriteria ini  Ketua"] == "Berdaya Quoted"
    assert texts["Perhatian. isi"] == "Berdaya Caution"
    assert texts["2,21"] == "Berdaya Key Lead"


def test_no_number_leads_where_none_is_the_first() -> None:
    import io

    from berdaya.report.docx import docx_bytes

    keys = KeyFigures((KeyFigure("A", "2,21"), KeyFigure("B", "2,33")), leading=False)
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", (keys,)))))
    assert not any(p.style and p.style.name == "Berdaya Key Lead" for p in document.paragraphs)
    cells = [cell.text for cell in document.tables[0].rows[0].cells]
    assert [("2,21" in text, "2,33" in text) for text in cells] == [(True, False), (False, True)]


def test_tables_of_a_chapter_are_numbered_anew_by_word_itself() -> None:
    import io

    from berdaya.report.docx import docx_bytes
    from berdaya.report.model import Column, Row, Table, Text

    table = Table("isi", (Column("a"),), (Row((Text("1"),)),), ruled=False)
    blocks = (Heading(1, "Bab IV", chapter=4), table, table, Heading(1, "Lampiran"), table)
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", blocks))))
    captions = [p for p in document.paragraphs if p.style and p.style.name == "Caption"]
    assert [p.text.split("  ")[0] for p in captions] == ["Tabel 4.1", "Tabel 4.2", "Tabel L.1"]
    fields = [p._p.xpath("string(.//w:instrText)").strip() for p in captions]
    assert fields == [r"SEQ Tabel \* ARABIC \r 1", r"SEQ Tabel \* ARABIC", r"SEQ Tabel \* ARABIC \r 1"]
    assert 'w:insideH w:val="nil"' in document.element.body.xml
