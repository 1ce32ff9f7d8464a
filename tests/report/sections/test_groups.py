from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Table
from berdaya.report.sections.domains import parts_of
from berdaya.report.sections.groups import annex, group_table, section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]


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
