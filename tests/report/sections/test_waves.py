from collections.abc import Callable
from dataclasses import replace

import pytest

from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.model import Interval, Number, Paragraph, Table
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View
from berdaya.report.sections.waves import wave_blocks


def opening(findings: Findings, lang: str) -> str:
    paragraph = next(block for block in wave_blocks(Speech(findings, lang), View(0)) if isinstance(block, Paragraph))
    return "".join(run.text for run in paragraph.runs)


def test_only_what_both_waves_asked_is_compared(kube: Findings) -> None:
    table = next(block for block in wave_blocks(Speech(kube, "id"), View(0)) if isinstance(block, Table))
    assert [column.head for column in table.columns] == [
        "Bagian",
        "sebelum",
        "sesudah",
        "Perubahan",
        "Selang 95%",
        "Arah",
    ]
    assert len(table.rows) == 16
    before, after, change, span, direction = table.rows[0].cells[1:]
    assert isinstance(change, Number)
    assert isinstance(span, Interval)
    assert change.value == pytest.approx(0.516209828)
    assert (span.low or 9) < (change.value or 0)
    words = [getattr(cell, "text", "") for cell in (before, after, change, span, direction)]
    assert words == ["1,50", "2,02", "+0,52", "0,49–0,54", "naik"]
    assert "bagian instrumen: 16 naik." in opening(kube, "id")


def test_one_wave_has_nothing_to_compare(kube: Findings) -> None:
    assert wave_blocks(Speech(replace(kube, earlier={}), "en"), View(0)) == ()


def test_a_hidden_score_hides_the_change(kube: Findings) -> None:
    before = kube.earlier["before"]
    closed = {"before": replace(before, suppressed=before.suppressed | True)}
    assert kube.change is not None
    change = replace(kube.change, suppressed=kube.change.suppressed | True)
    public = replace(kube, earlier=closed, change=change, settings=replace(kube.settings, profile="public"))
    table = next(block for block in wave_blocks(Speech(public, "en"), View(0)) if isinstance(block, Table))
    assert {getattr(cell, "text", "") for row in table.rows for cell in row.cells[3:]} == {"x"}
    small = replace(kube, change=change)
    table = next(block for block in wave_blocks(Speech(small, "en"), View(0)) if isinstance(block, Table))
    assert all(getattr(row.cells[3], "text", "").endswith("*") for row in table.rows)


def test_a_change_from_a_score_beyond_the_rules_is_marked_and_not_counted(
    kube: Findings, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    some, every = (under_rules(kube, rules) for rules in (Publish(rse=1), Publish(min_n=10_000)))
    table = next(block for block in wave_blocks(Speech(some, "en"), View(0)) if isinstance(block, Table))
    assert {row.cells[3].marks for row in table.rows if isinstance(row.cells[3], Number)} == {"", "†"}
    assert "† beyond this study's rules" in table.note
    assert "1 up. This" in opening(some, "en")  # what everybody was asked is within any rule
    assert "15 scores are left out of the sentences here, beyond the rules of publication" in opening(every, "en")
