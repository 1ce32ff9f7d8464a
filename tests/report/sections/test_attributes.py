from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Table
from berdaya.report.sections.attributes import section
from berdaya.report.sections.speech import Speech


def test_a_figure_and_a_table_for_every_attribute(kube: Findings) -> None:
    blocks = section(Speech(kube, "en"))
    heads = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert heads == ["Sex", "Age", "Village", "Business", "Stage of development"]
    assert len([block for block in blocks if isinstance(block, Figure)]) == 5
    assert len([block for block in blocks if isinstance(block, Table)]) == 5


def test_it_says_what_is_sure_and_who_is_left_out(kube: Findings, printed: Callable[[object], str]) -> None:
    text = printed(section(Speech(kube, "en"))).replace("\n", "")
    assert "People for whom this is not stated are left out here." in text
    assert "All of them are in their category with a confidence of at least 95%." in text


def test_without_attributes_there_is_no_chapter(kube: Findings) -> None:
    assert section(Speech(replace(kube, by={}), "en")) == ()
    one = replace(kube.by["sex"], domains=(("x",),))
    assert section(Speech(replace(kube, by={"sex": one}), "en")) == ()


def test_parts_beyond_the_rules_are_left_out_of_sentences(
    kube: Findings, printed: Callable[[object], str], under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    findings = under_rules(replace(kube, by={"village": kube.by["village"]}), Publish(min_n=30))
    text = printed(section(Speech(findings, "en")))
    assert "3 scores are left out of the sentences here, beyond the rules of publication (n below 30)." in text
    every = printed(section(Speech(under_rules(findings, Publish(min_n=1000)), "en"))[:4])
    assert "All of them are in their category" not in every


def test_villages_without_the_overall_score(kube: Findings) -> None:
    one = as_shown(replace(kube, by={"village": kube.by["village"]}, composite="hide"))
    blocks = section(Speech(one, "en"))
    assert sum(isinstance(block, Figure) for block in blocks) == 3
    heads = [column.head for block in blocks if isinstance(block, Table) for column in block.columns]
    assert "Score" not in heads
    assert "Category" not in heads
