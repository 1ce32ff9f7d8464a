from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from berdaya.report.composite import as_shown
from berdaya.report.findings import ChangeDetail, Findings
from berdaya.report.model import Heading, Number, Table
from berdaya.report.sections.change_detail import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
Printed = Callable[[object], str]


@pytest.fixture(scope="module")
def detailed(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    place = tmp_path_factory.mktemp("change") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [change]}\n")
    return analyse(read_study(place))[0]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Farmers against traders, as if one of them had the programme."""
    place = tmp_path_factory.mktemp("compared") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("comparison: {by: business, treated: tani, control: dagang}\n")
    return analyse(read_study(place))[0]


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Table)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_says_what_it_is_and_is_not(detailed: Findings, printed: Printed, lang: str) -> None:
    text = printed(section(Speech(detailed, lang))).replace("\n", "")
    wanted = {"id": ("bukan dampak program", "bias ingatan"), "en": ("not effects of the programme", "recall bias")}
    assert all(words in text for words in wanted[lang])
    assert "{" not in text


def test_the_shares_of_the_table_add_up(detailed: Findings) -> None:
    split, _ = tables(detailed)
    *shares, total = [cell.value or 0.0 for row in split.rows if isinstance(cell := row.cells[1], Number)]
    assert len(shares) == 12
    assert sum(shares) == pytest.approx(total)
    assert [row.cells[1].text for row in split.rows][-1] == "+0.516"  # type: ignore[union-attr]


def test_who_moved_stands_by_role(detailed: Findings) -> None:
    _, pairs = tables(detailed, "id")
    heads = [row.cells[0].text for row in pairs.rows if row.spans]  # type: ignore[union-attr]
    assert heads == ["Pendamping", "Ketua atau pengurus", "Anggota", "Aparat nagari"]
    (member,) = [row for row in pairs.rows if getattr(row.cells[1], "value", None) == 169]
    assert [cell.text for cell in member.cells[2:5]] == ["95%", "0%", "4%"]  # type: ignore[union-attr]
    assert member.cells[7].text == "<0,001"  # type: ignore[union-attr]


def test_few_persons_are_not_given_away_in_public(detailed: Findings, printed: Printed) -> None:
    detail, change = detailed.change_detail, detailed.change
    assert detail is not None and detail.pairs is not None and change is not None
    few = detail.pairs.n.copy()
    few[0] = np.where(few[0] > 0, 3, 0)
    pairs_of_few = replace(detail.pairs, n=few, suppressed=(few > 0) & (few < 5))
    close = change.suppressed.copy()
    close[0, change.at("a3_e1")] = True
    public = replace(
        detailed,
        settings=replace(detailed.settings, profile="public"),
        change=replace(change, suppressed=close),
        change_detail=ChangeDetail(detail.splits, pairs_of_few),
    )
    (pairs,) = tables(public)
    assert [cell.text for cell in pairs.rows[1].cells[1:]] == ["x"] * 7  # type: ignore[union-attr]
    assert "It is not told what the change" in printed(section(Speech(public, "en")))
    inside = replace(public, settings=detailed.settings)
    split, pairs = tables(inside)
    assert "0.044*" in [row.cells[1].text.lstrip("+") for row in split.rows]  # type: ignore[union-attr]
    assert pairs.rows[1].cells[1].text == "3*"  # type: ignore[union-attr]


def test_without_pairs_and_without_being_asked(detailed: Findings, printed: Printed) -> None:
    assert section(Speech(replace(detailed, change_detail=None), "en")) == ()
    assert section(Speech(replace(detailed, earlier={}), "en")) == ()
    text = printed(section(Speech(replace(detailed, change_detail=ChangeDetail((), None)), "en")))
    assert "No part of the score was asked alike in both waves." in text
    assert "Nobody answered in both waves" in text


def test_a_hidden_overall_score_is_in_none_of_it(detailed: Findings) -> None:
    detail = detailed.change_detail
    assert detail is not None
    root = detailed.instrument.root.key
    split = replace(detail.splits[0], node=root)
    found = as_shown(replace(detailed, composite="hide", change_detail=ChangeDetail((split,), detail.pairs)))
    assert found.change_detail is not None and found.change_detail.pairs is not None
    assert found.change_detail.splits == ()
    assert not found.change_detail.pairs.n[:, found.change_detail.pairs.nodes.index(root)].any()
    assert isinstance(section(Speech(found, "en"))[0], Heading)


def test_against_a_comparison_group(compared: Findings, printed: Printed) -> None:
    text = printed(section(Speech(compared, "en"))).replace("\n", "")
    assert "against a comparison group" in text
    assert "not effects of the programme" not in text
    assert "only as far as both would have changed alike without it" in text
    assert "It cannot be told which of the two gained more." in text
    table = tables(compared)[0]
    assert [column.head for column in table.columns[1:4]] == ["tani", "dagang", "Difference"]
    for row in table.rows:
        first, second, value = (cell.value for cell in row.cells[1:4] if isinstance(cell, Number))
        assert first is not None and second is not None
        assert value == pytest.approx(first - second)


def test_the_comparison_hides_few_persons_and_says_when_there_is_none(compared: Findings, printed: Printed) -> None:
    detail = compared.change_detail
    assert detail is not None and detail.comparison is not None
    few = replace(detail.comparison, suppressed=np.ones(len(detail.comparison.nodes), bool))
    found = replace(compared, change_detail=replace(detail, comparison=few))
    public = replace(found, settings=replace(found.settings, profile="public"))
    table = tables(public)[0]
    assert {cell.text for row in table.rows for cell in row.cells[1:]} == {"x"}  # type: ignore[union-attr]
    assert "which of the two" not in printed(section(Speech(public, "en")))
    none = replace(compared, change_detail=replace(detail, comparison=None))
    assert "so they cannot be compared" in printed(section(Speech(none, "en")))


def test_a_sure_difference_is_said(compared: Findings, printed: Printed) -> None:
    detail = compared.change_detail
    assert detail is not None and detail.comparison is not None
    for sign, words in ((1, "tani gained more than dagang."), (-1, "tani gained less than dagang.")):
        end = np.full(len(detail.comparison.nodes), sign * 0.2)
        sure = replace(detail.comparison, low=end, high=end)
        found = replace(compared, change_detail=replace(detail, comparison=sure))
        assert words in printed(section(Speech(found, "en")))


def test_what_is_beyond_the_rules_of_publication_is_marked_and_in_no_sentence(tmp_path: Path, printed: Printed) -> None:
    copytree(KUBE, tmp_path / "kube")
    with (tmp_path / "kube" / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("publish: {min_n: 180}\nreport: {sections: [change]}\n")
        stream.write("comparison: {by: business, treated: tani, control: dagang}\n")
    found = analyse(read_study(tmp_path / "kube"))[0]
    text = printed(section(Speech(found, "en"))).replace("\n", " ")
    assert "left out of the sentences here" in text
    assert "cannot be told which of the two" not in text
    comparison, split, pairs = tables(found)
    assert any("†" in cell.text for row in comparison.rows for cell in row.cells[1:4])  # type: ignore[union-attr]
    marked_rows = [row.cells[0].text for row in split.rows if "†" in row.cells[1].text]  # type: ignore[union-attr]
    assert marked_rows
    opening = text.split("The change of")[1].split("Share of the change")[0]
    assert not any(name in opening for name in marked_rows)
    assert {row.cells[1].text for row in pairs.rows if not row.spans} == {"169†", "25", "26"}  # type: ignore[union-attr]
    assert "n below 180" in pairs.note
