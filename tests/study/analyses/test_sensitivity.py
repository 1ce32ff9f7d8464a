from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.report.sensitivity_words import how
from berdaya.stats.sobol_indices import sobol_indices
from berdaya.study.analyses import sensitivity as module
from berdaya.study.analyses.sensitivity import (
    SensitivityResult,
    rank_rows,
    sensitivity_document,
    sensitivity_of,
    spec_document,
)
from berdaya.study.analyses.weights import schemes_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import ManyGroups, SmallStudy

SPEC = SensitivitySpec(base=32)


def result(small: "SmallStudy", spec: SensitivitySpec = SPEC, **more: Any) -> SensitivityResult:
    return sensitivity_of(read_study(small.path), spec, **more)


def test_the_document_holds_what_was_found(small: "SmallStudy") -> None:
    found = result(small, by=("sex",))
    document = sensitivity_document(found, "en")
    run = found.run
    assert [row["node"] for row in document["nodes"]] == list(run.nodes)
    top = document["nodes"][0]
    assert top["value"] == run.value[0]
    assert top["range_95"] == {"low": run.low95[0], "high": run.high95[0]}
    assert sum(top["bands"].values()) == pytest.approx(1)
    assert top["score"]["spacing"]["total"] == run.scores.total[list(run.sources).index("spacing"), 0]
    assert document["sensitivity"]["runs"] == 32 * 8
    assert document["sensitivity"]["aggregate"] == ["own", "geometric"]
    assert document["sensitivity"]["weights"] == {"kind": "dirichlet", "spread": 0.25}
    assert "spacing" not in document["as_scored"][0]["score"]
    assert document["ranks"]["move"].keys() == top["score"].keys()
    assert {row["first"]["by"]["sex"] for row in document["compared"]} == {"L"}
    assert [row["node"] for row in sensitivity_document(found, "en", "v1")["nodes"]] == ["v1"]
    ranks = [row["rank"] for row in rank_rows(run)]
    assert ranks == sorted(ranks)


def test_every_run_is_stored_and_gives_the_shares_again(small: "SmallStudy") -> None:
    found = result(small)
    assert found.draws == small.path / "results" / "sensitivity-draws.parquet"
    stored = pl.read_parquet(found.draws)
    assert stored.equals(found.run.draws)
    samples = [
        stored.filter(pl.col("sample") == name)["score:overall"].to_numpy()
        for name in stored["sample"].unique(maintain_order=True)
    ]
    a, b, *mixed = samples
    again = sobol_indices(a, b, np.stack(mixed), seed=2022)
    assert np.allclose(again.total, found.run.scores.total[:, 0])


def test_the_scoring_kept_is_a_run_of_its_own(small: "SmallStudy") -> None:
    found = result(small)
    assert found.as_scored is not None
    others = tuple(source for source in SPEC.sources if source != "spacing")
    alone = result(small, replace(SPEC, sources=others))
    assert alone.as_scored is None
    assert alone.run.draws.equals(found.as_scored.draws)
    assert result(small, replace(SPEC, sources=("spacing",))).as_scored is None


def test_the_study_says_what_is_drawn(small: "SmallStudy") -> None:
    small.change(
        "study.yaml", ("design:", "sensitivity: {sources: [weights], base: 16, weights: {kind: box}}\ndesign:")
    )
    found = sensitivity_of(read_study(small.path))
    assert found.run.sources == ("weights",)
    assert spec_document(found.run)["weights"] == {"kind": "box", "spread": 0.25}
    assert found.run.draws.height == 16 * 3


BETWEEN = ("design:", "sensitivity: {sources: [weights], base: 16, weights: {kind: schemes}}\ndesign:")


def test_weights_between_the_instruments_own_and_those_of_experts(small: "SmallStudy") -> None:
    small.write("weights/budget.csv", "expert,node,points\na,v1,20\na,v2,80\nb,v1,40\nb,v2,60\n")
    small.change("study.yaml", BETWEEN)
    found = sensitivity_of(read_study(small.path))
    assert spec_document(found.run)["weights"] == {"kind": "schemes", "schemes": ["given", "budget"]}
    weighed = schemes_of(read_study(small.path), names=("given", "budget")).schemes
    values = sorted(one.scores.whole.value[0, found.run.at("overall")] for one in weighed)
    drawn = found.run.draws["score:overall"].unique().sort().to_list()
    assert drawn == pytest.approx(values, abs=1e-6)
    assert how(found.run, "weights", found.counted.study.instrument, "en").endswith(": given, budget")


def test_weights_between_schemes_need_the_judgements_of_experts(small: "SmallStudy") -> None:
    small.change("study.yaml", BETWEEN)
    with pytest.raises(InputError) as refused:
        sensitivity_of(read_study(small.path))
    assert [problem.code for problem in refused.value.problems] == ["sensitivity.no-schemes"]


def test_progress_goes_over_both_runs(small: "SmallStudy") -> None:
    told: list[float] = []
    result(small, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert any(share == 0.5 for share in told)


def test_waves_and_groups_drawn_at_a_first_stage(many: "ManyGroups") -> None:
    study = read_study(many.path)
    found = sensitivity_of(study, SensitivitySpec(base=16))
    assert [one.waves for one in found.compared] == [(("2026-1", "2025-2"),)]
    assert len(found.run.ranks.groups) > 90
    assert not found.run.ranks.fixed


def test_too_many_rows_leave_the_scoring_out_and_say_so(small: "SmallStudy", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 10)
    small.change("study.yaml", ("{selection: random}", "{selection: random, stages: [{unit: group}]}"))
    found = result(small, by=("sex",))
    assert "spacing" not in found.run.sources
    assert found.as_scored is None
    assert found.compared == ()
    assert [(p.code, p.severity) for p in found.problems][-1] == ("sensitivity.too-many-rows", "warning")
    assert found.run.ranks.fixed


def test_wrong_attributes(small: "SmallStudy", monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as error:
        result(small, by=("age",))
    assert error.value.problems[0].code == "estimates.unknown-attribute"
    monkeypatch.setattr("berdaya.estimates.sensitivity.dominance.MOST_PARTS", 1)
    with pytest.raises(InputError) as error:
        result(small, by=("sex", "village"))
    assert [p.code for p in error.value.problems] == ["sensitivity.too-many-parts"] * 2


EXPERTS = {"Ani": (20, 80, 50, 50), "Budi": (40, 60, 10, 90), "Citra": (70, 30, None, None)}
HEAD = "expert,node,points\n"
BUDGET = "{{sources: [weights], base: 256, weights: {{kind: experts{more}}}}}"


def rows_of(expert: str) -> str:
    given = zip(("v1", "v2", "q1", "q2"), EXPERTS[expert], strict=True)
    return "".join(f"{expert},{node},{points}\n" for node, points in given if points is not None)


def between_experts(small: "SmallStudy", more: str = "") -> SensitivityResult:
    small.write("weights/budget.csv", HEAD + "".join(map(rows_of, EXPERTS)))
    small.change("study.yaml", ("design:", f"sensitivity: {BUDGET.format(more=more)}\ndesign:"))
    return sensitivity_of(read_study(small.path))


def test_scores_between_experts_are_those_of_each_ones_file_alone(small: "SmallStudy") -> None:
    found = between_experts(small)
    small.change("study.yaml", (BUDGET.format(more=""), "{base: 16}"))
    v1, v2 = found.run.at("v1"), found.run.value[found.run.at("v2")]
    alone = {}
    for expert in EXPERTS:
        small.write("weights/budget.csv", HEAD + rows_of(expert))
        (_, scheme) = schemes_of(read_study(small.path), names=("budget",)).schemes
        alone[expert] = scheme.scores.whole.value[0]
    ani, budi = alone["Ani"], alone["Budi"]
    assert sorted(found.run.draws["score:v1"].unique()) == pytest.approx(sorted([ani[v1], budi[v1]]))
    stands_in = [0.7 * own[v1] + 0.3 * v2 for own in (ani, budi)]  # Citra did not judge v1: Ani or Budi do
    wanted = sorted([ani[0], budi[0], *stands_in])
    assert sorted(found.run.draws["score:overall"].unique()) == pytest.approx(wanted)


def test_a_mixture_lies_between_the_experts_and_decides_all_where_nothing_else_varies(small: "SmallStudy") -> None:
    run = between_experts(small, ", take: mixture").run
    assert run.sources == ("weights",)
    assert run.scores.total[0, run.at("overall")] == pytest.approx(1, abs=0.05)
    drawn = run.draws["score:v1"].to_numpy()
    q1, q2 = (run.value[run.at(key)] for key in ("q1", "q2"))
    ends = sorted((0.5 * q1 + 0.5 * q2, 0.1 * q1 + 0.9 * q2))
    assert ends[0] <= drawn.min() < drawn.max() <= ends[1]


def test_experts_are_named_but_not_in_public(small: "SmallStudy") -> None:
    found = between_experts(small, ", scheme: budget")
    weights = sensitivity_document(found, "en")["sensitivity"]["weights"]
    assert weights == {
        "kind": "experts",
        "scheme": "budget",
        "take": "one",
        "inconsistent": "keep",
        "experts": 3,
        "names": ["Ani", "Budi", "Citra"],
        "judged_by": {"overall": 3, "v1": 2},
        "inconsistent_judgements": [],
    }
    small.change("study.yaml", ("sensitivity:", "disclosure: {profile: public}\nsensitivity:"))
    public = sensitivity_document(sensitivity_of(read_study(small.path)), "en")["sensitivity"]["weights"]
    assert public == {**weights, "names": None}


def test_the_seed_decides_which_experts_are_drawn(small: "SmallStudy") -> None:
    first = between_experts(small).run.draws
    study = read_study(small.path)
    assert first.equals(sensitivity_of(study).run.draws)
    assert not first.equals(sensitivity_of(study, replace(study.sensitivity, seed=7)).run.draws)
