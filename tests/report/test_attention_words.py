from dataclasses import replace
from typing import Any

import pytest

from berdaya.estimates.attention_model import (
    AssessorShare,
    Attention,
    EndedScore,
    GroupAttention,
    GroupChange,
    Move,
    Rule,
    Steps,
    WeakCriterion,
)
from berdaya.instrument.model import Band, Bands, Instrument, Node, Question, Scale
from berdaya.report.attention_words import AttentionWords

LEAVES = tuple(Node(key, question=Question({"en": key}, {"leader": 1.0}, Scale(0, 3))) for key in "abcdef")
BANDS = Bands((1.5,), tuple(Band(f"b{i}", {"en": f"b{i}"}, "#000000", "#ffffff") for i in range(2)))
INSTRUMENT = Instrument(
    *("made", "1", ("en",), {"en": "made"}, Scale(0, 3), {}, {"leader": {"en": "Leader"}}, BANDS, ("overall",)),
    Node("overall", children=LEAVES),
)

ONE = GroupAttention("g1", "Anggrek", "help", ("lowest", "fell", "coverage"), 0.5, 0, covered=0.755)


def words(lang: str = "en", **more: Any) -> AttentionWords:
    found = Attention(Rule(), "", "", (ONE,), {"active": 9, "dissolved": 1, "": 2}, {}, (), 0, None, ())
    return AttentionWords(replace(found, **more), INSTRUMENT, lang, "2025")


def test_statuses_with_what_is_not_known() -> None:
    assert words().statuses() == ("Groups by status: active 9 (75%), dissolved 1 (8.3%), status not known 2 (16.7%).")
    assert "bubar 1 (8,3%)" in words("id").statuses()
    assert words(statuses={"": 12}).statuses() == ""


def test_the_rule_names_only_what_applies() -> None:
    plain = words().rule()
    assert len(plain) == 5
    assert "(b0) with a confidence of at least 80%" in plain[0]
    every = words(before="w1", aside={"inactive": ("g3",)}, rule=Rule(fall=0.975, fall_by=0.3)).rule()
    assert len(every) == 7
    assert "fell by 0.30 or more since the wave “2025”, and fell at all with a confidence of at least 97.5%" in every[3]


def test_the_rule_says_of_what_the_errors_are_where_groups_were_drawn() -> None:
    within, none = (words("id", errors=errors).rule() for errors in ("within", "none"))
    assert len(within) == len(none) == 6
    assert "diambil sebagai sampel" in within[-2]
    assert "a stage that draws respondents" in words(errors="none").rule()[0]
    assert "tahap yang memilih responden" in none[0]


def test_a_confidence_below_what_the_rule_asks_for_is_not_printed_as_that() -> None:
    assert words().sure(replace(ONE, sure=0.799)) == "79.9%"
    assert words().sure(replace(ONE, sure=0.8)) == "80%"
    assert words().sure(replace(ONE, sure=1.0, exact=True)) == "–"
    assert words().change(replace(ONE, change=GroupChange(2.0, -0.4, 0.1, 9, 0.8999))) == "−0.40 (not sure)"


def test_figures_of_few_persons_are_marked() -> None:
    weak = (WeakCriterion("a", 0.5, 3, small=True), WeakCriterion("b", 1.0, 9))
    assert words().weakest(replace(ONE, weakest=weak)) == "a 0.50* (3); b 1.00 (9)"
    assert (
        words().weakest(replace(ONE, weakest=(WeakCriterion("c", None, None),), tied=1))
        == "c; 1 other ties with the last"
    )
    assert words().score(replace(ONE, small=True)) == "0.50*"


def test_why_with_the_share_of_answers() -> None:
    assert words().why(ONE) == "in the lowest category, sure enough, score fell, 75.5% answered"
    assert "75,5% terjawab" in words("id").why(ONE)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (None, "–"),
        (GroupChange(2.0, -0.4), "−0.40 (cannot tell)"),
        (GroupChange(2.0, -0.4, 0.1, 9, 0.96), "−0.40 (fell 96%)"),
        (GroupChange(2.0, 0.4, 0.1, 9, 0.04), "+0.40 (rose 96%)"),
        (GroupChange(2.0, 0.1, 0.1, 9, 0.2), "+0.10 (not sure)"),
        (GroupChange(2.0, 0.0, 0.0, None, 0.0), "0.00 (not sure)"),
        (GroupChange(2.0, 0.001, 0.1, 9, 0.5), "0.00 (not sure)"),
    ],
)
def test_changes(change: GroupChange | None, text: str) -> None:
    assert words().change(replace(ONE, change=change)) == text


def test_weakest_criteria_and_ties() -> None:
    weak = (WeakCriterion("a", 0.0, 3), WeakCriterion("b", 0.5, 4))
    assert words().weakest(replace(ONE, weakest=weak, tied=2)) == "a 0.00 (3); b 0.50 (4); 2 others tie with the last"
    assert words().weakest(replace(ONE, closed=True)) == "not shown"
    assert words().weakest(ONE) == "–"


def test_steps() -> None:
    told = words()
    moves = tuple(Move(key, 1, 2) for key in "abcdef")
    assert told.steps(replace(ONE, steps=Steps(12, moves))) == (
        "at least 12 answers one step higher, e.g. a (2); b (2); c (2); d (2); others (4)"
    )
    assert told.steps(replace(ONE, steps=Steps(1, moves[:1]))) == "at least 1 answer one step higher, e.g. a (2)"
    assert told.steps(replace(ONE, steps=Steps(7))) == "at least 7 answers one step higher"
    assert told.steps(ONE) == "–"
    for reason in ("highest", "unreachable", "too-many", "hidden"):
        assert told.steps(replace(ONE, steps=Steps(reason=reason)))


def test_ended_groups_and_the_sum_behind_it() -> None:
    text = words(ended=EndedScore("overall", 2.0, 3, 0.25, 1.5, 0.045)).ended()
    assert "counted as lowest: 1.50**, against 2.00" in text
    assert "(1 − 25.0%) × 2.00 + 25.0% × 0" in text
    assert text.endswith("Its standard error is 0.045.")
    assert words().ended() == ""
    none = words("id", ended=EndedScore("groups", 2.0, 3, None, None, None, "ended-weight")).ended()
    assert none.endswith("tidak mempunyai bobot.")


def test_assessors_with_the_reason_where_there_is_no_share() -> None:
    share = AssessorShare("leader", 12, 3, 1, 0.314, 0.1, 0.2)
    (text,) = words(assessors=(share,)).assessors()
    assert "3 assessors (leader) scored 12 groups: **31%** of the variance" in text
    assert text.endswith("1 group with several assessors is left out.")
    for reason in ("one-assessor", "one-group-each", "all-equal"):
        for lang in ("id", "en"):
            (text,) = words(lang, assessors=(AssessorShare("enumerator", 4, 2, 0, reason=reason),)).assessors()
            assert ("pewawancara" if lang == "id" else "enumerator") in text
    (text,) = words(assessors=(AssessorShare("enumerator", 0, 0, 4, reason="one-assessor"),)).assessors()
    assert "4 groups were scored by several assessors" in text


def test_names_are_cut_with_how_many_are_left() -> None:
    told = words()
    names = {"g1": "Anggrek", "g2": "Mawar", "g3": "Melati"}
    assert told.names(list(names), names, 3) == "Anggrek; Mawar; Melati"
    assert told.names(list(names), names, 2) == "Anggrek; Mawar; and 1 more"
    assert told.named(ONE) == "Anggrek (g1)"
