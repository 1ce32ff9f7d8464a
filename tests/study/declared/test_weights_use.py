from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of, results_document

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

AHP = "expert,first,second,judgement\nAni,v1,v2,1/3\n"


def use(small: "SmallStudy", text: str) -> None:
    small.change("study.yaml", ("design:", f"weights: {text}\ndesign:"))


def score(small: "SmallStudy") -> tuple[float, dict[str, object]]:
    document = results_document(estimates_of(read_study(small.path)), "en", "overall")
    return document["estimates"][0]["value"], document["settings"]["weights"]


def test_everything_is_computed_with_the_scheme_in_use(small: "SmallStudy") -> None:
    given, settings = score(small)
    assert settings == {"use": "given", "method": "given", "source": None, "random_index": "saaty-1980"}
    parts = {
        node: results_document(estimates_of(read_study(small.path)), "en", node)["estimates"][0]["value"]
        for node in ("v1", "v2")
    }
    assert given == pytest.approx((2 * parts["v1"] + parts["v2"]) / 3)
    small.write("weights/ahp.csv", AHP)
    use(small, "{use: AHP, random_index: tummala-ling}")
    mine, settings = score(small)
    assert mine == pytest.approx((parts["v1"] + 3 * parts["v2"]) / 4)
    source = {"method": "ahp", "source": "weights/ahp.csv", "random_index": "tummala-ling"}
    assert settings == {"use": "ahp", **source}
    study = read_study(small.path)
    assert study.as_written.node("v1").weight == 2  # what the hash is of
    assert study.instrument.node("v1").weight == pytest.approx(0.25)


def test_an_expert_who_is_not_consistent_is_told_wherever_the_scheme_is_used(small: "SmallStudy") -> None:
    extra = "    - {key: q5, ask: [member], question: {id: L?, en: F?}}\n    - key: v2\n"
    small.change("instrument.yaml", ("    - key: v2\n", extra))
    small.write("weights/ahp.csv", "expert,first,second,judgement\nAni,v1,v2,1/3\nAni,v1,q5,1/5\nAni,v2,q5,3\n")
    assert read_study(small.path).problems == ()
    use(small, "{use: ahp}")
    (problem,) = read_study(small.path).problems
    assert (problem.code, problem.severity, str(problem.where)) == (
        "weights.inconsistent",
        "warning",
        "weights/ahp.csv:3:4",
    )
    assert (problem.values["implied"], problem.values["ratio"]) == ("1", "0.254")


def test_equal_weights_need_no_file(small: "SmallStudy") -> None:
    use(small, "{use: equal}")
    study = read_study(small.path)
    assert [child.weight for child in study.instrument.node("v1").children] == [1, 1]
    assert study.scheme is not None and study.scheme.method == "equal"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{use: entropy}", ("weights.use-data", "study.yaml:6:16")),
        ("{use: ahq}", ("weights.unknown-scheme", "study.yaml:6:16")),
        ("{random_index: saaty}", ("entry.not-a-choice", "study.yaml:6:25")),
        ("{units: villages}", ("entry.not-a-choice", "study.yaml:6:18")),
        ("{scheme: ahp}", ("entry.unknown", "study.yaml:6:11")),
    ],
)
def test_what_weights_cannot_say(small: "SmallStudy", text: str, problem: tuple[str, str]) -> None:
    small.write("weights/ahp.csv", AHP)
    use(small, text)
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert [(p.code, str(p.where)) for p in caught.value.problems] == [problem]


def test_files_are_read_where_one_is_used_and_by_a_check(small: "SmallStudy") -> None:
    from berdaya.study.check import check_place

    small.write("weights/ahp.csv", AHP.replace("v2", "v9"))
    read_study(small.path)
    with pytest.raises(InputError) as caught:
        check_place(small.path)
    assert [(p.code, str(p.where)) for p in caught.value.problems] == [("weights.unknown-node", "weights/ahp.csv:2:3")]
    use(small, "{use: ahp}")
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    assert [p.code for p in caught.value.problems] == ["weights.unknown-node"]
    small.write("weights/ahp.csv", AHP)
    small.write("weights/notes.csv", "a,b\n1,2\n")
    assert [p.code for p in check_place(small.path).problems] == ["weights.unread-file"]


def test_an_instrument_is_held_against_an_older_one_by_its_own_weights(small: "SmallStudy") -> None:
    from berdaya.study.check import check_place

    use(small, "{use: equal}")
    assert check_place(small.path, small.path / "instrument.yaml").changes == ()
