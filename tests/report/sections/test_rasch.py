from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from berdaya.report.model import Heading, Number, Table
from berdaya.report.sections.rasch import rasch_blocks
from berdaya.report.sections.reliability import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import YesNoStudy

    from berdaya.report.findings import Findings

Printed = Callable[[object], str]


@pytest.fixture
def measured(yes_no: YesNoStudy) -> Findings:
    return analyse(read_study(yes_no.write("report: {sections: [reliability]}\n")))[0]


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in rasch_blocks(Speech(found, lang)) if isinstance(block, Table)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_tables_have_the_figures(measured: Findings, printed: Printed, lang: str) -> None:
    sets, items, levels = tables(measured, lang)
    assert measured.rasch is not None
    one = measured.rasch.sets[1]
    assert [cell.value for cell in sets.rows[1].cells[4:] if isinstance(cell, Number)] == [one.reliability, one.flat]
    assert [row.cells[2].value for row in items.rows] == [item.severity for item in one.items]  # type: ignore[union-attr]
    assert [row.cells[1].value for row in levels.rows] == [score.level for score in one.scores]  # type: ignore[union-attr]
    assert one.closest is not None
    assert {"id": "korelasi sisa", "en": "residual correlation"}[lang] in items.note
    text = printed(rasch_blocks(Speech(measured, lang)))
    assert "{" not in text
    wanted = {"id": ("Keparahan", "bukan vonis", "0,7 sampai 1,3"), "en": ("Severity", "no verdict", "0.7 to 1.3")}
    assert all(words in text.replace("\n", " ") for words in wanted[lang])


def test_questions_are_called_as_they_are_asked_where_yes_is_the_worse_answer(measured: Findings) -> None:
    assert [row.cells[0].text for row in tables(measured)[1].rows] == [  # type: ignore[union-attr]
        "Worried",
        "Few kinds",
        "Skipped",
        "Hungry",
        "Whole day",
    ]


def test_it_is_part_of_the_chapter_on_the_instrument(measured: Findings) -> None:
    titles = [block.text for block in section(Speech(measured, "id")) if isinstance(block, Heading)]
    assert titles == ["Mutu instrumen", "Pertanyaan ya/tidak menurut model Rasch"]


def test_nothing_without_sets_of_yes_no_questions(measured: Findings) -> None:
    assert rasch_blocks(Speech(replace(measured, rasch=None), "en")) == ()
    assert measured.rasch is not None
    others = tuple(one for one in measured.rasch.sets if one.node != "food")
    assert rasch_blocks(Speech(replace(measured, rasch=replace(measured.rasch, sets=others)), "en")) == ()


def test_few_persons_are_hidden_in_public_and_marked_within(measured: Findings, printed: Printed) -> None:
    assert measured.rasch is not None
    sets = tuple(replace(one, suppressed=bool(one.items)) for one in measured.rasch.sets)
    found = replace(measured, rasch=replace(measured.rasch, sets=sets))
    cell = tables(found)[0].rows[1].cells[3]
    assert isinstance(cell, Number) and cell.text.endswith("*")
    public = replace(found, settings=replace(found.settings, profile="public", threshold=400))
    assert tables(public) == []
    assert "Not shown, fewer than 400 persons: Food (Member)." in printed(rasch_blocks(Speech(public, "en")))


def test_why_figures_are_not_there_is_told(measured: Findings, printed: Printed) -> None:
    assert measured.rasch is not None
    food = measured.rasch.sets[1]
    odd = replace(food, left_out={"skipped": "constant"}, notes=("lonely",), exact=True)
    apart = replace(food, node="assets", items=(), notes=("apart",), apart=("radio",))
    found = replace(measured, rasch=replace(measured.rasch, sets=(odd, apart)))
    text = printed(rasch_blocks(Speech(found, "en"))).replace("\n", " ")
    assert "Assets (Member): no severities" in text and "(Radio)" in text
    note = tables(found)[1].note
    for words in ("only one sampling unit.", "Left out: Skipped (everybody answered alike).", "everybody was asked"):
        assert words in note


def test_a_hidden_overall_score_is_no_set(measured: Findings) -> None:
    assert measured.rasch is not None
    whole = replace(measured.rasch.sets[1], node="overall")
    found = replace(measured, rasch=replace(measured.rasch, sets=(whole, measured.rasch.sets[1])))
    assert "Score" in tables(found)[1].caption
    assert "Food" in tables(replace(found, composite="hide"))[1].caption
