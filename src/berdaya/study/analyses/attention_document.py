"""What `berdaya attention --json` prints."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from berdaya.estimates.attention_model import Attention, GroupAttention
from berdaya.evidence.group_quote import group_quote
from berdaya.evidence.model import Passage
from berdaya.study.analyses.attention import Attended
from berdaya.study.results import problem_rows, study_head


def attention_document(attended: Attended, lang: str, *, ranks: bool = False) -> dict[str, Any]:
    """Return the groups in their tiers as plain data; `ranks` adds the best and worst place that each may have.

    Under profile `public` no quote stands beside a group.
    """
    attention, study = attended.attention, attended.counted.study
    return {
        **study_head(study),
        "wave": attention.wave or None,
        "before": attention.before or None,
        "rule": _rule(attention),
        "statuses": {status or "unknown": count for status, count in attention.statuses.items()},
        "ended": None if attention.ended is None else asdict(attention.ended),
        "assessors": [asdict(one) for one in attention.assessors],
        "aside": {status: list(groups) for status, groups in attention.aside.items()},
        "unscored": list(attention.unscored),
        "hidden": attention.hidden,
        "groups": [_group(attended, one, ranks=ranks) for one in attention.groups],
        "warnings": problem_rows(attended.problems, lang),
    }


def quote_of(attended: Attended, one: GroupAttention) -> Passage | None:
    """Return the passage that stands beside a group that needs help or watching; none under profile `public`."""
    if attended.counted.study.settings.profile == "public" or one.tier == "sound":
        return None
    return group_quote(attended.evidence.passages, one.group, [weak.key for weak in one.weakest])


def _rule(attention: Attention) -> Mapping[str, Any]:
    return {**asdict(attention.rule), "ended": list(attention.rule.ended)}


def _group(attended: Attended, one: GroupAttention, *, ranks: bool) -> dict[str, Any]:
    row = asdict(one)
    row["band"] = attended.counted.study.instrument.bands.labels[one.band].key
    row["reasons"], row["beyond"] = list(one.reasons), list(one.beyond)
    row["weakest"] = [{**weak, "beyond": list(weak["beyond"])} for weak in row["weakest"]]
    if row["steps"]:
        row["steps"]["moves"] = list(row["steps"]["moves"])
    row["ranks"] = list(one.ranks) if ranks and one.ranks else None
    quote = quote_of(attended, one)
    row["quote"] = quote and {
        name: getattr(quote, name) for name in ("criterion", "sign", "text", "role", "date", "language", "synthetic")
    }
    return row
