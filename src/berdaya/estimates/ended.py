"""The overall score with ended groups counted as lowest."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from berdaya.estimates.attention_model import EndedScore
from berdaya.estimates.model import Estimates, Settings
from berdaya.instrument.model import Instrument
from berdaya.instrument.tree import make_tree
from berdaya.responses.roster import Roster
from berdaya.words.format import or_none


def ended_score(
    instrument: Instrument,
    whole: Estimates,
    scores: Mapping[str, float],
    roster: Roster,
    settings: Settings,
    statuses: Sequence[str],
    closed: Collection[str] = (),
) -> EndedScore | None:
    """Return the overall score as it would be had every ended group the scale's lowest score; None where none has ended.

    value = (1 − p) S + p L, p the share of ended groups among all of the list. S is the overall score where groups are
    counted, no ended group answered, and the score of a group enters it as a plain mean; else the mean of the scores of the
    groups that have not ended. With S the overall score and no `group_weight`, p is a count from the list and the error is
    (1 − p) times that of S; else it is null.

    Parameters
    ----------
    whole
        Estimates of the study as a whole.
    scores
        Overall scores of the groups that have one.
    statuses
        Which statuses count as ended.
    closed
        Groups whose score is withheld: a mean that holds one is too, for with the overall score it would give it away.
    """
    ended = [group for group in roster.groups if roster.status[group] in statuses]
    if not ended:
        return None
    living = [group for group in roster.groups if group not in set(ended)]
    low, share = instrument.scale.min, _share(roster, ended)
    direct = settings.count == "groups" and not set(ended) & set(scores) and _plain(instrument, settings)
    if direct:
        at = whole.at(instrument.root.key)
        base, error = or_none(whole.value[0, at]), or_none(whole.se[0, at])
    else:
        base, error = _mean(roster, [group for group in living if group in scores], scores), None
    if not direct and any(group in closed for group in living):
        return EndedScore("groups", None, len(ended), share, None, note="ended-hidden")
    value = None if base is None or share is None else (1 - share) * base + share * low
    note = "" if direct else "ended-groups"
    if share is None:
        note = "ended-weight"
    elif value is not None and direct and roster.weight is not None:
        error, note = None, "ended-drawn"
    scaled = None if value is None or error is None or share is None else (1 - share) * error
    if not note and scaled is None:
        note = "ended-no-error"
    return EndedScore("overall" if direct else "groups", base, len(ended), share, value, scaled, note)


def _plain(instrument: Instrument, settings: Settings) -> bool:
    """Whether a group of all lowest answers changes the overall score as one more term of a mean would."""
    orders = {branch.order for branch in make_tree(instrument).branches if len(branch.children) > 1}
    return settings.mode == "units_first" or orders <= {1.0}


def _share(roster: Roster, ended: Sequence[str]) -> float | None:
    weights = [_weight(roster, group) for group in roster.groups]
    if any(weight is None for weight in weights) or not sum(weight or 0.0 for weight in weights) > 0:
        return None
    return sum(_weight(roster, group) or 0.0 for group in ended) / sum(weight or 0.0 for weight in weights)


def _mean(roster: Roster, groups: Sequence[str], scores: Mapping[str, float]) -> float | None:
    weights = np.array([_weight(roster, group) or 0.0 for group in groups])
    if not weights.sum() > 0:
        return None
    return float(np.average([scores[group] for group in groups], weights=weights))


def _weight(roster: Roster, group: str) -> float | None:
    return 1.0 if roster.weight is None else roster.weight[group]
