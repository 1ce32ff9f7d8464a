from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Literal

import pytest

from berdaya.estimates.poverty.model import Figures, Poverty
from berdaya.report.findings import Findings
from berdaya.report.model import Bullets, Figure, Heading, Number, Table
from berdaya.report.sections.poverty import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.analyses.poverty import poverty_of
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
Printed = Callable[[object], str]
MPI = """\
title: {id: Kekurangan anggota, en: Deprivations of members}
source: an example
date: "2022"
open: [{id: Apakah batasnya cocok?, en: Does the cut-off fit?}]
cutoff: 1/3
roles: [member]
programme: {business: {is: [tani, ternak]}}
dimensions:
  - key: income
    label: {id: Pendapatan, en: Income}
    indicators:
      - {key: p1, label: {id: Uang, en: Money}, deprived: {a3_p1: {at_most: 1}}}
      - {key: p2, label: {id: Makanan, en: Food}, deprived: {a3_p2: {at_most: 1}}}
  - key: social
    label: {id: Sosial, en: Social life}
    indicators:
      - {key: s1, label: {id: Kepercayaan, en: Trust}, deprived: {a3_s1: {at_most: 1}}}
"""
SIGNS = """\
title: {id: Tiga tanda, en: Three signs}
source: an example
roles: [member]
at_least: 2
criteria:
  - {key: p1, met: {a3_p1: {at_most: 1}}}
  - {key: p2, met: {a3_p2: {at_most: 1}}}
  - {key: s1, met: {a3_s1: {at_most: 1}}}
"""
MONEY = """\
title: {id: Pengeluaran, en: Spending}
source: an example
roles: [member]
money: {value: members, lines: lines.yaml, area: Here, date: "1"}
"""
LINES = "lines: [{area: Here, date: '1', amount: 10, source: made up}]\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("poverty") / "kube"
    copytree(KUBE, folder)
    for name, text in (("mpi.yaml", MPI), ("signs.yaml", SIGNS), ("money.yaml", MONEY), ("lines.yaml", LINES)):
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("poverty: [mpi.yaml, signs.yaml, money.yaml]\nreport: {by: [village, sex], sections: [poverty]}\n")
    return folder


@pytest.fixture(scope="module")
def found(place: Path) -> Findings:
    return analyse(read_study(place))[0]


def tables(findings: Findings, lang: str = "en") -> dict[str, Table]:
    return {block.caption: block for block in section(Speech(findings, lang)) if isinstance(block, Table)}


def test_without_asking_there_is_none(found: Findings) -> None:
    assert section(Speech(replace(found, poverty=None), "en")) == ()
    headings = [b.text for b in section(Speech(replace(found, poverty=()), "en")) if isinstance(b, Heading)]
    assert headings == ["Poverty"]  # asked for, but with replicate weights that came with the answers


@pytest.mark.parametrize("lang", ["id", "en"])
def test_each_definition_says_what_it_is_and_rests_on(found: Findings, printed: Printed, lang: str) -> None:
    blocks = section(Speech(found, lang))
    titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert (
        titles
        == {
            "id": ["Kekurangan anggota", "Tiga tanda", "Pengeluaran"],
            "en": ["Deprivations of members", "Three signs", "Spending"],
        }[lang]
    )
    bases = [block for block in blocks if isinstance(block, Bullets)]
    assert len(bases) == 3 and all("an example" in " ".join(block.items) for block in bases)
    text = printed(blocks)
    wanted = {
        "id": ("bukan dampak program", "Apakah batasnya cocok?", "tidak dapat dipastikan", "H ialah persentase"),
        "en": ("not the effect of a programme", "Does the cut-off fit?", "cannot be said", "H is the share"),
    }[lang]
    assert all(words in text for words in wanted)
    assert "{" not in text


def test_the_figures_are_the_commands(found: Findings, place: Path) -> None:
    of_command = poverty_of(read_study(place)).found[0]
    table = tables(found)["Deprivations of members: figures"]
    cells = [row.cells[1].value for row in table.rows if isinstance(row.cells[1], Number)]
    assert cells == [float(of_command.figures.value[0, of_command.figures.at(name)]) for name in ("H", "A", "M0")]
    (by,) = [table for name, table in tables(found).items() if name.startswith("Deprivations of members by village")]
    assert len(by.rows) == 8 and [column.head for column in by.columns][1:4] == ["Rows", "Poor (H)", "95% interval"]


def test_the_chosen_cut_off_stands_out(found: Findings) -> None:
    over = tables(found, "id")["Kekurangan anggota: batas lain"]
    assert [row.cells[0].text for row in over.rows if row.strong] == ["33,3%"]  # type: ignore[union-attr]
    signs = tables(found, "id")["Tiga tanda: banyaknya kriteria lain"]
    assert [row.strong for row in signs.rows] == [False, True, False]


def test_charts_have_their_data_beside_them(found: Findings) -> None:
    bars, line = [block for block in section(Speech(found, "id")) if isinstance(block, Figure)]
    whole = [row.cells[1].value for row in bars.table.rows if row.strong]  # type: ignore[union-attr]
    assert sum(value or 0 for value in whole) == pytest.approx(1)
    assert "Pendapatan" in bars.alt and "33,3%" in [row.cells[0].text for row in line.table.rows]  # type: ignore[union-attr]


def with_few(one: Poverty, threshold: int) -> Poverty:
    """As if this were the study's threshold."""

    def marked(found: Figures) -> Figures:
        return replace(found, suppressed=(found.persons > 0) & (found.persons < threshold))

    return replace(
        one,
        figures=marked(one.figures),
        over=tuple((k, marked(found)) for k, found in one.over),
        targeting=marked(one.targeting) if one.targeting else None,
        changes={kind: marked(found) for kind, found in one.changes.items()},
    )


def few_of(found: Findings, threshold: int, profile: Literal["internal", "public"]) -> Findings:
    assert found.poverty is not None
    parts = tuple(
        replace(
            one, whole=with_few(one.whole, threshold), by={name: with_few(by, threshold) for name, by in one.by.items()}
        )
        for one in found.poverty
    )
    return replace(found, poverty=parts, settings=replace(found.settings, threshold=threshold, profile=profile))


def test_few_persons_are_marked_inside(found: Findings, printed: Printed) -> None:
    inside = printed(section(Speech(few_of(found, 16, "internal"), "en")))
    assert "*" in inside and "fewer than 16 persons" in inside


def test_what_tells_of_few_is_hidden_in_public(found: Findings, printed: Printed) -> None:
    public = few_of(found, 16, "public")
    by = {name: [column.head for column in table.columns] for name, table in tables(public).items() if " by " in name}
    assert not [name for name in by if "by village" in name]  # a village has fewer than 16 members who count
    (sex,) = [heads for name, heads in by.items() if name.startswith("Deprivations") and "by sex" in name]
    assert "Poor (H)" in sex and "Index (M0)" not in sex  # fewer than 16 men are poor, and A = M0 / H
    text = printed(section(Speech(public, "en")))
    assert "are not shown: one of the parts rests on fewer than 16 persons" in text
    over = tables(public)["Deprivations of members: other cut-offs"]
    assert "* rests on" not in over.note  # no such mark stands in it: its columns are left out
    assert "Figures that rest on fewer than 16 persons, such as those of the poor alone, are left out." in over.note
    assert [column.head for column in over.columns] == ["Cut-off", "Poor (H)", "95% interval"]


def test_how_poor_few_are_is_not_told_in_public(found: Findings, printed: Printed) -> None:
    public = few_of(found, 60, "public")
    shown = tables(public)
    figures = shown["Deprivations of members: figures"]
    assert [row.cells[0].text for row in figures.rows] == ["share who are poor (H)"]  # type: ignore[union-attr]
    heads = [column.head for column in shown["Deprivations of members: who is deprived of what"].columns]
    assert heads == ["Indicator", "Deprived", "95% interval"]
    assert not [block for block in section(Speech(public, "en")) if isinstance(block, Figure)]
    text = printed(section(Speech(public, "en")))
    assert "they are fewer than 60 persons" in text
    assert "Whom the programme reaches is not shown" in text
    assert "of the change of M0" not in text
    assert tables(few_of(found, 1000, "public")) == {}


def test_nobody_poor_and_nobody_counted_are_told(found: Findings, printed: Printed) -> None:
    whole = found.poverty
    assert whole is not None
    figures = whole[0].whole.figures
    none = figures.value.copy()
    none[:, [figures.at("H"), figures.at("M0")]] = 0
    none[:, figures.at("A")] = float("nan")
    nobody = replace(whole[0], whole=replace(whole[0].whole, figures=replace(figures, value=none)))
    text = printed(section(Speech(replace(found, poverty=(nobody,)), "en")))
    assert "Nobody is poor by this definition." in text
    empty = replace(whole[0], whole=replace(whole[0].whole, figures=replace(figures, n=figures.n * 0)))
    assert "Nobody has all the answers" in printed(section(Speech(replace(found, poverty=(empty,)), "en")))
