from pathlib import Path

import docx as word

from berdaya.report.docx_template import add_styles, default_document, open_document, write_template


def test_the_template_names_every_style_and_place(tmp_path: Path) -> None:
    write_template(tmp_path / "a.docx")
    write_template(tmp_path / "b.docx")
    data = (tmp_path / "a.docx").read_bytes()
    assert data == (tmp_path / "b.docx").read_bytes()
    document = open_document(data)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(f"{{{{{name}}}}}" in text for name in ("title", "subtitle", "date", "contents", "report"))
    assert "{{marks}}" in document.sections[0].header.paragraphs[0].text
    assert document.styles["Heading 1"].font.name == "Calibri"


def test_styles_that_a_template_has_are_left_alone() -> None:
    document = word.Document()
    document.styles["Heading 1"].font.name = "Georgia"
    add_styles(document)
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.styles["Berdaya Caution"].base_style.name == "Berdaya Note"
    assert document.styles["Berdaya Cell"].font.size == default_document().styles["Berdaya Cell"].font.size
