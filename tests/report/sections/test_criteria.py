from dataclasses import replace

import numpy as np
import pytest

from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Number, Table
from berdaya.report.sections.criteria import criteria_blocks
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View


def test_a_figure_and_a_table_for_every_analysis(kube: Findings) -> None:
    blocks = criteria_blocks(Speech(kube, "en"), View(0))
    assert len([block for block in blocks if isinstance(block, Figure)]) == 3
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [18, 16, 16]
    heads = [
        "Criterion",
        "Weight",
        "Score",
        "Weight × score",
        "% of ideal",
        "95% interval",
        "Category",
        "Confidence",
        "n",
    ]
    assert [column.head for column in tables[0].columns] == heads


def test_weights_times_scores_make_the_variable(kube: Findings) -> None:
    table = next(b for b in criteria_blocks(Speech(kube, "en"), View(0)) if isinstance(b, Table))
    human, *criteria = (row.cells for row in table.rows[1:6])
    products = [cells[3].value for cells in criteria if isinstance(cells[3], Number)]
    weights = [cells[1].value for cells in criteria if isinstance(cells[1], Number)]
    assert isinstance(human[2], Number)
    total = sum(value for value in products if value is not None) / sum(value for value in weights if value is not None)
    assert total == pytest.approx(human[2].value)


def test_coverage_stands_below_the_table(kube: Findings) -> None:
    table = next(b for b in criteria_blocks(Speech(kube, "id"), View(0)) if isinstance(b, Table))
    assert "Dari yang ditanya, 95,8% sampai 100,0% menjawab setiap kriteria" in table.note
    same = replace(kube, whole=replace(kube.whole, coverage=np.full_like(kube.whole.coverage, 0.702)))
    table = next(b for b in criteria_blocks(Speech(same, "en"), View(0)) if isinstance(b, Table))
    assert "Of those asked, 70.2% answered each criterion" in table.note
