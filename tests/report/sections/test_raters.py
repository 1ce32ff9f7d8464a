from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Number, Table
from berdaya.report.sections.raters import rater_blocks
from berdaya.report.sections.reliability import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.analyses.rater_agreements import agreement_of
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Members as raters of their groups: the example has one facilitator and one official a group."""
    place = tmp_path_factory.mktemp("raters") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [reliability]}\n")
    study = read_study(place)
    return replace(analyse(study)[0], raters=agreement_of(study, "member").agreement)


def table(found: Findings, lang: str = "en") -> Table:
    (only,) = [block for block in rater_blocks(Speech(found, lang)) if isinstance(block, Table)]
    return only


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_table_has_the_figures(rated: Findings, printed: Callable[[object], str], lang: str) -> None:
    role, whole, *_ = table(rated, lang).rows
    assert role.spans
    assert isinstance(whole.cells[4], Number) and isinstance(whole.cells[7], Number)
    assert whole.cells[4].value == pytest.approx(rated.raters[0].interval)
    assert whole.cells[7].value == pytest.approx(rated.raters[0].icc[0].value)
    assert "{" not in printed(rater_blocks(Speech(rated, lang)))
    assert {"id": "sepakat penuh", "en": "full agreement"}[lang] in table(rated, lang).note


def test_it_is_part_of_the_chapter_on_the_instrument(rated: Findings) -> None:
    titles = [block.text for block in section(Speech(rated, "id")) if isinstance(block, Heading)]
    assert titles == ["Mutu instrumen", "Seberapa jauh penilai sepakat"]


def test_nothing_where_no_group_was_rated_twice(rated: Findings) -> None:
    assert rater_blocks(Speech(replace(rated, raters=()), "en")) == ()


def test_a_hidden_overall_score_has_no_agreement(rated: Findings) -> None:
    assert len(table(replace(rated, composite="hide")).rows) == len(table(rated).rows) - 1
