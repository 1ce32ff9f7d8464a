from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Table
from berdaya.report.sections.driver_detail import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
Printed = Callable[[object], str]


@pytest.fixture(scope="module")
def detailed(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    place = tmp_path_factory.mktemp("drivers") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [drivers]}\n")
    return analyse(read_study(place))[0]


def told(found: Findings, printed: Printed, lang: str = "en") -> str:
    return printed(section(Speech(found, lang))).replace("\n", " ")


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Table)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_says_what_influence_is_and_that_it_is_no_cause(detailed: Findings, printed: Printed, lang: str) -> None:
    text = told(detailed, printed, lang)
    wanted = {
        "id": ("27 kelompok", "bukan sebab", "benih 2022", "bagian pengaruh yang adil", "kepentingan dan kinerja"),
        "en": ("27 groups", "no cause", "seed 2022", "fair share of influence", "Importance and performance"),
    }
    assert [part for part in wanted[lang] if part.lower() not in text.lower()] == []
    assert "{" not in text


def test_the_figures_are_those_of_the_analysis(detailed: Findings, printed: Printed) -> None:
    assert detailed.driver_detail is not None and detailed.driver_detail.left_out is not None
    influence, left, first = tables(detailed)
    values = [row.cells[2].value for row in influence.rows if not row.spans]  # type: ignore[union-attr]
    assert values == [share for node in detailed.driver_detail.influence.nodes for share in node.shapley.value]
    assert len(left.rows) == 14 + 10  # inner nodes, and the criteria that move groups most
    assert len([row for row in first.rows if not row.spans]) == 36
    negative = [row for row in influence.rows if "−" in row.cells[6].text]  # type: ignore[union-attr]
    assert negative  # shown, not hidden
    text = told(detailed, printed)
    assert "**" not in text
    assert "has the largest influence: 26.6% of its differences, at a weight of 20.0%." in text
    assert "It cannot be told apart from Physical capital." in text
    assert "stays high whichever part is left out" in text
    assert "To put first, and sure: Partnerships" in text


def test_a_part_that_changes_the_category_is_named(detailed: Findings, printed: Printed) -> None:
    detail = detailed.driver_detail
    assert detail is not None and detail.left_out is not None
    bands = detail.left_out.band.copy()
    bands[detail.left_out.keys.index("a2")] = 1
    found = replace(detailed, driver_detail=replace(detail, left_out=replace(detail.left_out, band=bands)))
    assert "would be in another category without Roles and forms of activity in KUBE" in told(found, printed)


def test_without_errors_nothing_is_told_apart_and_it_is_said(detailed: Findings, printed: Printed) -> None:
    assert detailed.driver_detail is not None
    assert "There are no intervals" not in told(detailed, printed)
    one = replace(detailed.driver_detail.influence, withheld=True)
    text = told(replace(detailed, driver_detail=replace(detailed.driver_detail, influence=one)), printed)
    assert "There are no intervals, and nothing is told apart" in text
    assert "It cannot be told apart from" not in text
    assert told(detailed, printed).count("times of resampling") == text.count("times of resampling") + 1


def test_only_on_request_and_when_there_is_nothing(detailed: Findings, printed: Printed) -> None:
    assert section(Speech(replace(detailed, drivers_wanted=False, driver_detail=None), "en")) == ()
    none = replace(detailed, driver_detail=None)
    assert "too few groups and persons" in told(none, printed)
    headings = [block.anchor for block in compose(detailed, "id").blocks if isinstance(block, Heading)]
    assert headings.index("driver-detail") > headings.index("drivers")
    thesis = [block.text for block in compose(detailed, "id", "thesis").blocks if isinstance(block, Heading)]
    assert any("Faktor pendorong skor secara rinci" in text for text in thesis)


def test_a_hidden_overall_score_is_in_none_of_it(detailed: Findings, printed: Printed) -> None:
    report = compose(replace(detailed, composite="hide"), "en")
    place = next(i for i, b in enumerate(report.blocks) if isinstance(b, Heading) and b.anchor == "driver-detail")
    chapter = report.blocks[place : place + 8]
    text = printed(chapter)
    assert "Within Characteristics of the poor" in text
    assert "Without one part" not in text
    assert not any(isinstance(block, Figure) and "Importance" in block.caption for block in report.blocks)


def test_public_withholds_criteria_of_few_persons(detailed: Findings, printed: Printed) -> None:
    few = detailed.whole.suppressed.copy()
    few[0, detailed.whole.at("a1_h1")] = True
    whole = replace(detailed.whole, suppressed=few)
    marked = replace(detailed, whole=whole)
    rows = [row for row in tables(marked)[0].rows if not row.spans]
    assert any("*" in row.cells[2].text for row in rows)  # type: ignore[union-attr]
    public = replace(marked, settings=replace(detailed.settings, profile="public"))
    influence, first = tables(public)
    hidden = [row for row in influence.rows if not row.spans and row.cells[2].value is None]  # type: ignore[union-attr]
    assert len(hidden) == 1
    assert "would be given away" in told(public, printed)
    assert len([row for row in first.rows if not row.spans]) == 35


def test_units_first_has_influence_but_no_leaving_out(detailed: Findings, printed: Printed) -> None:
    assert detailed.driver_detail is not None
    found = replace(detailed, driver_detail=replace(detailed.driver_detail, left_out=None))
    assert "Without one part" not in told(found, printed)
    assert len(tables(found)) == 2


def test_nodes_without_figures_say_why(detailed: Findings, printed: Printed) -> None:
    detail = detailed.driver_detail
    assert detail is not None
    nodes = tuple(
        replace(node, note=note)
        for node, note in zip(detail.influence.nodes, ("few-rows", "no-spread", "too-many-children"), strict=False)
    )
    one = replace(detail.influence, across="persons", role="member", nodes=(*nodes, *detail.influence.nodes[3:]))
    text = told(replace(detailed, driver_detail=replace(detail, influence=one)), printed)
    assert "too few have all of its parts" in text
    assert "no differences" in text
    assert "too many parts to share the influence out" in text
    assert "27 persons" in text
    assert "Only answers of this role are compared" in text
    assert np.isfinite(nodes[2].shapley.value).all()
