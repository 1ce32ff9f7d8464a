from __future__ import annotations

from pathlib import Path
from shutil import copytree

import numpy as np

from berdaya.estimates.drivers.priorities import Priorities
from berdaya.report.model import Figure, Table
from berdaya.report.sections.priorities import priority_blocks
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"


def test_criteria_are_numbered_by_field_and_none_is_surely_first(tmp_path: Path) -> None:
    copytree(KUBE, tmp_path / "kube")
    with (tmp_path / "kube" / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [drivers]}\n")
    findings, _ = analyse(read_study(tmp_path / "kube"))
    assert findings.driver_detail is not None
    found, speech = findings.driver_detail.influence, Speech(findings, "en")
    made = Priorities(
        ("a1_h1", "a1_h2", "a1_s1", "a1_s2"),
        np.array([0.1, 0.4, 0.3, 0.2]),
        np.array([1.0, 1.5, 2.5, 2.0]),
        (0.25, 1.75),
        ("later", "first", "keep", "ample"),
        np.array([0.99, 0.9, np.nan, 0.96]),
    )
    blocks = priority_blocks(speech, made, found)
    (table,) = [block for block in blocks if isinstance(block, Table)]
    rows = [[cell.text for cell in row.cells] for row in table.rows]  # type: ignore[union-attr]
    assert [row[0] for row in rows] == ["Put first", "1", "Keep up", "2", "Later", "3", "Ample", "4"]
    assert [row[1] for row in rows if row[1]] == [speech.label(key) for key in ("a1_h2", "a1_s1", "a1_h1", "a1_s2")]
    at = found.keys.index("a1_h2")
    assert rows[1][2:] == [
        "40.0%",
        f"{100 * found.nested.low[at]:.1f}–{100 * found.nested.high[at]:.1f}%",
        "1.50",
        "90%",
    ]
    assert rows[3][-1] == "–"
    assert "No criterion is surely one to put first." in blocks[1].runs[0].text  # type: ignore[union-attr]
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert "1 to put first, 1 to keep up, 1 later, 1 ample" in figure.alt
    nothing = Priorities((), np.zeros(0), np.zeros(0), (0.0, 0.0), (), np.zeros(0))
    assert priority_blocks(speech, nothing, found) == ()
