from dataclasses import replace

from berdaya.report.findings import Findings
from berdaya.report.sections.design import design_points, stage_words, unit_words
from berdaya.report.sections.speech import Speech
from berdaya.tally.model import DesignSpec, Stage


def test_the_design_of_the_example(kube: Findings) -> None:
    points = design_points(Speech(kube, "en"))
    assert points[0] == "Respondents were drawn at random."
    assert "separately within each group" in points[1]
    assert "Member: according to column “members”; Leader or officer: 1" in points[1]
    assert points[-1].startswith("The finite population correction is used")


def test_without_stages_rows_are_a_simple_sample(kube: Findings) -> None:
    points = design_points(Speech(replace(kube, design=DesignSpec(lonely_psu="centre"), certain=True), "en"))
    assert points[0] == "It is not known how respondents were chosen."
    assert "simple random sample" in points[1]
    assert "single unit" in points[3]
    assert points[4].startswith("Nothing was sampled")


def test_stages_say_what_is_drawn(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert stage_words(speech, 2, Stage("group")) == (
        "Stage 2: the sampling unit is the group; no population size is stated, so it counts as drawn with replacement."
    )
    assert (
        stage_words(speech, 1, Stage("village", (), 8.0)) == "Stage 1: the sampling unit is the village; population 8."
    )
    assert unit_words(speech, "respondent") == "respondent"
