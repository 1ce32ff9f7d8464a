"""Two surveys of real people: values and standard errors as their READMEs print them, by the command line."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
VARIABLES = {
    "safi_mozambique": ("housing", "assets", "livestock", "food", "social", "index_no_social", "index_complete"),
    "myanmar_mcct": ("housing", "assets", "wash", "hygiene", "food_coping", "livelihood_coping", "index"),
}
STAGES = {
    "safi_mozambique": "  stages:\n    - {unit: group}\n",
    "myanmar_mcct": "  weight: weight\n",
}
PRINTED = 5.1e-7  # six decimals
pytestmark = pytest.mark.slow


def estimate(study: Path, real: Path, *options: str) -> Any:
    """Run `berdaya estimate --json` and return what it printed."""
    command = [sys.executable, "-m", "berdaya", "estimate", str(study), "--json", *options]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "BERDAYA_REAL": str(real)},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def without(name: str, tmp_path: Path) -> Path:
    """Copy a study without the lines of its design named in STAGES."""
    copy = tmp_path / name
    shutil.copytree(EXAMPLES / name, copy)
    study = copy / "study.yaml"
    text = study.read_text(encoding="utf-8")
    assert STAGES[name] in text
    study.write_text(text.replace(STAGES[name], "").replace(", weight: weight}", "}"), encoding="utf-8")
    return copy


def agree(printed: Any, figures: Callable[[str, str], list[float] | None], nodes: tuple[str, ...]) -> int:
    """Compare value and standard error of every node that has figures, in every domain; return how many figures."""
    compared = 0
    for row in printed["estimates"]:
        domain = "|".join(row["by"].values())
        wanted = figures(row["node"], domain) if row["node"] in nodes else None
        if wanted is not None:
            assert row["value"] == pytest.approx(wanted[0], abs=PRINTED), (row["node"], domain)
            assert row["se"] == pytest.approx(wanted[1], abs=PRINTED), (row["node"], domain)
            compared += 2
    return compared


def test_safi_with_villages_as_units_and_a_warning(outside: Any) -> None:
    folder = outside.folder("safi_mozambique", 14, "BERDAYA_REAL")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    printed = estimate(EXAMPLES / "safi_mozambique", folder.parent)
    nodes = VARIABLES["safi_mozambique"]
    assert agree(printed, lambda node, _: expected[node]["village_as_psu"], nodes) == 14
    assert {row["df"] for row in printed["estimates"] if row["node"] in nodes} == {2}
    assert printed["warnings"] != []
    outside(14)


def test_safi_with_households_as_units_by_village(outside: Any, tmp_path: Path) -> None:
    folder = outside.folder("safi_mozambique", 56, "BERDAYA_REAL")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    nodes = VARIABLES["safi_mozambique"]
    study = without("safi_mozambique", tmp_path)
    compared = agree(estimate(study, folder.parent), lambda node, _: expected[node]["srs"], nodes)
    by_village = estimate(study, folder.parent, "--by", "village")
    compared += agree(by_village, lambda node, village: expected[node]["by_village"].get(village), nodes)
    assert compared == 14 + 42
    outside(compared)


@pytest.mark.parametrize("weights", ["weighted", "unweighted"])
def test_myanmar_whole_and_by_stratum_and_state(outside: Any, tmp_path: Path, weights: str) -> None:
    folder = outside.folder("myanmar_mcct", 30, "BERDAYA_REAL")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["index"][weights]
    weighted = weights == "weighted"
    study = EXAMPLES / "myanmar_mcct" if weighted else without("myanmar_mcct", tmp_path)
    whole = estimate(study, folder.parent)
    nodes = VARIABLES["myanmar_mcct"]
    compared = agree(whole, lambda node, _: expected[node], nodes)
    assert {row["df"] for row in whole["estimates"] if row["node"] == "index"} == {208}
    for attribute in ("stratum", "state"):
        domains = estimate(study, folder.parent, "--by", attribute)
        compared += agree(domains, lambda node, domain: expected.get(f"{node}|{domain}"), nodes)
    assert compared == 14 + 12 + 4
    outside(compared)
