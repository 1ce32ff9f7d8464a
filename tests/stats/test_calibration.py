"""Calibrated weights and their errors against svy. Through a study's folder: tests/study/sample/test_sample_weights.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.bootstrap import rao_wu_factors, replicate_variance
from berdaya.stats.calibration import calibrated_influence, recalibrated
from berdaya.stats.linearise import mean_influence, total_influence
from berdaya.stats.raking import rake
from berdaya.stats.sample import Calibration, Sample, Second, whole_units
from berdaya.stats.variance import taylor_variance

if TYPE_CHECKING:
    from tests.conftest import Outside

STYPE = {"E": 4421.0, "H": 755.0, "M": 1018.0}
WIDE = {"No": 1072.0, "Yes": 5122.0}
FIGURES = 12


def calibrated(weights: Any, *margins: tuple[Any, dict[str, float]]) -> tuple[Any, Calibration]:
    """Weights brought to the totals of columns of labels, and what errors must know of it."""
    classes = np.empty((len(weights), len(margins)), np.int64)
    totals: list[float] = []
    for m, (column, known) in enumerate(margins):
        classes[:, m] = [len(totals) + list(known).index(label) for label in column]
        totals += known.values()
    own = np.array(totals)
    factor = rake(weights, classes, own).factor
    return weights * factor, Calibration(np.arange(len(weights)), classes, own, weights, factor)


def error(design: Sample, y: Any, weights: Any, domain: Any = None, domains: int = 1, total: bool = False) -> Any:
    linear = (total_influence if total else mean_influence)(y, weights, domain, n_domains=domains)
    units = np.arange(len(y))
    place = np.zeros(len(y), int) if domain is None else domain
    found = taylor_variance(linear.influence, units, place, design, n_domains=domains)
    return linear.value[:, 0], np.sqrt(found.value[:, 0])


def test_weights_and_errors_are_those_of_svy(outside: Outside) -> None:
    svy = pytest.importorskip("svy")
    folder = outside.folder("survey", FIGURES)
    data = pl.read_csv(folder / "apiclus1.csv", infer_schema_length=1000)
    y, weights = (data[name].to_numpy().astype(float) for name in ("api00", "pw"))
    labels, psu = (
        np.unique(data["stype"].to_numpy(), return_inverse=True)[1],
        np.unique(data["dnum"], return_inverse=True)[1],
    )
    plain = svy.Sample(data, svy.Design(psu="dnum", wgt="pw"))
    both = {"stype": STYPE, "sch.wide": WIDE}
    theirs = {
        "post": plain.weighting.poststratify(controls=STYPE, cells="stype"),
        "rake": plain.weighting.rake(controls=both, tol=1e-13, max_iter=5000),
    }
    compared = 0
    for name, margins in (("post", (("stype", STYPE),)), ("rake", tuple(both.items()))):
        own, known = calibrated(weights, *((data[column].to_list(), totals) for column, totals in margins))
        other = theirs[name]
        np.testing.assert_allclose(own, other.data[other.design.wgt].to_numpy(), rtol=1e-9)
        design = Sample(psu, np.zeros(15, int), np.zeros(1), calibration=known)
        (whole,) = other.estimation.mean("api00").to_dicts()
        (total,) = other.estimation.total("api00").to_dicts()
        parts = other.estimation.mean("api00", by="stype").to_dicts()
        for found, wanted in (
            (error(design, y, own), [whole]),
            (error(design, y, own, total=True), [total]),
            (error(design, y, own, labels, 3), parts),
        ):
            np.testing.assert_allclose(found[0], [row["est"] for row in wanted], rtol=1e-9)
            np.testing.assert_allclose(found[1], [row["se"] for row in wanted], rtol=1e-9)
            compared += len(wanted)
        compared += 1
    outside(compared)
    assert compared == FIGURES


def test_weights_that_are_unlike_before_are_post_stratified_as_by_svy(outside: Outside) -> None:
    """Raked ones too but for the residuals: svy takes unweighted means of the margins, one after the other."""
    svy = pytest.importorskip("svy")
    data = pl.read_csv(outside.folder("survey", 5) / "apistrat.csv", infer_schema_length=1000)
    y, weights = (data[name].to_numpy().astype(float) for name in ("api00", "pw"))
    strata = np.unique(data["stype"].to_numpy(), return_inverse=True)[1]
    plain, awards = svy.Sample(data, svy.Design(stratum="stype", wgt="pw")), {"No": 2000.0, "Yes": 4194.0}
    theirs = plain.weighting.poststratify(controls=awards, cells="awards")
    own, known = calibrated(weights, (data["awards"].to_list(), awards))
    design = Sample(np.arange(len(y)), strata, np.zeros(3), calibration=known)
    rows = [*theirs.estimation.mean("api00").to_dicts(), *theirs.estimation.mean("api00", by="stype").to_dicts()]
    found = np.concatenate([error(design, y, own)[1], error(design, y, own, strata, 3)[1]])
    np.testing.assert_allclose(found, [row["se"] for row in rows], rtol=1e-9)
    both = {"awards": awards, "sch.wide": WIDE}
    other = plain.weighting.rake(controls=both, tol=1e-13, max_iter=5000)
    own, known = calibrated(weights, *((data[name].to_list(), totals) for name, totals in both.items()))
    np.testing.assert_allclose(own, other.data[other.design.wgt].to_numpy(), rtol=1e-9)
    design = Sample(np.arange(len(y)), strata, np.zeros(3), calibration=known)
    assert error(design, y, own)[1][0] == pytest.approx(other.estimation.mean("api00").to_dicts()[0]["se"], rel=1e-3)
    outside(5)


def test_post_stratified_pupils_are_those_of_r(outside: Outside) -> None:
    """The total of enroll that R's help page of postStratify prints, from memory: 3680893, SE 406293 (15 of 757 districts)."""
    data = pl.read_csv(outside.folder("survey", 2) / "apiclus1.csv", infer_schema_length=1000)
    own, known = calibrated(data["pw"].to_numpy(), (data["stype"].to_list(), STYPE))
    psu = np.unique(data["dnum"], return_inverse=True)[1]
    design = Sample(psu, np.zeros(15, int), np.array([15 / 757]), calibration=known)
    value, se = error(design, data["enroll"].to_numpy().astype(float), own, total=True)
    assert (round(float(value[0])), round(float(se[0]))) == (3680893, 406293)
    outside(2)


def made(seed: int, psus: int = 12, strata: int = 2) -> tuple[Sample, Any, Any, Any]:
    draw = np.random.default_rng(seed)
    psu = np.repeat(np.arange(psus), 4)
    sex = np.array(list("fm"))[draw.permutation(np.arange(len(psu)) % 2)]
    return (
        Sample(psu, np.arange(psus) % strata, np.zeros(strata)),
        draw.uniform(1, 3, len(psu)),
        sex,
        draw.normal(size=len(psu)),
    )


def test_the_mean_of_what_is_calibrated_for_has_no_error() -> None:
    """All totals known, nothing is left to chance: the share of women is 60 in 100 whatever is drawn."""
    design, weights, sex, _ = made(1)
    own, known = calibrated(weights, (sex, {"f": 60.0, "m": 40.0}))
    women = (sex == "f").astype(float)
    value, se = error(Sample(design.psu, design.stratum, design.fraction, calibration=known), women, own)
    assert value[0] == pytest.approx(0.6, rel=1e-12)
    assert se[0] == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_the_scale_of_the_weights_before_changes_nothing(seed: int, scale: float) -> None:
    design, weights, sex, y = made(seed)
    found = []
    for factor in (1.0, scale):
        own, known = calibrated(weights * factor, (sex, {"f": 60.0, "m": 40.0}))
        found.append(error(Sample(design.psu, design.stratum, design.fraction, calibration=known), y, own))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


@given(st.integers(0, 10_000))
def test_the_order_of_units_changes_nothing(seed: int) -> None:
    design, weights, sex, y = made(seed)
    found = []
    for order in (np.arange(len(y)), np.random.default_rng(seed).permutation(len(y))):
        own, known = calibrated(weights[order], (sex[order], {"f": 60.0, "m": 40.0}))
        sample = Sample(design.psu[order], design.stratum, design.fraction, calibration=known)
        found.append(error(sample, y[order], own))
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


def test_calibration_to_what_the_weights_add_up_to_leaves_the_weights() -> None:
    _, weights, sex, _ = made(3)
    known = {label: float(weights[sex == label].sum()) for label in "fm"}
    own, calibration = calibrated(weights, (sex, known))
    np.testing.assert_array_equal(own, weights)
    np.testing.assert_array_equal(calibration.gain, 1.0)


def test_replicates_are_calibrated_anew_and_agree_with_linearisation() -> None:
    design, weights, sex, y = made(4, psus=120)
    own, known = calibrated(weights, (sex, {"f": 300.0, "m": 200.0}))
    factors = np.concatenate(list(rao_wu_factors(design, ["0", "1"], seed=1, replicates=4000))).astype(float)
    again = recalibrated(factors, known)
    sums = np.stack([(again * own)[:, sex == label].sum(axis=1) for label in "fm"], axis=1)
    np.testing.assert_allclose(sums, [[300.0, 200.0]] * 4000, rtol=1e-7)
    means = (again * own) @ y / (again * own).sum(axis=1)
    spread = np.sqrt(replicate_variance(means, scale=1 / 3999))
    calibrated_design = Sample(design.psu, design.stratum, design.fraction, calibration=known)
    assert spread == pytest.approx(error(calibrated_design, y, own)[1][0], rel=0.05)


def test_what_is_not_calibrated_keeps_its_influence() -> None:
    outside_all = Calibration(
        np.array([0, 0, 1]), np.array([[0], [-1]]), np.array([4.0]), np.ones(3), np.array([2.0, 1.0])
    )
    influence = np.array([[1.0], [3.0], [5.0]])
    assert calibrated_influence(influence, outside_all).ravel().tolist() == [-1.0, 1.0, 5.0]


def test_parts_of_a_unit_count_as_one_unit() -> None:
    """Two stages; units of two parts each (two waves): without calibration the error is that of whole units."""
    psu, inner = np.repeat(np.arange(4), 6), np.repeat(np.arange(4), 6)
    whole = np.repeat(np.arange(12), 2)
    y = np.random.default_rng(5).normal(size=(24, 1))
    second = Second(inner, np.full(4, 0.25), whole)
    parts = Sample(psu, np.zeros(4, int), np.array([0.5]), second)
    units = whole_units(parts)
    assert second.units.tolist() == [3, 3, 3, 3]
    assert units.second is not None and units.second.stratum.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    zeros = np.zeros(24, int)
    by_part = taylor_variance(y, np.arange(24), zeros, parts, n_domains=1).value
    by_unit = taylor_variance(y, whole, zeros, units, n_domains=1).value
    assert by_part.tolist() == by_unit.tolist()
    one, other = (next(rao_wu_factors(design, ["a"], 1, 5)) for design in (parts, units))
    assert one.tolist() == other[:, whole].tolist()
