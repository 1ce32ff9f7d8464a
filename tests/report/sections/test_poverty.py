from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from berdaya.estimates.poverty_model import Poverty
from berdaya.report.findings import Findings
from berdaya.report.model import Bullets, Figure, Heading, Number, Table
from berdaya.report.sections.poverty import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.poverty import poverty_of
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


def with_few(one: Poverty) -> Poverty:
    return replace(one, figures=replace(one.figures, suppressed=one.figures.persons < 16))


def test_small_parts_are_marked_inside_and_hidden_in_public(found: Findings, printed: Printed) -> None:
    marked = replace(found, settings=replace(found.settings, threshold=16))
    whole = found.poverty
    assert whole is not None
    few = tuple(replace(one, by={k: with_few(v) for k, v in one.by.items()}) for one in whole)
    inside = printed(section(Speech(replace(marked, poverty=few), "en")))
    assert "*" in inside and "fewer than 16 persons" in inside
    public = replace(marked, poverty=few, settings=replace(marked.settings, profile="public"))
    names = tables(public)
    assert not [name for name in names if "by village" in name]
    assert [name for name in names if "by sex" in name]
    assert "are not shown: one of the parts rests on fewer than 16 persons" in printed(section(Speech(public, "en")))
    hidden = tuple(
        replace(
            one, whole=replace(one.whole, figures=replace(one.whole.figures, suppressed=one.whole.figures.persons > 0))
        )
        for one in whole
    )
    assert tables(replace(public, poverty=hidden)) == {}


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
