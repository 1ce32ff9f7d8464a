from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.model import Settings
from berdaya.report.model import Block, Bullets, Note, Number, Table
from berdaya.report.quality_blocks import MOST_ITEMS, MOST_PARTS, QualityBlocks
from berdaya.study.analyses.quality import quality_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy

Told = Callable[..., QualityBlocks]
Printed = Callable[[object], str]


@pytest.fixture
def told(field: "FieldStudy") -> Told:
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    field.rows[60]["answers"] = ["2"] * 24
    for row in field.rows:
        if row["enumerator"] == "e5":
            row["answers"] = ["1" if i % 2 else "2" for i in range(24)]

    def tell(lang: str = "en", more: str = "") -> QualityBlocks:
        study = read_study(field.write(more))
        return QualityBlocks(quality_of(study).found, study.instrument, study.settings, lang, {"g01": "KUBE Satu"})

    return tell


def tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def cells(table: Table) -> list[list[str]]:
    return [[str(getattr(cell, "text", "")) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(("lang", "words"), [("en", "not an accusation"), ("id", "bukan tuduhan")])
def test_it_says_once_that_a_flag_is_no_accusation(told: Told, printed: Printed, lang: str, words: str) -> None:
    blocks = told(lang).blocks()
    assert [words in block.text for block in blocks if isinstance(block, Note)] == [True]
    assert printed(blocks).count(words) == 1
    assert "{" not in printed(blocks)


def test_every_kind_has_its_rule_and_count(told: Told) -> None:
    rules = "quality: {same: 0.8, per_day: 15, chance: 0.01}\n"
    found = cells(tables(told(more=rules).blocks())["Interviews to look at again, by what was found"])
    assert len(found) == 9
    kinds = {row[0]: row[1:] for row in found}
    assert kinds["One and the same answer to nearly all questions"] == ["80% of the answers", "1"]
    assert kinds["Very many interviews by one enumerator in a day"] == ["more than 15", "0"]
    assert kinds["Enumerator differs from the others"] == ["adjusted p 0.01", "30"]


def test_what_could_not_be_looked_at_is_said(told: Told, printed: Printed) -> None:
    blind = told()
    pace = replace(blind.found.pace, timed=0, dated=0)
    duplicates = replace(blind.found.duplicates, whole=False)
    blind = replace(blind, found=replace(blind.found, pace=pace, duplicates=duplicates))
    found = cells(tables(blind.blocks())["Interviews to look at again, by what was found"])
    assert [row[2] for row in found].count("not looked at") == 4
    text = printed(blind.blocks())
    assert "do not say when they were given" in text
    assert "too many pairs" in text


def test_enumerators_are_counted_and_the_one_who_differs_is_named(told: Told) -> None:
    found = cells(tables(told().blocks())["Interviews of each enumerator, and how many of them are flagged"])
    assert [row[0] for row in found] == [f"e{i}" for i in range(8)]
    assert {row[0] for row in found if row[5] != "–"} == {"e5"}
    assert "(lower)" in found[5][5]


def test_where_nobody_shares_a_place_it_is_said_that_the_two_cannot_be_told_apart(told: Told) -> None:
    blocks = told(more="quality: {within: group}\n").blocks()
    found = tables(blocks)
    note = found["Interviews of each enumerator, and how many of them are flagged"].note
    assert "may be the enumerators or their places" in note
    table = found["How much of what differs between interviews lies between enumerators"]
    assert "8 of 8 enumerators worked where no other did" in table.note
    assert len(table.columns) == 4


def test_what_lies_between_enumerators(told: Told) -> None:
    blocks = told()
    table = tables(blocks.blocks())["How much of what differs between interviews lies between enumerators"]
    first = blocks.found.enumerators.effects[0]
    value = table.rows[0].cells[1]
    assert isinstance(value, Number)
    assert value.value == first.whole.icc
    assert len(table.columns) == 6
    assert "means of 24 groups" in table.note
    assert "0 of 8 enumerators worked where no other did" in table.note


def test_in_public_no_enumerator_and_no_group(told: Told, printed: Printed) -> None:
    public = told(more="disclosure: {profile: public, threshold: 5}\n")
    text = printed(public.blocks())
    assert "not shown in a report for publication" in text
    assert not any(f"e{i}\n" in text for i in range(8))
    assert "g01" not in text and "KUBE Satu" not in text and "g02m0" not in text


def test_missing_answers_by_question_and_part(told: Told) -> None:
    found = tables(told().blocks())
    items = found["Missing answers, the most first"]
    assert len(items.rows) == MOST_ITEMS
    shares = [cell.value or 0 for row in items.rows if isinstance(cell := row.cells[3], Number)]
    assert shares == sorted(shares, reverse=True)
    parts = cells(found["Missing answers, part by part"])
    assert parts[0][0] == "By enumerator"
    assert parts[9][0] == f"By group (the {MOST_PARTS} with most missing, of 24)"
    assert len(parts) == 10 + MOST_PARTS


def test_few_rows_are_marked_or_hidden(told: Told) -> None:
    one = told()
    few = replace(one, settings=Settings(threshold=500))
    table = tables(few.blocks())["Missing answers, the most first"]
    assert cells(table)[0][1] == "240*"
    assert "fewer than 500 persons" in table.note
    hidden = replace(one, settings=Settings(threshold=500, profile="public"))
    table = tables(hidden.blocks())["Missing answers, the most first"]
    assert cells(table)[0][1:] == ["x", "x", "x"]


def test_questions_that_lack_answers_together(told: Told, field: "FieldStudy") -> None:
    for row in field.rows[:20]:
        row["answers"][3] = row["answers"][4] = ""
    items = [line for block in told("id").blocks() if isinstance(block, Bullets) for line in block.items]
    (line,) = [line for line in items if "sama-sama tidak dijawab" in line]
    assert line.startswith("“Soal q03?” dan “Soal q04?”")
