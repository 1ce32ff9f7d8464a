"""Interviews that give the same answer to (nearly) every question as one of somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from berdaya.responses.interviews import AnswerSet, Flag, Floats, Interviews, Ints
from berdaya.stats.answer_chances import answer_chances, person_levels
from berdaya.stats.near_duplicates import distinct_answers, identical_share, near_duplicates
from berdaya.stats.straight_line import at_least

_BLOCK = 2048
_MOST_PARTNERS = 20  # people with one set of answers among whom the least likely partner is looked for


@dataclass(frozen=True)
class Duplicates:
    """What was found: rows `judged`, `pairs` that were compared, `alike` rows with a pair of somebody else's answers that are
    identical in at least the share that is looked at. `whole`: nearly identical ones were looked for too.
    """

    judged: int
    pairs: int
    alike: int
    whole: bool
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class _Role:
    """A role's rows that are judged: their places among the interviews, codes and who they are."""

    one: AnswerSet
    rows: Ints
    codes: Ints
    who: Ints
    group: Ints
    level: Floats
    often: tuple[Floats, ...]  # of each item: how often each code is given
    agree: Floats  # of each item: how often two rows of one group agree


def find_duplicates(
    interviews: Interviews, sets: Sequence[AnswerSet], identical: float, items: int, chance: float
) -> Duplicates:
    """Return the rows that are identical to one of another respondent in at least a share `identical` of the answers.

    Rows with fewer than `items` answers are not judged. A row is flagged where chance alone would give fewer than `chance` such
    pairs in the whole study.
    """
    who, group = (interviews.codes(name)[0] for name in ("respondent", "group"))
    order = np.lexsort((group, who))  # ties are settled by who it is, not by the place in a file
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    roles = [role for one in sets if (role := _role(one, who, group, items)) is not None]
    pairs = sum(len(role.rows) * (len(role.rows) - 1) // 2 for role in roles)
    flags, alike, whole = [], 0, True
    for role in roles:
        best, complete = _best(role, identical, rank)
        whole &= complete
        alike += len(best)
        for at, (share, p, other) in best.items():
            if p * pairs <= chance:
                kind = "duplicate" if share == 1 else "near_duplicate"
                flags.append(Flag(kind, int(role.rows[at]), share, identical, p * pairs, int(role.rows[other])))
    judged = sum(len(role.rows) for role in roles)
    return Duplicates(judged, pairs, alike, whole, tuple(sorted(flags, key=lambda flag: flag.at)))


def _role(one: AnswerSet, who: Ints, group: Ints, items: int) -> _Role | None:
    kept = np.flatnonzero((one.codes >= 0).sum(axis=1) >= items)
    if len(kept) < 2:
        return None
    codes, rows = one.codes[kept], one.rows[kept]
    often = tuple(np.bincount(column[column >= 0]) / max((column >= 0).sum(), 1) for column in codes.T)
    level = person_levels(one.model, codes[:, one.choice])
    agree = np.array([_agreement(column, group[rows]) for column in codes.T])
    return _Role(one, rows, codes, who[rows], group[rows], level, often, agree)


def _agreement(codes: Ints, group: Ints) -> float:
    """How often two rows of the same group give the same answer to a question."""
    there = codes >= 0
    codes, group = codes[there], group[there]
    _, of_group = np.unique(group, return_counts=True)
    _, of_answer = np.unique(np.column_stack([group, codes]), axis=0, return_counts=True)
    possible = float((of_group * (of_group - 1)).sum())
    return float((of_answer * (of_answer - 1)).sum()) / possible if possible else 0.0


Best = dict[int, tuple[float, float, int]]


def _best(role: _Role, identical: float, rank: Ints) -> tuple[Best, bool]:
    """Of each row with a partner that is alike enough: the share, its chance, and the partner (most alike, least likely)."""
    sets, place = distinct_answers(role.codes)
    order = np.lexsort((rank[role.rows], place))
    starts = np.searchsorted(place[order], np.arange(len(sets) + 1))
    members = [order[starts[at] : starts[at + 1]] for at in range(len(sets))]
    near = near_duplicates(sets, identical)
    partners: dict[int, list[int]] = {}
    for a, b in zip(near.first.tolist(), near.second.tolist(), strict=True):
        partners.setdefault(a, []).append(b)
        partners.setdefault(b, []).append(a)
    ones, others = [], []
    for at, own in enumerate(members):
        beside = [row for other in partners.get(at, ()) for row in _people(role, members[other])]
        if len(own) > 1:  # whole duplicates come first: nothing is more alike
            beside = _people(role, own) + beside
        for row in own.tolist() if beside else ():
            found = _distinct(role, place, row, beside)
            ones += [row] * len(found)
            others += found
    if not ones:
        return {}, near.whole
    one, other = np.array(ones), np.array(others)
    share, p = _chances(role, one, other)
    best: Best = {}
    for k in np.lexsort((rank[role.rows[other]], p, -share, one)).tolist():
        best.setdefault(int(one[k]), (float(share[k]), float(p[k]), int(other[k])))
    return best, near.whole


def _people(role: _Role, rows: Ints) -> list[int]:
    """The first row of each respondent, of not too many."""
    who = role.who[rows]  # in order
    found: list[int] = rows[np.concatenate([[True], who[1:] != who[:-1]])][:_MOST_PARTNERS].tolist()
    return found


def _distinct(role: _Role, place: Ints, row: int, beside: Iterable[int]) -> list[int]:
    """Of rows alike: those of other respondents, the first of another group and the first of the same one for each set."""
    found, seen = [], set()
    for other in beside:
        key = (role.group[other] == role.group[row], place[other])
        if role.who[other] != role.who[row] and key not in seen:
            seen.add(key)
            found.append(other)
    return found


def _chances(role: _Role, one: Ints, other: Ints) -> tuple[Floats, Floats]:
    """The share of identical answers of pairs, and how likely as many are of two people of these levels."""
    share = identical_share(role.codes[one], role.codes[other])
    p = np.zeros(len(one))
    for start in range(0, len(one), _BLOCK):
        part = slice(start, start + _BLOCK)
        p[part] = np.maximum(_chance(role, one[part], other[part]), _chance(role, other[part], one[part]))
    return share, p


def _chance(role: _Role, one: Ints, other: Ints) -> Floats:
    """How likely the other gives at least as many of the one's answers as he does."""
    given, own = role.codes[one], role.codes[other]
    both = (given >= 0) & (own >= 0)
    likely = np.zeros(given.shape)
    choices = answer_chances(role.one.model, role.level[other])
    asked = np.maximum(given, 0)
    likely[:, role.one.choice] = np.take_along_axis(choices, asked[:, role.one.choice, None], axis=2)[:, :, 0]
    for at in np.flatnonzero(~role.one.choice).tolist():
        likely[:, at] = role.often[at][asked[:, at]]
    together = (role.group[one] == role.group[other]) & (role.group[one] >= 0)
    likely = np.where(together[:, None], np.maximum(likely, role.agree), likely) * both
    return at_least(likely, ((given == own) & both).sum(axis=1))
