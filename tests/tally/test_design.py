from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.tally.design import lay_out, within_first
from berdaya.tally.model import DesignSpec, Stage
from berdaya.words.problems import hint, message


def rows(**columns: list[Any]) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    plain = {
        "respondent": [f"p{i}" for i in range(n)],
        "group": ["g"] * n,
        "role": ["member"] * n,
        "wave": [""] * n,
        "weight": [1.0] * n,
    }
    return pl.DataFrame({**plain, **columns})


def refused(frame: pl.DataFrame, spec: DesignSpec) -> list[str]:
    with pytest.raises(InputError) as caught:
        lay_out(frame, spec)
    for problem in caught.value.problems:
        assert "?" not in message(problem, "en") + message(problem, "id")
        assert hint(problem, "en") and hint(problem, "id")
    return [p.code for p in caught.value.problems]


def warned(frame: pl.DataFrame, spec: DesignSpec) -> dict[str, Any]:
    found = [p for p in lay_out(frame, spec).problems if p.code != "design.few-psus"]  # all these samples are small
    assert all(p.severity == "warning" for p in found)
    for problem in found:
        assert "?" not in message(problem, "en") + message(problem, "id")
    return {p.code: p.values for p in found}


def test_without_stages_rows_are_drawn_with_replacement() -> None:
    lay = lay_out(rows(role=["member", "leader", "member"], weight=[1.0, 2.0, 3.0]), DesignSpec())
    assert lay.unit.tolist() == [0, 1, 2]
    assert (lay.sample.psus.tolist(), lay.sample.fraction.tolist()) == ([3], [0.0])
    assert lay.weight.tolist() == [1, 1, 1]
    assert (lay.certain, lay.groups_vary, lay.strata) == (False, False, ("",))
    assert lay_out(rows(weight=[1.0, 2.0]), DesignSpec(weight="column")).weight.tolist() == [1, 2]


def test_a_census_is_certain_unless_no_correction_is_wanted() -> None:
    assert lay_out(rows(group=["a", "b"]), DesignSpec("census")).certain
    process = lay_out(rows(group=["a", "b"]), DesignSpec("census", finite=False))
    assert not process.certain
    assert process.sample.fraction.tolist() == [0.0]


def test_roles_are_strata_where_respondents_are_drawn() -> None:
    frame = rows(group=list("aaabbb"), role=["member", "member", "leader"] * 2)
    spec = DesignSpec("random", (Stage("respondent", ("group",), {"member": 4, "leader": 1}),), "design")
    lay = lay_out(frame, spec)
    assert lay.strata == ("a / leader", "a / member", "b / leader", "b / member")
    assert lay.sample.psus.tolist() == [1, 2, 1, 2]
    assert lay.sample.fraction.tolist() == [1.0, 0.5, 1.0, 0.5]
    assert lay.weight.tolist() == [2, 2, 1, 2, 2, 1]
    assert not lay.groups_vary
    assert [p.code for p in lay.problems] == ["design.few-psus"]  # one of one is certain, not lonely


def test_without_correction_one_of_one_person_stays_certain_and_a_group_does_not() -> None:
    frame = rows(group=list("aab"), role=["member", "leader", "member"], village=list("nns"))
    people = Stage("respondent", ("group",), {"member": 1, "leader": 1})
    assert lay_out(frame, DesignSpec(stages=(people,), finite=False)).sample.fraction.tolist() == [1, 1, 1]
    groups = lay_out(frame, DesignSpec(stages=(Stage("group", ("village",), 1),), finite=False))
    assert groups.sample.fraction.tolist() == [0.0, 0.0]
    assert [p.code for p in groups.problems] == ["design.lonely-psu"]


def test_two_stages_and_the_weight_of_both() -> None:
    frame = rows(group=list("aabbc"), size=[4, 4, 6, 6, 3], groups=[9] * 5)
    spec = DesignSpec("random", (Stage("group", (), "groups"), Stage("respondent", (), "size")), "design")
    lay = lay_out(frame, spec)
    assert lay.weight.tolist() == [3 * 2, 3 * 2, 3 * 3, 3 * 3, 3 * 3]
    assert lay.sample.psu.tolist() == [0, 0, 1, 1, 2]
    assert lay.sample.fraction.tolist() == [pytest.approx(3 / 9)]
    assert lay.sample.second is not None
    assert lay.sample.second.fraction.tolist() == [pytest.approx(f) for f in (2 / 4, 2 / 6, 1 / 3)]
    assert (lay.groups_vary, lay.group_in_unit) == (True, False)


def test_only_the_first_stage_counts_where_psus_are_drawn_with_replacement() -> None:
    frame = rows(group=list("aabb"))
    lay = lay_out(frame, DesignSpec(stages=(Stage("group"), Stage("respondent", (), 9))))
    assert lay.sample.second is None
    assert lay.unit.tolist() == [0, 0, 1, 1]
    assert lay.group_in_unit
    finite = DesignSpec(stages=(Stage("group", (), 5), Stage("respondent", (), 9)), finite=False)
    assert lay_out(frame, finite).sample.second is None


def test_groups_as_the_second_stage_lie_in_one_unit() -> None:
    frame = rows(group=list("aabbccdd"), village=list("nnnnssss"))
    lay = lay_out(frame, DesignSpec(stages=(Stage("village", (), 3), Stage("group", (), 5))))
    assert (lay.groups_vary, lay.group_in_unit) == (True, True)
    assert lay.unit.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_certain_where_every_stage_took_all() -> None:
    frame = rows(group=list("aabb"))
    assert lay_out(frame, DesignSpec(stages=(Stage("group", (), 2),))).certain
    assert lay_out(frame, DesignSpec(stages=(Stage("group", (), 2), Stage("respondent", (), 2)))).certain
    assert not lay_out(frame, DesignSpec(stages=(Stage("group", (), 2), Stage("respondent", (), 3)))).certain
    assert not lay_out(frame, DesignSpec(stages=(Stage("group", (), 3),))).certain


def test_fractions_and_weights_count_one_wave_of_a_panel() -> None:
    frame = rows(
        respondent=["p", "q", "p", "q", "r"], wave=["before", "before", "after", "after", "after"], group=["a"] * 5
    )
    spec = DesignSpec(stages=(Stage("respondent", ("group",), 6),), weight="design")
    lay = lay_out(frame, spec)
    assert lay.unit.tolist() == [0, 1, 0, 1, 2]  # the same person is the same unit
    assert lay.sample.fraction.tolist() == [0.5]  # three of six, in the wave that has most
    assert lay.weight.tolist() == [3, 3, 2, 2, 2]


def test_people_drawn_anew_in_each_wave_are_strata_of_each_wave() -> None:
    waves = ["before", "before", "after", "after"] * 2
    frame = rows(wave=waves, village=["n"] * 4 + ["s"] * 4, respondent=["a", "b", "c", "d", "e", "f", "e", "f"])
    lay = lay_out(frame, DesignSpec(stages=(Stage("respondent", ("village",), 4),)))
    assert lay.strata == ("n / member / after", "n / member / before", "s / member")  # those of s were asked twice
    assert lay.sample.psus.tolist() == [2, 2, 2]
    assert lay.sample.fraction.tolist() == [0.5, 0.5, 0.5]
    alone = lay_out(rows(wave=["before", "before", "after", "after"]), DesignSpec(stages=(Stage("respondent"),)))
    assert alone.strata == ("member / after", "member / before")


def test_people_drawn_anew_within_the_same_groups() -> None:
    frame = rows(wave=["before", "before", "after", "after"] * 2, group=list("aaaabbbb"))
    lay = lay_out(frame, DesignSpec(stages=(Stage("group", (), 4), Stage("respondent", (), 8))))
    assert (lay.strata, lay.sample.psus.tolist()) == (("",), [2])
    assert lay.sample.second is not None
    assert lay.sample.second.units.tolist() == [2, 2, 2, 2]
    assert lay.sample.second.fraction.tolist() == [0.25] * 4


def test_units_do_not_depend_on_the_order_of_rows() -> None:
    frame = rows(group=list("cabcab"), village=list("snnsnn"))
    spec = DesignSpec(stages=(Stage("group", ("village",)),))
    one, two = lay_out(frame, spec), lay_out(frame.reverse(), spec)
    assert one.unit.tolist() == two.unit.tolist()[::-1]
    assert np.array_equal(one.sample.psu, two.sample.psu)


@pytest.mark.parametrize(
    ("population", "column", "code"),
    [
        ("size", [4, 4, None, None], "design.population-missing"),
        ("size", [4, None, 5, 5], "design.population-missing"),
        ("size", ["4", "4", "many", "many"], "design.population-missing"),
        ("size", [4.0, 4.0, float("inf"), float("inf")], "design.population-missing"),
        ("size", [4, 4, 5, 6], "design.population-differs"),
        ("size", [4, 4, 1, 1], "design.population-too-small"),
        ("size", [4, 4, -2, -2], "design.population-too-small"),
        ({"leader": 3}, [0] * 4, "design.population-missing"),
        (1, [0] * 4, "design.population-too-small"),
    ],
)
def test_populations_that_cannot_be(population: Any, column: list[Any], code: str) -> None:
    frame = rows(group=list("aabb"), size=column)
    found = refused(frame, DesignSpec(stages=(Stage("respondent", ("group",), population),)))
    assert set(found) == {code}


def test_all_problems_at_once_and_by_the_name_of_their_stratum() -> None:
    frame = rows(group=list("aabb"), size=[1, 1, 1, 1], village=list("nnss"))
    spec = DesignSpec(stages=(Stage("group", ("village",)), Stage("respondent", (), "size")))
    with pytest.raises(InputError) as caught:
        lay_out(frame, spec)
    assert [p.values["stratum"] for p in caught.value.problems] == ["a / member", "b / member"]
    assert caught.value.problems[0].values == {
        "stratum": "a / member", "unit": "respondent", "columns": "'size'", "sample": 2, "population": "1",
    }  # fmt: skip


def test_design_weights_need_populations() -> None:
    frame = rows(group=list("aabb"))
    stages = (Stage("group", (), 4), Stage("respondent"))
    assert refused(frame, DesignSpec(stages=stages, weight="design")) == ["design.weight-needs-population"]
    assert refused(frame, DesignSpec(weight="design")) == ["design.weight-needs-population"]


def test_columns_that_are_not_there() -> None:
    spec = DesignSpec(stages=(Stage("house", ("vilage",), "houses"), Stage("respondent", (), {"member": "size"})))
    assert refused(rows(group=list("ab")), spec) == ["design.unknown-column"] * 4


def test_a_warning_where_weights_would_matter() -> None:
    frame = rows(group=list("aabbb"), size=[4, 4, 20, 20, 20])
    people = (Stage("respondent", ("group",), "size"),)
    found = warned(frame, DesignSpec(stages=people))
    assert found["design.weights-differ"] == {"low": "2", "high": "6.67"}
    assert warned(frame, DesignSpec(stages=people, weight="design")) == {}
    assert warned(frame, DesignSpec(stages=people, weight="column")) == {}
    assert warned(rows(group=list("aabb"), size=[4, 4, 6, 6]), DesignSpec(stages=people)) == {}  # 3 is 1.5 times 2


def test_lonely_units_are_named() -> None:
    frame = rows(group=list("aabbc"), village=list("nnnns"))
    spec = DesignSpec(stages=(Stage("group", ("village",)),))
    assert warned(frame, spec)["design.lonely-psu"] == {"unit": "group", "count": 1, "strata": "s"}
    assert warned(frame, DesignSpec(stages=spec.stages, lonely_psu="centre")) == {}
    inner = DesignSpec(stages=(Stage("group", (), 9), Stage("respondent", (), 9)))
    assert warned(frame, inner)["design.lonely-psu"] == {"unit": "respondent", "count": 1, "strata": "c / member"}
    many = rows(group=[f"g{i}" for i in range(9)], village=[f"v{i}" for i in range(9)])
    assert warned(many, spec)["design.lonely-psu"]["strata"] == "v0, v1, v2, v3, v4, …"


def test_few_units_are_told() -> None:
    few = lay_out(rows(group=[f"g{i}" for i in range(8)]), DesignSpec(stages=(Stage("group"),))).problems
    assert [(p.code, p.severity, p.values) for p in few] == [("design.few-psus", "warning", {"psus": 8, "df": 7})]
    assert lay_out(rows(group=[f"g{i}" for i in range(40)]), DesignSpec(stages=(Stage("group"),))).problems == ()


def test_few_units_are_those_of_one_wave() -> None:
    """Two waves of eight groups are not sixteen to one estimate, whether the groups are the same or others."""
    spec = DesignSpec(stages=(Stage("group"),))
    waves = ["before"] * 8 + ["after"] * 8
    for again in (0, 8):
        groups = [f"g{i}" for i in range(8)] + [f"g{i + again}" for i in range(8)]
        (few,) = lay_out(rows(group=groups, wave=waves), spec).problems
        assert (few.code, few.values) == ("design.few-psus", {"psus": 8, "df": 7})


def test_a_third_stage_is_told_where_it_is_left_out() -> None:
    frame = rows(village=list("aabb"), group=list("stuv"))
    stages = (Stage("village", (), 9), Stage("group", (), 9), Stage("respondent", (), 9))
    assert warned(frame, DesignSpec(stages=stages, weight="design"))["design.later-stages"] == {"count": 3}
    assert lay_out(frame, DesignSpec(stages=stages, weight="design")).weight.tolist() == [9 / 2 * 9 / 2 * 9] * 4
    drawn_again = (Stage("village"), *stages[1:])  # with replacement: the first stage covers the others
    assert "design.later-stages" not in warned(frame, DesignSpec(stages=drawn_again))


def test_weights_that_are_all_zero_are_refused() -> None:
    spec = DesignSpec(weight="column")
    frame = rows(group=list("aabb"), wave=["x", "x", "y", "y"])
    assert refused(frame.with_columns(weight=pl.lit(0.0)), spec) == ["design.weights-all-zero"] * 2
    one_wave = frame.with_columns(weight=pl.Series([0.0, 0.0, 1.0, 0.0]))
    assert refused(one_wave, spec) == ["design.weights-all-zero"]
    assert lay_out(frame, spec).weight.tolist() == [1, 1, 1, 1]


def test_a_sample_of_one_unit_is_told() -> None:
    assert warned(rows(group=["a", "a"]), DesignSpec(stages=(Stage("group"),))) == {
        "design.single-psu": {"unit": "group"}
    }


def test_no_rows_at_all() -> None:
    frame = rows(group=[]).cast({"group": pl.String, "respondent": pl.String, "role": pl.String, "wave": pl.String})
    assert lay_out(frame, DesignSpec()).unit.tolist() == []
    assert lay_out(frame, DesignSpec(stages=(Stage("group"), Stage("respondent")))).unit.tolist() == []


@pytest.mark.parametrize("weights", [["2", "many", "1"], [1.0, -1.0, 1.0], [1.0, None, 1.0], [1.0, np.inf, 1.0]])
def test_weights_of_groups_are_numbers_from_zero(weights: list[Any]) -> None:
    frame = rows(group=["a", "b", "c"], group_weight=weights)
    assert refused(frame, DesignSpec()) == ["design.group-weight"]


def test_a_population_of_words_is_a_problem() -> None:
    frame = rows(group=["a", "b"], size=["ten", "ten"])
    assert set(refused(frame, DesignSpec(stages=(Stage("group", (), "size"),)))) == {"design.population-missing"}


def test_a_census_without_numbers_took_all_there_were() -> None:
    frame = rows(group=["a", "a", "b"])
    assert lay_out(frame, DesignSpec("census", (Stage("group"), Stage("respondent")))).certain
    assert not lay_out(frame, DesignSpec("census", (Stage("group"),), finite=False)).certain


def test_without_stages_a_person_in_several_waves_is_one_unit() -> None:
    panel = rows(respondent=["a", "b", "a", "c"], wave=["before", "before", "after", "after"])
    lay = lay_out(panel, DesignSpec())
    assert lay.unit.tolist() == [0, 1, 0, 2]
    assert (lay.sample.psus.tolist(), lay.strata) == ([3], ("",))
    other = lay_out(panel.with_columns(group=pl.Series(["g", "g", "h", "g"])), DesignSpec())
    assert len(set(other.unit.tolist())) == 4


def test_without_stages_waves_of_others_are_samples_of_their_own() -> None:
    lay = lay_out(rows(wave=["before", "before", "after"]), DesignSpec())
    assert (lay.sample.psus.tolist(), lay.strata) == ([1, 2], ("after", "before"))


def test_given_what_was_drawn_first_the_choice_of_people_is_all_that_is_left() -> None:
    people = Stage("respondent", ("sex",), {"member": "members"})
    spec = DesignSpec("random", (Stage("village", population=9), Stage("group", population=3), people), "design")
    assert within_first(spec) == DesignSpec(
        "random", (Stage("respondent", ("village", "group", "sex"), {"member": "members"}),), "design"
    )
    assert within_first(DesignSpec(stages=(Stage("group"),))) is None
