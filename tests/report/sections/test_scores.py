import json

from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Table
from berdaya.report.sections.scores import section, shown_levels
from berdaya.report.sections.speech import Speech


def test_the_overview_and_the_table_of_parts(kube: Findings) -> None:
    blocks = section(Speech(kube, "id"))
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.caption == "Skor secara ringkas"
    assert "Tertinggi: Dukungan lingkungan, 2,40." in figure.alt
    assert figure.note == "Dalam kurung: keyakinan kategori, bila di bawah 95%."
    assert "2,02 tinggi (88%)" in json.dumps(figure.spec)
    assert "2,21 tinggi (" not in json.dumps(figure.spec)
    table = next(block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == 15
    first = [getattr(cell, "text", getattr(cell, "word", "")) for cell in table.rows[0].cells]
    assert first == [
        "Pengentasan kemiskinan melalui program KUBE",
        "2,21",
        "73,8%",
        "0,012",
        "2,19–2,24",
        "tinggi",
        ">99%",
        "+0,21",
    ]


def test_each_analysis_has_a_heading(kube: Findings) -> None:
    heads = [block.text for block in section(Speech(kube, "en")) if isinstance(block, Heading) and block.level == 2]
    assert heads[1:4] == [kube.instrument.label(key, "en") for key in ("a1", "a2", "a3")]
    assert heads[4:] == ["Perceived change", "Where roles see things differently"]


def test_no_more_levels_than_fit(kube: Findings) -> None:
    assert max(depth for _, depth in shown_levels(kube.instrument.root)) == 2
