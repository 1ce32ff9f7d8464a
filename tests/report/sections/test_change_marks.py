from dataclasses import replace
from pathlib import Path

import numpy as np

from berdaya.report.sections.change_marks import changed_marks, figure_marks, mark_notes, words_of
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study


def test_marks_of_figures_and_what_they_mean(few_groups: Path) -> None:
    findings = analyse(read_study(few_groups))[0]
    change = findings.change
    assert change is not None
    at = change.at("q1")
    few, beyond = change.suppressed.copy(), change.beyond.copy()
    few[0, at], beyond[0, at, 1] = True, True
    publish = replace(findings.settings.publish, min_n=9)
    marked = replace(findings, change=replace(change, suppressed=few, beyond=beyond))
    for profile, word in (("internal", "rests on fewer than"), ("public", "not shown")):
        settings = replace(findings.settings, profile=profile, publish=publish)  # type: ignore[arg-type]
        speech = Speech(replace(marked, settings=settings), "en")
        marks = changed_marks(speech, "q1")
        assert (marks.small, marks.beyond) == (True, ("min_n",))
        assert word in " ".join(mark_notes(speech, [marks], ["One"]))
    only = figure_marks(False, np.array([False, True, False]))
    assert "n below 9" in " ".join(mark_notes(speech, [only], ["One"]))
    assert list(mark_notes(speech, [figure_marks(False, np.zeros(3, bool))], ["One"])) == []
    assert words_of(speech, "sum") == "Change"
