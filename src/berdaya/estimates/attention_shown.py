"""What a study's disclosure profile lets be shown of its groups."""

from dataclasses import replace

from berdaya.estimates.attention import in_order, tier_of, with_ranks
from berdaya.estimates.attention_model import Attention, GroupAttention, Rule, Steps, WeakCriterion
from berdaya.estimates.model import Settings


def disclosed(attention: Attention, settings: Settings) -> Attention:
    """Return what may be shown; under profile `internal` all of it.

    Under `public` a group whose score rests on too few persons stands in no tier and is only counted. A score before that
    does is not compared with. The weakest criteria are named without their values, which of few answers tell how often each
    was given; where one of the group's criteria rests on too few persons none is. Which answers would rise is never told,
    only how many.
    """
    if settings.profile != "public":
        return attention
    shown = [_shown(one, attention.rule) for one in attention.groups if not one.small]
    small = sum(one.small for one in attention.groups)
    return replace(attention, groups=with_ranks(in_order(shown)), hidden=attention.hidden + small)


def _shown(one: GroupAttention, rule: Rule) -> GroupAttention:
    change = None if one.change is not None and one.change.small else one.change
    tier, reasons = tier_of(rule, one.reasons[0], change, one.covered)
    one = replace(one, tier=tier, reasons=reasons, change=change)
    if tier == "sound":
        return replace(one, weakest=(), tied=0, steps=None)
    if one.closed:
        return replace(one, weakest=(), tied=0, steps=one.steps and Steps(reason="hidden"))
    named = tuple(WeakCriterion(weak.key, None, None) for weak in one.weakest)
    return replace(one, weakest=named, steps=one.steps and replace(one.steps, moves=()))
