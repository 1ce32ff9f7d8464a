"""The syntax, by its text: the same sums as the do-file, and a plan that says the same design."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyreadstat
import pytest

from berdaya.study.for_programs.export_data import export_data
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

ROOT = Path(__file__).resolve().parents[3]
KUBE = ROOT / "src/berdaya/templates/kube"
TERM = re.compile(
    r"DO IF \(wave = (\d+) AND role = (\d+) AND NOT MISSING\(@s(\d+)\)\)\.\n"
    r"COMPUTE @v(\d+) = @v\4 \+ (\S+) \* @s\3 / @n\3\.\n"
    r"COMPUTE @u\4 = @u\4 \+ \5 \* \(@s\3 - @m\3\) / @n\3\.\nEND IF\.\n"
)
SCORE = re.compile(r'score, wave\((\d+)\) node\("\w+"\) .* terms\((.*)\)')


def syntax(study: Path, target: Path) -> str:
    export_data(read_study(study), "spss", target, lang="en")
    return (target / "analysis.sps").read_text(encoding="utf-8-sig")


def test_the_same_sums_as_in_stata(tmp_path: Path) -> None:
    script = syntax(KUBE, tmp_path / "spss")
    export_data(read_study(KUBE), "stata", tmp_path / "stata", lang="en")
    lines = SCORE.findall((tmp_path / "stata/analysis.do").read_text(encoding="utf-8"))
    wanted = [
        (wave, role, i, str(place), c)
        for place, (wave, terms) in enumerate(lines, start=1)
        for i, role, c in zip(terms.split()[::3], terms.split()[1::3], terms.split()[2::3], strict=True)
    ]
    assert len(wanted) > 200
    assert TERM.findall(script) == wanted
    assert not re.search(r"@\w+@", script)
    assert (
        "SORT CASES BY wave role.\nWEIGHT BY design_weight.\nAGGREGATE" in script
    )  # PSPP counts runs of unsorted rows
    assert "/@m1 TO @m36 = MEAN(@s1 TO @s36)\n  /@n1 TO @n36 = N(@s1 TO @s36)." in script
    assert "NOT THE SAME AS IN BERDAYA: a stratum with one unit" in script
    assert all(line.endswith(".") for line in script.splitlines() if line.startswith("*"))
    assert max(map(len, script.splitlines())) <= 256


@pytest.mark.parametrize(
    ("stages", "plan"),
    [
        (
            "[{unit: group, population: 12}, {unit: respondent, strata: [group], population: {member: members, leader: 3}}]",
            "  /DESIGN STRATA=design_stratum CLUSTER=design_psu\n  /ESTIMATOR TYPE=EQUAL_WOR\n  /INCLPROB VARIABLE=design_f1\n"
            "  /DESIGN STRATA=design_stratum2 CLUSTER=design_unit\n  /ESTIMATOR TYPE=EQUAL_WOR\n"
            "  /INCLPROB VARIABLE=design_f2.\n",
        ),
        ("[{unit: group}]", "  /DESIGN STRATA=design_stratum CLUSTER=design_psu\n  /ESTIMATOR TYPE=WR.\n"),
    ],
)
def test_the_plan(small: SmallStudy, tmp_path: Path, stages: str, plan: str) -> None:
    small.change("study.yaml", ("{selection: random}", f"{{selection: random, stages: {stages}}}"))
    assert plan in syntax(small.path, tmp_path / "s")


def test_the_file(small: SmallStudy, tmp_path: Path) -> None:
    syntax(small.path, tmp_path / "s")
    data, meta = pyreadstat.read_sav(str(tmp_path / "s/data.sav"), user_missing=True, output_format="dict")
    assert (data["q1"][0], data["q2"][2], data["q4"][0], data["q3"][5]) == (1.0, -902.0, -998.0, None)
    assert meta.missing_ranges["q2"] == [{"lo": -999.0, "hi": -901.0}]
    assert meta.variable_value_labels["q2"][-902.0] == "Does not know"
    assert len(data["respondent"]) == 18
