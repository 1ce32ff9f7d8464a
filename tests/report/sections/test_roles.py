from dataclasses import replace

from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.roles import role_blocks
from berdaya.report.sections.speech import Speech


def test_the_gap_between_roles(kube: Findings) -> None:
    table = next(block for block in role_blocks(Speech(kube, "en")) if isinstance(block, Table))
    rows = {getattr(row.cells[0], "text", ""): [getattr(c, "text", "") for c in row.cells[1:]] for row in table.rows}
    assert rows["Independence from aid"] == ["1.63 (1.55–1.71)", "", "1.20", "", "0.43"]


def test_a_note_that_holds_for_a_whole_role_names_the_role_once(kube: Findings) -> None:
    table = next(block for block in role_blocks(Speech(kube, "en")) if isinstance(block, Table))
    assert "Leader or officer; Village official; Facilitator: no sampling error" in table.note


def test_hidden_roles_hide_the_gap(kube: Findings) -> None:
    roles = replace(kube.roles, suppressed=kube.roles.suppressed | True)
    public = replace(kube, roles=roles, settings=replace(kube.settings, profile="public"))
    table = next(block for block in role_blocks(Speech(public, "en")) if isinstance(block, Table))
    assert {getattr(row.cells[-1], "text", "") for row in table.rows} == {"x"}
