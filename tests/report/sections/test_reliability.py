from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Table
from berdaya.report.sections.reliability import section
from berdaya.report.sections.speech import Speech
from berdaya.study.analyse import analyse
from berdaya.study.read import read_study

KUBE = Path(__file__).resolve().parents[3] / "src" / "berdaya" / "templates" / "kube"
Printed = Callable[[object], str]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    place = tmp_path_factory.mktemp("reliability") / "kube"
    copytree(KUBE, place)
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [reliability]}\n")
    return analyse(read_study(place))[0]


def tables(found: Findings, lang: str = "en") -> list[Table]:
    return [block for block in section(Speech(found, lang)) if isinstance(block, Table)]


def words(found: Findings, printed: Printed, lang: str) -> str:
    return printed(section(Speech(found, lang))).replace("\n", " ")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_says_what_alpha_is_not(measured: Findings, printed: Printed, lang: str) -> None:
    text = words(measured, printed, lang)
    wanted = {
        "id": ("bukan bukti validitas", "r tabel", "dua sisi 5%"),
        "en": ("no proof of validity", "r table", "5%"),
    }
    assert all(part in text for part in wanted[lang])
    assert text.count(wanted[lang][0]) == 1
    assert "{" not in text


def test_alpha_of_each_set_by_role(measured: Findings) -> None:
    sets = tables(measured, "id")[0]
    heads = [row.cells[0].text for row in sets.rows if row.spans]  # type: ignore[union-attr]
    assert heads == ["Anggota", "Ketua atau pengurus", "Pendamping", "Aparat nagari"]
    found = measured.reliability
    assert found is not None
    shown = [one for one in found.sets if one.alpha is not None]
    assert [row.cells[3].value for row in sets.rows if not row.spans] == [one.alpha for one in shown]  # type: ignore[union-attr]
    assert any(one.alpha < 0 for one in shown if one.alpha is not None)  # shown, not hidden


def test_spss_columns_stand_beside_ours(measured: Findings) -> None:
    _, _, validity, dropped, *_ = tables(measured)
    assert [column.head.split("“")[-1] for column in dropped.columns][1:] == [
        "Scale Mean if Item Deleted”",
        "Scale Variance if Item Deleted”",
        "Corrected Item-Total Correlation”",
        "Cronbach's Alpha if Item Deleted”",
    ]
    assert len(validity.rows) == len(dropped.rows) == 25 + 3
    assert {row.cells[-1].text for row in validity.rows if not row.spans} == {"valid"}  # type: ignore[union-attr]


def test_nothing_where_it_was_not_asked_for(measured: Findings) -> None:
    assert section(Speech(replace(measured, reliability=None), "en")) == ()


def test_few_persons_are_hidden_in_public(measured: Findings, printed: Printed) -> None:
    settings = replace(measured.settings, profile="public", threshold=1000)
    assert measured.reliability is not None
    few = tuple(replace(one, suppressed=one.role == "member") for one in measured.reliability.sets)
    found = replace(measured, settings=settings, reliability=replace(measured.reliability, sets=few))
    text = words(found, printed, "en")
    assert "Not shown, fewer than 1000 persons" in text
    assert "0.863–0.902" not in text and "0.812" in text
    alone = tuple(one for one in few if one.suppressed)
    none = replace(found, reliability=replace(measured.reliability, sets=alone))
    assert "nothing to measure" in words(none, printed, "en")


def test_a_hidden_overall_score_has_no_alpha(measured: Findings, printed: Printed) -> None:
    assert "0.884" in words(measured, printed, "en")
    assert "0.884" not in words(replace(measured, composite="hide"), printed, "en")


def test_it_is_a_chapter_of_the_report(measured: Findings) -> None:
    titles = [block.text for block in compose(measured, "id").blocks if isinstance(block, Heading)]
    assert "Mutu instrumen" in titles


def test_what_is_left_out_or_to_be_read_with_care_is_told(measured: Findings, printed: Printed) -> None:
    assert measured.reliability is not None
    first, *rest = measured.reliability.sets
    odd = replace(first, left_out={"a1_h1": "constant"}, notes=("lonely", "improper", "ordinal-bound"))
    found = replace(measured, reliability=replace(measured.reliability, sets=(odd, *rest)))
    text = words(found, printed, "en")
    assert "Left out: Ability to control available resources (everybody answered alike)." in text
    sets, factors = (table.note for table in tables(found)[:2])
    assert "only one sampling unit" in sets and "held below 1" not in sets
    assert "held below 1" in factors and "without a single exception" in factors
