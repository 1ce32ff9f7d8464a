from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.model import Category, Figure, Interval, Number, Table, Text
from berdaya.report.sections.cells import (
    as_if,
    as_if_random,
    category_cell,
    columns,
    dot,
    extremes,
    heading,
    ideal_cell,
    interval_cell,
    marks_of,
    pictures,
    remarks,
    ruler,
    sure_cell,
    twin,
    value_cell,
)
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech

SCORE = Score("a1", value=2.02, low=1.9, high=2.1, band=2, sureness=(0.0, 0.3, 0.7), distance=0.02)
HIDDEN = Score("a1", hidden=True)


def test_cells_print_a_score(kube: Findings) -> None:
    speech = Speech(kube, "id")
    assert value_cell(speech, SCORE) == Number(2.02, "2,02")
    assert interval_cell(speech, SCORE) == Interval(1.9, 2.1, "1,90–2,10")
    assert sure_cell(speech, SCORE).text == "70%"
    assert ideal_cell(speech, SCORE).text == "67,3%"
    category = category_cell(speech, SCORE)
    assert isinstance(category, Category)
    assert category.word == "tinggi"


def test_hidden_cells_hold_nothing(kube: Findings) -> None:
    speech = Speech(kube, "id")
    cells = [f(speech, HIDDEN) for f in (value_cell, interval_cell, sure_cell, ideal_cell, category_cell)]
    assert [getattr(cell, "text", "") for cell in cells] == ["x"] * 5
    assert dot(speech, HIDDEN, "k").value is None
    assert remarks(speech, [HIDDEN]) == "x: tidak ditampilkan (<5 orang, atau angka yang dapat membukanya)."


def test_small_scores_are_marked(kube: Findings) -> None:
    small = replace(SCORE, small=True)
    assert value_cell(Speech(kube, "en"), small).text == "2.02*"
    assert "* rests on fewer than 5 persons" in remarks(Speech(kube, "en"), [small])


def test_where_nothing_was_sampled_no_interval_is_printed(kube: Findings) -> None:
    exact = replace(SCORE, notes=("certain",), low=2.02, high=2.02)
    assert interval_cell(Speech(kube, "en"), exact) == Interval(None, None, "–")
    assert dot(Speech(kube, "en"), exact, "k").low is None


def test_notes_name_the_scores_they_belong_to(kube: Findings) -> None:
    noted = replace(SCORE, notes=("on-cut", "few-df"))
    speech = Speech(kube, "en")
    text = remarks(speech, [SCORE, noted], "First.", names=("one", "two"))
    assert text.startswith("First. Two: prints as the cut")
    assert text.endswith("two: fewer than 12 degrees of freedom, so the interval itself is uncertain.")
    assert "stand behind each of these intervals" in remarks(speech, [noted, Score("a2"), noted])
    assert "behind 9 of the intervals" in remarks(speech, [*[noted] * 9, SCORE], names=[f"k{i}" for i in range(10)])


def test_errors_without_random_selection_are_as_if(kube: Findings) -> None:
    other = replace(kube, design=replace(kube.design, selection="unknown"))
    assert not as_if_random(Speech(kube, "en"))
    assert as_if(Speech(kube, "en")) == ""
    assert "as if people had been drawn at random" in remarks(Speech(other, "en"), [SCORE])


def test_columns_know_their_kind(kube: Findings) -> None:
    found = columns(Speech(kube, "en"), (":node", "interval", "#category"))
    assert [(c.head, c.kind) for c in found] == [("Part", "text"), ("95% interval", "number"), ("Category", "category")]
    assert heading("A", 3).spans


def test_the_ruler_has_the_cuts_of_the_instrument(kube: Findings) -> None:
    found = ruler(Speech(kube, "en"))
    assert (found.low, found.high, found.cuts, len(found.bands)) == (0, 3, (1, 2), 3)


def test_figures_of_several_pages_are_numbered(kube: Findings) -> None:
    table = twin(Speech(kube, "en"), "c", [("k", SCORE)])
    assert table.rows[0].cells[0] == Text("k")
    figure = Figure({}, "Scores", "", Table("", (), ()))
    assert [f.caption for f in pictures([figure, figure], Speech(kube, "en"))] == [
        "Scores (part 1 of 2)",
        "Scores (part 2 of 2)",
    ]
    assert pictures([figure], Speech(kube, "en")) == (figure,)


def test_a_sentence_tells_the_extremes(kube: Findings) -> None:
    rows = [("a", SCORE), ("b", replace(SCORE, value=1.0)), ("c", HIDDEN)]
    assert extremes(Speech(kube, "en"), rows) == "Highest: a, 2.02. Lowest: b, 1.00."
    assert extremes(Speech(kube, "en"), [("c", HIDDEN)]) == "There are no scores."


def test_a_figure_beyond_the_rules_has_a_mark_with_words(kube: Findings) -> None:
    rules = replace(kube.settings, publish=Publish(min_df=8, min_n=30, rse=25))
    speech = Speech(replace(kube, settings=rules), "en")
    beyond = Score("a1", 2.0, beyond=("min_df", "rse"))
    assert value_cell(speech, beyond) == Number(2.0, "2.00†", "†")
    note = remarks(speech, [beyond.bare, Score("a2")])
    assert "† beyond this study's rules of publication, and used in no sentence: " in note
    assert "fewer than 8 degrees of freedom (Characteristics of the poor in KUBE), relative" in note
    assert remarks(speech, [beyond.bare]).count("(") == 0  # all of them: no need of names
    assert "†" not in remarks(speech, [Score("a1")])


def test_few_persons_have_one_mark_not_two(kube: Findings) -> None:
    assert marks_of(Score("a1", 2.0, small=True, beyond=("min_n",))) == "*"
    assert marks_of(Score("a1", 2.0, small=True, beyond=("min_n", "rse"))) == "*†"
    assert marks_of(Score("a1", 2.0), Score("a2", 2.0, beyond=("min_n",))) == "†"
    hidden = value_cell(Speech(kube, "en"), Score("a1", hidden=True))
    assert (hidden.text, hidden.marks) == (Speech(kube, "en").say("hidden"), "")


def test_the_ends_of_a_chart_are_of_figures_within_the_rules(kube: Findings) -> None:
    rules = replace(kube.settings, publish=Publish(min_n=30))
    speech = Speech(replace(kube, settings=rules), "en")
    rows = [("a", Score("a", 1.0)), ("b", Score("b", 2.0)), ("c", Score("c", 3.0, beyond=("min_n",)))]
    assert extremes(speech, rows) == (
        "Highest: b, 2.00. Lowest: a, 1.00. Beyond the rules of publication and left out here: 1 (n below 30)."
    )
    assert extremes(speech, rows[2:]) == "Beyond the rules of publication and left out here: 1 (n below 30)."
