from dataclasses import replace

import pytest

from berdaya.errors import Where
from berdaya.estimates.model import Settings
from berdaya.estimates.stages import NO, UNKNOWN, YES, Marker, Stage, Staged, StageRule, judge
from berdaya.report.model import Paragraph, Table
from berdaya.report.stages_blocks import StagesBlocks


def told(lang: str = "en", **settings: object) -> StagesBlocks:
    stages = tuple(
        Stage(key, {"id": f"tahap {key}", "en": f"stage {key}"},
              tuple(Marker(f"{key}{m}", {"id": f"penanda {key}{m}", "en": f"marker {key}{m}"}, ("c",), Where())
                    for m in range(2)), 2)
        for key in "ab"
    )  # fmt: skip
    rule = StageRule(
        "made", {"id": "Daftar", "en": "List"}, ("a decree",), "2026", stages, ({"en": "Is it so?", "id": "?"},)
    )
    rows = ([YES, YES, NO, UNKNOWN], [YES, UNKNOWN, NO, NO], [NO, NO, NO, NO], [YES] * 4)
    keys = [one.key for one in rule.markers]
    groups = tuple(
        judge(rule, f"g{g}", dict(zip(keys, row, strict=True)), 1.5 + g / 4 if g else None)
        for g, row in enumerate(rows)
    )
    met = {key: (sum(r[i] == YES for r in rows), sum(r[i] == NO for r in rows), sum(r[i] == UNKNOWN for r in rows))
           for i, key in enumerate(keys)}  # fmt: skip
    staged = Staged(rule, groups, met, 0.5, 3)
    return StagesBlocks(staged, Settings(**settings), {"g0": "KUBE Nol"}, lang)  # type: ignore[arg-type]


def cells(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[str(getattr(cell, "text", "")) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_groups_by_stage_with_their_scores(lang: str) -> None:
    table = next(block for block in told(lang).blocks() if isinstance(block, Table))
    found = cells(table)
    assert [row[2] for row in found] == ["1", "1", "1", "1"]
    point = "," if lang == "id" else "."
    assert found[2][3] == f"2{point}25"  # the last stage: g3
    assert found[1][3] == "–"  # g0 has no score
    assert "a decree" in table.note and "2026" in table.note
    assert "{" not in str(told(lang).blocks())


def test_markers_are_counted(told_en: StagesBlocks) -> None:
    found = cells([block for block in told_en.blocks() if isinstance(block, Table)][1])
    assert found[0][0] == "Stage a"
    assert found[2] == ["marker a1", "2", "1", "1"]


@pytest.fixture
def told_en() -> StagesBlocks:
    return told()


def test_each_group_and_what_it_lacks(told_en: StagesBlocks) -> None:
    found = cells(told_en.groups())
    assert found[0] == ["KUBE Nol", "stage a", "2 of: marker b0; marker b1 (not known)", "–"]
    assert found[1][1] == "cannot be said: before the first stage up to stage a"
    assert found[3][2] == "–"
    assert told_en.line(told_en.staged.groups[0]) == (
        "KUBE Nol: stage a. Lacks for the next stage: 2 of: marker b0; marker b1 (not known)."
    )


def test_in_public_no_group_is_listed_and_few_scores_are_hidden() -> None:
    public = told(profile="public", threshold=5)
    assert isinstance(public.groups(), Paragraph)
    table = next(block for block in public.blocks() if isinstance(block, Table))
    assert {row[3] for row in cells(table)} == {"x", "–"}


def test_what_is_not_settled_and_what_was_left_out_is_said(told_en: StagesBlocks) -> None:
    text = str(told_en.blocks())
    assert "Is it so?" in text
    assert "correlation of 0.50" in text
    assert "2 scores of few people" in str(replace(told_en, staged=replace(told_en.staged, withheld=2)).blocks())


def test_a_score_of_few_people_is_marked(told_en: StagesBlocks) -> None:
    first, second, *others = told_en.staged.groups
    few = replace(told_en, staged=replace(told_en.staged, groups=(first, replace(second, small=True), *others)))
    table = few.groups()
    assert cells(table)[1][3] == "1.75*"
    assert isinstance(table, Table)
    assert "fewer than 5 persons" in table.note
    assert "(1.75*)" in few.line(few.staged.groups[1])
    stages = next(block for block in few.blocks() if isinstance(block, Table))
    assert [row[3:] for row in cells(stages)] == [
        ["2.00", "2.00–2.00"],
        ["–", "–"],
        ["2.25", "2.25–2.25"],
        ["1.75*", "1.75–1.75*"],
    ]
    assert "fewer than 5 persons" in stages.note


def test_without_scores_there_is_no_column_of_them(told_en: StagesBlocks) -> None:
    groups = tuple(replace(one, score=None) for one in told_en.staged.groups)
    bare = replace(told_en, staged=replace(told_en.staged, groups=groups))
    assert len(cells(bare.groups())[0]) == 3
    assert len(cells(next(block for block in bare.blocks() if isinstance(block, Table)))[0]) == 3


@pytest.mark.parametrize("lang", ["id", "en"])
def test_where_a_checklist_is_from_is_said_where_it_is_known(lang: str) -> None:
    blocks = told(lang)
    words = {
        "id": ("Sumber: a decree. Tanggal: 2026.", "Sumber", "Tanggal"),
        "en": ("Source: a decree. Date: 2026.", "Source", "Date"),
    }
    full = next(one for one in blocks.blocks() if isinstance(one, Table)).note
    assert words[lang][0] in full
    bare = replace(blocks, staged=replace(blocks.staged, rule=replace(blocks.staged.rule, source=(), date="")))
    left = next(one for one in bare.blocks() if isinstance(one, Table)).note
    assert left and not any(f"{word}:" in left for word in words[lang][1:])
