from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.precision import section
from berdaya.report.sections.speech import Speech


def test_every_part_and_criterion_has_a_row(kube: Findings) -> None:
    table = next(block for block in section(Speech(kube, "en")) if isinstance(block, Table))
    assert len(table.rows) == len(kube.instrument.nodes)
    rows = {getattr(row.cells[1], "text", ""): [getattr(c, "text", "") for c in row.cells[2:]] for row in table.rows}
    assert rows["overall"][:6] == ["2.21", "0.0118", "142", "0.12", "250", "208"]
    assert rows["a2_k1"][1:4] == ["–", "–", "–"]
