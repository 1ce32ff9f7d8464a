from dataclasses import replace

import numpy as np
import pytest

from berdaya.estimates.change.change import Change
from berdaya.report.findings import Findings
from berdaya.report.sections.change import (
    Moved,
    direction_note,
    moved,
    moved_cells,
    moved_interval,
    moved_of,
    moved_words,
    wave_before,
)
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View


@pytest.fixture
def speech(kube: Findings) -> Speech:
    return Speech(kube, "id")


def hidden(change: Change) -> Change:
    return replace(change, suppressed=np.ones_like(change.suppressed))


def test_what_the_wave_before_asked_too_has_a_change(speech: Speech, kube: Findings) -> None:
    assert kube.change is not None
    change, at = moved(speech, "a3", View(0)), kube.change.at("a3")
    figures = [float(part[0, at]) for part in (kube.change.value, kube.change.low, kube.change.high)]
    assert [change.value, change.low, change.high] == figures
    assert (change.direction, change.marks.small, change.hidden, change.exact) == ("up", False, False, False)
    assert moved(speech, "overall", View(0)) == Moved()
    for found, labels in ((kube.change, ("nobody",)), (None, ())):
        assert moved_of(speech, found, labels, Score("a3"), Score("a3")) == Moved()
    assert wave_before(speech) == "before"
    assert wave_before(Speech(replace(kube, earlier={}), "id")) == ""


def test_few_persons_are_marked_or_hidden(kube: Findings) -> None:
    assert kube.change is not None
    few = replace(kube, change=hidden(kube.change))
    assert moved(Speech(few, "en"), "a3", View(0)).marks.small
    public = Speech(replace(few, settings=replace(kube.settings, profile="public")), "en")
    change = moved(public, "a3", View(0))
    assert change == Moved(hidden=True)
    assert [cell.text for cell in moved_cells(public, change)] == ["x", "x", "x"]
    assert moved_words(public, change) == ""


@pytest.mark.parametrize(
    ("change", "cells", "words"),
    [
        (Moved(0.5, 0.3, 0.7, "up"), ["+0,50", "0,30–0,70", "naik"], "naik, +0,50 (selang 95%: 0,30–0,70)"),
        (
            Moved(-0.5, -0.7, -0.3, "down"),
            ["−0,50", "−0,70 – −0,30", "turun"],
            "turun, −0,50 (selang 95%: −0,70 – −0,30)",
        ),
        (
            Moved(0.01, -0.02, 0.04, "same"),
            ["+0,01", "−0,02 – 0,04", "tetap"],
            "tetap (+0,01) (selang 95%: −0,02 – 0,04)",
        ),
        (
            Moved(0.1, None, None, "unsure"),
            ["+0,10", "–", "belum pasti"],
            "belum dapat dipastikan naik atau turun: +0,10",
        ),
        (Moved(0.1, 0.1, 0.1, "up", exact=True), ["+0,10", "–", "naik"], "naik, +0,10"),
        (
            Moved(0.5, 0.3, 0.7, "up", marks=Score("x", 0.5, small=True)),
            ["+0,50*", "0,30–0,70", "naik"],
            "naik, +0,50 (selang 95%: 0,30–0,70)",
        ),
        (Moved(), ["–", "–", "–"], ""),
    ],
)
def test_cells_and_words(speech: Speech, change: Moved, cells: list[str], words: str) -> None:
    assert [cell.text for cell in moved_cells(speech, change)] == cells
    assert moved_words(speech, change) == words
    assert moved_interval(speech, change) == cells[1]


def test_beyond_the_rules_of_publication_no_change_is_told(speech: Speech) -> None:
    change = Moved(0.5, 0.3, 0.7, "up", marks=Score("x", 0.5, beyond=("min_n",)))
    assert moved_words(speech, change) == ""
    assert moved_cells(speech, change)[0].text == "+0,50†"


def test_the_note_says_when_something_is_called_the_same(kube: Findings) -> None:
    note = direction_note(Speech(replace(kube, settings=replace(kube.settings, same_within=0.1)), "en"))
    assert "from the wave “before” to the reported one" in note
    assert "±10% of the scale's width" in note
