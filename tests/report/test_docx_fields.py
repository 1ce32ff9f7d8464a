import docx as word

from berdaya.report.docx_fields import add_bookmark, add_field, add_link, set_language


def test_fields_links_and_bookmarks() -> None:
    document = word.Document()
    paragraph = document.add_paragraph("a", style="Caption")
    add_field(paragraph, "SEQ Tabel", "3")
    add_bookmark(paragraph, "here", 7)
    add_link(document.add_paragraph(), "to it", "here")
    xml = document.element.body.xml
    assert paragraph.text == "a3"
    assert xml.index("<w:pPr>") < xml.index("w:bookmarkStart") < xml.index("SEQ Tabel") < xml.index("w:bookmarkEnd")
    assert 'w:hyperlink w:anchor="here"' in xml


def test_the_language_is_set_once() -> None:
    document = word.Document()
    set_language(document, "id-ID")
    set_language(document, "en-GB")
    assert document.styles.element.xml.count('w:val="en-GB"') == 1
    assert "id-ID" not in document.styles.element.xml
