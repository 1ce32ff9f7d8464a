"""A panel of persons in districts, asked in four years: paired change with clusters."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside
    from tests.examples.conftest import Real

YEARS = ("1983", "1984", "1985", "1986")
CHANGES = (("1983", "1984"), ("1984", "1985"), ("1983", "1986"))
PERSONS = (("    - {unit: group}", "    - {unit: respondent}"),)
FIGURES = ("mean", "se", "n", "psu", "strata", "df")
pytestmark = pytest.mark.slow
Open = Callable[[str, int], "Real"]


def test_every_year(real: Open, outside: Outside) -> None:
    study = real("bsa_attitudes_panel", 16)
    for year in YEARS:
        row = study.rows("--wave", year)["numpos", ""]
        mean, se, n, _, _, df = study.expected["mean_numpos_by_year"][year]
        study.agree([row["value"], row["se"], row["n"], row["df"]], [mean, se, n, df])
    assert study.count == 16
    outside(study.count)


def test_change_of_the_same_persons(real: Open, outside: Outside) -> None:
    study = real("bsa_attitudes_panel", 24)
    for before, after in CHANGES:
        expected = study.expected[f"paired_change_{before}_{after}"]
        mean, se, n, psus, _, df = expected["mean,se_cluster_district,n,psu,strata,df"]
        printed = study.run("change", "--since", before, "--wave", after, "--pairs", "--node", "numpos")
        [moved], [pairs] = printed["changes"], printed["pairs"]
        study.agree([moved["value"], moved["se"], moved["df"], pairs["n"], pairs["psus"]], [mean, se, df, n, psus])
        ways = [expected[way] for way in ("improved", "same", "worse")]
        study.agree([pairs["n"] * pairs[way]["share"] for way in ("up", "same", "down")], ways, 1e-9)
    assert study.count == 24
    outside(study.count)


def test_persons_as_units(real: Open, outside: Outside) -> None:
    """Also the error that a reader would take who forgets that the same persons answered twice: far too large."""
    study = real("bsa_attitudes_panel", 6)
    persons = study.changed(*PERSONS)
    se = {year: study.rows("--wave", year, study=persons)["numpos", ""]["se"] for year in YEARS}
    for before, after in CHANGES:
        expected = study.expected[f"paired_change_{before}_{after}"]
        [moved] = study.run("change", "--since", before, "--wave", after, "--node", "numpos", study=persons)["changes"]
        study.agree(moved["se"], expected["se_ignoring_clusters"])
        wrong = expected["se_if_wrongly_treated_as_two_independent_samples"]
        study.agree((se[before] ** 2 + se[after] ** 2) ** 0.5, wrong)
        assert wrong > 1.3 * moved["se"]
    assert study.count == 6
    outside(study.count)


def with_party_of_1983(study: Real) -> Path:
    """The study with each person's party of the first year, which a trait that changes cannot be."""
    with (study.data / "panel.csv").open(encoding="utf-8", newline="") as lines:
        asked = list(csv.DictReader(lines))
    party = {row["respondent"]: row["party"] for row in asked if row["year"] == "1983"}
    written = (
        study.changed(
            ("${BERDAYA_REAL:-../../../shared/real}/bsa_attitudes_panel/panel.csv", "panel.csv"),
            ("[party, gender]", "[party83]"),
        )
        / "panel.csv"
    )
    with written.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*asked[0], "party83"])
        out.writeheader()
        out.writerows({**row, "party83": party[row["respondent"]]} for row in asked)
    return written.parent


def test_change_by_the_party_of_the_first_year(real: Open, outside: Outside) -> None:
    study = real("bsa_attitudes_panel", 15)
    printed = study.run(
        "change", "--since", "1983", "--pairs", "--by", "party83", "--node", "numpos", study=with_party_of_1983(study)
    )
    pairs = {row["by"]["party83"]: row["n"] for row in printed["pairs"]}
    for row in printed["changes"]:
        party = row["by"]["party83"]
        study.agree([row["value"], row["se"], pairs[party]], study.expected["change_by_party1983_1983_1986"][party])
    assert study.count == 15
    outside(study.count)
