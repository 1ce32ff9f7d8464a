from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.report.findings import Findings
from berdaya.report.model import Category, Cell, Heading, KeyFigures, Number, PageBreak, Paragraph, Table
from berdaya.report.sections.cards import card_blocks, card_tables, cards_of, trait_word, traits, weakest_of
from berdaya.report.sections.groups import MOST_LISTED
from berdaya.report.sections.score import score_of
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small


def word(cell: Cell) -> str:
    return cell.word if isinstance(cell, Category) else cell.text


def test_a_card_for_each_group_on_its_page(kube: Findings, printed: Callable[[object], str]) -> None:
    speech = Speech(kube, "id")
    cards = cards_of(speech)
    blocks = card_blocks(speech, cards)
    heads = [block.text for block in blocks if isinstance(block, Heading)]
    assert heads == sorted(kube.group_names.values())
    assert sum(isinstance(block, PageBreak) for block in blocks) == 26
    about = "".join(run.text for run in next(block for block in blocks if isinstance(block, Paragraph)).runs)
    assert "Desa atau nagari Koto Tinggi · " in about
    assert "Jumlah anggota 12 · " in about
    domain = kube.groups.domains.index(("k01",))
    score = score_of(kube.groups, kube.settings, "overall", domain)
    keys = next(block for block in blocks if isinstance(block, KeyFigures))
    assert keys.items[0].value == speech.score(score.value)
    table = next(block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == 1 + sum(node.question is None for node in kube.instrument.nodes) - 1
    row = next(row for row in table.rows if word(row.cells[0]) == speech.label("a3"))
    assert kube.groups_before is not None
    then = kube.groups_before.value[kube.groups_before.domains.index(("k01",)), kube.groups_before.at("a3")]
    assert word(row.cells[4]) == speech.score(float(then))
    assert kube.groups_change is not None
    change = kube.groups_change.value[kube.groups_change.domains.index(("k01",)), kube.groups_change.at("a3")]
    assert word(row.cells[5]) == speech.change(float(change))
    assert word(row.cells[7]) == "naik"
    assert "Naik, turun: selangnya di atas atau di bawah 0." in printed(table)


def test_the_weakest_criteria_and_how_many_are_alike(kube: Findings) -> None:
    speech = Speech(kube, "en")
    card = cards_of(speech)[0]
    weakest, others = weakest_of(speech, card)
    values = sorted(
        score_of(kube.groups, kube.settings, leaf.key, card.domain).value or 0 for leaf in kube.instrument.leaves
    )
    assert [score.value for score in weakest] == values[:3]
    assert others == sum(speech.score(value) == speech.score(values[2]) for value in values[3:])


def test_few_persons_are_hidden_with_the_reason(small: "Small", printed: Callable[[object], str]) -> None:
    found = small(groups=8, profile="public")
    speech = Speech(found, "en")
    cards = cards_of(speech)
    blocks = card_blocks(speech, cards)
    assert "the score is not shown (<5 persons)" in printed(blocks)
    assert not any(isinstance(block, KeyFigures) for block in blocks)
    assert "Weakest" not in printed(blocks)
    tables = card_tables(speech, cards)
    assert {word(row.cells[4]) for row in tables[0].rows} == {"x"}
    assert all(word(cell) == "" for row in tables[0].rows for cell in row.cells[-3:])


def test_a_group_that_nobody_answered_for_has_a_card(kube: Findings, printed: Callable[[object], str]) -> None:
    found = replace(kube, group_names={**kube.group_names, "k99": "Zaitun"}, groups_before=None)
    speech = Speech(found, "en")
    last = cards_of(speech)[-1]
    assert (last.name, last.key) == ("Zaitun", "k99")
    text = printed(card_blocks(speech, [last]))
    assert "has no score: nobody answered" in text
    assert "k99" in text
    assert "Direction" not in text


def test_a_new_group_has_no_empty_columns_beside_its_scores(kube: Findings, printed: Callable[[object], str]) -> None:
    speech = Speech(kube, "en")
    card = cards_of(speech)[0]
    old, new = (
        next(b for b in card_blocks(speech, [one]) if isinstance(b, Table)) for one in (card, replace(card, before=-1))
    )
    assert len(old.columns) == len(new.columns) + 4
    assert "counted as one draw" not in old.note
    assert "Change: from" in old.note
    assert "Change: from" not in new.note


def test_tables_have_every_group(kube: Findings) -> None:
    speech = Speech(kube, "id")
    one, parts = card_tables(speech, cards_of(speech))
    assert len(one.rows) == 27
    assert one.rows[0].cells[4] == Number(12, "12")
    assert len(parts.rows) == 27 * sum(
        node.question is None for node in kube.instrument.root.walk() if node.key != "overall"
    )
    assert traits(speech)[:3] == ("village", "status", "members")
    assert trait_word(speech, "members") == "Jumlah anggota"
    assert trait_word(speech, "modal_awal") == "Modal awal"


def test_very_many_are_in_the_workbook_alone(kube: Findings, printed: Callable[[object], str]) -> None:
    speech = Speech(kube, "en")
    cards = cards_of(speech)[:1] * (MOST_LISTED + 1)
    assert "There are 601 groups" in printed(card_blocks(speech, cards))
