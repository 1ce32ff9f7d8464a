from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.respondents import covered, section
from berdaya.report.sections.speech import Speech

Change = Callable[[Findings, Literal["internal", "public"]], Findings]


def rows(findings: Findings) -> dict[str, list[str]]:
    table = next(block for block in section(Speech(findings, "en")) if isinstance(block, Table))
    return {getattr(row.cells[0], "text", ""): [getattr(c, "text", "") for c in row.cells[1:]] for row in table.rows}


def test_people_by_role_and_attribute(kube: Findings) -> None:
    assert rows(kube)["perempuan"] == ["115 (68%)", "19 (70%)", "0", "0"]


def test_in_public_small_counts_are_covered(kube: Findings, with_profile: Change) -> None:
    found = rows(with_profile(kube, "public"))
    assert found["18-29"][1] == "x"
    assert found["50-60"][1] == "x"
    assert found["30-39"][1] == "8 (30%)"


def test_a_covered_count_cannot_be_worked_out() -> None:
    assert covered({"a": 2, "b": 9, "c": 7}, 5) == {"a", "c"}
    assert covered({"a": 1, "b": 2, "c": 7, "d": 9}, 5) == {"a", "b", "c"}
    assert covered({"a": 6, "b": 9}, 5) == frozenset()
    assert covered({"a": 1}, 5) == {"a"}
    assert covered({"a": 1, "b": 9}, 0) == frozenset()


def test_without_attributes_there_is_no_chapter(kube: Findings) -> None:
    assert section(Speech(replace(kube, response=replace(kube.response, respondents={})), "en")) == ()
