from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.intervals import logit_interval, t_interval
from berdaya.stats.linearise import Linear, mean_influence, ratio_influence, srs_variance, total_influence
from berdaya.stats.sample import Floats, Ints, Sample, Second, degrees_of_freedom
from berdaya.stats.variance import LonelyPsu, contrast, taylor_variance

if TYPE_CHECKING:
    from tests.conftest import Outside

SYNTHETIC = Path(__file__).resolve().parents[1] / "oracles"
TAYLOR_ROWS = 168
TAYLOR_FIGURES = 558
RULES = {"remove": "remove", "certainty": "remove", "adjust": "centre", "average": "average"}


@dataclass(frozen=True)
class Survey:
    """A file of rows with its weights and its design; each row is a unit."""

    columns: dict[str, list[str]]
    weights: Floats
    sample: Sample

    def numbers(self, name: str) -> Floats:
        return np.array([float(v) if v else math.nan for v in self.columns[name]])

    def codes(self, name: str) -> tuple[Ints, list[str]]:
        labels, codes = np.unique(np.array(self.columns[name]), return_inverse=True)
        return codes, labels.tolist()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read(path: Path) -> dict[str, list[str]]:
    rows = rows_of(path)
    return {name: ["" if row[name] == "NA" else row[name] for row in rows] for name in rows[0]}


def index(values: list[str]) -> Ints:
    return np.unique(np.array(values), return_inverse=True)[1]


def first_of(values: Floats | Ints, group: Ints) -> Any:
    return values[np.unique(group, return_index=True)[1]]


def design(
    columns: dict[str, list[str]],
    weight: str,
    *,
    psu: str | None = None,
    strata: str | None = None,
    fpc: str | None = None,
    fpc2: str | None = None,
) -> Survey:
    """As R svydesign(id=~psu[+row], strata=, weights=, fpc=): population sizes stand on the rows."""
    rows = len(columns[weight])
    of_psu = np.arange(rows) if psu is None else index(columns[psu])
    of_row = np.zeros(rows, dtype=np.int64) if strata is None else index(columns[strata])
    stratum = first_of(of_row, of_psu)
    sizes = np.array([float(v) for v in columns[fpc]]) if fpc else np.full(rows, np.inf)
    fraction = np.bincount(stratum) / first_of(sizes, of_row)
    second = None
    if fpc2 is not None:
        second = Second(of_psu, np.bincount(of_psu) / first_of(np.array([float(v) for v in columns[fpc2]]), of_psu))
    return Survey(columns, np.array([float(v) for v in columns[weight]]), Sample(of_psu, stratum, fraction, second))


def api_designs(folder: Path) -> dict[str, Survey]:
    strat, clus1, clus2 = (read(folder / f"{name}.csv") for name in ("apistrat", "apiclus1", "apiclus2"))
    return {
        "strat_fpc": design(strat, "pw", strata="stype", fpc="fpc"),
        "strat_nofpc": design(strat, "pw", strata="stype"),
        "clus1_fpc": design(clus1, "pw", psu="dnum", fpc="fpc"),
        "clus1_nofpc": design(clus1, "pw", psu="dnum"),
        "clus2_wr": design(clus2, "pw", psu="dnum"),
        "clus2_fpc": design(clus2, "pw", psu="dnum", fpc="fpc1", fpc2="fpc2"),
    }


def outcome(survey: Survey, y: str) -> Floats:
    """The variable that a row of expected.csv names: a column, a difference of two, or an indicator."""
    if "=" in y:
        name, _, level = y.partition("=")
        return np.array([float(v == level) for v in survey.columns[name]])
    if "-" in y:
        after, _, before = y.partition("-")
        return survey.numbers(after) - survey.numbers(before)
    return survey.numbers(y)


def variance(survey: Survey, z: Floats, domain: Ints, n_domains: int, lonely: LonelyPsu = "none") -> Floats:
    unit = np.arange(len(z))
    return taylor_variance(z, unit, domain, survey.sample, n_domains=n_domains, lonely=lonely).value


def linear(survey: Survey, row: dict[str, str], domain: Ints, n_domains: int) -> Linear:
    y = outcome(survey, row["y"])
    if row["stat"] == "ratio":
        return ratio_influence(y, survey.numbers(row["x"]), survey.weights, domain, n_domains=n_domains)
    if row["stat"] == "total":
        return total_influence(y, survey.weights, domain, n_domains=n_domains)
    return mean_influence(y, survey.weights, domain, n_domains=n_domains)


def figures(survey: Survey, row: dict[str, str]) -> dict[str, float]:
    """All that a Taylor row of expected.csv may hold, by our functions."""
    rows = len(survey.weights)
    domain, labels = survey.codes(row["domain"]) if row["domain"] else (np.zeros(rows, dtype=np.int64), [""])
    df = degrees_of_freedom(np.arange(rows), domain, survey.sample, n_domains=len(labels))
    found = linear(survey, row, domain, len(labels))
    if row["stat"] == "diff_domain_means":
        z, unit, which = contrast(found.influence, np.arange(rows), domain, np.array([[-1.0, 1.0]]))
        squared = taylor_variance(z, unit, which, survey.sample, n_domains=1).value[0, 0]
        estimate, free = found.value[1, 0] - found.value[0, 0], 0
    else:
        at = labels.index(row["level"])
        squared = variance(survey, found.influence, domain, len(labels))[at, 0]
        estimate, free = found.value[at, 0], int(df[at])
    if row["stat"] in ("ratio", "diff_domain_means"):  # R gives these the df of the whole design
        free = int((survey.sample.psus - 1).sum())
    se = math.sqrt(squared)
    interval = logit_interval if row["stat"] == "prop_logit" else t_interval
    low, high = interval(estimate, se, free, 0.95)
    deff = squared / srs(survey, row, found) if row.get("deff", "") not in ("", "NA") else math.nan
    return {"est": estimate, "se": se, "df": free, "ci_low": float(low), "ci_high": float(high), "deff": deff}


def srs(survey: Survey, row: dict[str, str], found: Linear) -> float:
    """R's reference of deff: our own times 1 - n / sum w (a sample without replacement)."""
    y = outcome(survey, row["y"]).reshape(-1, 1)
    counted = ~np.isnan(y)
    weight = survey.weights[counted[:, 0]].sum()
    mean = mean_influence(y, survey.weights).value
    scale = weight if row["stat"] == "total" else 1.0
    base = srs_variance((y - mean) * scale, survey.weights, counted=counted)[0, 0]
    assert found.value.size == 1
    return float(base * (1.0 - counted.sum() / weight))


def compare(found: dict[str, float], row: dict[str, str], names: tuple[str, ...]) -> int:
    given_names = [name for name in names if row.get(name, "") not in ("", "NA")]
    for name in given_names:
        assert found[name] == pytest.approx(float(row[name]), rel=1e-9), (row, name)
    return len(given_names)


def test_every_taylor_row_of_r_survey(outside: Outside) -> None:
    folder = outside.folder("survey", TAYLOR_FIGURES)
    surveys = api_designs(folder)
    wanted = [row for row in rows_of(folder / "expected.csv") if row["method"] == "taylor" and row["design"] in surveys]
    compared = sum(
        compare(figures(surveys[row["design"]], row), row, ("est", "se", "df", "ci_low", "ci_high", "deff"))
        for row in wanted
    )
    assert len(wanted) == TAYLOR_ROWS
    assert compared == TAYLOR_FIGURES
    outside(compared)


def test_ratio_of_the_six_ambulances_of_r_survey(outside: Outside) -> None:
    folder = outside.folder("survey", 3)
    scd = read(folder / "scd_brr.csv")
    scd["one"] = ["1"] * len(scd["ESA"])
    survey = design(scd, "one", strata="ESA")
    (row,) = [row for row in rows_of(folder / "expected.csv") if row["design"] == "scd_taylor"]
    outside(compare(figures(survey, row), row, ("est", "se", "df")))


def test_lonely_psu_rules_of_r_survey(outside: Outside) -> None:
    folder = outside.folder("survey", 24)
    survey = design(read(folder / "lonely.csv"), "pw", strata="stype")
    y, domain = survey.numbers("api00"), np.zeros(len(survey.weights), dtype=np.int64)
    compared = 0
    for row in rows_of(folder / "lonely_expected.csv"):
        rule = next(r for r in get_args(LonelyPsu) if r == RULES[row["lonely"]])
        found = (mean_influence if row["stat"] == "mean" else total_influence)(y, survey.weights)
        squared = variance(survey, found.influence, domain, 1, rule)[0, 0]
        df = degrees_of_freedom(np.arange(len(y)), domain, survey.sample, n_domains=1)[0]
        values = {"est": found.value[0, 0], "se": math.sqrt(squared), "df": float(df)}
        compared += compare(values, row, ("est", "se", "df"))
    assert compared == 24
    outside(compared)


def synthetic() -> dict[str, Survey]:
    columns = read(SYNTHETIC / "synthetic_survey.csv")
    return {
        "two_stage": design(columns, "weight", psu="psu", strata="stratum", fpc="psus", fpc2="people"),
        "with_replacement": design(columns, "weight", psu="psu", strata="stratum"),
    }


def test_own_synthetic_survey_against_figures_of_svy(outside: Outside) -> None:
    surveys = synthetic()
    wanted = rows_of(SYNTHETIC / "expected.csv")
    compared = sum(compare(figures(surveys[row["design"]], row), row, ("est", "se")) for row in wanted)
    assert compared == 2 * len(wanted) == 48
    outside(compared)


def test_svy_agrees_when_it_is_installed(outside: Outside) -> None:
    svy = pytest.importorskip("svy")
    polars = pytest.importorskip("polars")
    survey = synthetic()["two_stage"]
    frame = polars.read_csv(SYNTHETIC / "synthetic_survey.csv")
    other = svy.Sample(
        frame,
        svy.Design(stratum="stratum", psu="psu", ssu="person", wgt="weight", pop_size=svy.PopSize("psus", "people")),
    )
    domain, labels = survey.codes("sex")
    found = mean_influence(survey.numbers("score"), survey.weights, domain, n_domains=len(labels))
    se = np.sqrt(variance(survey, found.influence, domain, len(labels))[:, 0])
    theirs = {str(r["sex"]): r for r in other.estimation.mean("score", by="sex").to_polars().to_dicts()}
    for i, label in enumerate(labels):
        assert found.value[i, 0] == pytest.approx(theirs[label]["est"], rel=1e-9)
        assert se[i] == pytest.approx(theirs[label]["se"], rel=1e-9)
    outside(2 * len(labels))


# Laws.


def random_survey(seed: int) -> tuple[Floats, Ints, Ints, Sample]:
    """Rows of a two-stage sample over 3 domains, with absent units and two columns."""
    rng = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(3), rng.integers(2, 5, 3))
    sizes = rng.integers(2, 5, len(stratum))
    psu = np.repeat(np.arange(len(stratum)), sizes)
    fractions = rng.uniform(0, 1, 3), rng.uniform(0, 1, len(stratum))
    sample = Sample(psu, stratum, fractions[0], Second(psu, fractions[1]))
    unit = np.sort(rng.choice(len(psu), size=max(2, len(psu) * 2 // 3), replace=False))
    return rng.normal(size=(len(unit), 2)), unit, rng.integers(0, 3, len(unit)), sample


def by_hand(z: Floats, unit: Ints, sample: Sample) -> float:
    """The formula, unit by unit."""
    full = np.zeros(len(sample.psu))
    full[unit] = z
    total = 0.0
    for h, f1 in enumerate(sample.fraction):
        psus = np.flatnonzero(sample.stratum == h)
        sums = np.array([full[sample.psu == p].sum() for p in psus])
        total += (1 - f1) * len(psus) * sums.var(ddof=1)
        assert sample.second is not None
        for p in psus:
            total += f1 * (1 - sample.second.fraction[p]) * (sample.psu == p).sum() * full[sample.psu == p].var(ddof=1)
    return total


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10_000))
def test_formula_and_row_order(seed: int) -> None:
    z, unit, domain, sample = random_survey(seed)
    found = taylor_variance(z, unit, domain, sample, n_domains=3).value
    for d in range(3):
        for k in range(2):
            at = domain == d
            assert found[d, k] == pytest.approx(by_hand(z[at, k], unit[at], sample), rel=1e-10, abs=1e-15)
    order = np.random.default_rng(seed).permutation(len(z))
    shuffled = taylor_variance(z[order], unit[order], domain[order], sample, n_domains=3).value
    np.testing.assert_allclose(shuffled, found, rtol=1e-12)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_rows_given_twice_at_half_the_influence_are_the_same(seed: int) -> None:
    z, unit, domain, sample = random_survey(seed)
    once = taylor_variance(z, unit, domain, sample, n_domains=3).value
    halves = np.concatenate([z / 2, z / 2]), np.tile(unit, 2), np.tile(domain, 2)
    np.testing.assert_allclose(taylor_variance(*halves, sample, n_domains=3).value, once, rtol=1e-12)


def test_doubling_the_people_of_every_psu_leaves_the_error_between_psus() -> None:
    psu = np.repeat(np.arange(4), 3)
    sample = Sample(psu, np.zeros(4, dtype=np.int64), np.zeros(1))
    twice = replace(sample, psu=np.tile(psu, 2))
    y = np.arange(12.0) ** 2
    one, two = mean_influence(y, np.ones(12)), mean_influence(np.tile(y, 2), np.ones(24))
    zero = np.zeros(24, dtype=np.int64)
    first = taylor_variance(one.influence, np.arange(12), zero[:12], sample, n_domains=1).value
    second = taylor_variance(two.influence, np.arange(24), zero, twice, n_domains=1).value
    np.testing.assert_allclose(first, second, rtol=1e-12)


# Edges.

ZERO = np.zeros(1, dtype=np.int64)


def lonely_design(f1: float = 0.0) -> Sample:
    """Strata of 3, 2 and 1 PSUs."""
    return Sample(np.arange(6), np.array([0, 0, 0, 1, 1, 2]), np.array([0.0, 0.0, f1]))


def test_lonely_stratum_withholds_only_where_it_has_influence() -> None:
    z = np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0], [1.0, 1.0], [0.0, 3.0], [5.0, 0.0]])
    domain = np.zeros(6, dtype=np.int64)
    found = taylor_variance(z, np.arange(6), domain, lonely_design(), n_domains=2)
    assert found.lonely.tolist() == [[True, False], [False, False]]
    assert np.isnan(found.value).tolist() == [[True, False], [False, False]]
    assert found.value[1].tolist() == [0.0, 0.0]
    rest = taylor_variance(z[:5], np.arange(5), domain[:5], lonely_design(), n_domains=1).value[0, 0]
    values = {
        rule: taylor_variance(z, np.arange(6), domain, lonely_design(), n_domains=1, lonely=rule).value[0, 0]
        for rule in get_args(LonelyPsu)
    }
    assert values["remove"] == pytest.approx(rest)
    assert values["centre"] == pytest.approx(rest + 25.0)
    assert values["average"] == pytest.approx(rest * 3 / 2)


def test_a_stratum_taken_whole_adds_nothing_and_is_not_lonely() -> None:
    z = np.arange(6.0).reshape(-1, 1)
    found = taylor_variance(z, np.arange(6), np.zeros(6, dtype=np.int64), lonely_design(1.0), n_domains=1)
    rest = taylor_variance(z[:5], np.arange(5), np.zeros(5, dtype=np.int64), lonely_design(1.0), n_domains=1)
    assert not found.lonely.any()
    assert found.value[0, 0] == rest.value[0, 0] > 0.0


def test_average_without_another_stratum_is_unknown() -> None:
    sample = Sample(np.arange(1), ZERO, np.zeros(1))
    found = taylor_variance(np.ones((1, 1)), ZERO, ZERO, sample, n_domains=1, lonely="average")
    assert found.lonely.tolist() == [[True]]
    assert np.isnan(found.value[0, 0])


@pytest.mark.parametrize(("rule", "second"), [("none", np.nan), ("centre", 4.5), ("remove", 0.5), ("average", 1.0)])
def test_lonely_respondent_at_the_second_stage(rule: LonelyPsu, second: float) -> None:
    # Two PSUs taken whole: one with two of four people (z 1 and 2), one with one of two (z sqrt 8).
    inner = Second(np.array([0, 0, 1]), np.array([0.5, 0.5]))
    sample = Sample(np.array([0, 0, 1]), np.array([0, 0]), np.array([1.0]), inner)
    z, zero = np.array([[1.0], [2.0], [math.sqrt(8.0)]]), np.zeros(3, dtype=np.int64)
    found = taylor_variance(z, np.arange(3), zero, sample, n_domains=1, lonely=rule)
    np.testing.assert_allclose(found.value[0, 0], second)
    assert found.lonely[0, 0] == (rule == "none")


def test_part_of_a_psu_counts_at_the_first_stage_only() -> None:
    inner = Second(np.array([0, 0, 1, 1]), np.array([0.5, 0.5]))
    sample = Sample(np.array([0, 0, 1, 1]), np.array([0, 0]), np.array([0.5]), inner)
    z = np.array([[1.0], [2.0], [3.0], [5.0]])
    zero = np.zeros(4, dtype=np.int64)
    part = np.array([[10.0]]), np.array([1]), ZERO
    plain = taylor_variance(z, np.arange(4), zero, sample, n_domains=1).value[0, 0]
    found = taylor_variance(z, np.arange(4), zero, sample, n_domains=1, psu_part=part).value[0, 0]
    # Between: (1 - f1) n / (n - 1) sum of squares is the squared gap of two totals, times 1/2.
    assert found - plain == pytest.approx((15.0**2 - 5.0**2) / 2)


def test_columns_in_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    z, unit, domain, sample = random_survey(5)
    whole = taylor_variance(z, unit, domain, sample, n_domains=3).value
    monkeypatch.setattr("berdaya.stats.variance._BLOCK", 1)
    assert np.array_equal(taylor_variance(z, unit, domain, sample, n_domains=3).value, whole)


def test_nan_reaches_only_its_domain_and_column() -> None:
    z, unit, domain, sample = random_survey(3)
    domain[0], z[0, 1] = 0, np.nan
    found = taylor_variance(z, unit, domain, sample, n_domains=3).value
    assert np.isnan(found).tolist() == [[False, True], [False, False], [False, False]]


def test_no_rows_at_all() -> None:
    none = np.zeros(0, dtype=np.int64)
    found = taylor_variance(np.zeros((0, 1)), none, none, lonely_design(), n_domains=2)
    assert found.value.tolist() == [[0.0], [0.0]]


def test_covariance_by_contrasts() -> None:
    z, unit, domain, sample = random_survey(11)
    coefficients = np.array([[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    rows = contrast(z, unit, domain, coefficients)
    plus, minus, a, b = taylor_variance(*rows, sample, n_domains=4).value[:, 0]
    assert plus + minus == pytest.approx(2 * (a + b))
    own = taylor_variance(z, unit, domain, sample, n_domains=3).value[:2, 0]
    assert [a, b] == pytest.approx(own.tolist())


def test_misfitting_arrays_are_all_named() -> None:
    with pytest.raises(ComputeError) as caught:
        taylor_variance(np.ones((2, 1)), np.array([0, 9]), ZERO, lonely_design(), n_domains=1)
    assert [p.code for p in caught.value.problems] == ["stats.unequal-lengths", "stats.index-out-of-range"]
