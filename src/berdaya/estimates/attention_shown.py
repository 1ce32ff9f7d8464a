"""What a study's disclosure profile lets be shown of its groups."""

from dataclasses import replace

from berdaya.estimates.attention import in_order, tier_of, with_ranks
from berdaya.estimates.attention_model import Attention, GroupAttention, Rule, Steps
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Instrument

NOISE = 1e-9


def disclosed(attention: Attention, instrument: Instrument, settings: Settings) -> Attention:
    """Return what may be shown; under profile `internal` all of it.

    Under `public` a group whose score rests on too few persons stands in no tier and is only counted. A score before that
    does is not compared with. Where one of its criteria does, or one of the weakest is at the scale's lowest (then everyone
    gave that answer), no criterion of the group is named. Which answers would rise is never told, only how many: it says how
    often each answer was given.
    """
    if settings.profile != "public":
        return attention
    lowest = instrument.scale.min
    shown = [_shown(one, attention.rule, lowest) for one in attention.groups if not one.small]
    small = sum(one.small for one in attention.groups)
    return replace(attention, groups=with_ranks(in_order(shown), instrument), hidden=attention.hidden + small)


def _shown(one: GroupAttention, rule: Rule, lowest: float) -> GroupAttention:
    change = None if one.change is not None and one.change.small else one.change
    tier, reasons = tier_of(rule, one.reasons[0], change, one.covered)
    one = replace(one, tier=tier, reasons=reasons, change=change)
    if tier == "sound":
        return replace(one, weakest=(), tied=0, steps=None)
    if one.closed or any(weak.value <= lowest + NOISE for weak in one.weakest):
        hidden = None if one.steps is None else Steps(reason="hidden")
        return replace(one, weakest=(), tied=0, steps=hidden, closed=True)
    return replace(one, steps=None if one.steps is None else replace(one.steps, moves=()))
