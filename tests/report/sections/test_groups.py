from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Paragraph, Table
from berdaya.report.sections.domains import parts_of
from berdaya.report.sections.groups import annex, group_table, section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]
Rules = Callable[[Findings, Publish], Findings]


def test_it_says_how_many_cannot_be_told_apart_from_a_cut(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "id"))).replace("\n", "")
    assert "6 dari 27 kelompok tidak dapat dibedakan dari batas kategori" in text
    assert "Urutannya menurut nama, bukan skor" in text


def test_the_heat_map_has_groups_by_variables(kube: Findings) -> None:
    figures = [block for block in section(Speech(kube, "en")) if isinstance(block, Figure)]
    heat = [figure for figure in figures if figure.caption.startswith("Groups by variables")]
    assert sum(len(figure.table.rows) for figure in heat) == 27
    assert len(heat[0].table.columns) == 12


def test_many_groups_move_to_the_annex(small: "Small") -> None:
    speech = Speech(small(61), "en")
    captions = [block.caption for block in section(speech) if isinstance(block, Figure | Table)]
    assert captions == ["Share of groups in each category", "Share of persons in each category"]
    assert [len(block.rows) for block in annex(speech) if isinstance(block, Table)] == [61]


def test_few_groups_have_no_annex(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert annex(speech) == ()
    assert len(group_table(speech, parts_of(speech, kube.groups)).rows) == 27


def test_one_group_is_nothing_to_compare(kube: Findings, printed: Printed) -> None:
    groups = kube.groups
    one = replace(groups, domains=groups.domains[:1])
    assert "there is nothing to compare" in printed(section(Speech(replace(kube, groups=one), "en")))


def test_hidden_groups_are_counted(small: "Small", printed: Printed) -> None:
    text = printed(section(Speech(small(12, "public"), "en"))).replace("\n", "")
    assert "groups are not shown (<5 persons)" in text


def test_a_figure_without_intervals_does_not_promise_them(kube: Findings) -> None:
    gone = np.full_like(kube.groups.low, np.nan)
    bare = replace(kube, groups=replace(kube.groups, low=gone, high=gone))
    captions = [b.caption for b in section(Speech(bare, "en")) if isinstance(b, Figure)]
    assert captions[0].startswith("Overall score of each group, by name")


def test_groups_beyond_the_rules_are_left_out_of_sentences(
    kube: Findings, printed: Printed, under_rules: Rules
) -> None:
    text = printed(section(Speech(under_rules(kube, Publish(min_n=10)), "en")))
    assert "groups are left out of these sentences, with a score beyond the rules of publication (n below 10)." in text
    every = printed(section(Speech(under_rules(kube, Publish(min_n=1000)), "en"))[:4])
    assert "have a score of their own" in every  # groups whose members all answered: nothing was sampled
    assert "25 groups are left out" in every


def test_groups_without_the_overall_score_have_a_figure_for_each_part(kube: Findings) -> None:
    hidden = section(Speech(as_shown(replace(kube, composite="hide")), "en"))
    captions = [block.caption for block in hidden if isinstance(block, Figure)]
    assert len(captions) == 4
    assert captions[0].startswith("Characteristics of the poor in KUBE: score of each group with its 95% interval")
    table = next(block for block in hidden if isinstance(block, Table))
    assert [column.head for column in table.columns] == ["Group", "Key", "n", "a1", "a2", "a3"]
    last = section(Speech(replace(kube, composite="last"), "en"))
    kinds = [type(block).__name__ for block in last if not isinstance(block, Heading | Paragraph)][:3]
    assert kinds == ["Figure", "Table", "Figure"]  # by variables, the table, the overall score
    heads = [column.head for column in next(block for block in last if isinstance(block, Table)).columns]
    assert heads[2:7] == ["n", "a1", "a2", "a3", "Score"]
