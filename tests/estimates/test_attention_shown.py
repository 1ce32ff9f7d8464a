from __future__ import annotations

from typing import Any

from berdaya.estimates.attention_model import (
    Attention,
    GroupAttention,
    GroupChange,
    Move,
    Rule,
    Steps,
    Tier,
    WeakCriterion,
)
from berdaya.estimates.attention_shown import disclosed
from berdaya.estimates.model import Settings


def group(name: str, tier: Tier, *reasons: str, **more: Any) -> GroupAttention:
    found: dict[str, Any] = {
        "value": 0.5,
        "band": 0,
        "low": 0.3,
        "high": 0.7,
        "weakest": (WeakCriterion("a", 0.2, 5),),
        "steps": Steps(3, (Move("a", 3, 3),)),
        "covered": 1.0,
        **more,
    }
    return GroupAttention(name, name, tier, reasons, **found)


def attention(*groups: GroupAttention) -> Attention:
    return Attention(Rule(), "", "", groups, {"active": 3}, {}, (), 0, None, ())


def shown(*groups: GroupAttention) -> Attention:
    return disclosed(attention(*groups), Settings(profile="public"))


def test_internal_shows_all() -> None:
    given = attention(group("g1", "help", "lowest", small=True, closed=True))
    assert disclosed(given, Settings()) is given


def test_small_groups_are_counted_not_listed() -> None:
    found = shown(group("g1", "help", "lowest", small=True), group("g2", "watch", "unsure-lowest"))
    assert [one.group for one in found.groups] == ["g2"]
    assert found.hidden == 1
    assert found.groups[0].ranks == (1, 1)  # among those that are shown


def test_in_public_only_how_many_answers_is_told() -> None:
    (one,) = shown(group("g1", "help", "lowest")).groups
    assert one.steps == Steps(3)


def test_in_public_criteria_are_named_without_what_tells_the_answers_of_few() -> None:
    (one,) = shown(
        group("g1", "help", "lowest", weakest=(WeakCriterion("a", 0.2, 5), WeakCriterion("b", 0.0, 5)))
    ).groups
    assert one.weakest == (WeakCriterion("a", None, None), WeakCriterion("b", None, None))


def test_no_criterion_where_one_may_not_be_shown() -> None:
    (one,) = shown(group("g1", "help", "lowest", closed=True)).groups
    assert one.weakest == ()
    assert one.steps == Steps(reason="hidden")


def test_a_score_before_that_is_withheld_moves_no_tier() -> None:
    fell = GroupChange(2.5, -2.0, 0.1, 9.0, 0.99, small=True)
    found = shown(
        group("g1", "help", "between", "fell", change=fell),
        group("g0", "watch", "highest", "fell", change=fell),
        group("a9", "sound", "highest"),
    )
    assert [(one.group, one.tier, one.reasons) for one in found.groups] == [
        ("g1", "watch", ("between",)),
        ("a9", "sound", ("highest",)),
        ("g0", "sound", ("highest",)),
    ]
    assert all(one.change is None for one in found.groups)
    assert found.groups[2].steps is None
