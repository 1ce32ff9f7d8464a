import json
from dataclasses import replace

from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Table, Text
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


def test_the_overall_score_last_or_nowhere(kube: Findings) -> None:
    last, hidden = (section(Speech(as_shown(replace(kube, composite=where)), "en")) for where in ("last", "hide"))
    root = kube.instrument.label("overall", "en")
    for blocks, ends in ((last, True), (hidden, False)):
        figure = next(block for block in blocks if isinstance(block, Figure))
        table = next(block for block in blocks if isinstance(block, Table))
        for rows in (figure.table.rows, table.rows):
            assert rows[0].cells[0] == Text(kube.instrument.label("a1", "en"))
            assert [root in str(row.cells[0]) for row in rows].count(True) == int(ends)
            assert (root in str(rows[-1].cells[0])) == ends
        assert ("Poverty alleviation" in json.dumps(dict(figure.spec))) == ends
