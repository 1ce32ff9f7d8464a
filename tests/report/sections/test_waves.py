from dataclasses import replace

from berdaya.report.findings import Findings
from berdaya.report.model import Number, Table
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View
from berdaya.report.sections.waves import wave_blocks


def test_only_what_both_waves_asked_is_compared(kube: Findings) -> None:
    table = next(block for block in wave_blocks(Speech(kube, "id"), View(0)) if isinstance(block, Table))
    assert [column.head for column in table.columns] == ["Bagian", "sebelum", "sesudah", "Perubahan"]
    assert len(table.rows) == 16
    before, after, change = table.rows[0].cells[1:]
    assert isinstance(before, Number)
    assert isinstance(change, Number)
    assert (before.text, getattr(after, "text", ""), change.text) == ("1,50", "2,02", "+0,52")


def test_one_wave_has_nothing_to_compare(kube: Findings) -> None:
    assert wave_blocks(Speech(replace(kube, earlier={}), "en"), View(0)) == ()


def test_a_hidden_score_hides_the_change(kube: Findings) -> None:
    before = kube.earlier["before"]
    closed = {"before": replace(before, suppressed=before.suppressed | True)}
    public = replace(kube, earlier=closed, settings=replace(kube.settings, profile="public"))
    table = next(block for block in wave_blocks(Speech(public, "en"), View(0)) if isinstance(block, Table))
    assert {getattr(row.cells[3], "text", "") for row in table.rows} == {"x"}
