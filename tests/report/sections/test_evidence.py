from collections.abc import Callable
from dataclasses import replace

from berdaya.evidence.model import Evidence
from berdaya.report.findings import Findings
from berdaya.report.model import Note, Quote, Table
from berdaya.report.sections.evidence import annex, in_thesis, section
from berdaya.report.sections.speech import Speech


def test_agreement_overall_and_for_every_criterion(kube: Findings) -> None:
    overall, each = [block for block in section(Speech(kube, "id")) if isinstance(block, Table)]
    assert [getattr(cell, "text", "") for cell in overall.rows[-1].cells] == ["Semua", "15", "8", "5", "1", "29"]
    assert len([row for row in each.rows if not row.spans]) == 29


def test_quotes_that_do_not_agree_stand_first(kube: Findings, printed: Callable[[object], str]) -> None:
    speech = Speech(kube, "en")
    here = [block for block in section(speech) if isinstance(block, Quote)]
    more = [block for block in annex(speech) if isinstance(block, Quote)]
    assert any(quote.sign == "-" for quote in here)
    assert more
    assert "Interviews stand beside the scores and never change them." in printed(section(speech))


def test_without_interviews_it_says_so(kube: Findings) -> None:
    speech = Speech(replace(kube, evidence=Evidence()), "en")
    assert [block.text for block in section(speech) if isinstance(block, Note)] == ["The study has no interviews."]
    assert annex(speech) == ()


def test_a_chapter_of_a_thesis_has_no_empty_section(kube: Findings) -> None:
    assert in_thesis(Speech(kube, "id")) == section(Speech(kube, "id"))
    assert in_thesis(Speech(replace(kube, evidence=Evidence()), "id")) == ()
