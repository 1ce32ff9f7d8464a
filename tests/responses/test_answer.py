import pytest

from berdaya.instrument.model import Instrument, Question, Scale
from berdaya.responses.answer import AnswerReader, canonical, missing_states, number, recode_of
from berdaya.responses.model import State

MISSING = {"na": 5, "dk": 6}


def reader(**given: object) -> AnswerReader:
    question = Question({"en": "?"}, {"member": 1.0}, Scale(0, 3), answers={i: {} for i in (0, 1, 3)})
    return AnswerReader("q1", question, MISSING, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "state", "value", "odd"),
    [
        ("3", State.COUNTED, 3.0, False),
        ("3.0", State.COUNTED, 3.0, False),
        ("3,0", State.COUNTED, 3.0, True),
        (" 1 ", State.COUNTED, 1.0, True),
        ("", State.BLANK, 0.0, False),
        ("  ", State.BLANK, 0.0, False),
        ("na", 5, 0.0, False),
        (" dk ", 6, 0.0, False),
    ],
)
def test_values_that_can_be_used(text: str, state: int, value: float, odd: bool) -> None:
    found = reader().read(text)
    assert (found.state, found.value, found.odd, found.reason) == (state, value, odd, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dua", "responses.not-a-number"),
        ("NA", "responses.not-a-number"),
        ("nan", "responses.not-a-number"),
        ("1e999", "responses.not-a-number"),
        ("1.000,5", "responses.not-a-number"),
        ("4", "responses.out-of-range"),
        ("-1", "responses.out-of-range"),
        ("1e30", "responses.out-of-range"),
        ("1.5", "responses.not-an-integer"),
        ("2", "responses.not-a-level"),
        ("2022-11-30", "responses.date"),
        ("2022-11-30T08:00:00", "responses.date"),
        ("1/2/2022", "responses.date"),
        ("=A1+1", "responses.formula-without-value"),
    ],
)
def test_values_that_cannot_be_used_say_why(text: str, reason: str) -> None:
    assert reader().read(text).reason == reason
    assert reader().read(text).state == State.SET_ASIDE


def test_user_missing_values_must_be_recoded() -> None:
    ranges = ((3.0, 9.0), (".a", ".a"))
    assert reader(user_missing=ranges).read("3").reason == "responses.user-missing"
    assert reader(user_missing=ranges).read(".a").reason == "responses.user-missing"
    assert reader(user_missing=ranges).read("1").state == State.COUNTED
    assert reader(user_missing=ranges, recode={"3": "dk", ".a": "na"}).read("3.0").state == 6


def test_recode_meets_numbers_by_value_and_texts_trimmed() -> None:
    recode = recode_of({"*": {"99.0": "dk", " Sangat setuju ": "3"}, "q1": {"99": "na"}}, "q1")
    assert reader(recode=recode).read("99").state == 5
    assert reader(recode=recode).read("99,00").state == 5
    assert reader(recode=recode).read("Sangat setuju").value == 3
    assert recode_of({"*": {"99.0": "dk"}}, "q2") == {"99": "dk"}


def test_recode_to_blank_and_of_blank() -> None:
    assert reader(recode={"8": ""}).read("8").state == State.BLANK
    assert reader(recode={"": "dk"}).read(" ").state == 6


def test_a_value_label_stands_for_its_code() -> None:
    recode = recode_of({"*": {"Setuju": "3", "5": "1"}}, "q1", {"5": "Setuju", "4": "Setuju"})
    assert recode["4"] == "3"
    assert recode["5"] == "1"  # the code itself wins


def test_an_unusable_recode_target_is_judged_like_an_answer() -> None:
    assert reader(recode={"7": "9"}).read("7").reason == "responses.out-of-range"


def test_missing_states_follow_the_instrument(tiny: "object") -> None:
    instrument = tiny.instrument  # type: ignore[attr-defined]
    assert isinstance(instrument, Instrument)
    assert missing_states(instrument) == {"na": 5, "dk": 6, "rf": 7}


def test_numbers_and_their_shortest_form() -> None:
    assert number("+2,5") == 2.5
    assert number("") is None
    assert canonical("007") == "7"
    assert canonical("0.1") == "0.1"
