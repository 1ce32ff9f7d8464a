"""Poverty under replicate weights that came with the answers, against R survey."""

from __future__ import annotations

import csv
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.study.declared.test_replicates import both_waves, designs, folder_of, numbers

from berdaya.study.analyses.poverty import PovertyOf, figure_rows, poverty_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside

AWARDED = "at_least: 1\ncriteria:\n  - {key: award, met: {awards: {is: ['Yes']}}}\n"
MPI = """\
cutoff: 1/2
cutoffs: [1/4]
missing: drop
dimensions:
  - key: school
    weight: 1/2
    indicators: [{key: low, deprived: {api: {below: 620}}}]
  - key: size
    weight: 1/2
    indicators:
      - {key: large, deprived: {enroll: {above: 550}}}
      - {key: award, deprived: {awards: {is: ['No']}}}
programme: {stype: {is: [E]}}
"""


def study_of(folder: Path, rows: list[dict[str, Any]], said: str, measure: str) -> Path:
    place = folder_of(folder, rows, said)
    (place / "poor.yaml").write_text(f"title: Schools\nsource: an example\ndate: '2026'\n{measure}", encoding="utf-8")
    with (place / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("poverty: poor.yaml\n")
    return place


def rows_of(found: PovertyOf, part: str = "figures") -> dict[tuple[str, str, str], dict[str, Any]]:
    (one,) = found.found
    figures = one.changes["absolute"] if part == "changes" else getattr(one, part)
    return {(row["figure"], row["item"] or "", next(iter(row["by"].values()), "")): row for row in figure_rows(figures)}


def test_a_share_has_the_error_of_r(outside: Outside, tmp_path: Path) -> None:
    """svyciprop on a svrepdesign: JKn, JK1, with and without a finite population, and Rao-Wu weights.

    Its interval is of the spread of the log odds, ours of the spread of the share by the delta method: 2e-3 apart at most.
    """
    oracle = outside.folder("survey", 30)
    with (oracle / "expected.csv").open(encoding="utf-8", newline="") as lines:
        wanted = {row["design"]: row for row in csv.DictReader(lines) if row["stat"] == "prop_logit"}
    compared = 0
    for name, columns, weights, said in designs(oracle):
        rows = list(both_waves(columns, numbers(columns, "pw"), weights))
        found = rows_of(poverty_of(read_study(study_of(tmp_path / name, rows, said, AWARDED))))["poor", "", ""]
        for ours, theirs in (("value", "est"), ("se", "se"), ("df", "df"), ("low", "ci_low"), ("high", "ci_high")):
            near = 1e-9 if ours in ("value", "se", "df") else 4e-3
            assert found[ours] == pytest.approx(float(wanted[name][theirs]), rel=near), (name, ours)
            compared += 1
    outside(compared)


SCRIPT = """
suppressMessages(library(survey))
d <- read.csv("a.csv")
rscales <- scan("rscales.txt", quiet = TRUE)
lacks <- cbind((d$api < 620) / 2, (d$enroll > 550) / 4, (d$awards == "No") / 4)
d$score <- rowSums(lacks)
d$poor <- as.numeric(d$score >= 0.5 - 1e-9)
d$m0 <- d$poor * d$score
d$some <- as.numeric(d$score >= 0.25 - 1e-9)
d$low <- d$poor * (d$api < 620)
d$out <- d$poor * (d$stype != "E")
full <- svrepdesign(weights = ~weight, repweights = "rw_[0-9]+", type = "other", scale = 1, rscales = rscales,
                    combined.weights = TRUE, data = d, mse = FALSE)
now <- subset(full, wave == "after")
tell <- function(name, item, level, x) cat(name, item, level, format(coef(x)[1], digits = 17),
                                          format(SE(x)[1], digits = 17), sep = ",", fill = TRUE)
for (level in c("", "E", "H", "M")) {
  of <- if (level == "") now else subset(now, stype == level)
  tell("H", "", level, svymean(~poor, of))
  tell("M0", "", level, svymean(~m0, of))
  tell("A", "", level, svyratio(~m0, ~poor, of))
  tell("censored", "low", level, svymean(~low, of))
  if (level %in% c("", "E")) tell("over", "", level, svymean(~some, of))
}
tell("exclusion", "", "", svyratio(~out, ~poor, now))
share <- function(w, data, top, below) sum(w * top * (data$wave == "after")) / sum(w * below * (data$wave == "after"))
of_e <- function(w, data) share(w, data, data$poor * (data$stype == "E"), data$poor)
tell("share-of-poor", "E", "", withReplicates(full, of_e))
mean_of <- function(w, data, x, wave) sum(w * x * (data$wave == wave)) / sum(w * (data$wave == wave))
moved <- function(column) withReplicates(full, function(w, data)
  mean_of(w, data, data[[column]], "after") - mean_of(w, data, data[[column]], "before"))
tell("change-H", "", "", moved("poor"))
tell("change-M0", "", "", moved("m0"))
part <- withReplicates(full, function(w, data) {
  h <- sapply(c("before", "after"), function(v) mean_of(w, data, data$poor, v))
  a <- sapply(c("before", "after"), function(v) mean_of(w, data, data$m0, v)) / h
  (h[2] - h[1]) * mean(a)
})
tell("change-incidence", "", "", part)
"""


@pytest.mark.slow
def test_every_figure_agrees_with_r(outside: Outside, tmp_path: Path) -> None:
    """svymean, svyratio, svyby's subsets and withReplicates on one design of jackknife weights, to 1e-9."""
    oracle = outside.folder("survey", 46)
    name, columns, weights, said = next(one for one in designs(oracle) if one[0] == "strat_jkn_fpc")
    place = study_of(tmp_path / name, list(both_waves(columns, numbers(columns, "pw"), weights)), said, MPI)
    (place / "rscales.txt").write_text(said.partition("[")[2].partition("]")[0].replace(",", "\n"), encoding="utf-8")
    (place / "check.R").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(["Rscript", "check.R"], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    study = read_study(place)
    whole, by = poverty_of(study), poverty_of(study, ("stype",))
    figures = rows_of(whole) | rows_of(by)
    figures |= {("over", "", key[2]): row for one in (whole, by) for key, row in _over(one).items() if key[0] == "H"}
    figures |= {(f"change-{key[0]}", "", ""): row for key, row in rows_of(whole, "changes").items() if not key[1]}
    figures |= {key: row for key, row in rows_of(by, "parts").items() if key[0] == "share-of-poor"}
    figures |= {key: row for key, row in rows_of(whole, "targeting").items() if key[0] == "exclusion"}
    compared = 0
    for line in done.stdout.split():
        figure, item, level, value, se = line.split(",")
        found = figures[figure, item, level]
        assert [found["value"], found["se"]] == pytest.approx([float(value), float(se)], rel=1e-9), line
        compared += 2
    assert compared == 46
    outside(compared)


def _over(found: PovertyOf) -> dict[tuple[str, str, str], dict[str, Any]]:
    figures = dict(found.found[0].over)[0.25]
    return {(row["figure"], "", next(iter(row["by"].values()), "")): row for row in figure_rows(figures)}


SCHOOLS = [
    {
        "respondent": f"s{i}",
        "group": f"d{i % 4}",
        "wave": wave,
        "weight": 10 + i,
        "stype": "EHM"[i % 3],
        "awards": ("Yes", "No")[i % 5 > 1],
        "api": 500 + 25 * i + (10 + 7 * (i % 3)) * (wave == "after"),
        "enroll": 400 + 30 * (i % 7),
        "yes": i % 2,
        **{f"rw_{b}": (10 + i) * (1.5 if (i // (b + 1)) % 2 else 0.5) for b in range(4)},
    }
    for wave in ("before", "after")
    for i in range(12)
]
BOOTSTRAP = "{columns: 'rw_*', kind: bootstrap}"


def test_errors_are_the_spread_of_the_study_weighed_anew(tmp_path: Path) -> None:
    """By hand: each replicate as a study of its own, with its weights in the place of the study's."""
    found = rows_of(poverty_of(read_study(study_of(tmp_path / "all", SCHOOLS, BOOTSTRAP, MPI))))
    drawn = []
    for b in range(4):
        rows = [{**row, "weight": row[f"rw_{b}"]} for row in SCHOOLS]
        drawn.append(rows_of(poverty_of(read_study(study_of(tmp_path / f"r{b}", rows, BOOTSTRAP, MPI)))))
    compared = 0
    for key, row in found.items():
        spread = np.std([one[key]["value"] for one in drawn], ddof=1)
        if spread > 1e-9:
            assert row["se"] == pytest.approx(spread, rel=1e-9), key
            compared += 1
    assert compared > 5


def test_a_part_that_a_replicate_empties_has_no_error(tmp_path: Path) -> None:
    rows = [{**row, "rw_0": 0.0} if row["stype"] == "E" else row for row in SCHOOLS]
    found = rows_of(poverty_of(read_study(study_of(tmp_path, rows, BOOTSTRAP, MPI)), ("stype",)))
    assert found["H", "", "E"]["se"] is None
    assert found["H", "", "E"]["value"] is not None
    assert found["H", "", "H"]["se"] > 0
