from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.bootstrap import replicate_variance
from berdaya.stats.cluster_jackknife import jackknife_factors
from berdaya.stats.sample import Sample

if TYPE_CHECKING:
    from tests.conftest import Outside


def schools(folder: object, name: str) -> list[dict[str, str]]:
    with open(f"{folder}/{name}", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def means(factors: np.ndarray, weight: np.ndarray, y: np.ndarray) -> np.ndarray:
    every = np.concatenate([np.ones((1, factors.shape[1])), factors]) * weight
    return np.asarray(every @ y / every.sum(axis=1))


def test_jk1_and_jkn_agree_with_r_survey(outside: Outside) -> None:
    """R takes the squares about the mean of the replicates (mse=FALSE)."""
    folder = outside.folder("survey", 6)
    clus, strat = schools(folder, "apiclus1.csv"), schools(folder, "apistrat.csv")
    rows = schools(folder, "expected.csv")
    psu = np.unique([s["dnum"] for s in clus], return_inverse=True)[1]
    one = Sample(psu, np.zeros(15, int), np.zeros(1))
    stratum = np.unique([s["stype"] for s in strat], return_inverse=True)[1]
    each = Sample(np.arange(200), stratum, np.zeros(3))

    def error(design: Sample, data: list[dict[str, str]], y: np.ndarray, inside: np.ndarray) -> float:
        found = jackknife_factors(design, np.ones(len(design.stratum), bool))
        drawn = means(found.factors, np.array([float(s["pw"]) for s in data]) * inside, y)[1:]
        return float(np.sqrt(replicate_variance(drawn, scale=1.0, rscales=found.rscales)))

    compared = 0
    for method, design, data in (("clus1_jk1", one, clus), ("strat_jkn", each, strat)):
        for row in rows:
            plain = row["design"] == row["method"] == method and row["stat"] == "mean"
            if plain and row["y"] in ("api00", "api00-api99") and row["domain"] in ("", "stype"):
                scores = [[float(s[name]) for s in data] for name in ("api00", "api99")]
                y = np.array(scores[0]) - (np.array(scores[1]) if "-" in row["y"] else 0)
                inside = np.array([row["domain"] == "" or s["stype"] == row["level"] for s in data], float)
                assert error(design, data, y, inside) == pytest.approx(float(row["se"]), rel=1e-9), row
                compared += 1
    assert compared >= 6
    outside(compared)


def test_crv3_of_a_paired_change_and_pyfixests_factor(outside: Outside) -> None:
    """JK1 3.1565 and pyfixest 0.60 CRV3 3.382, both as the notes printed them: 3.1565 x 15 / 14 = 3.382."""
    folder = outside.folder("survey", 2)
    clus = schools(folder, "apiclus1.csv")
    psu = np.unique([s["dnum"] for s in clus], return_inverse=True)[1]
    found = jackknife_factors(Sample(psu, np.zeros(15, int), np.zeros(1)), np.ones(15, bool))
    y = np.array([float(s["api00"]) - float(s["api99"]) for s in clus])
    whole, *drawn = means(found.factors, np.ones(183), y)
    crv3 = np.sqrt(14 / 15 * np.square(np.array(drawn) - whole).sum())
    about_mean = np.sqrt(14 / 15 * np.square(np.array(drawn) - np.mean(drawn)).sum())
    ours = np.sqrt(replicate_variance(np.array(drawn), scale=1.0, rscales=found.rscales, centre=np.asarray(whole)))
    assert ours == pytest.approx(crv3, rel=1e-12)
    assert about_mean == pytest.approx(3.1565, abs=5e-5)
    assert ours * 15 / 14 == pytest.approx(3.382, abs=5e-4)
    outside(2)


def test_of_a_mean_of_psus_alike_it_is_the_usual_variance() -> None:
    y = np.array([1.0, 2.0, 4.0, 7.0])
    found = jackknife_factors(Sample(np.arange(4), np.zeros(4, int), np.zeros(1)), np.ones(4, bool))
    whole, *drawn = means(found.factors, np.ones(4), y)
    value = replicate_variance(np.array(drawn), scale=1.0, rscales=found.rscales, centre=np.asarray(whole))
    assert value == pytest.approx(y.var(ddof=1) / 4)


def test_strata_fractions_and_psus_that_are_not_there() -> None:
    """Two strata, one of them with a fraction; the PSUs without a share in the estimate count as one replicate each."""
    sample = Sample(np.arange(7), np.array([0, 0, 0, 0, 1, 1, 1]), np.array([0.25, 0.0]))
    present = np.array([True, True, False, False, True, True, True])
    weight = np.where(present, [2.0, 1, 9, 9, 1, 3, 2], 0)
    y = np.array([1.0, 5, 9, 9, 2, 2, 7])
    short, full = (jackknife_factors(sample, some) for some in (present, np.ones(7, bool)))
    assert (len(short.factors), len(full.factors)) == (6, 7)
    both = []
    for found in (short, full):
        whole, *drawn = means(found.factors, weight, y)
        both.append(replicate_variance(np.array(drawn), scale=1.0, rscales=found.rscales, centre=np.asarray(whole)))
    assert both[0] == pytest.approx(both[1])
    assert full.rscales[:4] == pytest.approx(np.full(4, 0.75 * 0.75))


def test_strata_taken_whole_and_lonely_ones_have_no_replicate() -> None:
    sample = Sample(np.arange(5), np.array([0, 0, 1, 2, 2]), np.array([1.0, 0.0, 0.0]))
    found = jackknife_factors(sample, np.ones(5, bool))
    assert found.factors.tolist() == [[1, 1, 1, 0, 2], [1, 1, 1, 2, 0]]


def test_flags_of_another_sample_are_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        jackknife_factors(Sample(np.arange(3), np.zeros(3, int), np.zeros(1)), np.ones(2, bool))
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths"]
