from dataclasses import replace

import numpy as np

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
