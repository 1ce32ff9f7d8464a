"""The variables of a codebook: questions, categories, missing codes, weights, groups, and only counts that may be shown."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.study.for_programs.test_codebook import DDI, KUBE, LANG, ddi
from tests.study.for_programs.test_data_table import STAGES

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def variables(root: ET.Element) -> dict[str, ET.Element]:
    return {one.get("name", ""): one for one in root.iter(f"{DDI}var")}


def told(parent: ET.Element, name: str, lang: str = "en") -> list[str]:
    return [one.text or "" for one in parent.iter(DDI + name) if one.get(LANG, lang) == lang]


def stats(variable: ET.Element, kind: str = "not-wgtd") -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for category in variable.iter(f"{DDI}catgry"):
        counts = [
            float(one.text or "nan") for one in category.iter(f"{DDI}catStat") if one.get("wgtd", "not-wgtd") == kind
        ]
        found[category.findtext(f"{DDI}catValu") or ""] = counts[0] if counts else None
    return found


def test_a_question(tmp_path: Path) -> None:
    own = variables(ddi(KUBE, tmp_path / "d")["codebook.xml"])
    variable = own["a1_h1"]
    assert told(variable, "qstnLit", "id")[0].startswith("Seberapa jauh Ibu/Bapak dapat mengatur sendiri")
    assert told(variable, "ivuInstr") == ["Ask for one decision of the last 3 months, and who took it."]
    assert told(variable, "universe") == ["Asked of: Member. Waves: after."]
    assert told(variable, "concept") == ["Human capital"]
    assert told(variable, "codInstr") == ["The answer is the score (0 to 3)."]
    (ends,) = variable.iter(f"{DDI}range")
    assert (ends.get("min"), ends.get("max"), ends.get("UNITS")) == ("0", "3", "INT")
    missing = {one.findtext(f"{DDI}catValu"): one.get("missing") for one in variable.iter(f"{DDI}catgry")}
    assert [value for value, mark in missing.items() if mark == "Y"] == ["", "na", "dk", "rf", "not-asked", "set-aside"]
    assert [value for value, mark in missing.items() if mark is None] == ["0", "1", "2", "3"]
    assert own["design_weight"].get("wgt") == "wgt"
    assert variable.get("wgt-var") == own["design_weight"].get("ID")
    assert variable.get("nature") == "ordinal"


def test_the_tree_as_groups_of_variables(small: SmallStudy, tmp_path: Path) -> None:
    small.change("instrument.yaml", ("  key: overall\n", "  key: overall\n  aggregate: geometric\n"))
    root = ddi(small.path, tmp_path / "d")["codebook.xml"]
    own, groups = variables(root), {one.get("name"): one for one in root.iter(f"{DDI}varGrp") if one.get("name")}
    assert list(groups) == ["overall", "v1", "v2"]
    assert groups["overall"].get("varGrp") == "G_v1 G_v2"
    assert groups["v1"].get("var") == f"{own['q1'].get('ID')} {own['q2'].get('ID')}"
    assert told(groups["v1"], "concept", "id") == ["Variabel"]
    assert told(groups["overall"], "defntn") == [
        "Weighted geometric mean of: First (weight 2); Second (weight 1). Scores lie on 0 to 3."
    ]
    held = {name for one in root.iter(f"{DDI}varGrp") for name in (one.get("var") or "").split()}
    assert held == {variable.get("ID") for variable in own.values()}


def test_counts_are_those_of_the_file(small: SmallStudy, tmp_path: Path) -> None:
    small.change("study.yaml", ("design: {selection: random}\n", f"disclosure: {{threshold: 1}}\n{STAGES}"))
    answers = "answers: {0: {id: a, en: a}, 1: {id: b, en: b}, 2: {id: c, en: c}, 3: {id: d, en: d}}, "
    small.change("instrument.yaml", ("{key: q2, ", f"{{key: q2, {answers}"))
    own = variables(ddi(small.path, tmp_path / "d", by=("sex",))["codebook.xml"])
    with (tmp_path / "d/data.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in ("role", "sex", "q2"):
        for value, count in stats(own[name]).items():
            assert count == sum(row[name] == value for row in rows)
        for value, weight in stats(own[name], "wgtd").items():
            assert weight == pytest.approx(sum(float(row["design_weight"]) for row in rows if row[name] == value))
    totals = {one.get("type"): one.text for one in own["q2"].iter(f"{DDI}sumStat")}
    assert totals == {"vald": "14", "invd": "4"}
    assert {one.get("type"): one.text for one in own["q1"].iter(f"{DDI}sumStat")} == {"vald": "15", "invd": "3"}


def test_counts_of_few_persons_are_not_shown(small: SmallStudy, tmp_path: Path) -> None:
    own = variables(ddi(small.path, tmp_path / "d", by=("sex", "village"))["codebook.xml"])
    # 15 members and 3 leaders, 5 the least: one count alone would follow from the 18 rows.
    assert stats(own["role"]) == {"member": None, "leader": None}
    assert stats(own["sex"]) == {"L": 8, "P": 10}
    assert stats(own["q1"]) == {"": 0, "na": 0, "dk": 0, "not-asked": None, "set-aside": 0}
    assert not list(own["q1"].iter(f"{DDI}sumStat"))
    assert told(own["q1"], "notes") == [
        "Frequencies that rest on fewer than 5 persons are not shown, nor as many others as would give them away."
    ]
    assert told(own["sex"], "notes") == []


def test_values_of_attributes_that_few_share_are_not_listed(small: SmallStudy, tmp_path: Path) -> None:
    small.change("responses/a.csv", ("r1,g1,member,L", "r1,g1,member,Budi"), ("r5,g2,member,L", "r5,g2,member,Siti"))
    books = ddi(small.path, tmp_path / "d", by=("sex",))
    own = variables(books["codebook.xml"])
    assert stats(own["sex"]) == {"L": None, "P": 10}  # two persons behind both names: the next is hidden too
    assert told(own["sex"], "notes")[0].startswith(
        "Values of this column that fewer than 5 persons share are not listed."
    )
    for root in books.values():
        assert "Budi" not in ET.tostring(root, encoding="unicode")
    for name in ("respondent", "group", "design_psu"):
        assert stats(own[name]) == {}


def test_names_of_groups_are_not_listed(small: SmallStudy, tmp_path: Path) -> None:
    small.change("study.yaml", ("design:", "disclosure: {threshold: 2}\ndesign:"))
    books = ddi(small.path, tmp_path / "d", by=("business", "members"))
    assert stats(variables(books["codebook.xml"])["members"]) == {}
    assert stats(variables(books["codebook.xml"])["business"]) == {"tani": 12, "ternak": 6}


def test_how_an_answer_becomes_a_score(small: SmallStudy, tmp_path: Path) -> None:
    small.change(
        "instrument.yaml",
        ("{key: q1, ", "{key: q1, direction: lower_is_better, sensitive: finance, scale: {min: 0, max: 9}, "),
        ("{key: q2, ", "{key: q2, decimals: true, scale: {min: 0.5, max: 4}, "),
    )
    own = variables(ddi(small.path, tmp_path / "d")["codebook.xml"])
    assert told(own["q1"], "codInstr") == [
        "Score = 3 − (answer − 0) × 3 / 9, on the scale of the scores (0 to 3). Every whole number from 0 to 9."
    ]
    assert told(own["q1"], "security") == ["Sensitive personal data."]
    assert told(own["q2"], "codInstr", "id") == [
        "Skor = 0 + (jawaban − 0,5) × 3 / 3,5, pada skala skor (0 sampai 3). Bilangan apa pun dari 0,5 sampai 4."
    ]
    (ends,) = own["q2"].iter(f"{DDI}range")
    assert (ends.get("min"), ends.get("UNITS"), own["q2"].get("intrvl")) == ("0.5", "REAL", "contin")
