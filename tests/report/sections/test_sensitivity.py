from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from berdaya.estimates.sensitivity.model import Sensitivity
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings, SensitivityDetail
from berdaya.report.model import Figure, Number, Table
from berdaya.report.sections.sensitivity import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
Printed = Callable[[object], str]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    place = tmp_path_factory.mktemp("sensitivity") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [sensitivity]}\nsensitivity: {base: 32}\n")
    return analyse(read_study(place))[0]


def detail(found: Findings) -> tuple[SensitivityDetail, Sensitivity]:
    assert found.sensitivity is not None and found.sensitivity.run is not None
    return found.sensitivity, found.sensitivity.run


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Table)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_says_what_decides_most_and_what_was_varied(found: Findings, printed: Printed, lang: str) -> None:
    text = printed(section(Speech(found, lang))).replace("\n", "")
    wanted = {
        "id": (
            "Yang paling menentukan Pengentasan",
            "penskoran jawaban",
            "nilai nol diatasi dengan menambah 1",
            "benih 2022",
        ),
        "en": ("What decides Poverty alleviation", "scoring of the answers", "zeros are met by adding 1", "seed 2022"),
    }
    assert all(words in text for words in wanted[lang])
    assert "{" not in text
    runs = {"id": "256 versi", "en": "256 versions"}
    assert runs[lang] in text


def test_figures_are_those_of_the_run(found: Findings) -> None:
    _, run = detail(found)
    shares, nodes, totals, scored, ranks, waves, *_ = tables(found)
    spacing = next(row for row in shares.rows if row.cells[0].text == "scoring of the answers")  # type: ignore[union-attr]
    at = list(run.sources).index("spacing")
    assert [cell.value for cell in spacing.cells if isinstance(cell, Number)][:2] == [
        run.scores.first[at, 0],
        run.scores.total[at, 0],
    ]
    assert spacing.cells[5].text == "–"  # type: ignore[union-attr]
    assert len(nodes.rows) == len(totals.rows) == len(scored.rows) == 15
    assert len(scored.columns) == len(totals.columns) - 1
    bands = [cell.value for cell in nodes.rows[0].cells if isinstance(cell, Number)][1:]
    assert bands == run.bands[0].tolist()
    assert len(ranks.rows) == 27
    assert [cell.text for cell in ranks.rows[0].cells[:3]] == ["Serai", "2.72", "1"]  # type: ignore[union-attr]
    assert {row.cells[1].text for row in waves.rows} == {"higher"}  # type: ignore[union-attr]


def test_the_chart_has_both_runs_in_order(found: Findings) -> None:
    (figure,) = [block for block in section(Speech(found, "en")) if isinstance(block, Figure)]
    first = [cell.value or 0 for row in figure.table.rows if isinstance(cell := row.cells[1], Number)]
    assert first == sorted(first, reverse=True)
    assert [column.head for column in figure.table.columns] == ["Source", "All sources", "Answers scored as they are"]
    assert "**" not in figure.alt


def test_nothing_where_it_is_not_asked_for_and_why_where_it_cannot_be(found: Findings, printed: Printed) -> None:
    assert section(Speech(replace(found, sensitivity=None), "en")) == ()
    for absent, words in (("mode", "own score"), ("weights", "handed over"), ("nothing", "could have been otherwise")):
        text = printed(section(Speech(replace(found, sensitivity=SensitivityDetail(None, absent=absent)), "en")))
        assert words in text.replace("\n", " ")


def test_without_another_scoring_there_is_one_panel(found: Findings, printed: Printed) -> None:
    given, _ = detail(found)
    alone = replace(found, sensitivity=replace(given, as_scored=None, compared=()))
    (figure,) = [block for block in section(Speech(alone, "en")) if isinstance(block, Figure)]
    assert len(figure.table.columns) == 2
    assert "scored as they are" not in printed(section(Speech(alone, "en")))


def test_few_persons_are_not_given_away_in_public(found: Findings, printed: Printed) -> None:
    given, run = detail(found)
    few = np.zeros(len(run.ranks.groups), bool)
    few[list(run.ranks.groups).index("k26")] = True
    close = tuple(replace(one, suppressed=np.ones_like(one.suppressed)) for one in given.compared)
    hidden = found.whole.suppressed.copy()
    hidden[0, found.whole.at("a1_h")] = True
    ranked = replace(run, ranks=replace(run.ranks, suppressed=few))
    marked = replace(
        found,
        whole=replace(found.whole, suppressed=hidden),
        sensitivity=replace(given, run=ranked, compared=close),
    )
    public = replace(marked, settings=replace(found.settings, profile="public"))
    _, nodes, _, _, waves, *_ = tables(public)
    text = printed(section(Speech(public, "en")))  # the others' ranks would tell the rank of the hidden one
    assert "Ranks are not shown: 1 group rests on fewer than 5 persons" in text
    assert "Serai" not in text and "Cengkih" not in text
    assert [cell.text for cell in nodes.rows[2].cells[1:]] == ["x"] * 7  # type: ignore[union-attr]
    assert {row.cells[1].text for row in waves.rows} == {"x"}  # type: ignore[union-attr]
    _, _, _, _, ranks, waves, *_ = tables(marked)
    assert ranks.rows[0].cells[1].text == "2.72*"  # type: ignore[union-attr]
    assert {row.cells[1].text for row in waves.rows} == {"higher*"}  # type: ignore[union-attr]


def test_a_hidden_overall_score_is_in_none_of_it(found: Findings, printed: Printed) -> None:
    shown = as_shown(replace(found, composite="hide"))
    _, run = detail(shown)
    assert np.isnan(run.scores.total[:, 0]).all()
    assert run.ranks.groups == ()
    assert run.draws.is_empty()
    text = printed(section(Speech(shown, "en")))
    assert "Poverty alleviation through the KUBE programme" not in text
    assert "Ranks of groups" not in text
    assert text.count("What decides") > 3  # a sentence for each part


def test_many_groups_are_not_listed(found: Findings, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berdaya.report.sections.sensitivity.MOST_GROUPS", 20)
    assert "There are 27 groups, too many" in printed(section(Speech(found, "en"))).replace("\n", " ")
