from collections.abc import Callable

from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.missing import section
from berdaya.report.sections.speech import Speech


def test_how_far_scores_could_move(kube: Findings, printed: Callable[[object], str]) -> None:
    blocks = section(Speech(kube, "id"))
    assert "Dari 6.600 sel yang ditanyakan, 166 (2,5%) tidak berisi jawaban." in printed(blocks)
    table = next(block for block in blocks if isinstance(block, Table))
    first = [getattr(cell, "text", "") for cell in table.rows[0].cells[1:]]
    assert first == ["2,21", "100,0%", "2,1%", "2,17", "2,23"]
