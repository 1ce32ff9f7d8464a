from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, KeyFigures, Note, PageBreak, Paragraph
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.summary import key_figure, section

Printed = Callable[[object], str]
Rules = Callable[[Findings, Publish], Findings]


def test_the_key_figures_are_those_of_the_seed(kube: Findings) -> None:
    keys = next(block for block in section(Speech(kube, "id")) if isinstance(block, KeyFigures)).items
    assert [key.value for key in keys] == ["2,21", "2,29", "2,33", "2,02"]
    assert [key.category.word for key in keys if key.category] == ["tinggi"] * 4
    assert keys[0].detail == "95%: 2,19–2,24 · keyakinan >99%"


def test_the_note_under_a_figure_has_the_mark_beside_it(kube: Findings, under_rules: Rules) -> None:
    speech = Speech(under_rules(kube, Publish(min_n=30)), "en")
    few, both = (Score("overall", 1.5, small=small, beyond=("min_n",)) for small in (False, True))
    shown = [(one.value, one.detail[0]) for one in (key_figure(speech, score, "") for score in (few, both))]
    assert shown == [("1.50†", "†"), ("1.50*", "*")]


def test_it_opens_with_the_groups_and_says_whose_scores_these_are(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "en"))).replace("\n", "")
    assert "groups in the list, 27 (100%) are active." in text
    assert "All scores are of the groups that answered" in text
    assert "Respondents: 208 persons (Member 169;" in text


def test_it_says_what_scores_are_not(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "en")))
    for words in (
        "no proof of a programme's impact",
        "sampling error only",
        "A high score means a better state",
        "not deep poverty",
    ):
        assert words in text
    assert "as if" not in text


def test_it_tells_how_surely_and_what_interviews_say(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "en"))).replace("\n", "")
    assert "but not surely so: it lies only 0.02 above the cut at 2.00" in text
    assert "contradict 5: Access to land and water" in text


def test_without_random_selection_it_warns(kube: Findings, printed: Printed) -> None:
    other = replace(kube, design=replace(kube.design, selection="purposive"), synthetic=False)
    text = printed(section(Speech(other, "en")))
    assert "they say nothing about people who did not answer" in text
    assert "as if at random" in text
    assert "Made-up" not in text


def test_few_units_are_told(kube: Findings) -> None:
    notes = tuple(tuple((*n, "few-df") for n in row) for row in kube.whole.notes)
    speech = Speech(replace(kube, whole=replace(kube.whole, notes=notes), psus=5, strata=2), "en")
    cautions = [b for b in section(speech) if isinstance(b, Note) and b.title == "Few sampling units"]
    assert "only 5 first-stage sampling units, in 2 separately sampled parts" in cautions[0].text


def test_it_is_a_page_of_its_own(kube: Findings) -> None:
    blocks = section(Speech(kube, "id"))
    assert blocks[0] == Heading(1, "Ringkasan", "summary")
    assert blocks[-1] == PageBreak()


def test_an_overall_score_beyond_the_rules_gets_no_verdict(
    kube: Findings, printed: Printed, under_rules: Rules
) -> None:
    blocks = section(Speech(under_rules(kube, Publish(min_df=1000)), "en"))
    lead = next(block for block in blocks if isinstance(block, KeyFigures)).items[0]
    assert (lead.value, lead.category) == ("2.21†", None)
    assert lead.detail == "† not for publication: fewer than 1,000 degrees of freedom"
    told = printed([block for block in blocks if isinstance(block, Paragraph)]).replace("\n", "")
    assert "by this study's rules the score may not be published" in told
    assert "2.21" not in told
    assert "not held against what people said" in told


def test_components_come_before_the_overall_score_or_replace_it(kube: Findings, printed: Printed) -> None:
    last, hidden = (section(Speech(as_shown(replace(kube, composite=where)), "en")) for where in ("last", "hide"))
    keys = [next(block for block in blocks if isinstance(block, KeyFigures)) for blocks in (last, hidden)]
    assert [[key.value for key in one.items] for one in keys] == [
        ["2.29", "2.33", "2.02", "2.21"],
        ["2.29", "2.33", "2.02"],
    ]
    assert not any(one.leading for one in keys)
    assert "As a whole" in printed(last)
    assert "As a whole" not in printed(hidden)
    assert "overall" not in printed(hidden)
