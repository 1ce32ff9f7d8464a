import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.alkire_foster import Columns, Counting, alkire_foster, columns, deprivation_score, is_poor
from berdaya.stats.difference import difference
from berdaya.stats.intervals import logit_interval, t_interval
from berdaya.stats.linearise import Linear
from berdaya.stats.sample import Floats, Ints, Sample, degrees_of_freedom
from berdaya.stats.variance import contrast, taylor_variance

if TYPE_CHECKING:
    from tests.conftest import Outside

INDICATORS = ("nutr", "cm", "satt", "educ", "elct", "sani", "wtr", "hsg", "ckfl", "asst")
DIMENSION = np.array([0, 0, 1, 1, 2, 2, 2, 2, 2, 2])
NESTED = np.array([1 / 6] * 4 + [1 / 18] * 6)
AT = columns(10, 3)


def rows_of(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return list(csv.DictReader(text.splitlines()))


def one_domain(deprived: Floats, weights: Floats, k: float, of: Floats, **more: Any) -> Floats:
    counting = Counting(weights, k, more.pop("dimension", None), more.pop("reweight", False))
    found: Floats = alkire_foster(deprived, counting, of, np.zeros(len(of), int), **more).value[0]
    return found


# --- the two published examples ---


def small_cases(folder: Path) -> Mapping[str, Mapping[tuple[str, str], float]]:
    found: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in rows_of(folder / "small_expected.csv"):
        found[row["case"]][row["stat"], row["item"]] = float(row["value"])
    return found


@pytest.mark.parametrize("case", ["equal_k1", "equal_k2", "equal_k3", "equal_k4", "w2_1_.5_.5_k2of4"])
def test_the_example_of_alkire_and_foster(outside: "Outside", case: str) -> None:
    folder = outside.folder("mpi", 25)
    expected = small_cases(folder)[f"af2011_{case}"]
    rows = rows_of(folder / "af2011_input.csv")
    items = [name for name in rows[0] if name != "person"]
    x = np.array([[float(row[name]) for name in items] for row in rows])
    cut = np.array([13.0, 12.0, 3.0, 1.0])
    g, gaps = (x < cut).astype(float), np.clip((cut - x) / cut, 0, None)
    weights = np.array([2, 1, 0.5, 0.5]) if case.startswith("w2") else np.ones(4)
    k = 0.5 if case.startswith("w2") else int(case[-1]) / 4
    at, found = columns(4, 4, depth=True), one_domain(g, weights, k, np.ones(4), gaps=gaps)
    score = deprivation_score(g, weights)
    got = {("H", ""): found[at.h], ("A", ""): found[at.a], ("M0", ""): found[at.m0]}
    got |= {("M1", ""): found[at.m1][0], ("M2", ""): found[at.m2][0]}
    for j, name in enumerate(items):
        got |= {("hd", name): found[at.uncensored][j], ("hdk", name): found[at.censored][j]}
        got |= {("pctb", name): found[at.contribution][j]}
    for i in range(4):
        got |= {("c", str(i + 1)): score[i], ("poor", str(i + 1)): is_poor(score, k)[i]}
    assert {key: value for key, value in got.items() if key in expected} == pytest.approx(expected, abs=1e-12)
    outside(len(expected))


def test_its_subgroups_add_up(outside: "Outside") -> None:
    folder = outside.folder("mpi", 10)
    expected = small_cases(folder)
    x = np.array(
        [[float(v) for name, v in row.items() if name != "person"] for row in rows_of(folder / "af2011_input.csv")]
    )
    cut = np.array([13.0, 12.0, 3.0, 1.0])
    gaps = np.clip((cut - x) / cut, 0, None)
    found = alkire_foster(
        (x < cut).astype(float), Counting(np.ones(4), 0.5), np.ones(4), np.array([0, 0, 1, 1]), n_domains=2, gaps=gaps
    ).value
    for d, name in enumerate("AB"):
        wanted = [expected[f"af2011_subgroup_{name}_k2"][stat, ""] for stat in ("H", "A", "M0", "M1", "M2")]
        assert found[d, :5].tolist() == pytest.approx(wanted, abs=1e-12)
    outside(10)


def test_the_four_households_of_the_human_development_report(outside: "Outside") -> None:
    folder = outside.folder("mpi", 44)
    expected = small_cases(folder)["undp_hdr_k1/3"]
    rows = rows_of(folder / "undp_hdr_input.csv")
    items = [name for name in rows[0] if name not in ("household", "hh_size")]
    g = np.array([[float(row[name]) for name in items] for row in rows])
    size = np.array([float(row["hh_size"]) for row in rows])
    weights = np.array([1 / 6] * 4 + [1 / 18] * 6)
    found, score = one_domain(g, weights, 1 / 3, size, dimension=DIMENSION), deprivation_score(g, weights)
    got = {("H", ""): found[AT.h], ("A", ""): found[AT.a], ("M0", ""): found[AT.m0]}
    for j, name in enumerate(items):
        got |= {("hd", name): found[AT.uncensored][j], ("hdk", name): found[AT.censored][j]}
        got |= {("pctb", name): found[AT.contribution][j]}
    dimensions = [item for stat, item in expected if stat == "pctb_dim"]
    got |= {("pctb_dim", name): found[AT.dimension][d] for d, name in enumerate(dimensions)}
    for i, row in enumerate(rows):
        got |= {("c", row["household"]): score[i], ("poor", row["household"]): is_poor(score, 1 / 3)[i]}
    assert {key: got[key] for key in expected} == pytest.approx(dict(expected), abs=1e-12)
    assert (round(found[AT.h], 3), round(found[AT.m0], 3)) == (0.8, 0.45)
    outside(len(expected))


# --- the synthetic survey of mpitb ---


class Survey(NamedTuple):
    deprived: Floats
    weight: Floats
    area: Ints
    region: Ints
    wave: Ints
    sample: Sample
    unit: Ints


@cache
def survey(folder: Path) -> Survey:
    rows = rows_of(folder / "syn_cdta.csv.gz")
    rows = [row for row in rows if "NA" not in row.values() and "" not in row.values()]
    psu = np.unique([row["psu"] for row in rows], return_inverse=True)[1]
    stratum = np.unique([row["stratum"] for row in rows], return_inverse=True)[1]
    first = np.unique(psu, return_index=True)[1]
    return Survey(
        np.array([[float(row[f"d_{name}"]) for name in INDICATORS] for row in rows]),
        np.array([float(row["weight"]) for row in rows]),
        np.array([int(row["area"]) for row in rows]),
        np.array([int(row["region"]) for row in rows]),
        np.array([int(row["t"]) for row in rows]),
        Sample(np.arange(psu.max() + 1), stratum[first], np.zeros(stratum.max() + 1)),
        psu,
    )


def part_of(data: Survey, wave: int, labels: Ints | None = None, k: float = 0.33) -> tuple[Linear, Floats, Floats]:
    """Measures, standard errors and degrees of freedom of a wave's parts; -1 is in none."""
    labels = np.zeros(len(data.wave), int) if labels is None else labels
    at = (data.wave == wave) & (labels >= 0)
    size = int(labels.max()) + 1
    found = alkire_foster(
        data.deprived[at], Counting(NESTED, k, DIMENSION), data.weight[at], labels[at], n_domains=size
    )
    variance = taylor_variance(found.influence, data.unit[at], labels[at], data.sample, n_domains=size).value
    df = degrees_of_freedom(data.unit[at], labels[at], data.sample, n_domains=size)
    return found, np.sqrt(variance), df.astype(float)


def measure(at: Columns, name: str, indicator: str) -> int:
    """The column of a measure as the files name it."""
    if name in ("H", "A", "M0"):
        return {"H": at.h, "A": at.a, "M0": at.m0}[name]
    block = {"hd": at.uncensored, "hdk": at.censored, "pctb": at.contribution}[name]
    return int(block.start) + INDICATORS.index(indicator.removeprefix("d_"))


def test_r_survey_on_the_synthetic_survey_to_1e_10(outside: "Outside") -> None:
    folder = outside.folder("mpi", 400)
    data, compared = survey(folder), 0
    found = {
        (t, area): part_of(data, t, None if area == "all" else np.where(data.area == int(area), 0, -1))
        for t in (1, 2)
        for area in ("all", "0", "1")
    }
    for row in rows_of(folder / "survey_pkg_expected.csv"):
        wanted = [float(row["b"]), float(row["se"])]
        if row["measure"].startswith("abs_change"):
            column = measure(AT, row["measure"].split("_")[2], "")
            got = list(changed(data, column, "absolute", 0.0))
        else:
            name, _, indicator = row["measure"].partition("_") if "_" in row["measure"] else (row["measure"], "", "")
            linear, se, _ = found[int(row["t"]), row["area"]]
            column = measure(AT, name, row.get("indicator") or indicator)
            got = [float(linear.value[0, column]), float(se[0, column])]
        assert got == pytest.approx(wanted, rel=1e-10), row
        compared += 2
    assert compared == 400
    outside(compared)


def changed(data: Survey, column: int, kind: Any, years: float, labels: Ints | None = None) -> tuple[float, float]:
    """The change of a measure over two waves that share PSUs, and its error."""
    one, two = (part_of(data, wave, labels)[0] for wave in (1, 2))
    found = difference(one.value[:, [column]], two.value[:, [column]], kind, years)
    rows, units = [], []
    for linear, wave, factor in ((one, 1, found.before), (two, 2, found.after)):
        at = (data.wave == wave) & (labels >= 0 if labels is not None else True)
        rows.append(linear.influence[:, [column]] * factor)
        units.append(data.unit[at])
    z, unit = np.concatenate(rows), np.concatenate(units)
    joined = contrast(z, unit, np.zeros(len(unit), int), np.ones((1, 1)))
    variance = taylor_variance(joined.z, joined.unit, joined.domain, data.sample, n_domains=1).value
    return float(found.value[0, 0]), float(np.sqrt(variance[0, 0]))


def test_mpitbr_in_one_wave_to_1e_8(outside: "Outside") -> None:
    folder = outside.folder("mpi", 3008)
    data, compared = survey(folder), 0
    by = {"nat": None, "area": data.area, "region": data.region - 1}
    df = part_of(data, 1)[2][0]  # mpitbR takes the degrees of freedom of the whole in every part
    found = {(loa, k): part_of(data, 1, labels, k) for loa, labels in by.items() for k in (0.2, 0.33, 0.5)}
    for row in rows_of(folder / "mpitbr_t1_expected.csv"):
        k = 0.33 if row["k"] in ("", "NA") else float(row["k"]) / 100
        linear, se, _ = found[row["loa"], k]
        d = {"nat": 0, "area": int(row["subg"]) if row["loa"] == "area" else 0}.get(row["loa"])
        d = int(row["subg"]) - 1 if d is None else d
        if row["measure"] == "actb":
            j = INDICATORS.index(row["indicator"].removeprefix("d_"))
            got = [NESTED[j] * linear.value[d, AT.censored][j]]
        else:
            column = measure(AT, row["measure"], row["indicator"])
            got = [linear.value[d, column], se[d, column]]
            got += logit_interval(got[0], got[1], df)
        wanted = [float(row[name]) for name in ("b", "se", "ll", "ul") if row[name] not in ("", "NA")]
        assert got[: len(wanted)] == pytest.approx(wanted, abs=1e-8), row
        compared += len(wanted)
    outside(compared)
    assert compared == 3008


def test_mpitbr_over_two_waves_to_1e_8(outside: "Outside") -> None:
    folder = outside.folder("mpi", 624)
    data, compared = survey(folder), 0
    parts = {("nat", "nat"): None} | {("area", str(a)): np.where(data.area == a, 0, -1) for a in (0, 1)}
    for row in rows_of(folder / "mpitbr_change_expected.csv"):
        column = measure(AT, row["measure"], row["indicator"])
        kind = "relative" if row["ctype"] == "rel" else "absolute"
        got = changed(data, column, kind, 8.5 * int(row["ann"]), parts[row["loa"], row["subg"]])
        ends = t_interval(*got, np.inf)  # mpitbR takes the normal distribution here
        wanted = [float(row[name]) for name in ("b", "se", "ll", "ul")]
        assert [*got, *map(float, ends)] == pytest.approx(wanted, abs=1e-8), row
        compared += 4
    assert compared == 624
    outside(compared)


# --- laws ---


class Drawn(NamedTuple):
    deprived: Floats
    weights: Floats
    k: float
    of: Floats
    domain: Ints

    @property
    def counting(self) -> Counting:
        return Counting(self.weights, self.k)


@st.composite
def counted(draw: Any) -> Drawn:
    rows, items = draw(st.integers(4, 40)), draw(st.integers(1, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    deprived = (random.random((rows, items)) < 0.5).astype(float)
    return Drawn(
        deprived,
        random.integers(1, 5, items).astype(float),
        float(draw(st.sampled_from([0.01, 0.2, 1 / 3, 0.5, 1.0]))),
        random.uniform(0.1, 5, rows),
        random.integers(0, 2, rows),
    )


@given(counted())
def test_m0_is_h_times_a_and_the_sum_of_weighted_censored_headcounts(drawn: Drawn) -> None:
    at, w = columns(len(drawn.weights), len(drawn.weights)), drawn.weights / drawn.weights.sum()
    found = one_domain(drawn.deprived, drawn.weights, drawn.k, drawn.of)
    assert found[at.m0] == pytest.approx(float(w @ found[at.censored]), abs=1e-14)
    if found[at.h] > 0:
        assert found[at.m0] == pytest.approx(found[at.h] * found[at.a], abs=1e-14)
        assert found[at.contribution].sum() == pytest.approx(1, abs=1e-12)
        assert found[at.dimension] == pytest.approx(found[at.contribution])
    else:
        assert np.isnan(found[at.a]) and np.isnan(found[at.contribution]).all()


@given(counted())
def test_subgroups_add_up_to_the_whole(drawn: Drawn) -> None:
    at = columns(len(drawn.weights), len(drawn.weights))
    whole = one_domain(drawn.deprived, drawn.weights, drawn.k, drawn.of)
    parts = alkire_foster(drawn.deprived, drawn.counting, drawn.of, drawn.domain, n_domains=2).value
    share = np.array([drawn.of[drawn.domain == d].sum() for d in (0, 1)]) / drawn.of.sum()
    for column in (at.h, at.m0, *range(at.uncensored.start, at.censored.stop)):
        there = share > 0
        assert float(share[there] @ parts[there, column]) == pytest.approx(whole[column], abs=1e-13)


@given(counted(), st.floats(0.001, 1000))
def test_row_order_the_scale_of_weights_and_rows_twice_do_not_matter(drawn: Drawn, factor: float) -> None:
    given_rows: tuple[Any, ...] = (drawn.deprived, drawn.of, drawn.domain)
    one = alkire_foster(drawn.deprived, drawn.counting, drawn.of, drawn.domain, n_domains=2)
    g, of, domain = (part[::-1] for part in given_rows)
    turned = alkire_foster(g, Counting(drawn.weights * factor, drawn.k), of * factor, domain, n_domains=2)
    np.testing.assert_allclose(turned.value, one.value, atol=1e-12)
    np.testing.assert_allclose(turned.influence[::-1], one.influence, atol=1e-12)
    g, of, domain = (np.concatenate([part, part]) for part in given_rows)
    twice = alkire_foster(g, drawn.counting, of, domain, n_domains=2)
    np.testing.assert_allclose(twice.value, one.value, atol=1e-12)


@settings(max_examples=30)
@given(counted())
def test_doubling_rows_with_their_units_halves_the_variance_but_for_one_unit(drawn: Drawn) -> None:
    def variance(times: int) -> Floats:
        g, of = (np.concatenate([part] * times) for part in (drawn.deprived, drawn.of))
        flat, n = np.zeros(len(g), int), len(g)
        z = alkire_foster(g, drawn.counting, of, flat).influence
        design = Sample(np.arange(n), np.zeros(n, int), np.zeros(1))
        return taylor_variance(z, np.arange(n), flat, design, n_domains=1).value * (n - 1)

    np.testing.assert_allclose(variance(2), variance(1), atol=1e-12, equal_nan=True)


@given(counted(), st.integers(0, 2**32 - 1))
def test_missing_indicators_drop_a_row_or_share_its_weight(drawn: Drawn, seed: int) -> None:
    gone = np.random.default_rng(seed).random(drawn.deprived.shape) < 0.2
    holed = np.where(gone, np.nan, drawn.deprived)
    kept = ~gone.any(axis=1)
    dropped = one_domain(holed, drawn.weights, drawn.k, drawn.of)
    left = one_domain(drawn.deprived[kept], drawn.weights, drawn.k, drawn.of[kept])
    np.testing.assert_allclose(dropped, left, atol=1e-12)
    score = deprivation_score(holed, drawn.weights, reweight=True)
    for i, row in enumerate(holed):
        known = ~np.isnan(row)
        wanted = (row[known] @ drawn.weights[known]) / drawn.weights[known].sum() if known.any() else np.nan
        np.testing.assert_allclose(score[i], wanted, atol=1e-14)
    at = columns(len(drawn.weights), len(drawn.weights))
    found = one_domain(holed, drawn.weights, drawn.k, drawn.of, reweight=True)
    if found[at.h] > 0:
        assert found[at.contribution].sum() == pytest.approx(1, abs=1e-12)


def test_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ComputeError) as caught:
        alkire_foster(np.ones((2, 1)), Counting(np.ones(1), 0.5), np.ones(3), np.zeros(2, int))
    assert [problem.code for problem in caught.value.problems] == ["stats.unequal-lengths"]
