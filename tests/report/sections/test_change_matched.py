from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Table
from berdaya.report.sections.change_detail import section
from berdaya.report.sections.change_matched import matched_blocks
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

Printed = Callable[[object], str]


@pytest.fixture
def matched(programme: Path) -> Findings:
    return analyse(read_study(programme))[0]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_who_was_matched_and_what_it_rests_on(matched: Findings, printed: Printed, lang: str) -> None:
    text = printed(section(Speech(matched, lang))).replace("\n", " ")
    wanted = {
        "id": ("hanya bila tidak ada hal lain", "masih terlalu berbeda menurut", "Nilai E"),
        "en": ("only if nothing else sets the two of a pair apart", "still too unlike in", "E-value"),
    }
    assert all(words in text for words in wanted[lang])
    assert "{" not in text
    figures, balance = [one for one in matched_blocks(Speech(matched, lang)) if isinstance(one, Table)]
    found = matched.matched
    assert found is not None
    assert figures.rows[0].cells[4].value == pytest.approx(found.value[0])  # type: ignore[union-attr]
    assert len(balance.rows) == len(found.balance)
    assert any("!!" in cell.text for row in balance.rows for cell in row.cells[-1:])  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["more", "less", "unsure"])
def test_the_verdict_follows_the_interval(matched: Findings, printed: Printed, way: str) -> None:
    found = matched.matched
    assert found is not None
    ends = {"more": (0.1, 0.2), "less": (-0.2, -0.1), "unsure": (-0.1, 0.1)}[way]
    low, high = (np.full_like(found.low, end) for end in ends)
    words = {"more": "gained more than", "less": "gained less than", "unsure": "it cannot be told whether"}[way]
    for waves, said in ((found.waves, words), (("after",), words.replace("gained", "score").replace("more", "higher"))):
        text = printed(
            matched_blocks(Speech(replace(matched, matched=replace(found, low=low, high=high, waves=waves)), "en"))
        )
        assert (said if way != "less" or len(waves) > 1 else "score lower than") in text


def test_few_persons_and_the_rules(matched: Findings, printed: Printed) -> None:
    found = matched.matched
    assert found is not None
    few = replace(found, suppressed=np.ones_like(found.suppressed))
    public = replace(matched, matched=few, settings=replace(matched.settings, profile="public"))
    blocks = matched_blocks(Speech(public, "en"))
    table = next(one for one in blocks if isinstance(one, Table))
    assert {cell.text for row in table.rows for cell in row.cells[1:]} == {"x"}  # type: ignore[union-attr]
    assert "gained" not in printed(blocks)
    marks = replace(found, beyond=np.ones_like(found.beyond))
    settings = replace(matched.settings, publish=replace(matched.settings.publish, min_n=900))
    text = printed(matched_blocks(Speech(replace(matched, matched=marks, settings=settings), "en")))
    assert "left out of the sentences" in text and "n below 900" in text


def test_nobody_matched_no_traits_and_a_hidden_score(matched: Findings, printed: Printed) -> None:
    found = matched.matched
    assert found is not None
    assert matched_blocks(Speech(replace(matched, matched=None), "en")) == ()
    nobody = replace(matched, matched=replace(found, pairs=np.zeros_like(found.pairs)))
    assert "Nobody could be matched" in printed(matched_blocks(Speech(nobody, "en")))
    hidden = as_shown(replace(matched, composite="hide"))
    assert hidden.matched is not None and np.isnan(hidden.matched.value[0]) and hidden.matched.pairs[0] == 0
    alone = section(Speech(replace(matched, change_detail=None), "en"))
    assert isinstance(alone[0], Heading) and alone[0].level == 1
