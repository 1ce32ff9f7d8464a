from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.estimates.targets import Outcome, Target
from berdaya.report.compose import compose
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Interval, Paragraph, Table
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.targets import section, told

MET = Outcome(Target("overall", 2.0, baseline=1.8), 1.8, 2.21, 2.19, 2.24, 1.105, 2.05, "met")
MISSED = Outcome(
    Target("a3", 2.5, by="village", label="Salo"), None, 2.0, 1.9, 2.1, 0.8, None, "missed", suppressed=True
)
NOTHING = Outcome(Target("a1", 2.5, wave="before"))


def aimed(kube: Findings, *found: Outcome, profile: str = "internal") -> Speech:
    settings = replace(kube.settings, profile=profile)  # type: ignore[arg-type]
    return Speech(replace(kube, targets=found, settings=settings), "en")


def table(speech: Speech) -> Table:
    return next(block for block in section(speech) if isinstance(block, Table))


def words(speech: Speech, row: int) -> list[str]:
    return [getattr(cell, "text", "") for cell in table(speech).rows[row].cells]


def test_baseline_target_and_what_was_achieved(kube: Findings) -> None:
    speech = aimed(kube, MET, MISSED, NOTHING)
    assert words(speech, 0)[1:] == ["1.80", "2.00", "2.21", "2.19–2.24", "111%", "met"]
    assert words(speech, 1)[0].endswith(" (Salo)")
    assert words(speech, 1)[1:] == ["–", "2.50", "2.00*", "1.90–2.10", "80%", "not met"]
    assert words(speech, 2)[0].endswith(" (before)")
    assert words(speech, 2)[1:] == ["–", "2.50", "–", "–", "–", "–"]
    assert told(speech) == "1 met and 1 not met"
    assert "fewer than 5 persons" in table(speech).note


def test_small_figures_are_hidden_from_the_public(kube: Findings) -> None:
    speech = aimed(kube, MET, MISSED, profile="public")
    assert words(speech, 1)[1:] == ["x", "2.50", "x", "x", "x", "x"]
    assert [cell.low for cell in table(speech).rows[1].cells if isinstance(cell, Interval)] == [None]
    assert told(speech) == "1 met"
    assert told(aimed(kube, MISSED, profile="public")) == "nothing can be said"


def test_an_exact_score_has_no_interval(kube: Findings) -> None:
    assert words(aimed(kube, replace(MET, exact=True)), 0)[4] == "–"


def test_they_stand_in_the_report_and_its_summary(kube: Findings) -> None:
    findings = replace(kube, targets=(MET,))
    for style in ("plain", "thesis"):
        report = compose(findings, "id", style)
        assert any(isinstance(block, Heading) and block.anchor == "targets" for block in report.blocks)
        assert "Sasaran: 1 tercapai." in str(report.blocks)
    assert not any(isinstance(block, Heading) and block.anchor == "targets" for block in compose(kube, "id").blocks)
    assert section(Speech(kube, "id")) == ()


def test_a_target_of_a_score_beyond_the_rules_has_no_verdict(kube: Findings) -> None:
    rules = replace(kube.settings, publish=Publish(min_n=30))
    beyond = replace(MET, beyond=("min_n",))
    speech = Speech(replace(kube, targets=(beyond, MISSED), settings=rules), "en")
    assert words(speech, 0)[3:] == ["2.21†", "2.19–2.24", "111%", "–"]
    assert "† beyond this study's rules of publication, and used in no sentence: n below 30 (" in table(speech).note
    assert told(speech) == "1 not met"
    opening = next(block for block in section(speech) if isinstance(block, Paragraph))
    assert "1 score is left out of the sentences here" in "".join(run.text for run in opening.runs)
    assert "1 score is left out" in str(compose(speech.findings, "en").blocks[:20])


def test_a_target_of_a_hidden_overall_score_is_not_there(kube: Findings) -> None:
    hidden = as_shown(replace(kube, targets=(MET, MISSED), composite="hide"))
    assert hidden.targets == (MISSED,)
