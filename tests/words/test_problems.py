import pytest

from berdaya.errors import Problem, Where
from berdaya.located import nearest
from berdaya.words import hint, message, problem_line
from berdaya.words.problems import catalogue

UNKNOWN = Problem("evidence.unknown-criterion", Where("a.md", 9, 14), {"key": "a2_d3", "near": "a2_d2"})


def test_sentence_and_hint_in_both_languages() -> None:
    assert message(UNKNOWN, "en") == "'a2_d3' is not a criterion of the instrument"
    assert message(UNKNOWN, "id") == "'a2_d3' bukan kriteria dalam instrumen"
    assert hint(UNKNOWN, "id") == "apakah yang dimaksud 'a2_d2'?"
    assert message(UNKNOWN, "nl") == message(UNKNOWN, "en")


def test_the_line_that_is_printed() -> None:
    assert problem_line(UNKNOWN, "en") == (
        "a.md:9:14: error evidence.unknown-criterion: 'a2_d3' is not a criterion of the instrument\n"
        "  hint: did you mean 'a2_d2'?"
    )
    warning = Problem("evidence.no-passages", Where("a.md"), severity="warning")
    assert problem_line(warning, "id").startswith("a.md: peringatan evidence.no-passages: tidak ada petikan")
    assert "\n  saran: tandai petikan" in problem_line(warning, "id")


def test_an_empty_hint_is_left_out() -> None:
    problem = Problem("evidence.unknown-criterion", Where(), {"key": "x", "hint": ""})
    assert hint(problem, "en") == ""
    assert problem_line(problem, "en") == "error evidence.unknown-criterion: 'x' is not a criterion of the instrument"


def test_what_there_is_is_told_also_where_nothing_is_near() -> None:
    problem = Problem("usage.unknown-pack", values={"name": "nope", "known": "bps-14, money", "hint": ""})
    assert hint(problem, "en") == "there are bps-14, money"
    assert message(problem, "id") == "Berdaya tidak menyertakan 'nope'"


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("known", [["a33"], ["nothing"]])
def test_every_hint_can_be_spoken_with_what_is_near_and_without(lang: str, known: list[str]) -> None:
    for code in catalogue():
        told = hint(Problem(code, values=nearest("a3", known)), lang)
        assert "…" not in told.partition("..")[0] or "near:" not in catalogue()[code][f"hint_{lang}"]
    without = hint(Problem("weights.unknown-node", values=nearest("zzz", known)), "en")
    assert without == "'berdaya weights --blank' writes all keys"
    assert hint(Problem("weights.unknown-node", values=nearest("a3", ["a33"])), "en").startswith("did you mean 'a33'? ")


def test_what_a_number_may_be_is_said_in_words() -> None:
    problem = Problem("weights.out-of-range", values={"column": "points", "value": "-3", "range": ">= 0"})
    assert message(problem, "id") == "points: -3 tidak mungkin (nilainya 0 atau lebih)"
    assert message(problem, "en") == "points: -3 cannot be (it is 0 or more)"


def test_one_is_not_spoken_of_as_many() -> None:
    few = [message(Problem("design.few-psus", values={"psus": df + 1, "df": df}), "en") for df in (1, 2)]
    assert ["(1 degree of freedom)" in few[0], "(2 degrees of freedom)" in few[1]] == [True, True]
    zero = [
        message(Problem("design.weights-all-zero", values={"count": n, "within": w}), "en")
        for n, w in ((1, ""), (2, " (x)"))
    ]
    assert [text.split(",")[0] for text in zero] == ["the only weight is zero", "all 2 weights are zero (x)"]


def test_a_value_that_is_not_given_does_not_crash_the_sentence() -> None:
    assert message(Problem("evidence.unknown-criterion"), "en") == "'?' is not a criterion of the instrument"


def test_the_catalogue_holds_every_area_in_order() -> None:
    areas = [code.split(".")[0] for code in catalogue()]
    assert areas == sorted(areas)
    assert {"evidence", "file", "entry"} <= set(areas)
    with pytest.raises(KeyError):
        message(Problem("evidence.no-such-code"), "en")
