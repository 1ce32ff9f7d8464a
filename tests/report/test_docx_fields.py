import docx as word
import pytest

from berdaya.report.docx_fields import add_bookmark, add_field, add_link, set_language, styled


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


def test_styles_are_found_by_name_in_each_document() -> None:
    first, second = word.Document(), word.Document()
    second.styles["Caption"].element.styleId = "Keterangan"
    for _ in range(2):
        assert styled(first.add_paragraph("a"), "Caption")._p.style == "Caption"
        assert styled(second.add_paragraph("a"), "Caption")._p.style == "Keterangan"
        assert styled(first.add_table(1, 1).cell(0, 0).add_paragraph("a"), "Heading 1").style.name == "Heading 1"
    with pytest.raises(KeyError):
        styled(first.add_paragraph(), "Nothing")
