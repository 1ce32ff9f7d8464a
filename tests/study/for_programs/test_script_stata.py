"""The do-file, by its text: what it computes from the .dta, followed by hand, is what Berdaya found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyreadstat
import pytest

from berdaya.study.for_programs.export_data import data_document, export_data
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

KUBE = Path(__file__).resolve().parents[3] / "src/berdaya/templates/kube"
SCORE = re.compile(r'score, wave\((\d+)\) node\("(\w+)"\) value\((\S+)\) se\((\S+)\) terms\((.*)\)')
GENERATE = re.compile(
    r"generate double S(\d+) = (\S+) ([+-]) \((\w+) - (\S+)\) \* \((\S+) - (\S+)\) / \((\S+) - (\S+)\)"
)
STAGES = """design:
  selection: random
  stages: [{unit: group, population: 12}, {unit: respondent, strata: [group], population: {member: members, leader: 3}}]
  weight: design
  lonely_psu: remove
"""


def number(text: str) -> float:
    return float(text.strip("()"))


def followed(data: dict[str, Any], script: str) -> list[tuple[str, float, float, str, str]]:
    """Do what the script says: node, value and standard error found, and those that stand in it."""
    text = {name: np.array(column, dtype=object) for name, column in data.items()}
    column = {name: np.array([v if isinstance(v, float) else np.nan for v in values]) for name, values in text.items()}
    scores = {}
    for place, start, sign, name, low, top, bottom, last, first in GENERATE.findall(script):
        step = (number(top) - number(bottom)) / (number(last) - number(first))
        scores[place] = number(start) + (1 if sign == "+" else -1) * (column[name] - number(low)) * step
    weight, found = column["design_weight"], []
    for wave, node, value, se, terms in SCORE.findall(script):
        mean, u = 0.0, np.zeros(len(weight))
        parts = terms.split()
        for i, role, c in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            use = ~np.isnan(scores[i]) & (column["role"] == float(role)) & (column["wave"] == float(wave))
            total = weight[use].sum()
            m = (weight[use] * scores[i][use]).sum() / total
            mean += float(c) * m
            u[use] += float(c) * (scores[i][use] - m) / total
        found.append((node, mean, error(weight * u, column, two="design_stratum2" in column), value, se))
    return found


def error(z: Any, column: dict[str, Any], two: bool) -> float:
    def stage(stratum: str, unit: str, fraction: str, factor: Any) -> float:
        whole = 0.0
        for h in np.unique(column[stratum]):
            at = column[stratum] == h
            units = np.unique(column[unit][at])
            if len(units) > 1:
                totals = np.array([z[at & (column[unit] == one)].sum() for one in units])
                whole += factor[at][0] * (1 - column[fraction][at][0]) * len(units) * totals.var(ddof=1)
        return whole

    one = np.ones(len(z))
    first = stage("design_stratum", "design_psu", "design_f1", one)
    second = stage("design_stratum2", "design_unit", "design_f2", column["design_f1"]) if two else 0.0
    return float(np.sqrt(first + second))


def exported(study: Path, target: Path, lang: str = "en") -> tuple[dict[str, Any], Any, str]:
    export_data(read_study(study), "stata", target, ("sex",), lang)
    data, meta = pyreadstat.read_dta(str(target / "data.dta"), user_missing=True, output_format="dict")
    return data, meta, (target / "analysis.do").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_the_do_file_finds(lang: str, tmp_path: Path) -> None:
    data, _, script = exported(KUBE, tmp_path / "s", lang)
    found = followed(data, script)
    assert len(found) > 60
    for _, mean, se, value, wanted in found:
        assert mean == pytest.approx(float(value), abs=1e-9)
        assert se == pytest.approx(float(wanted), abs=1e-9)
    assert "svyset design_psu [pweight = design_weight], strata(design_stratum) fpc(design_f1) ///\n" in script
    assert "    singleunit(certainty)" in script
    assert not re.search(r"@\w+@", script)


def test_two_stages_and_missing_codes(small: SmallStudy, tmp_path: Path) -> None:
    small.change("study.yaml", ("design: {selection: random}\n", STAGES))
    data, meta, script = exported(small.path, tmp_path / "s")
    assert " || design_unit, strata(design_stratum2) fpc(design_f2) singleunit(certainty)" in script
    for _, mean, se, value, wanted in followed(data, script):
        assert mean == pytest.approx(float(value), abs=1e-9)
        assert se == pytest.approx(float(wanted), abs=1e-9)
    assert (data["q2"][2], data["q4"][0], data["q3"][5]) == ("b", "y", None)
    assert meta.variable_value_labels["q2"]["b"] == "Does not know"
    assert meta.variable_value_labels["role"] == {1: "Member", 2: "Leader"}
    assert meta.column_names_to_labels["q1"] == "One?"
    assert data["sex"][:2] == ["L", "P"]


def test_what_stata_cannot_do_is_told(small: SmallStudy, tmp_path: Path) -> None:
    small.change("study.yaml", ("design:", "estimates: {count: groups}\ndesign:"))
    found = export_data(read_study(small.path), "stata", tmp_path / "s", lang="en")
    assert [row["key"] for row in data_document(found, "en")["differs"]] == ["no-groups"]
    script = (tmp_path / "s/analysis.do").read_text(encoding="utf-8")
    assert "* NOT THE SAME AS IN BERDAYA: groups are counted, not persons" in script
    assert "works the means" not in script
    assert not SCORE.search(script)
    small.change(
        "instrument.yaml", ("label: {id: Satu, en: First}", "aggregate: geometric\n      label: {en: F, id: F}")
    )
    small.change("study.yaml", ("count: groups", "count: persons"))
    export_data(read_study(small.path), "stata", tmp_path / "t", lang="en")
    script = (tmp_path / "t/analysis.do").read_text(encoding="utf-8")
    assert {node for _, node, *_ in SCORE.findall(script)} == {"q1", "q2", "v2", "q3", "q4"}
    assert "some parts are not arithmetic means" in script
