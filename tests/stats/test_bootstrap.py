from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import ComputeError
from berdaya.stats.bootstrap import combine_factors, rao_wu_factors, replicate_variance
from berdaya.stats.intervals import t_interval
from berdaya.stats.sample import Bools, Floats, Ints, Sample, Second, degrees_of_freedom
from berdaya.stats.variance import taylor_variance

if TYPE_CHECKING:
    from tests.conftest import Outside

REPLICATE_ROWS = 171
REPLICATE_FIGURES = 543


def read(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: [row[name] for row in rows] for name in rows[0]}


def number(columns: dict[str, list[str]], name: str) -> Floats:
    return np.array([float(v) for v in columns[name]])


class Replicated:
    """A file with base weights and replicate weights, and how R makes a variance of them."""

    def __init__(
        self,
        columns: dict[str, list[str]],
        base: Floats,
        replicates: Floats,
        scale: float,
        rscales: Floats | None = None,
    ) -> None:
        self.columns, self.base, self.replicates = columns, base, replicates
        self.scale, self.rscales = scale, rscales
        self._degf: dict[bytes, int] = {}

    def outcome(self, name: str) -> Floats:
        if "=" in name:
            column, _, level = name.partition("=")
            return np.array([float(v == level) for v in self.columns[column]])
        if "-" in name:
            after, _, before = name.partition("-")
            return number(self.columns, after) - number(self.columns, before)
        return number(self.columns, name)

    def both(self, statistic: Callable[[Floats], float]) -> tuple[float, Floats]:
        return statistic(self.base), np.array([statistic(w) for w in self.replicates])

    def error(self, replicates: Floats) -> float:
        return math.sqrt(replicate_variance(replicates, scale=self.scale, rscales=self.rscales))

    def degf(self, inside: Bools) -> int:
        """R: rank of the replicate weights of the domain, minus 1."""
        if inside.tobytes() not in self._degf:
            singular = np.linalg.svd(self.replicates[:, inside], compute_uv=False)
            self._degf[inside.tobytes()] = int((singular > 1e-5 * singular[0]).sum()) - 1
        return self._degf[inside.tobytes()]


def jackknife(columns: dict[str, list[str]], psu: str | None, strata: str | None, fpc: str | None) -> Replicated:
    """JK1 or JKn: drop one PSU, weigh up the others of its stratum."""
    base = number(columns, "pw")
    of_psu: Ints = np.unique(columns[psu], return_inverse=True)[1] if psu else np.arange(len(base))
    of_row: Ints = np.unique(columns[strata], return_inverse=True)[1] if strata else np.zeros(len(base), dtype=np.int64)
    psus = np.bincount(of_row[np.unique(of_psu, return_index=True)[1]])
    sizes = number(columns, fpc) if fpc else np.full(len(base), np.inf)
    weights, rscales = [], []
    for p in range(of_psu.max() + 1):
        at = of_psu == p
        n = int(psus[of_row[at][0]])
        factor = np.where(of_row == of_row[at][0], n / (n - 1), 1.0)
        weights.append(base * np.where(at, 0.0, factor))
        rscales.append((n - 1) / n * (1 - n / sizes[at][0]))
    return Replicated(columns, base, np.array(weights), 1.0, np.array(rscales))


def replicated(folder: Path) -> dict[str, Replicated]:
    strat, clus = read(folder / "apistrat.csv"), read(folder / "apiclus1.csv")
    found = {
        "strat_jkn": jackknife(strat, None, "stype", None),
        "strat_jkn_fpc": jackknife(strat, None, "stype", "fpc"),
        "clus1_jk1": jackknife(clus, "dnum", None, None),
        "clus1_jk1_fpc": jackknife(clus, "dnum", None, "fpc"),
    }
    for name, file in (("clus1_raowu200", "apiclus1_raowu200"), ("strat_raowu100", "apistrat_raowu100")):
        columns = read(folder / f"{file}.csv")
        weights = np.array([number(columns, c) for c in columns if c.startswith("rw")])
        found[name] = Replicated(columns, number(columns, "pw"), weights, 1 / (len(weights) - 1))
    scd = read(folder / "scd_brr.csv")
    half = np.array([number(scd, f"brr{i}") for i in (1, 2, 3, 4)])
    ones = np.ones(half.shape[1])
    found["scd_brr"] = Replicated(scd, ones, half, 1 / 4)
    found["scd_fay0.3"] = Replicated(scd, ones, np.where(half > 0, 2 - 0.3, 0.3), 1 / (4 * (1 - 0.3) ** 2))
    return found


def statistic(data: Replicated, row: dict[str, str]) -> Callable[[Floats], float]:
    y = data.outcome(row["y"])
    if row["stat"] == "diff_domain_means":
        yes = np.array([v == "Yes" for v in data.columns[row["domain"]]])
        return lambda w: float(np.average(y[yes], weights=w[yes]) - np.average(y[~yes], weights=w[~yes]))
    inside = (
        np.array([v == row["level"] for v in data.columns[row["domain"]]]) if row["domain"] else np.full(len(y), True)
    )
    if row["stat"] == "ratio":
        x = data.outcome(row["x"])
        return lambda w: float((w * y)[inside].sum() / (w * x)[inside].sum())
    if row["stat"] == "total":
        return lambda w: float((w * y)[inside].sum())
    return lambda w: float((w * y)[inside].sum() / w[inside].sum())


def domain(data: Replicated, row: dict[str, str]) -> Bools:
    """The rows of the level that is named; all where none is (also for a difference of two levels)."""
    if row["level"] in ("", "NA", "Yes-No"):
        return np.full(len(data.base), True)
    return np.array([v == row["level"] for v in data.columns[row["domain"]]])


def logit(p: Floats) -> Floats:
    return np.asarray(np.log(p) - np.log1p(-p))


def figures(data: Replicated, row: dict[str, str]) -> dict[str, float]:
    estimate, replicates = data.both(statistic(data, row))
    se = data.error(replicates)
    df = float(data.degf(domain(data, row)))
    low, high = t_interval(estimate, se, df, 0.95)
    if row["stat"] == "prop_logit":  # R fits a logistic regression in each replicate
        ends = t_interval(logit(np.asarray(estimate)), data.error(logit(replicates)), df, 0.95)
        low, high = (1 / (1 + np.exp(-np.asarray(end))) for end in ends)
    return {"est": estimate, "se": se, "df": df, "ci_low": float(low), "ci_high": float(high)}


def test_every_replicate_row_of_r_survey(outside: Outside) -> None:
    folder = outside.folder("survey", REPLICATE_FIGURES)
    data = replicated(folder)
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        wanted = [row for row in csv.DictReader(lines) if row["method"] != "taylor"]
    compared = 0
    for row in wanted:
        found = figures(data[row["design"]], row)
        # R's logistic regressions stop at 1e-8; all else, also with weights rounded to 8 decimals, is nearer.
        tolerance = 1e-8 if row["stat"] == "prop_logit" else 1e-9
        for name in ("est", "se", "df", "ci_low", "ci_high"):
            if row[name] not in ("", "NA"):
                assert found[name] == pytest.approx(float(row[name]), rel=tolerance), (row, name)
                compared += 1
    assert len(wanted) == REPLICATE_ROWS
    assert compared == REPLICATE_FIGURES
    outside(compared)


def drawn(sample: Sample, keys: list[str], seed: int, replicates: int) -> Floats:
    return np.concatenate(list(rao_wu_factors(sample, keys, seed, replicates))).astype(np.float64)


def two_stage(f1: float = 0.4, f2: float = 0.3) -> Sample:
    """Strata of 3 and 2 PSUs with 2-3 units each; the last PSU has a single unit."""
    psu = np.array([0, 0, 0, 1, 1, 2, 2, 3, 3, 4])
    inner = Second(psu, np.array([f2, f2, 0.0, f2, f2]))
    return Sample(psu, np.array([0, 0, 0, 1, 1]), np.array([f1, 1.0]), inner)


def multiples(sizes: Ints) -> Iterator[tuple[float, list[float]]]:
    """Every outcome of n - 1 draws in each stratum, with its probability."""
    parts = []
    for n in sizes.tolist():
        draws = list(product(range(n), repeat=n - 1)) if n > 1 else [()]
        u = [[d.count(i) * n / (n - 1) for i in range(n)] if n > 1 else [1.0] for d in draws]
        parts.append([(1 / len(draws), one) for one in u])
    for chosen in product(*parts):
        yield math.prod(p for p, _ in chosen), [x for _, u in chosen for x in u]


def test_exact_variance_of_all_outcomes_is_taylors() -> None:
    sample = two_stage()
    assert sample.second is not None
    z = np.array([0.3, -1.0, 2.0, 0.5, 1.5, -2.0, 0.7, 1.1, -0.4, 0.9])
    outer = [(p, [*u, 1.0, 1.0]) for p, u in multiples(np.array([3]))]  # the second stratum is taken whole
    inner = list(multiples(sample.second.units))
    first = np.array([u for _, u in outer], dtype=np.float32)
    second = np.array([u for _, u in inner], dtype=np.float32)
    mean = square = 0.0
    for (p, _), row in zip(outer, first, strict=True):
        sums = combine_factors(sample, np.repeat(row[None, :], len(second), axis=0), second).astype(np.float64) @ z
        chance = p * np.array([q for q, _ in inner])
        mean += float(chance @ sums)
        square += float(chance @ sums**2)
    zero = np.zeros(10, dtype=np.int64)
    expected = taylor_variance(z[:, None], np.arange(10), zero, sample, n_domains=1, lonely="remove").value[0, 0]
    assert mean == pytest.approx(z.sum(), rel=1e-6)
    assert square - mean**2 == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("f1", [0.0, 0.4, 1.0])
def test_drawn_variance_is_taylors(f1: float) -> None:
    sample = two_stage(f1)
    z = np.array([0.3, -1.0, 2.0, 0.5, 1.5, -2.0, 0.7, 1.1, -0.4, 0.9])
    zero = np.zeros(10, dtype=np.int64)
    expected = taylor_variance(z[:, None], np.arange(10), zero, sample, n_domains=1, lonely="remove").value[0, 0]
    sums = drawn(sample, ["a", "b"], 7, 40_000) @ z
    assert replicate_variance(sums, scale=1 / 39_999) == pytest.approx(expected, rel=0.04)
    assert sums.mean() == pytest.approx(z.sum(), abs=4 * math.sqrt(expected / 40_000))


def plain(strata: list[int]) -> Sample:
    stratum = np.repeat(np.arange(len(strata)), strata)
    return Sample(np.arange(len(stratum)), stratum, np.zeros(len(strata)))


def test_draws_of_a_stratum_do_not_depend_on_the_others() -> None:
    three = drawn(plain([4, 5, 3]), ["x", "y", "z"], 11, 50)
    one = drawn(plain([5]), ["y"], 11, 50)
    turned = drawn(plain([5, 4]), ["y", "x"], 11, 50)
    assert np.array_equal(three[:, 4:9], one)
    assert np.array_equal(turned, np.hstack([one, three[:, :4]]))
    assert not np.array_equal(one, drawn(plain([5]), ["y"], 12, 50))
    assert not np.array_equal(one, drawn(plain([5]), ["other"], 11, 50))


def test_draws_do_not_depend_on_how_many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = two_stage()
    whole = drawn(sample, ["a", "b"], 3, 20)
    assert np.array_equal(drawn(sample, ["a", "b"], 3, 7), whole[:7])
    monkeypatch.setattr("berdaya.stats.bootstrap._BLOCK", 30)
    assert [len(b) for b in rao_wu_factors(sample, ["a", "b"], 3, 20)] == [3, 3, 3, 3, 3, 3, 2]
    assert np.array_equal(drawn(sample, ["a", "b"], 3, 20), whole)


def test_psus_out_of_order_and_units_of_one_psu() -> None:
    sample = Sample(np.array([0, 0, 1, 2, 3]), np.array([1, 0, 1, 0]), np.zeros(2))
    factors = drawn(sample, ["a", "b"], 1, 30)
    assert np.array_equal(factors[:, 0], factors[:, 1])
    assert np.allclose(factors[:, 1] + factors[:, 3], 2.0)  # PSUs 0 and 2 are stratum b
    assert np.allclose(factors[:, 2] + factors[:, 4], 2.0)
    assert len(np.unique(factors)) == 2


@pytest.mark.parametrize("f1", [0.0, 0.4, 1.0])
def test_lonely_units_drawn_twice_or_not_have_the_variance_of_centre(f1: float) -> None:
    """A lonely PSU that is drawn, and a lonely unit within a PSU."""
    psu = np.array([0, 0, 0, 1, 1, 2, 3, 3])
    inner = Second(psu, np.array([0.3, 0.3, 0.3, 0.5]))
    sample = Sample(psu, np.array([0, 0, 0, 1]), np.array([f1, 0.2]), inner)
    z = np.array([0.3, -1.0, 2.0, 0.5, 1.5, -2.0, 0.7, 1.1])
    zero = np.zeros(8, dtype=np.int64)
    expected = taylor_variance(z[:, None], np.arange(8), zero, sample, n_domains=1, lonely="centre").value[0, 0]
    kept = taylor_variance(z[:, None], np.arange(8), zero, sample, n_domains=1, lonely="remove").value[0, 0]
    assert expected > 1.1 * kept
    factors = np.concatenate(list(rao_wu_factors(sample, ["a", "b"], 7, 40_000, "centre"))).astype(np.float64)
    assert replicate_variance(factors @ z, scale=1 / 39_999) == pytest.approx(expected, rel=0.04)
    assert (factors @ z).mean() == pytest.approx(z.sum(), abs=4 * math.sqrt(expected / 40_000))
    assert np.array_equal(drawn(sample, ["a", "b"], 7, 30)[:, :5], factors[:30, :5])  # the others' draws stay


def test_lonely_and_certain_strata_stay_at_one() -> None:
    sample = Sample(np.arange(4), np.array([0, 1, 1, 1]), np.array([0.0, 1.0]))
    assert np.array_equal(drawn(sample, ["a", "b"], 1, 5), np.ones((5, 4)))


def test_supplied_centre_and_the_degrees_of_freedom_of_the_design() -> None:
    replicates = np.array([[1.0, 5.0], [3.0, 5.0]])
    about = replicate_variance(replicates, scale=0.5, centre=np.array([1.0, 4.0]))
    assert about.tolist() == [2.0, 1.0]
    assert replicate_variance(replicates, scale=1.0, rscales=np.array([0.0, 1.0])).tolist() == [0.0, 0.0]
    # Rank minus 1 (R's rule, 14 for 15 districts) is the design's df as well where strata are one.
    assert degrees_of_freedom(np.arange(15), np.zeros(15, dtype=np.int64), plain([15]), n_domains=1).tolist() == [14]


def test_wrong_keys_and_too_few_replicates_are_both_named() -> None:
    with pytest.raises(ComputeError) as caught:
        rao_wu_factors(plain([2, 2]), ["a", "a"], 1, 1)
    assert [p.code for p in caught.value.problems] == ["stats.keys-not-distinct", "stats.too-few-replicates"]
    with pytest.raises(ComputeError, match=r"stats.too-few-replicates"):
        replicate_variance(np.ones((1, 3)), scale=1.0)
