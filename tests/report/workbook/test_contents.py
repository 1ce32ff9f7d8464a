from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.estimates.model import Settings
from berdaya.estimates.publish import Publish
from berdaya.report.model import Composite
from berdaya.report.workbook import WorkbookFacts, workbook_contents
from berdaya.report.workbook.live import work_out

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made

FACTS = WorkbookFacts("study", "Title", "2022-11-30")


def test_where_live_scores_begin(make: "Callable[..., Made]") -> None:
    assert make().contents().source == "counts"
    assert make(Settings(count="groups")).contents().source == "means"
    assert make(Settings(mode="units_first")).contents().source == "values"


def test_nodes_are_the_tree_and_what_the_report_prints(make: "Callable[..., Made]") -> None:
    study = make()
    contents, estimates = study.contents(), study.estimates()
    assert [node.key for node in contents.nodes] == list(estimates.nodes)
    assert [contents.nodes[child].key for child in contents.nodes[0].children] == ["geo", "har", "pow", "low"]
    assert [node.depth for node in contents.nodes[:3]] == [0, 1, 2]
    assert [node.level for node in contents.nodes[:3]] == ["overall", "analysis", "criterion"]
    values = [node.printed.value for node in contents.nodes]
    assert np.allclose(values, estimates.value[0], equal_nan=True)
    middle = estimates.at("low")
    band = estimates.band[0, middle]
    assert contents.nodes[middle].printed.confidence == estimates.bands[0, middle, band]
    assert contents.nodes[1].kind == "geometric"
    assert contents.nodes[estimates.at("h3")].min_coverage == 0.9
    assert contents.nodes[estimates.at("h1")].label == "ask h1 (reversed)"


def test_units_first_of_unlike_roles_stand_by_role(make: "Callable[..., Made]") -> None:
    study = make(Settings(mode="units_first"))
    contents = study.contents("id")
    tops = [node for node in contents.nodes if node.depth == 0]
    assert {node.domain for node in tops} == {"anggota", "ketua"}
    assert not any(node.live for node in contents.nodes)
    second = contents.nodes.index(tops[1])
    assert all(child > second for child in tops[1].children)


def test_public_withholds_what_rests_on_few(make: "Callable[..., Made]") -> None:
    few = make(Settings(profile="public"), people=5)
    contents = few.contents("en")
    assert sum(row.role == "member" for row in few.rows) < 5
    assert contents.withheld > 0
    shown = {row.item for row in contents.answers}
    hidden = {node.key for node in contents.nodes if "withheld: fewer than 5 persons" in node.note}
    assert "overall" in hidden
    assert not shown & hidden
    assert all(np.isnan(node.printed.value) and not node.live for node in contents.nodes if node.key in hidden)
    internal = replace(few, settings=Settings()).contents()
    assert internal.withheld == 0
    assert {row.item for row in internal.answers} == {leaf.key for leaf in few.instrument.leaves}


def test_public_shows_what_rests_on_enough(make: "Callable[..., Made]") -> None:
    contents = make(Settings(profile="public")).contents()
    assert contents.withheld == 0
    assert contents.nodes[0].live


def test_a_wave_that_leaves_an_item_out(make: "Callable[..., Made]") -> None:
    study = make()
    first = study.instrument.root.children[0]
    unasked = replace(first, children=(first.children[0], replace(first.children[1], waves=("after",))))
    root = replace(study.instrument.root, children=(unasked, *study.instrument.root.children[1:]))
    study = replace(study, instrument=replace(study.instrument, root=root))
    assert all(node.live for node in study.contents().nodes)  # the study knows no waves
    before = replace(study, wave="before").contents()
    left = {node.key for node in before.nodes if not node.live}
    assert left == {"overall", "geo", "g2"}
    assert {node.note for node in before.nodes if node.key in left} == {"not asked in this wave"}
    assert "g2" not in {row.item for row in before.answers}
    sheet = replace(study, wave="before").book("en").worksheets[2]
    assert [sheet.cell(row, 6).value for row in (5, 6, 8)] == ["–", "–", "–"]


def test_nothing_is_printed_about_errors_where_nothing_was_sampled(make: "Callable[..., Made]") -> None:
    study = make()
    estimates = study.estimates()
    notes = tuple(tuple((*of_node, "certain") for of_node in domain) for domain in estimates.notes)
    args = (study.instrument, study.tally(), replace(estimates, notes=notes), study.settings, FACTS, "en")
    top = workbook_contents(*args).nodes[0].printed
    assert top.value == estimates.value[0, 0]
    assert top.band == estimates.band[0, 0]
    assert np.isnan([top.se, top.low, top.high, top.confidence]).all()


def test_closed_answers_leave_the_score_but_no_formula(make: "Callable[..., Made]") -> None:
    study = make()
    args = (study.instrument, study.tally(), study.estimates(), study.settings, FACTS, "en")
    contents = workbook_contents(*args, frozenset({"g1"}))
    assert "g1" not in {row.item for row in contents.answers}
    still = {node.key for node in contents.nodes if not node.live}
    assert still == {"overall", "geo", "g1"}
    assert all(np.isfinite(node.printed.value) for node in contents.nodes if node.key in still)
    assert contents.withheld == 1


def test_a_score_beyond_the_rules_has_a_mark_and_a_note(make: "Callable[..., Made]") -> None:
    contents = make(Settings(publish=Publish(min_n=1000))).contents("en")
    top = contents.nodes[0]
    assert top.called == f"{top.label} †"
    assert "n below 1,000" in top.note
    assert not any(node.mark for node in make().contents().nodes)


@pytest.mark.parametrize("where", ["last", "hide"])
@pytest.mark.parametrize("settings", [Settings(), Settings(zero="shift"), Settings(count="groups")])
def test_formulas_hold_wherever_the_overall_score_stands(
    make: "Callable[..., Made]", where: Composite, settings: Settings
) -> None:
    study = make(settings)
    first, other = study.contents("en"), study.contents("en", replace(FACTS, composite=where))
    scores = [dict(zip([node.key for node in one.nodes], work_out(one).nodes, strict=True)) for one in (first, other)]
    assert {key: live.score for key, live in scores[1].items()} == pytest.approx(
        {key: scores[0][key].score for key in scores[1]}, nan_ok=True
    )
    assert ("overall" in scores[1]) == (where == "last")
    assert (other.nodes[-1].key == "overall") == (where == "last")
    assert other.root == (len(other.nodes) - 1 if where == "last" else None)
    assert min(node.depth for node in other.nodes) == 0
    for node in other.nodes:
        below = [child.key for child in study.instrument.node(node.key).children]
        assert [other.nodes[child].key for child in node.children] == below
