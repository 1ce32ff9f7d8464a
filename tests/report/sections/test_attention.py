from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from berdaya.estimates.publish import Publish
from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Bullets, Category, Heading, Number, Quote, Table, Text
from berdaya.report.sections.attention import MOST_HERE, annex, assessor_blocks, section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import ManyGroups
    from tests.report.conftest import Small

Printed = Callable[[object], str]
Profile = Callable[[Findings, Literal["internal", "public"]], Findings]


@cache
def _analysed(path: Path) -> Findings:
    return analyse(read_study(path))[0]


@pytest.fixture
def officer(many: "ManyGroups") -> Findings:
    """The findings of 120 groups in two waves."""
    return _analysed(many.path)


def texts(table: Table, column: int) -> list[str]:
    return [cell.text for row in table.rows if not isinstance(cell := row.cells[column], Category)]


def tables(speech: Speech) -> dict[str, Table]:
    return {b.caption: b for b in (*section(speech), *annex(speech)) if isinstance(b, Table)}


def test_status_comes_first_then_the_rule_then_tiers(officer: Findings) -> None:
    blocks = section(Speech(officer, "en"))
    heads = [b.text for b in blocks if isinstance(b, Heading)]
    assert heads == ["Groups that need help", "The rule", "Help first", "Watch", "Sound", "In their words"]
    first = next(b for b in blocks if isinstance(b, Table))
    assert texts(first, 0) == [
        "By status in the list",
        *("active", "inactive", "dissolved", "not found"),
        "Groups with a score, by tier",
        *("Help first", "Watch", "Sound"),
    ]
    assert [text for text in texts(first, 1) if text][:4] == ["106", "3", "10", "1"]
    rule = next(b for b in blocks if isinstance(b, Bullets))
    assert any("2025-2" in point for point in rule.items)


def test_without_a_status_only_tiers_are_counted(officer: Findings) -> None:
    attention = officer.attention
    assert attention is not None
    bare = replace(officer, attention=replace(attention, statuses={"": 120}, aside={}, ended=None))
    first = next(b for b in section(Speech(bare, "en")) if isinstance(b, Table))
    assert texts(first, 0) == ["Groups with a score, by tier", "Help first", "Watch", "Sound"]


def test_every_group_that_needs_help_or_watching_is_listed_with_what_to_do(officer: Findings) -> None:
    attention = officer.attention
    assert attention is not None
    shown = tables(Speech(officer, "id"))
    for tier, name in (("help", "Bantu dahulu"), ("watch", "Pantau")):
        groups = [one for one in attention.groups if one.tier == tier]
        for caption in (f"{name}: skor", f"{name}: yang perlu digarap"):
            assert texts(shown[caption], 0) == [f"{one.name} ({one.group})" for one in groups]


def test_a_long_tier_stands_in_the_annex(officer: Findings) -> None:
    attention = officer.attention
    assert attention is not None
    speech = Speech(officer, "en")
    in_annex = {b.caption for b in annex(speech) if isinstance(b, Table)}
    for tier, name in (("help", "Help first"), ("watch", "Watch")):
        many = len([one for one in attention.groups if one.tier == tier]) > MOST_HERE
        assert (f"{name}: scores" in in_annex) == many
    assert in_annex
    few = replace(officer, attention=replace(attention, groups=attention.groups[:3]))
    assert annex(Speech(few, "en")) == ()


def test_assessors_stand_above_the_comparison_of_groups(officer: Findings, printed: Printed) -> None:
    assert "9 penilai (pewawancara) menilai 106 kelompok" in printed(assessor_blocks(Speech(officer, "id")))
    text = printed(compose(officer, "en").blocks)
    assert text.index("Who scored whom.") < text.index("106 groups have a score of their own")
    assert text.count("Who scored whom.") == 1


def test_quotes_are_internal(officer: Findings, with_profile: Profile, printed: Printed) -> None:
    quotes = [b for b in section(Speech(officer, "en")) if isinstance(b, Quote)]
    assert quotes
    assert any("KUBE Salo 7" in quote.attribution and "Bookkeeping" in quote.attribution for quote in quotes)
    assert "Tidak boleh dikutip" not in printed(section(Speech(officer, "en")))
    public = with_profile(officer, "public")
    assert not [b for b in section(Speech(public, "en")) if isinstance(b, Quote)]


def test_in_public_small_groups_are_counted_and_nowhere_named(
    officer: Findings, with_profile: Profile, printed: Printed
) -> None:
    attention = officer.attention
    assert attention is not None
    small = [one for one in attention.groups if one.small]
    assert small
    speech = Speech(with_profile(officer, "public"), "en")
    text = printed((*section(speech), *annex(speech)))
    assert [one.name for one in small if f"({one.group})" in text] == []
    assert "Not shown (too few persons)" in text
    assert "e.g." not in text
    inside = printed(section(Speech(officer, "en")))
    assert "rests on fewer than 5 persons" in inside
    assert "e.g." in inside


def test_the_section_stands_among_the_results_of_a_thesis(officer: Findings) -> None:
    heads = [b for b in compose(officer, "en", "thesis").blocks if isinstance(b, Heading)]
    own = next(b for b in heads if b.anchor == "attention")
    assert own.level == 2
    assert own.text.startswith("4.") and own.text.endswith(" Groups that need help")
    anchors = [b.anchor for b in heads]
    assert anchors.index("chapter-results") < anchors.index("groups") < anchors.index("attention")


def test_changes_are_exported_as_numbers(officer: Findings) -> None:
    attention = officer.attention
    assert attention is not None
    table = tables(Speech(officer, "en"))["Help first: scores"]
    changes = [one.change.value for one in attention.of_tier("help") if one.change]
    assert [cell.value for row in table.rows if isinstance(cell := row.cells[6], Number)] == changes


def test_where_there_are_no_tiers_there_is_no_section(small: "Small") -> None:
    speech = Speech(small(4), "en")
    assert speech.findings.attention is None
    assert section(speech) == annex(speech) == assessor_blocks(speech) == ()
    assert "attention" not in [b.anchor for b in compose(speech.findings, "en").blocks if isinstance(b, Heading)]


def test_one_wave_has_no_change(small: "Small") -> None:
    speech = Speech(small(12), "en")
    assert section(speech)
    scores = [table for caption, table in tables(speech).items() if caption.endswith("scores")]
    assert scores
    assert all(len(table.columns) == 7 for table in scores)
    assert not any(isinstance(cell, Text) and "fell" in cell.text for t in scores for r in t.rows for cell in r.cells)


def test_scores_beyond_the_rules_of_publication_are_marked(many: "ManyGroups", printed: Printed) -> None:
    study = read_study(many.path)
    findings, _ = analyse(replace(study, settings=replace(study.settings, publish=Publish(min_n=6))))
    found = {
        caption: table for caption, table in tables(Speech(findings, "en")).items() if table.columns[1].head == "n"
    }
    assert found
    for table in found.values():
        few = [row.cells[1].value < 6 for row in table.rows]  # type: ignore[union-attr, operator]
        assert any(few)
        assert ["†" in text or "*" in text for text in texts(table, 2)] == few
        noted = "† beyond this study's rules of publication: n below 6" in table.note
        assert noted == any("†" in text for text in texts(table, 2))
    whole = printed(section(Speech(findings, "id")))
    assert "di luar aturan publikasi studi ini" in whole
