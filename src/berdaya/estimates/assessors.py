"""How much of the variance between groups lies between those who scored them."""

from collections.abc import Mapping

import numpy as np

from berdaya.estimates.attention_model import AssessorShare
from berdaya.responses.assessors import Assessors
from berdaya.stats.components import variance_components


def assessor_share(assessors: Assessors, scores: Mapping[str, float]) -> AssessorShare:
    """Return the share of the variance between groups' scores that lies between assessors.

    `scores` are the overall scores of the groups that have one; each group counts once. The variance within assessors holds
    the groups' own sampling error too. Groups that several assessors scored are left out.
    """
    groups = [group for group in sorted(assessors.of) if group in scores]
    names = sorted({assessors.of[group] for group in groups})
    found = AssessorShare(assessors.kind, len(groups), len(names), assessors.several)
    if len(names) < 2:
        return _without(found, "one-assessor")
    if len(names) == len(groups):
        return _without(found, "one-group-each")
    codes = np.array([names.index(assessors.of[group]) for group in groups], np.int64)
    parts = variance_components([scores[group] for group in groups], codes)
    if np.isnan(parts.share):
        return _without(found, "all-equal")
    counts = (found.kind, found.groups, found.assessors, found.several)
    return AssessorShare(*counts, parts.share, parts.between, parts.within)


def _without(found: AssessorShare, reason: str) -> AssessorShare:
    return AssessorShare(found.kind, found.groups, found.assessors, found.several, reason=reason)
