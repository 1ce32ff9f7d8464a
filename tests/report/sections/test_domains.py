from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.report.findings import Findings
from berdaya.report.sections.domains import (
    Part,
    part_figures,
    part_table,
    parts_of,
    span_overlaps,
    unsure_count,
    without_error,
)
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small


def test_parts_stand_by_name_and_blanks_are_left_out(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert [part.name for part in parts_of(speech, kube.groups)][:3] == ["Anggrek", "Aren", "Bambu"]
    assert [part.name for part in parts_of(speech, kube.by["sex"])] == ["laki-laki", "perempuan"]


def test_groups_without_names_stand_by_their_number_and_need_no_key(kube: Findings) -> None:
    places = range(len(kube.groups.domains))
    numbered = replace(kube.groups, domains=tuple((f"g{place + 1}",) for place in places))
    speech = Speech(replace(kube, groups=numbered, group_names={}), "en")
    parts = parts_of(speech, numbered)
    assert [part.name for part in parts] == [f"g{place + 1}" for place in places]
    heads = [column.head for column in part_table(speech, parts, numbered, "Group", "c").columns]
    assert heads[:3] == ["Group", "n", "Score"]


def test_the_table_has_people_score_and_analyses(kube: Findings) -> None:
    speech = Speech(kube, "id")
    parts = parts_of(speech, kube.groups)
    table = part_table(speech, parts, kube.groups, "Kelompok", "c")
    heads = [column.head for column in table.columns]
    assert heads[:7] == ["Kelompok", "Kode", "n", "Skor", "Selang 95%", "Kategori", "Keyakinan"]
    assert heads[7:] == ["a1", "a2", "a3"]  # their labels are too long for a column
    assert "a3: Dampak peran dan bentuk kegiatan KUBE dalam pengentasan kemiskinan." in table.note
    assert len(table.rows) == 27


def test_short_labels_of_analyses_stand_at_the_head(kube: Findings) -> None:
    root = kube.instrument.root
    short = replace(root, children=tuple(replace(child, label={"id": child.key.upper()}) for child in root.children))
    speech = Speech(replace(kube, instrument=replace(kube.instrument, root=short)), "id")
    table = part_table(speech, parts_of(speech, kube.groups), kube.groups, "Kelompok", "c")
    assert [column.head for column in table.columns][7:] == ["A1", "A2", "A3"]
    assert "a3:" not in table.note


def test_the_figure_has_a_dot_for_every_part(kube: Findings) -> None:
    speech = Speech(kube, "en")
    figures = part_figures(speech, parts_of(speech, kube.groups), "Groups")
    assert sum(len(figure.table.rows) for figure in figures) == 27
    assert "Highest: Serai, 2.72." in figures[0].alt


def test_what_can_be_told_apart() -> None:
    def part(low: float | None, high: float | None) -> Part:
        return Part(0, "", "", Score("a", value=1.0, low=low, high=high))

    assert span_overlaps([part(0, 2), part(1, 3)])
    assert not span_overlaps([part(0, 1), part(2, 3)])
    assert not span_overlaps([part(0, 1)])
    assert without_error([part(None, None), part(0, 1)]) == 1


def test_unsure_parts_are_counted(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert unsure_count(speech, parts_of(speech, kube.groups)) == 6
    strict = Speech(replace(kube, settings=replace(kube.settings, confidence=0.5)), "en")
    assert unsure_count(strict, parts_of(strict, kube.groups)) == 0


def test_nothing_of_a_hidden_group_is_in_the_table(small: "Small", printed: Callable[[object], str]) -> None:
    findings = small(12, "public")
    speech = Speech(findings, "en")
    parts = [part for part in parts_of(speech, findings.groups) if part.score.hidden]
    assert parts
    for row in part_table(speech, parts, findings.groups, "Group", "c").rows:
        values = [getattr(cell, "value", None) for cell in row.cells]
        assert values[:1] == [None]
        assert [getattr(cell, "text", "") for cell in row.cells[2:7]] == ["x"] * 5


def test_there_is_no_figure_of_nothing(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert part_figures(speech, [Part(0, "k", "k", Score("overall", hidden=True))], "Groups") == ()
