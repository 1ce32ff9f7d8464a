from collections.abc import Callable
from dataclasses import replace

import numpy as np

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.shares import share_blocks
from berdaya.report.sections.speech import Speech


def tables(findings: Findings) -> list[Table]:
    return [block for block in share_blocks(Speech(findings, "en")) if isinstance(block, Table)]


def test_shares_of_groups_and_of_persons(kube: Findings) -> None:
    groups, persons = tables(kube)
    first = [getattr(cell, "text", "") for cell in groups.rows[0].cells]
    assert first[1:] == ["27", "0%", "22% (17–29%)", "78% (71–83%)"]
    heads = [getattr(row.cells[0], "text", "") for row in persons.rows if row.spans]
    assert heads == ["Member", "Leader or officer", "Facilitator", "Village official"]
    assert [row.spans for row in persons.rows[:6]] == [True, False, False, False, False, True]


def test_a_small_share_is_not_none(kube: Findings) -> None:
    shares = kube.persons
    share, low, high = shares.share.copy(), shares.low.copy(), shares.high.copy()
    member = shares.domains.index(("member",))
    share[member, 0], low[member, 0, 0], high[member, 0, 0] = (0.0018, 0.0, 0.9982), 0.0007, 0.0047
    rare = tables(replace(kube, persons=replace(shares, share=share, low=low, high=high)))[1]
    texts = [getattr(cell, "text", "") for cell in rare.rows[1].cells]
    assert texts[2] == "0.2% (0.1–0.5%)"
    assert texts[4].startswith("99.8% (")
    share[member, 0, 0] = 0.0004
    rarer = tables(replace(kube, persons=replace(shares, share=share, low=low, high=high)))[1]
    assert getattr(rarer.rows[1].cells[2], "text", "") == "<0.1% (0.1–0.5%)"


def test_shares_of_few_sampling_units_say_so(kube: Findings, printed: Callable[[object], str]) -> None:
    assert "degrees of freedom" not in printed(share_blocks(Speech(kube, "en")))
    notes = tuple(tuple((*n, "few-df") for n in row) for row in kube.whole.notes)
    few = replace(kube, whole=replace(kube.whole, notes=notes))
    assert printed(share_blocks(Speech(few, "en"))).count("behind each of these intervals") == 2


def test_few_units_are_hidden_in_public(kube: Findings) -> None:
    few = replace(kube.group_shares, n=np.full_like(kube.group_shares.n, 3.0))
    public = replace(kube, group_shares=few, settings=replace(kube.settings, profile="public"))
    groups, _ = tables(public)
    assert {getattr(cell, "text", "") for row in groups.rows for cell in row.cells[1:]} == {"x"}
    assert "not shown" in groups.note


def test_hidden_roles_are_hidden_here_too(kube: Findings) -> None:
    roles = replace(kube.roles, suppressed=kube.roles.suppressed | True)
    public = replace(kube, roles=roles, settings=replace(kube.settings, profile="public"))
    _, persons = tables(public)
    assert {getattr(cell, "text", "") for row in persons.rows if not row.spans for cell in row.cells[1:]} == {"x"}


def test_without_categories_there_are_no_shares(kube: Findings) -> None:
    bands = replace(kube.instrument.bands, labels=(), cuts=())
    assert share_blocks(Speech(replace(kube, instrument=replace(kube.instrument, bands=bands)), "en")) == ()


def test_shares_have_the_marks_of_the_score_beside_them(
    kube: Findings, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    tables = [b for b in share_blocks(Speech(under_rules(kube, Publish(min_df=1000)), "en")) if isinstance(b, Table)]
    assert all("†" in row.cells[1].text for row in tables[0].rows)  # type: ignore[union-attr]
    assert "† beyond this study's rules of publication" in tables[0].note
    relative = [b for b in share_blocks(Speech(under_rules(kube, Publish(rse=1)), "en")) if isinstance(b, Table)]
    assert not any("†" in str(row) for table in relative for row in table.rows)


def test_shares_of_a_hidden_overall_score_are_not_there(kube: Findings) -> None:
    tables = [b for b in share_blocks(Speech(as_shown(replace(kube, composite="hide")), "en")) if isinstance(b, Table)]
    root = kube.instrument.label("overall", "en")
    assert not any(root in str(row) for table in tables for row in table.rows)
