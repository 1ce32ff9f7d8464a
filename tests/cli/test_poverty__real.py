"""A real survey through a study folder and the command: the figures that its README prints, to its digits."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.poverty.holds import RowNumbers
from berdaya.estimates.poverty.row_figures import Column, Errors, figures_of, part_rows
from berdaya.stats.kleene import weighted_bounds
from berdaya.stats.linearise import Linear, mean_influence
from berdaya.study.analyses.poverty import poverty_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Outside, Ran

Shell = Callable[..., "Ran"]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PRINTED = 5.1e-7  # six decimals
RCSI = {
    "cope_cheaper_food": 1,
    "cope_borrow_food": 2,
    "cope_smaller_portions": 1,
    "cope_adults_eat_less": 3,
    "cope_fewer_meals": 1,
}
EMERGENCY = ["sold_land", "sold_female_animals", "begged"]
CRISIS = ["sold_productive", "withdrew_school", "cut_health"]
STRESS = ["sold_hh_goods", "sold_animals", "spent_savings", "borrowed_money"]


def any_of(names: list[str]) -> Any:
    return {"or": [{name: {"equals": 1}} for name in names]}


def none_of(names: list[str]) -> Any:
    return {"count": [{name: {"equals": 1}} for name in names], "at_most": 0}


def silent(names: list[str]) -> Any:
    return {"count": [{"answered": name} for name in names], "at_most": 0}


ALL = [*STRESS, *CRISIS, *EMERGENCY]
COPING = {  # the worst strategy that was used; a household without any answer counts as secure, as the README says
    "at_least": 1,
    "criteria": [
        {"key": "secure", "met": {"or": [none_of(ALL), silent(ALL)]}},
        {"key": "stress", "met": {"and": [any_of(STRESS), none_of([*CRISIS, *EMERGENCY])]}},
        {"key": "crisis", "met": {"and": [any_of(CRISIS), none_of(EMERGENCY)]}},
        {"key": "emergency", "met": any_of(EMERGENCY)},
    ],
}


def myanmar(folder: Path, measure: Any = None, weights: bool = False) -> Path:
    """The example with its own measure or another (JSON is YAML), with or without its weights."""
    copytree(EXAMPLES / "myanmar_mcct", folder)
    if measure:
        (folder / "deprivations.yaml").write_text(json.dumps(measure), encoding="utf-8")
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    if not weights:
        study = study.replace("  weight: weight\n", "").replace(", weight: weight}", "}")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder


def expected_of(outside: "Outside", monkeypatch: pytest.MonkeyPatch, figures: int) -> Any:
    folder = outside.folder("myanmar_mcct", figures, "BERDAYA_REAL")
    monkeypatch.setenv("BERDAYA_REAL", str(folder.parent))
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("weights", [False, True])
def test_alkire_foster(
    shell: Shell, tmp_path: Path, outside: "Outside", monkeypatch: pytest.MonkeyPatch, weights: bool
) -> None:
    expected = expected_of(outside, monkeypatch, 28)["af"]["weighted_hh" if weights else "unweighted"]
    study = myanmar(tmp_path / "study", weights=weights)
    (whole,) = shell("poverty", study, "--json").json["measures"]
    (states,) = shell("poverty", study, "--by", "state", "--json").json["measures"]
    rows = {(row["figure"], row["item"]): row for row in whole["figures"]}
    got: dict[str, Any] = {
        "n": rows["H", None]["n"],
        "H": [rows["H", None]["value"], rows["H", None]["se"]],
        "A": rows["A", None]["value"],
        "M0": [rows["M0", None]["value"], rows["M0", None]["se"]],
        "M0_by_state": {row["by"]["state"]: row["value"] for row in states["figures"] if row["figure"] == "M0"},
    }
    for block in ("uncensored", "censored"):
        got[block] = {item: row["value"] for (name, item), row in rows.items() if name == block}
    assert set(got) == set(expected)
    for name, figure in expected.items():
        assert got[name] == pytest.approx(figure, abs=PRINTED), name
    outside(28)


# The publishers' own results, as the README quotes them: from another copy of the answers, so near and not equal.
PUBLISHED = {
    "Kayah secure": (0.449515, 0.021137),
    "Kayah stress": (0.413592, 0.018641),
    "Kayah crisis": (0.099029, 0.010310),
    "Kayah emergency": (0.037864, 0.006759),
    "Kayah rCSI": (4.119650, 0.299251),
    "Kayin secure": (0.483186, 0.021012),
    "Kayin stress": (0.392035, 0.016559),
    "Kayin crisis": (0.108850, 0.011731),
    "Kayin emergency": (0.015929, 0.004025),
    "Kayin rCSI": (3.002671, 0.196907),
}


def near_the_published(name: str, value: float, se: float) -> None:
    within = (0.006, 0.0011) if name.endswith("rCSI") else (0.0025, 0.0012)
    published = PUBLISHED[name]
    assert value == pytest.approx(published[0], abs=within[0]), name
    assert se == pytest.approx(published[1], abs=within[1]), name


def test_the_worst_coping_strategy_by_state(
    shell: Shell, tmp_path: Path, outside: "Outside", monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = expected_of(outside, monkeypatch, 32)["lcsi"]
    study = myanmar(tmp_path / "study", COPING)
    (found,) = shell("poverty", study, "--by", "state", "--json").json["measures"]
    compared = 0
    for row in found["figures"]:
        if row["figure"] == "met":
            value, se, n, *_ = expected[f"{row['by']['state']} {row['item']}"]
            assert [row["value"], row["se"]] == pytest.approx([value, se], abs=PRINTED)
            assert row["n"] == n
            near_the_published(f"{row['by']['state']} {row['item']}", row["value"], row["se"])
            compared += 4
    assert compared == 32
    outside(compared)


def test_the_coping_index_by_state(tmp_path: Path, outside: "Outside", monkeypatch: pytest.MonkeyPatch) -> None:
    expected = expected_of(outside, monkeypatch, 8)["lcsi"]
    counted = poverty_of(read_study(myanmar(tmp_path / "study")), ("state",)).counted
    errors = Errors(counted.tally, counted.study.settings)
    rows = part_rows(counted.tally, ("state",), "", ("household",))
    numbers = RowNumbers(counted.study.instrument, counted.tally, rows.cells)
    days = np.column_stack([numbers.number(key) for key in RCSI])
    low, high = weighted_bounds(days, np.array(list(RCSI.values()), float), np.zeros(5), np.full(5, 7.0))
    index = np.where(low == high, low, np.nan)

    def make(weight: Any) -> Linear:
        return mean_influence(index, weight, rows.domain, n_domains=rows.size)

    found = figures_of(errors, rows, make, [Column("rCSI")], ~np.isnan(index))
    for d, (state,) in enumerate(found.domains):
        value, se, n, *_ = expected[f"{state} rCSI"]
        assert [found.value[d, 0], found.se[d, 0]] == pytest.approx([value, se], abs=PRINTED)
        assert found.n[d] == n
        near_the_published(f"{state} rCSI", found.value[d, 0], found.se[d, 0])
    outside(8)
