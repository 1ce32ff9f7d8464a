from typing import TYPE_CHECKING

import pytest

from berdaya.report.compose import compose
from berdaya.report.model import Heading
from berdaya.report.sections.quality import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.analyses.quality import quality_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import FieldStudy

ASKED = "report: {sections: [quality]}\n"


@pytest.mark.parametrize(("lang", "title"), [("id", "Mutu pengumpulan data"), ("en", "Quality of the field work")])
def test_the_chapter_is_there_where_it_is_asked_for(field: "FieldStudy", lang: str, title: str) -> None:
    findings = analyse(read_study(field.write(ASKED)))[0]
    for style in ("plain", "thesis"):
        heads = [block.text for block in compose(findings, lang, style).blocks if isinstance(block, Heading)]
        assert sum(head.endswith(title) for head in heads) == 1
    assert not (field.path / "results" / "quality.csv").exists()  # the report lists no rows


def test_it_tells_what_the_command_finds_and_no_respondent(field: "FieldStudy") -> None:
    field.rows[150]["answers"] = list(field.rows[20]["answers"])
    study = read_study(field.write(ASKED))
    findings = analyse(study)[0]
    assert findings.field_quality is not None
    assert findings.field_quality.kinds == quality_of(study).found.kinds
    text = str(section(Speech(findings, "en")))
    assert "g02m0" not in text and "g15m0" not in text


def test_it_is_not_there_where_it_is_not(field: "FieldStudy") -> None:
    findings = analyse(read_study(field.write()))[0]
    assert findings.field_quality is None
    assert section(Speech(findings, "en")) == ()
