from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.highest import highest_blocks
from berdaya.report.sections.speech import Speech


def test_highest_and_lowest_of_every_analysis(kube: Findings) -> None:
    table = next(block for block in highest_blocks(Speech(kube, "en")) if isinstance(block, Table))
    rows = [[getattr(cell, "text", "") for cell in row.cells] for row in table.rows]
    assert len(rows) == 3
    assert rows[0][1:3] == ["Ability to control available resources (2.66)", "Financial sources (2.65)"]
    assert rows[1][1:3] == [
        "Pattern of resource use by the group (2.81)",
        "Completeness of basic services and infrastructure (2.81)",
    ]
    assert rows[2][3:] == ["Independence from aid (1.41)", "–"]
