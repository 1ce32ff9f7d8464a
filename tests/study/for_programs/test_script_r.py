"""The script in R finds the same figures as Berdaya: run by R itself, which compares them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.study.for_programs.export_data import export_data
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Outside, SmallStudy

ROOT = Path(__file__).resolve().parents[3]
KUBE = ROOT / "src/berdaya/templates/kube"
COMPARED = re.compile(r"values compared: (\d+), .* ([\d.e+-]+)\nstandard errors compared: (\d+), .* ([\d.e+-]+)\n")
MODES = [
    f"{{count: {count}, mode: {mode}}}" for mode in ("means_first", "units_first") for count in ("persons", "groups")
]


def run_in_r(folder: Path, scratch: Path) -> tuple[int, int]:
    """Export a study, run its script, and return how many values and standard errors agreed."""
    target = scratch / "r"
    shutil.rmtree(target, ignore_errors=True)
    export_data(read_study(folder), "r", target, lang="en")
    return ran_in_r(target)


def ran_in_r(target: Path) -> tuple[int, int]:
    done = subprocess.run(["Rscript", "analysis.R"], cwd=target, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = COMPARED.search(done.stdout)
    assert found, done.stdout[-500:]
    assert float(found[2]) < 1e-9
    assert float(found[4]) < 1e-9
    return int(found[1]), int(found[3])


def changed(folder: Path, scratch: Path, *pairs: tuple[str, str]) -> Path:
    """Return a copy of a study whose study.yaml has parts replaced, each of which must be there."""
    copy = scratch / "study"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    text = (copy / "study.yaml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (copy / "study.yaml").write_text(text, encoding="utf-8")
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("estimates", MODES)
def test_baso_with_waves_roles_strata_and_small_populations(estimates: str, tmp_path: Path) -> None:
    old = "{count: persons, mode: means_first, min_coverage: 0, confidence: 0.95}"
    values, errors = run_in_r(changed(KUBE, tmp_path, (old, estimates)), tmp_path)
    assert values > 60
    assert errors > 60


INSTRUMENT = """\
instrument: made
version: "1"
languages: [en]
title: {en: Made}
scale: {min: 0, max: 3}
missing: {na: {en: Not applicable}, dk: {en: Does not know}}
roles: {member: {en: Member}, leader: {en: Leader}}
bands: {classes: 3}
tree:
  key: overall
  label: {en: Score}
  children:
    - key: v1
      label: {en: First}
      weight: 2
      aggregate: AGGREGATE
      min_coverage: 0.5
      children:
        - {key: q1, ask: [member], question: {en: "Said \\"one\\"?"}, scale: {min: 1, max: 5}, direction: lower_is_better}
        - {key: q2, ask: [member], weight: 3, question: {en: Two?}}
    - key: v2
      label: {en: Second}
      children:
        - {key: q3, ask: {member: 2, leader: 1}, question: {en: Three?}}
        - {key: q4, ask: [leader], question: {en: Four?}, min_coverage: 0.95}
"""
STUDY = """\
study: made
synthetic: true
title: {en: Made}
instrument: instrument.yaml
groups: groups.csv
responses: [{file: a.csv, columns: {weight: w}, attributes: [sex]}]
design:
  selection: random
  lonely_psu: LONELY
  stages:
STAGES
  weight: WEIGHT
estimates: ESTIMATES
"""
TWO = """\
    - {unit: village, strata: [region], population: villages}
    - {unit: respondent, strata: [group], population: {member: members, leader: 3}}"""
GROUPS_DRAWN = "    - {unit: group, strata: [region], population: groups}"
REPLACED = "    - {unit: village, strata: [region]}"


def made(folder: Path, stages: str, aggregate: str, lonely: str, estimates: str, weight: str = "w") -> Path:
    """A made-up study of 3 regions, the last with one village, 7 villages and 14 groups; weights vary."""
    draw = np.random.default_rng(5)
    folder.mkdir(exist_ok=True)
    rows, frame = (
        ["respondent,group,role,sex,w,q1,q2,q3,q4"],
        ["group,region,village,villages,groups,members,group_weight"],
    )
    for g in range(14):
        village = g // 2
        region = min(village // 3, 2)
        frame.append(f"g{g},r{region},v{village},{10 + region},{20 + region},{9 + g},{1 + g % 3}")
        for i in range(6):
            role = "leader" if i > 3 else "member"
            answers = [str(draw.integers(1, 6)), *(str(draw.integers(0, 4)) for _ in range(3))]
            answers = [a if draw.random() > 0.15 else ("dk", "na", "")[draw.integers(0, 3)] for a in answers]
            asked = (True, True, True, False) if role == "member" else (False, False, True, True)
            shown = ",".join(a if there else "" for a, there in zip(answers, asked, strict=True))
            rows.append(f"p{g}_{i},g{g},{role},{'LP'[i % 2]},{draw.uniform(1, 4):.3f},{shown}")
    text = STUDY.replace("LONELY", lonely).replace("STAGES", stages).replace("ESTIMATES", estimates)
    texts = {
        "instrument.yaml": INSTRUMENT.replace("AGGREGATE", aggregate),
        "study.yaml": text.replace("WEIGHT", weight),
        "groups.csv": "\n".join([*frame, ""]),
        "a.csv": "\n".join([*rows, ""]),
    }
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


CASES = [
    (TWO, "arithmetic", "centre", MODES[0]),
    (TWO, "geometric", "remove", MODES[1]),
    (TWO, "minimum", "centre", MODES[3]),
    (GROUPS_DRAWN, "harmonic", "none", MODES[1]),
    (GROUPS_DRAWN, "{power: 2}", "centre", MODES[2]),
    (REPLACED, "{power: -1.5}", "average", MODES[0].replace("}", ", zero: shift, min_coverage: 0.3}")),
    (REPLACED, "geometric", "none", MODES[3]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("stages", "aggregate", "lonely", "estimates"), CASES)
def test_clusters_and_weights(stages: str, aggregate: str, lonely: str, estimates: str, tmp_path: Path) -> None:
    values, errors = run_in_r(made(tmp_path / "made", stages, aggregate, lonely, estimates), tmp_path)
    assert values >= 6
    assert errors >= (3 if lonely != "none" else 0)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["means_first", "units_first"])
def test_myanmar(mode: str, tmp_path: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    data = outside.folder("myanmar_mcct", 98, "BERDAYA_REAL")
    monkeypatch.setenv("BERDAYA_REAL", str(data.parent))
    study = changed(ROOT / "examples/myanmar_mcct", tmp_path, ("mode: units_first", f"mode: {mode}"))
    values, errors = run_in_r(study, tmp_path)
    assert values == errors == 49
    outside(values + errors)


@pytest.mark.slow
def test_the_script_stops_at_a_figure_that_differs(tmp_path: Path) -> None:
    folder = made(tmp_path / "made", TWO, "arithmetic", "centre", MODES[0])
    export_data(read_study(folder), "r", tmp_path / "r", lang="en")
    expected = tmp_path / "r/expected.csv"
    lines = expected.read_text(encoding="utf-8").splitlines()
    wave, role, node, value, se, note = lines[1].split(",")
    lines[1] = ",".join([wave, role, node, value, repr(float(se) + 1e-8), note])
    expected.write_text("\n".join([*lines, ""]), encoding="utf-8")
    done = subprocess.run(["Rscript", "analysis.R"], cwd=tmp_path / "r", capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "these are not the figures that Berdaya found" in done.stderr


def test_every_place_of_the_script_is_filled(small: SmallStudy, tmp_path: Path) -> None:
    for lang in ("id", "en"):
        export_data(read_study(small.path), "r", tmp_path / lang, lang=lang)
        script = (tmp_path / lang / "analysis.R").read_text(encoding="utf-8")
        assert not re.search(r"@\w+@", script)
        assert "design <- svydesign(ids = ~design_psu, strata = ~design_stratum," in script
        assert 'options(survey.lonely.psu = "remove"' in script  # none: what rests on one is emptied afterwards
        assert 'list(key = "v1", order = 1, least = 0,\n       children = c("q1" = 1, "q2" = 3))' in script
        assert max(len(line) for line in script.splitlines() if line.startswith("#")) <= 118
