from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from berdaya.instrument.model import Node, Question, Scale
from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.answer_tables import section
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small


def test_counts_and_weighted_shares(kube: Findings) -> None:
    tables = [block for block in section(Speech(kube, "id")) if isinstance(block, Table)]
    assert len(tables) == 4
    heads = [column.head for column in tables[0].columns]
    assert heads[:6] == ["Kriteria", "n", "0", "1", "2", "3"]
    assert "Disisihkan (tidak dapat dipakai)" not in heads
    first = [getattr(cell, "text", "") for cell in tables[0].rows[1].cells]
    assert first[:3] == ["Kemampuan mengendalikan sumber daya yang tersedia", "167", "0"]
    assert first[5].endswith("(68,2%)")


def test_hidden_rows_hold_only_marks(kube: Findings, printed: Callable[[object], str]) -> None:
    roles = replace(kube.roles, suppressed=np.ones_like(kube.roles.suppressed))
    public = replace(kube, roles=roles, settings=replace(kube.settings, profile="public"))
    for block in section(Speech(public, "en")):
        if isinstance(block, Table):
            cells = [cell for row in block.rows if not row.spans for cell in row.cells[1:]]
            assert {getattr(cell, "text", "") for cell in cells} == {"x"}
            assert "not shown (<5 persons" in block.note


def test_wide_scales_have_a_cell_of_words(small: "Small") -> None:
    findings = small(5, scale=(0, 10), bands="bands: {cuts: [4, 7]}")
    tables = [block for block in section(Speech(findings, "en")) if isinstance(block, Table)]
    assert [column.head for column in tables[0].columns][2] == "Answers"
    assert ": " in getattr(tables[0].rows[1].cells[2], "text", "")
    assert tables[0].caption == "Answers to every question by role: Member"


def test_several_tables_of_a_role_name_their_scales(kube: Findings) -> None:
    item = replace(kube.instrument.node("a1_h1").question or Question({}, {}, Scale(0, 3)), answers={0: {}, 1: {}})

    def swapped(node: Node) -> Node:
        if node.key == "a1_h1":
            return replace(node, question=item)
        return replace(node, children=tuple(map(swapped, node.children)))

    findings = replace(kube, instrument=replace(kube.instrument, root=swapped(kube.instrument.root)))
    captions = [block.caption for block in section(Speech(findings, "en")) if isinstance(block, Table)]
    assert captions[:3] == [
        "Answers to every question by role: Member (scale 0 to 1)",
        "Answers to every question by role: Member (scale 0 to 3)",
        "Answers to every question by role: Leader or officer",
    ]
