from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.change_detail import section
from berdaya.report.sections.change_few import few_blocks, few_cells, few_heads, few_note, few_there
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

Printed = Callable[[object], str]


@pytest.fixture
def few(few_groups: Path) -> Findings:
    return analyse(read_study(few_groups))[0]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_chapter_has_intervals_for_few_units(few: Findings, printed: Printed, lang: str) -> None:
    detail = few.change_detail
    assert detail is not None and detail.few is not None
    speech = Speech(few, lang)
    _, _, table = few_blocks(speech, detail.few)
    assert isinstance(table, Table)
    (row,) = table.rows
    assert len(row.cells) == len(table.columns) == 5
    assert row.cells[3].low == pytest.approx(detail.few.low[0, 0])  # type: ignore[union-attr]
    assert row.cells[4].value == pytest.approx(detail.few.p[0, 0])  # type: ignore[union-attr]
    text = printed(section(speech)).replace("\n", " ")
    assert {"id": "didasarkan pada 9 satuan sampel", "en": "rests on 9 first-stage sampling units"}[lang] in text
    assert "512" in text and "{" not in text
    compared = next(one for one in section(speech) if isinstance(one, Table))
    assert len(compared.columns) == 7


def test_where_units_are_many_or_in_strata_it_is_left_out(few: Findings) -> None:
    detail, speech = few.change_detail, Speech(few, "en")
    assert detail is not None and detail.few is not None
    none = replace(detail.few, se=np.full_like(detail.few.se, np.nan))
    assert not few_there(none)
    nothing = (few_blocks(speech, none), few_blocks(speech, None), few_heads(speech, none), few_note(speech, none))
    assert not any(nothing)
    assert list(few_cells(speech, none, 0, 0)) == []
    strata = replace(detail.few, p=np.full_like(detail.few.p, np.nan))
    assert len(few_heads(speech, strata)) == len(list(few_cells(speech, strata, 0, 0))) == 1
    assert "chance" not in few_note(speech, strata)[0]


def test_few_persons_are_not_given_away_in_public(few: Findings) -> None:
    change, detail = few.change, few.change_detail
    assert change is not None and detail is not None
    close = replace(change, suppressed=np.ones_like(change.suppressed))
    public = replace(few, change=close, settings=replace(few.settings, profile="public"))
    _, _, table = few_blocks(Speech(public, "en"), detail.few)
    assert isinstance(table, Table)
    assert {cell.text for cell in table.rows[0].cells[1:]} == {"x"}  # type: ignore[union-attr]
