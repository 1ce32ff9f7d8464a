from collections.abc import Callable
from dataclasses import replace

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
