from dataclasses import replace

from berdaya.instrument.model import Compare, Question, Scale
from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.questions import answer_words, section
from berdaya.report.sections.speech import Speech


def test_every_question_with_its_rubric(kube: Findings) -> None:
    tables = [block for block in section(Speech(kube, "id")) if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [12, 12, 12]
    first = [getattr(cell, "text", "") for cell in tables[0].rows[0].cells]
    assert first[0] == "a1_h1"
    assert first[2] == "Anggota"
    assert first[3].startswith("0\u00a0=\u00a0Tidak ikut mengatur sama sekali; 1\u00a0=\u00a0")


def test_other_kinds_of_questions(kube: Findings) -> None:
    speech = Speech(kube, "en")
    plain = Question({}, {"member": 1.0}, Scale(1, 5))
    assert answer_words(speech, plain) == "Every whole number from 1 to 5."
    assert answer_words(speech, replace(plain, decimals=True)) == "Any number from 1 to 5."
    turned = replace(plain, direction="lower_is_better", sensitive="finance", relevant=Compare("a1_h1", "at_least", 1))
    assert answer_words(speech, turned).endswith(
        "A low answer is good; the score is turned around. Asked where: a1_h1 >= 1. Sensitive personal data."
    )
