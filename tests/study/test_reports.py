import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from berdaya.errors import ComputeError, InputError, UsageError
from berdaya.study.read import read_study
from berdaya.study.reports import STYLES, write_reports

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_files_are_named_by_language_and_format(small: "SmallStudy", tmp_path: "Path") -> None:
    findings, files = write_reports(read_study(small.path), ["en", "id"], ["xlsx"], tmp_path / "laporan é")
    assert [file.name for file in files] == ["report.en.xlsx", "report.id.xlsx"]
    assert {file.parent for file in files} == {tmp_path / "laporan é"}
    assert findings.study == "small"
    assert not (small.path / "results").exists()


def test_a_style_has_its_own_files(small: "SmallStudy", tmp_path: "Path") -> None:
    small.change("study.yaml", ("study: small", "study: small\nreport: {chapters: {results: 5}}"))
    _, files = write_reports(read_study(small.path), ["id"], ["html"], tmp_path, style="thesis")
    assert [file.name for file in files] == ["thesis.id.html"]
    assert "Bab V Hasil dan Pembahasan" in files[0].read_text(encoding="utf-8")
    _, files = write_reports(read_study(small.path), ["id"], ["tables"], tmp_path, style="thesis")
    assert [file.name for file in files] == ["thesis-tables.id.xlsx", "thesis-tables.id"]
    with pytest.raises(UsageError) as caught:
        write_reports(read_study(small.path), ["id"], ["html"], tmp_path, style="skripsi")
    assert [p.code for p in caught.value.problems] == ["usage.unknown-style"]


def test_tables_are_a_workbook_and_a_folder(small: "SmallStudy", tmp_path: "Path") -> None:
    _, files = write_reports(read_study(small.path), ["en"], ["tables"], tmp_path)
    assert [file.name for file in files] == ["tables.en.xlsx", "tables.en"]
    assert files[1].is_dir()


@pytest.mark.parametrize(
    ("languages", "formats", "codes"),
    [
        (["fr", "de"], ["html"], ["usage.unknown-language"] * 2),
        (["id"], ["odt"], ["usage.unknown-format"]),
    ],
)
def test_unknown_languages_and_formats(
    small: "SmallStudy", languages: list[str], formats: list[str], codes: list[str]
) -> None:
    with pytest.raises(UsageError) as caught:
        write_reports(read_study(small.path), languages, formats)
    assert [p.code for p in caught.value.problems] == codes


@pytest.mark.parametrize(("missing", "form"), [("xlsxwriter", "xlsx"), ("docx", "docx"), ("typst", "pdf")])
def test_a_missing_part_is_named(small: "SmallStudy", monkeypatch: pytest.MonkeyPatch, missing: str, form: str) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError) as caught:
        write_reports(read_study(small.path), ["en"], [form])
    assert [p.code for p in caught.value.problems] == ["usage.missing-extra"]


def test_only_what_is_asked_for_needs_to_be_installed(small: "SmallStudy", monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in ("docx", "typst", "vl_convert"):
        for name in [name for name in sys.modules if name.split(".")[0] == missing]:
            monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setitem(sys.modules, missing, None)
    _, files = write_reports(read_study(small.path), ["en"], ["xlsx"])
    assert [file.name for file in files] == ["report.en.xlsx"]


def test_an_office_gets_a_letter_and_cards(small: "SmallStudy", tmp_path: Path) -> None:
    small.change(
        "study.yaml", ("study: small", "study: small\nreport: {number: 7/2026, letterhead: {agency: DINAS SOSIAL}}")
    )
    _, files = write_reports(read_study(small.path), ["id"], ["html", "pdf", "docx", "xlsx"], tmp_path, style="office")
    assert [file.name for file in files] == [
        "office.id.html",
        "office.id.pdf",
        "office-cards.id.pdf",
        "office.id.docx",
        "office.id.xlsx",
        "office-cards.id.xlsx",
    ]
    page = files[0].read_text(encoding="utf-8")
    assert page.index("DINAS SOSIAL") < page.index("Demikian disampaikan") < page.index("Lampiran Surat Nomor 7/2026")
    assert Document(str(files[3])).tables[0].rows[0].cells[1].text.startswith("DINAS SOSIAL")


@pytest.mark.usefixtures("unpainted")
def test_ones_own_word_template(small: "SmallStudy", tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("KOP DINAS")
    for name in ("Caption", "Quote"):
        document.styles.element.remove(document.styles[name].element)
    document.save(str(small.path / "kop.docx"))
    findings, files = write_reports(
        read_study(small.path), ["en"], ["docx"], tmp_path, docx_template=small.path / "kop.docx"
    )
    assert Document(str(files[0])).paragraphs[0].text == "KOP DINAS"
    assert [(p.code, p.values["styles"]) for p in findings.problems if p.code == "file.template-styles"] == [
        ("file.template-styles", "Caption, Quote")
    ]
    small.change("study.yaml", ("study: small", "study: small\nreport: {docx_template: kop.docx}"))
    _, files = write_reports(read_study(small.path), ["en"], ["docx"], tmp_path / "named")
    assert Document(str(files[0])).paragraphs[0].text == "KOP DINAS"
    small.write("kop.docx", b"no document")
    with pytest.raises(InputError, match=r"file\.not-a-template"):
        write_reports(read_study(small.path), ["en"], ["docx"], tmp_path)


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("style", STYLES)
def test_a_role_and_a_wave_that_nobody_answered_in(small: "SmallStudy", tmp_path: "Path", style: str) -> None:
    text = (small.path / "responses/a.csv").read_text()
    rows = [row for row in text.splitlines() if ",leader," not in row]
    small.write("responses/a.csv", "\n".join(rows) + "\n")
    small.change(
        "study.yaml",
        ("responses:\n", "waves: [one, two]\nresponses:\n"),
        ("attributes: [sex]", "attributes: [sex], wave: two"),
    )
    _, files = write_reports(read_study(small.path), ["id"], ["html", "docx", "xlsx", "tables"], tmp_path, style=style)
    assert len([file for file in files if file.is_file()]) >= 4


def test_a_report_of_a_wave_without_answers_is_refused(small: "SmallStudy", tmp_path: "Path") -> None:
    change = ("attributes: [sex]", "attributes: [sex], wave: one")
    small.change("study.yaml", ("responses:\n", "waves: [one, two]\nresponses:\n"), change)
    with pytest.raises(ComputeError) as caught:
        write_reports(read_study(small.path), ["id"], ["html"], tmp_path)
    assert [(p.code, p.values["wave"], p.values["known"]) for p in caught.value.problems] == [
        ("study.empty-wave", "two", "one")
    ]
    assert list(tmp_path.glob("*.html")) == []
