from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Note, Table
from berdaya.report.sections.drivers import annex, section
from berdaya.report.sections.speech import Speech


def test_figures_of_the_largest_and_an_annex_of_all(kube: Findings) -> None:
    figures = [block for block in section(Speech(kube, "en")) if isinstance(block, Figure)]
    assert [len(figure.table.rows) for figure in figures] == [12, 12]
    assert getattr(figures[0].table.rows[0].cells[0], "text", "") == "Financial sources"
    table = next(block for block in annex(Speech(kube, "en")) if isinstance(block, Table))
    assert len(table.rows) == 37


def test_the_parts_add_up_exactly(kube: Findings, printed: Callable[[object], str]) -> None:
    table = next(block for block in annex(Speech(kube, "id")) if isinstance(block, Table))
    *rows, total = table.rows
    assert [getattr(cell, "text", "") for cell in total.cells] == ["Jumlah", "2,215", "", "", "0,785", "", ""]
    values = [getattr(row.cells[1], "value", 0.0) for row in rows]
    assert abs(sum(values) - float(kube.whole.value[0, 0])) < 1e-12
    assert "berjumlah tepat" in printed(section(Speech(kube, "id")))


def test_ranks_have_intervals_in_whole_numbers(kube: Findings) -> None:
    table = next(block for block in annex(Speech(kube, "en")) if isinstance(block, Table))
    assert getattr(table.rows[0].cells[3], "text", "") == "1 (1–1)"


def test_where_no_split_exists_it_says_why(kube: Findings) -> None:
    split = replace(kube.drivers.contribution, note="roles-apart")
    drivers = replace(kube.drivers, contribution=split, shortfall=split)
    speech = Speech(replace(kube, drivers=drivers), "en")
    assert any(isinstance(block, Note) and "units first" in block.text for block in section(speech))
    assert annex(speech) == ()


def test_a_hidden_overall_score_is_not_split(kube: Findings) -> None:
    whole = replace(kube.whole, suppressed=kube.whole.suppressed | True)
    public = replace(kube, whole=whole, settings=replace(kube.settings, profile="public"))
    blocks = section(Speech(public, "en"))
    assert not [block for block in blocks if isinstance(block, Figure | Table)]
    assert any(isinstance(block, Note) and "may not be shown" in block.text for block in blocks)


def test_the_rank_of_a_hidden_criterion_is_not_given_away_by_those_of_the_others(kube: Findings) -> None:
    suppressed = kube.whole.suppressed.copy()
    suppressed[0, [kube.whole.at(key) for key in ("a1_n1", "a1_n2")]] = True
    whole = replace(kube.whole, suppressed=suppressed)
    public = replace(kube, whole=whole, settings=replace(kube.settings, profile="public"))
    table = next(block for block in annex(Speech(public, "en")) if isinstance(block, Table))
    assert len(table.rows) == len(kube.drivers.items) - 2 + 1
    assert {getattr(row.cells[place], "text", "") for row in table.rows[:-1] for place in (3, 6)} == {"–"}
    assert "Ranks are not shown" in table.note


def test_the_annex_is_named_where_there_is_one(kube: Findings, printed: Callable[[object], str]) -> None:
    assert "An annex lists all criteria." in printed(section(Speech(kube, "en")))


def test_parts_of_an_overall_score_beyond_the_rules_are_marked(
    kube: Findings, printed: Callable[[object], str], under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    speech = Speech(under_rules(kube, Publish(min_df=1000)), "en")
    text = printed(section(speech)[1])
    assert "may not be published" in text
    assert "2.21" not in text
    table = annex(speech)[1]
    assert isinstance(table, Table)
    assert all("†" in str(row.cells[1]) for row in table.rows)
    assert "† beyond this study's rules" in table.note


def test_a_hidden_overall_score_has_no_parts(kube: Findings, printed: Callable[[object], str]) -> None:
    speech = Speech(as_shown(replace(kube, composite="hide")), "en")
    assert "the overall score is not shown, by choice of the authors" in printed(section(speech)[1])
    assert annex(speech) == ()
