from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.instrument.weights import given_scheme, shares, with_scheme
from berdaya.study.analyses.weights import check_weights, schemes_of
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

AHP = "expert,first,second,judgement\nAni,v1,v2,1/3\nBudi,v1,v2,3\nBudi,q1,q2,9\n"
NAMES = ["given", "equal", "ahp", "ahp-priorities", "entropy", "critic", "pca"]


def test_all_schemes_the_one_in_use_first(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP)
    found = schemes_of(read_study(small.path))
    assert [one.scheme.name for one in found.schemes] == NAMES
    small.change("study.yaml", ("design:", "weights: {use: ahp}\ndesign:"))
    study = read_study(small.path)
    again = schemes_of(study)
    assert [one.scheme.name for one in again.schemes] == ["ahp", "given", "equal", *NAMES[3:]]
    assert again.in_use.instrument is study.instrument
    by_name = {one.scheme.name: one for one in again.schemes}
    for one in found.schemes[:4]:
        assert by_name[one.scheme.name].scores.whole.value == pytest.approx(one.scores.whole.value, nan_ok=True)
    assert shares(by_name["given"].instrument)["v1"] == pytest.approx(2 / 3)


def test_a_scheme_gives_what_the_study_gives_that_uses_it(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP)
    before = {one.scheme.name: one for one in schemes_of(read_study(small.path)).schemes}
    for name in ("equal", "ahp-priorities"):
        text = (small.path / "study.yaml").read_text()
        small.change("study.yaml", ("design:", f"weights: {{use: {name}}}\ndesign:"))
        (alone,) = estimates_of(read_study(small.path)).estimates
        small.write("study.yaml", text)
        assert before[name].scores.whole.value == pytest.approx(alone.value)
        assert before[name].scores.whole.se == pytest.approx(alone.se)


@pytest.mark.parametrize("mode", ["{mode: units_first}", "{mode: units_first, count: groups}", "{count: groups}"])
def test_also_where_persons_or_groups_have_trees_of_their_own(small: "SmallStudy", mode: str) -> None:
    small.write("weights/ahp.csv", AHP)
    small.change("study.yaml", ("design:", f"estimates: {mode}\ndesign:"))
    found = {one.scheme.name: one for one in schemes_of(read_study(small.path)).schemes}
    small.change("study.yaml", ("design:", "weights: {use: ahp}\ndesign:"))
    (alone,) = estimates_of(read_study(small.path)).estimates
    assert found["ahp"].scores.whole.value == pytest.approx(alone.value, nan_ok=True)
    assert found["ahp"].scores.whole.se == pytest.approx(alone.se, nan_ok=True)
    assert found["given"].scores.whole.value[:, 0] != pytest.approx(alone.value[:, 0])


def test_weights_out_of_persons_scores(small: "SmallStudy") -> None:
    groups = {one.scheme.name: one for one in schemes_of(read_study(small.path)).schemes}
    small.change("study.yaml", ("design:", "weights: {units: persons}\ndesign:"))
    persons = {one.scheme.name: one for one in schemes_of(read_study(small.path)).schemes}
    both = groups["critic"].data, persons["critic"].data
    assert both[0] is not None and both[1] is not None
    assert both[0].units == {"overall": 3, "v1": 3, "v2": 3}
    assert both[1].units["v1"] == 14  # members who answered both questions
    assert both[0].scheme.weights["v1"] != both[1].scheme.weights["v1"]


def test_schemes_that_are_asked_for(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP)
    found = schemes_of(read_study(small.path), names=("ahp",))
    assert [one.scheme.name for one in found.schemes] == ["given", "ahp"]
    with pytest.raises(InputError) as caught:
        schemes_of(read_study(small.path), names=("ahp", "ahq", "bwm"))
    assert [(p.code, p.values["name"]) for p in caught.value.problems] == [
        ("weights.unknown-scheme", "ahq"),
        ("weights.unknown-scheme", "bwm"),
    ]


def test_files_that_are_wrong_are_refused_with_all_their_problems(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP.replace("v2", "x1"))
    small.write("weights/rank.csv", "node,rank\nv1,1\n")
    with pytest.raises(InputError) as caught:
        schemes_of(read_study(small.path))
    codes = ["weights.unknown-node", "weights.unknown-node", "weights.incomplete"]
    found = [p.code for p in caught.value.problems]
    assert found == codes
    assert [p.code for p in check_weights(read_study(small.path))] == codes


def test_reordered_children_change_nothing(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP)
    before = {one.scheme.name: one for one in schemes_of(read_study(small.path)).schemes}
    q1 = "        - {key: q1, ask: [member], question: {id: Pertama?, en: One?}}\n"
    q2 = "        - {key: q2, ask: [member], weight: 3, question: {id: Kedua?, en: Two?}}\n"
    small.change("instrument.yaml", (q1 + q2, q2 + q1))
    for one in schemes_of(read_study(small.path)).schemes:
        old = before[one.scheme.name]
        assert shares(one.instrument) == pytest.approx(dict(shares(old.instrument))), one.scheme.name
        assert one.scores.whole.value[0, 0] == pytest.approx(old.scores.whole.value[0, 0])


def test_the_given_scheme_is_the_instrument_itself(small: "SmallStudy") -> None:
    study = read_study(small.path)
    assert with_scheme(study.instrument, given_scheme(study.as_written)) == study.instrument
