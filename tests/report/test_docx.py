import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import docx as word
import pytest
from docx.enum.text import WD_TAB_ALIGNMENT

from berdaya.errors import InputError, UsageError
from berdaya.report.docx import docx_bytes, write_docx
from berdaya.report.docx_template import write_template
from berdaya.report.draw import Drawn
from berdaya.report.model import Heading, Paragraph, Report


def _part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode()


@pytest.fixture(params=["id", "en"])
def data(request: pytest.FixtureRequest, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> bytes:
    return docx_bytes(sample(request.param), drawn(request.param))


def test_it_is_a_word_document_with_word_parts(data: bytes) -> None:
    document = word.Document(io.BytesIO(data))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == 7
    assert {"Title", "Subtitle", "Heading 2", "Caption", "List Bullet", "Quote", "Berdaya Note"} <= set(styles)
    assert len(document.tables) == 3
    assert len(document.inline_shapes) == 7
    text = _part(data, "word/document.xml")
    assert text.count("<w:tblHeader/>") == 2
    assert len(re.findall(r'<wp:docPr [^>]*descr="[^"]+"', text)) == 7
    assert len(set(re.findall(r'<wp:docPr id="(\d+)"', text))) == 7
    assert "SEQ" in text
    assert "{{title}}" not in text
    assert "{{ 7 * 7 }}" in text
    names = re.findall(r'w:bookmarkStart w:id="(\d+)" w:name="(\w+)"', text)
    assert len({number for number, _ in names}) == len({name for _, name in names}) == len(names)
    assert set(re.findall(r'w:anchor="(\w+)"', text)) <= {name for _, name in names}


def test_language_marks_and_page_numbers(data: bytes) -> None:
    styles = _part(data, "word/styles.xml")
    assert re.search(r'<w:lang w:val="(id-ID|en-GB)"', styles)
    document = word.Document(io.BytesIO(data))
    heads = [section.header.paragraphs[0].text for section in document.sections]
    assert all("Data sintetis · Internal" in head or "Synthetic data · Internal" in head for head in heads)
    foot = document.sections[0].footer.paragraphs[0].text
    assert "Halaman 1 dari" in foot or "Page 1 of" in foot
    assert [section.orientation for section in document.sections] == [0, 1, 0]


def test_marks_and_page_numbers_stand_at_the_right_margin_of_turned_pages_too(data: bytes) -> None:
    upright, turned, again = word.Document(io.BytesIO(data)).sections
    across = [round((s.page_width or 0) - (s.left_margin or 0) - (s.right_margin or 0), -3) for s in (upright, turned)]
    for part in (turned.header, turned.footer):
        stops = part.paragraphs[0].paragraph_format.tab_stops
        found = [(stop.alignment, round(stop.position, -3)) for stop in stops]
        assert found == [(WD_TAB_ALIGNMENT.CLEAR, across[0]), (WD_TAB_ALIGNMENT.RIGHT, across[1])]
    assert not list(again.header.paragraphs[0].paragraph_format.tab_stops)
    assert again.header.paragraphs[0].text == upright.header.paragraphs[0].text
    assert "PAGE" in turned.footer._element.xml


def test_dates_come_from_the_report(data: bytes) -> None:
    properties = word.Document(io.BytesIO(data)).core_properties
    assert str(properties.created)[:10] == str(properties.modified)[:10] == "2022-11-30"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_bytes_again(tmp_path: Path, sample: Callable[[str], Report], drawn: Callable[[str], Drawn]) -> None:
    write_docx(sample("id"), tmp_path / "a.docx", drawn("id"))
    assert (tmp_path / "a.docx").read_bytes() == docx_bytes(sample("id"), drawn("id"))


def _small(made: SimpleNamespace) -> Report:
    blocks = (Heading(1, "Satu"), Paragraph.of("Isi & <b>"), made.criteria_table("id"))
    return Report("id", "Judul", "Anak judul", "2022-11-30", "s", blocks, ("Data sintetis",))


def test_a_restyled_template_keeps_its_looks_and_what_stands_about(tmp_path: Path, made: SimpleNamespace) -> None:
    write_template(tmp_path / "t.docx")
    template = word.Document(str(tmp_path / "t.docx"))
    template.styles["Heading 1"].font.name = "Georgia"
    template.paragraphs[0].insert_paragraph_before("DINAS SOSIAL KABUPATEN AGAM")
    template.add_paragraph("Kepala Dinas,")
    template.save(str(tmp_path / "t.docx"))
    document = word.Document(io.BytesIO(docx_bytes(_small(made), template=tmp_path / "t.docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "DINAS SOSIAL KABUPATEN AGAM"
    assert texts[-1] == "Kepala Dinas,"
    assert texts.index("Judul") < texts.index("Satu") < texts.index("Isi & <b>") < len(texts) - 1
    assert document.styles["Heading 1"].font.name == "Georgia"


def test_a_template_without_places_gets_all_and_the_marks(tmp_path: Path, made: SimpleNamespace) -> None:
    letter = word.Document()
    letter.add_paragraph("Kop surat")
    letter.sections[0].header.paragraphs[0].text = "Kop"
    letter.save(str(tmp_path / "t.docx"))
    document = word.Document(io.BytesIO(docx_bytes(_small(made), template=tmp_path / "t.docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Kop surat"
    assert {"Judul", "Anak judul", "30 November 2022", "Satu"} <= set(texts)
    assert [p.text for p in document.sections[0].header.paragraphs] == ["Kop", "Data sintetis"]
    assert len(document.tables) == 1


def test_a_place_that_word_has_split_is_filled(tmp_path: Path, made: SimpleNamespace) -> None:
    letter = word.Document()
    paragraph = letter.add_paragraph("Tanggal {{da")
    paragraph.add_run("te}}.")
    letter.add_paragraph("{{report}}")
    letter.save(str(tmp_path / "t.docx"))
    document = word.Document(io.BytesIO(docx_bytes(_small(made), template=tmp_path / "t.docx")))
    assert document.paragraphs[0].text == "Tanggal 30 November 2022."


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_template(tmp_path: Path, made: SimpleNamespace, content: bytes) -> None:
    (tmp_path / "t.docx").write_bytes(content)
    with pytest.raises(InputError) as error:
        docx_bytes(_small(made), template=tmp_path / "t.docx")
    assert error.value.problems[0].code == "file.not-a-template"


def test_a_template_that_is_not_there(tmp_path: Path, made: SimpleNamespace) -> None:
    with pytest.raises(InputError) as error:
        docx_bytes(_small(made), template=tmp_path / "t.docx")
    assert error.value.problems[0].code == "file.missing"


def test_a_missing_extra(monkeypatch: pytest.MonkeyPatch, made: SimpleNamespace) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError) as error:
        docx_bytes(_small(made))
    assert error.value.problems[0].code == "usage.missing-extra"


def test_a_section_ends_in_its_last_paragraph(made: SimpleNamespace) -> None:
    """An empty paragraph for the end of a section may fall on a page of its own."""
    blocks = (Heading(1, "Satu"), Paragraph.of("kata"), made.wide_table("id"), Paragraph.of("lagi"))
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", blocks))))
    assert len(document.sections) == 3
    ends = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.sectPr is not None]
    assert ends[0].text == "kata"
    assert all(p.text or p._p.getprevious().tag.endswith("tbl") for p in ends)


def test_words_that_lead_to_a_table_stay_with_it(made: SimpleNamespace) -> None:
    blocks = (Paragraph.of("lead"), made.criteria_table("id"), Paragraph.of("last"))
    document = word.Document(io.BytesIO(docx_bytes(Report("id", "t", "", "", "s", blocks))))
    kept = {p.text: p.paragraph_format.keep_with_next for p in document.paragraphs}
    assert (kept["lead"], kept["last"]) == (True, None)
