from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from tests.instrument.test_tree import OWN, even_nodes, read_hierarchy, table

from berdaya.errors import ComputeError
from berdaya.estimates.bootstrap import replicate_values
from berdaya.estimates.compute import estimate
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.model import Sensitivity, SensitivitySpec
from berdaya.estimates.sensitivity.sensitivity import sensitivity
from berdaya.instrument.model import Aggregate, Instrument, Node
from berdaya.stats.sobol_indices import sobol_indices

if TYPE_CHECKING:
    from tests.conftest import Made, Outside
    from tests.estimates.conftest import Small

    from berdaya.tally.model import Tally

SPEC = SensitivitySpec(base=64)


def tallied(small: Small, design: str = "every-group", **more: Any) -> tuple[Instrument, Tally]:
    rows, answers = small.study(**more)
    instrument = small.instrument()
    return instrument, small.made.tally(instrument, rows, answers, small.designs[design], detail=True)


def run(instrument: Instrument, tally: Tally, spec: SensitivitySpec = SPEC, **more: Any) -> Sensitivity:
    return sensitivity(instrument, (tally, tally), more.pop("settings", Settings()), spec, **more)


def score(found: Sensitivity, node: str = "overall", samples: tuple[str, ...] = ("A", "B")) -> Any:
    return found.draws.filter(pl.col("sample").is_in(samples))[f"score:{node}"].to_numpy()


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("design", ["every-group", "some-groups", "two-stages", "rows"])
def test_chance_alone_is_the_bootstrap_of_the_design(small: Small, count: Any, design: str) -> None:
    instrument, tally = tallied(small, design)
    settings = Settings(count=count)
    found = run(instrument, tally, SensitivitySpec(sources=("sampling",), base=256), settings=settings)
    assert np.allclose(found.value, estimate(instrument, tally, settings).value[0], rtol=1e-12)
    replicates = replicate_values(make_frame(instrument, tally, settings), found.spec.seed, 512)[:, 0]
    drawn = found.draws.filter(pl.col("sample").is_in(["A", "B"])).sort("replicate")
    assert drawn["replicate"].to_list() == list(range(512))
    for node in ("overall", "a", "b"):
        at = found.at(node)
        assert np.allclose(drawn[f"score:{node}"].to_numpy(), replicates[:, at], rtol=1e-5)
        assert found.scores.first[0, at] == pytest.approx(1, abs=0.25)


def test_without_chance_all_runs_of_one_choice_are_that_estimate(small: Small) -> None:
    instrument, tally = tallied(small)
    kinds = (None, Aggregate("geometric"), Aggregate("minimum"))
    spec = SensitivitySpec(sources=("aggregate", "coverage"), base=64, aggregate=kinds, coverage=("own", "lowest", 0.9))
    found = run(instrument, tally, spec)
    others = {
        "own": instrument,
        "geometric": small.instrument("geometric", "geometric", "geometric"),
        "minimum": small.instrument("minimum", "minimum", "minimum"),
    }
    for name, other in others.items():
        for least, settings in (("own", Settings(zero="shift")), ("0.9", Settings(zero="shift", min_coverage=0.9))):
            expected = estimate(other, tally, settings).value[0]
            rows = found.draws.filter((pl.col("aggregate") == name) & (pl.col("coverage") == least))
            assert rows.height > 5
            for node in ("overall", "a", "b"):
                value = expected[found.at(node)]
                ours = rows[f"score:{node}"].to_numpy(allow_copy=True).astype(float)
                assert np.allclose(ours, value, rtol=1e-12, equal_nan=True), (name, least, node)
    lowest = found.draws.filter((pl.col("aggregate") == "own") & (pl.col("coverage") == "lowest"))
    assert np.allclose(lowest["score:overall"], estimate(instrument, tally, Settings()).lowest[0, 0], rtol=1e-12)


def test_zero_policy_of_other_kinds_is_the_one_that_is_named(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    tally = made.tally(instrument, {}, [[0, 3], [0, 3]], detail=True)
    values = {}
    for zero in ("shift", "veto"):
        spec = SensitivitySpec(("aggregate",), 16, aggregate=(Aggregate("geometric"),) * 2, zero=zero)
        found = run(instrument, tally, spec)
        values[zero] = found.draws["score:overall"].unique().to_list()
    assert values == {"shift": [pytest.approx(1.0)], "veto": [0.0]}


def test_equal_steps_are_the_middle_of_all_scorings(small: Small) -> None:
    instrument, tally = tallied(small)
    found = run(instrument, tally, SensitivitySpec(sources=("spacing",), base=1024))
    assert score(found).mean() == pytest.approx(found.value[0], abs=0.01)
    near = run(instrument, tally, SensitivitySpec(sources=("spacing",), base=1024, spacing=0.1))
    assert score(near).std() < score(found).std() / 4


def test_where_the_parts_are_all_alike_weights_decide_nothing(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y")), made.leaf("z"))
    tally = made.tally(instrument, {}, [[2, 2, 2], [2, 2, 2]], detail=True)
    found = run(instrument, tally, SensitivitySpec(sources=("weights", "bands"), base=64))
    assert np.allclose(score(found), 2)
    assert np.isnan(found.scores.total).all()
    assert found.same[0] == found.bands[0, 1]
    assert 0.4 < found.bands[0, 1] < 0.6  # 2.00 beside a cut at 2 that moves
    assert found.categories.total[list(found.sources).index("bands"), 0] == pytest.approx(1, abs=0.1)
    assert found.categories.total[list(found.sources).index("weights"), 0] == 0


def test_the_stored_draws_give_the_results_again(small: Small) -> None:
    instrument, tally = tallied(small)
    found = run(instrument, tally)
    sources = found.sources
    assert sources == ("sampling", "weights", "aggregate", "coverage", "bands", "spacing")
    assert found.draws.height == 64 * 8
    a, b, *mixed = [score(found, samples=(name,)) for name in ("A", "B", *(f"A with B's {s}" for s in sources))]
    again = sobol_indices(a, b, np.stack(mixed), seed=found.spec.seed)
    assert all(np.allclose(x, y[:, 0]) for x, y in zip(again, found.scores, strict=True))
    drawn = np.concatenate([a, b])
    assert [found.low95[0], found.high95[0]] == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist())
    keys = found.draws.filter(pl.col("sample").is_in(["A", "B"]))["category:overall"].to_list()
    assert found.bands[0].tolist() == pytest.approx([keys.count(band.key) / 128 for band in instrument.bands.labels])
    one = found.draws.filter(pl.col("sample") == "A with B's weights")
    first = found.draws.filter(pl.col("sample") == "A")
    assert one["replicate"].equals(first["replicate"])
    assert one["level:1"].equals(first["level:1"])
    assert not one["weight:a"].equals(first["weight:a"])


def test_a_run_can_be_had_again_by_its_seed(small: Small) -> None:
    instrument, tally = tallied(small)
    found, again = run(instrument, tally), run(instrument, tally)
    assert found.draws.equals(again.draws)
    assert np.array_equal(found.scores.first_low, again.scores.first_low, equal_nan=True)
    assert not run(instrument, tally, replace(SPEC, seed=1)).draws.equals(found.draws)


def test_only_ratios_of_weights_count_and_rows_may_be_doubled(small: Small) -> None:
    spec = replace(SPEC, sources=("weights", "aggregate", "coverage", "bands", "spacing"))
    instrument, tally = tallied(small)

    def times(node: Node) -> Node:
        return replace(node, weight=7 * node.weight, children=tuple(map(times, node.children)))

    heavy = replace(instrument, root=times(instrument.root))
    doubled = replace(tally, **{name: 2 * getattr(tally, name) for name in ("sums", "answered", "asked", "weight")})
    expected = run(instrument, tally, spec)
    for found in (run(heavy, tally, spec), run(instrument, doubled, spec)):
        assert np.allclose(score(found), score(expected), rtol=1e-10)
        assert np.allclose(found.scores.total, expected.scores.total, rtol=1e-6, equal_nan=True)


def test_shares_add_up_and_ends_are_in_order(small: Small) -> None:
    found = run(*tallied(small))
    assert np.allclose(found.bands.sum(axis=1), 1)
    assert (found.low95 <= found.low90).all()
    assert (found.high90 <= found.high95).all()
    assert (found.low90 <= found.median).all()
    assert (found.empty == 0).all()
    cuts = list(found.sources).index("bands")
    assert (found.scores.total[cuts] == 0).all()  # a cut moves no score


def test_ranks_are_of_all_groups(small: Small) -> None:
    instrument, tally = tallied(small)
    found = run(instrument, tally).ranks
    by_group = estimate(instrument, tally, Settings(), ("group",))
    assert found.groups == tuple(label for (label,) in by_group.domains)
    assert np.allclose(found.value, by_group.value[:, 0])
    assert sorted(found.rank) == [1, 2, 3, 4, 5, 6]
    assert found.over_runs.top.sum() == pytest.approx(1, abs=0.02)
    assert (found.over_runs.low <= found.over_runs.median).all()
    assert not found.fixed
    assert (found.indices.total >= 0).all()


def test_without_a_design_within_groups_chance_moves_no_rank(small: Small) -> None:
    instrument, tally = tallied(small, "some-groups")
    found = sensitivity(instrument, (tally, None), Settings(), replace(SPEC, sources=("sampling",)))
    assert found.ranks.fixed
    assert np.array_equal(found.ranks.over_runs.low, found.ranks.rank)
    assert np.array_equal(found.ranks.over_runs.high, found.ranks.rank)
    assert score(found).std() > 0.01


def test_a_score_that_some_runs_lack_has_no_shares(made: Made) -> None:
    instrument = made.instrument(made.branch("a", made.leaf("x"), made.leaf("y")), made.leaf("z"))
    tally = made.tally(instrument, {}, [[2, None, 1], [1, None, 3], [0, 2, 2]], detail=True)
    found = run(instrument, tally, SensitivitySpec(sources=("coverage", "spacing"), base=32, coverage=("own", 0.9)))
    y = found.at("y")
    assert 0.3 < found.empty[y] < 0.7
    assert np.isnan(found.scores.first[:, y]).all()
    assert found.low95[y] <= found.high95[y]
    assert np.isfinite(found.scores.first[:, found.at("z")]).all()


def test_lonely_units_are_told(small: Small) -> None:
    rows, answers = small.study()
    rows["village"] = ["alone" if group == "g0" else "rest" for group in rows["group"]]
    instrument = small.instrument()
    tally = small.made.tally(instrument, rows, answers, small.designs["some-groups"], detail=True)
    assert run(instrument, tally).lonely
    assert not run(instrument, tally, lonely="centre").lonely
    assert not run(instrument, tally, replace(SPEC, sources=("weights",))).lonely


def test_what_cannot_be_run_is_told(small: Small, made: Made) -> None:
    instrument, tally = tallied(small)
    with pytest.raises(ComputeError) as error:
        run(instrument, tally, settings=Settings(mode="units_first"))
    assert error.value.problems[0].code == "sensitivity.means-first"
    with pytest.raises(ComputeError) as error:
        run(instrument, tally, wave="never")
    assert error.value.problems[0].code == "study.empty-wave"
    single = made.instrument(made.branch("a", made.leaf("x")), cuts=())
    with pytest.raises(ComputeError) as error:
        run(single, made.tally(single, {}, [[1], [2]], detail=True), replace(SPEC, sources=("weights", "bands")))
    assert error.value.problems[0].code == "sensitivity.nothing-varies"
    blank = made.tally(single, {}, [[None], [None]], detail=True)
    with pytest.raises(ComputeError) as error:
        run(single, blank)
    assert error.value.problems[0].code == "sensitivity.no-answers"


def test_progress_rises_to_the_end(small: Small) -> None:
    told: list[float] = []
    run(*tallied(small), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def programmes(made: Made, low: float, *, equal: bool) -> tuple[Instrument, Tally]:
    """The 40 programmes as groups of one respondent each, scores brought to 0..100 from `low` upwards."""
    instrument = read_hierarchy(made, OWN / "hierarchy_weights.csv", (0, 100), {})
    if equal:

        def alike(node: Node) -> Node:
            return replace(node, weight=1.0, children=tuple(map(alike, node.children)))

        instrument = replace(instrument, root=alike(instrument.root))
    codes, scores = table(OWN / "scores_0_3.csv")
    items = np.stack([low + (100 - low) / 3 * scores[leaf.key] for leaf in instrument.leaves], axis=1)
    answers = [[None if np.isnan(x) else float(x) for x in row] for row in items]
    return instrument, made.tally(instrument, {"group": codes}, answers, detail=True)


def test_kinds_of_means_agree_with_coinr(made: Made, outside: Outside) -> None:
    """Of the runs of each kind every group's score is COINr's index by that kind."""
    instrument, tally = programmes(made, 10.0, equal=False)
    kinds = (None, Aggregate("geometric"), Aggregate("harmonic"))
    spec = SensitivitySpec(("aggregate",), 32, aggregate=kinds, zero="veto")
    found = run(instrument, tally, spec)
    files = {"own": "amean_nothreshold", "geometric": "gmean_shifted", "harmonic": "hmean_shifted"}
    for name, file in files.items():
        codes, theirs = table(OWN / f"agg_{file}.csv")
        rows = found.draws.filter(pl.col("aggregate") == name)
        expected = theirs["IDX"] if name != "own" else 10 + 0.9 * theirs["IDX"]  # from 0, and from 10 upwards
        for code, value in zip(codes, expected, strict=True):
            ours = rows[f"group:{code}"].to_numpy()
            assert np.abs(ours / value - 1).max() < 1e-9
    outside(3 * 40)


def test_least_coverage_agrees_with_coinr(made: Made, outside: Outside) -> None:
    """With all weights alike, shares of weight and of number are the same: the same programmes have no index."""
    instrument, tally = programmes(made, 0.0, equal=True)
    assert len(even_nodes(instrument)) == 25
    found = run(instrument, tally, SensitivitySpec(("coverage",), 32, coverage=("own", 0.6)))
    codes, theirs = table(OWN / "agg_amean_datthresh_0.6.csv")
    rows = found.draws.filter(pl.col("coverage") == "0.6")
    empty = [rows[f"group:{code}"].null_count() == rows.height for code in codes]
    assert empty == np.isnan(theirs["IDX"]).tolist()
    outside(40)
