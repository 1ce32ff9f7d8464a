import re
from dataclasses import replace

import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Table
from berdaya.report.outline import place
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.thesis import source_of


def headings(findings: Findings, lang: str) -> list[Heading]:
    return [block for block in compose(findings, lang, "thesis").blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    ("lang", "chapters"),
    [
        ("id", ["Bab III Metode Penelitian", "Bab IV Hasil dan Pembahasan"]),
        ("en", ["Chapter 3 Method", "Chapter 4 Results"]),
    ],
)
def test_two_chapters_with_numbered_sections_and_annexes_behind(kube: Findings, lang: str, chapters: list[str]) -> None:
    found = headings(kube, lang)
    assert [one.text for one in found if one.chapter] == chapters
    sections = [one.text for one in found if one.level == 2 and re.match(r"\d", one.text)]
    assert [text.split(" ")[0] for text in sections] == [
        *(f"3.{n}" for n in range(1, 4)),
        *(f"4.{n}" for n in range(1, 11)),
    ]
    assert any(one.text.startswith("4.3.1 ") for one in found)
    first_annex = next(i for i, one in enumerate(found) if one.level == 1 and not one.chapter)
    assert all(not re.match(r"\d", one.text) for one in found[first_annex:])


def test_tables_and_figures_are_numbered_by_chapter(kube: Findings) -> None:
    placed = place(compose(kube, "id", "thesis"))
    tables = [one.label for one in placed if isinstance(one.block, Table)]
    method, results = ([label for label in tables if label.startswith(f"{n}.")] for n in (3, 4))
    assert method == [f"3.{n}" for n in range(1, len(method) + 1)]
    assert results == [f"4.{n}" for n in range(1, len(results) + 1)]
    annex = [label for label in tables if label.startswith("L.")]
    assert annex == [f"L.{n}" for n in range(1, len(annex) + 1)]
    assert len(method) + len(results) + len(annex) == len(tables)
    plain = [one.label for one in place(compose(kube, "id")) if isinstance(one.block, Table)]
    assert plain == [str(n) for n in range(1, len(plain) + 1)]


def test_tables_have_three_lines_and_a_source(kube: Findings) -> None:
    report = compose(kube, "id", "thesis")
    tables = [one.block for one in place(report) if isinstance(one.block, Table) and one.label[0] in "34"]
    assert {(table.ruled, table.source) for table in tables} == {(False, "data contoh buatan")}
    real = Speech(replace(kube, synthetic=False), "id")
    assert source_of(real) == "data primer, diolah, 2022"
    assert source_of(Speech(replace(kube, synthetic=False, date=""), "en")) == "primary data, worked out"


def test_chapters_may_have_other_numbers_and_nothing_else_changes(kube: Findings) -> None:
    moved = headings(replace(kube, chapters={"results": 5}), "id")
    assert [one.text for one in moved if one.chapter] == ["Bab III Metode Penelitian", "Bab V Hasil dan Pembahasan"]
    plain, thesis = (
        {str(row) for one in compose(kube, "en", style).blocks if isinstance(one, Table) for row in one.rows}
        for style in ("plain", "thesis")
    )
    assert plain == thesis
