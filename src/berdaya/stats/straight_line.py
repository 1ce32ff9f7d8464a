"""Straight-lining: how much of a row is one and the same answer, and how likely that is by chance."""

import numpy as np
import numpy.typing as npt

from berdaya.stats.answer_chances import AnswerModel, answer_chances, person_levels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROWS = 2048  # worked on at a time


def modal_answers(codes: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each row's commonest answer, how often it stands there, and how many answers the row has.

    Parameters
    ----------
    codes
        (n, I) answers as whole numbers from 0; -1 where there is none, which counts nowhere.

    Returns
    -------
    Three arrays (n,): the commonest answer (the lowest of several, -1 without any), its count, the count of answers.

    Raises
    ------
    Nothing.

    Notes
    -----
    The share of the commonest answer is the second over the third.

    References
    ----------
    Kim et al. (2019), Straightlining: overview of measurement, Social Science Computer Review 37:214-233.

    Examples
    --------
    >>> [part.tolist() for part in modal_answers(np.array([[3, 3, 1], [-1, 2, -1]]))]
    [[3, 2], [2, 1], [3, 1]]
    """
    counts = np.stack([(codes == v).sum(axis=1) for v in range(int(codes.max(initial=0)) + 1)], axis=1)
    most = counts.argmax(axis=1)
    answered = counts.sum(axis=1)
    return np.where(answered > 0, most, -1), counts.max(axis=1), answered


def longest_runs(codes: Ints) -> Ints:
    """Return the longest stretch of the same answer in each row.

    Parameters
    ----------
    codes
        (n, I) as in `modal_answers`, items in the order asked; a stretch goes on over items without an answer.

    Returns
    -------
    (n,) lengths, 0 without any answer.

    Raises
    ------
    Nothing.

    Notes
    -----
    The "long string" of careless responding.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39:103-129. Agrees with itertools.groupby on random rows.

    Examples
    --------
    >>> longest_runs(np.array([[1, 1, -1, 1, 0], [0, 1, 0, 1, 0]])).tolist()
    [3, 1]
    """
    n = len(codes)
    last, run, longest = np.full(n, -1, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    for answer in codes.T:
        there = answer >= 0
        run = np.where(there, np.where(answer == last, run + 1, 1), run)
        last = np.where(there, answer, last)
        longest = np.maximum(longest, run)
    return longest


def at_least(chances: Floats, count: Ints) -> Floats:
    """Return how likely at least so many of several independent events are.

    Parameters
    ----------
    chances
        (n, I) probability of each event.
    count
        (n,) how many at least.

    Returns
    -------
    (n,) probabilities.

    Raises
    ------
    Nothing.

    Notes
    -----
    The Poisson binomial distribution by recursion over the events; counts from `count` up are added, so that tiny
    probabilities keep their digits.

    References
    ----------
    Wang (1993), Statistica Sinica 3:295-312. With equal chances it is scipy.stats.binom.sf, to 1e-12.

    Examples
    --------
    >>> at_least(np.array([[0.5, 0.5]]), np.array([1])).tolist()
    [0.75]
    """
    n, items = chances.shape
    exactly = np.zeros((n, items + 1))
    exactly[:, 0] = 1.0
    for at in range(items):
        p = chances[:, at, None]
        exactly[:, 1 : at + 2] = exactly[:, 1 : at + 2] * (1 - p) + exactly[:, : at + 1] * p
        exactly[:, :1] *= 1 - p
    found: Floats = np.where(np.arange(items + 1) >= count[:, None], exactly, 0.0).sum(axis=1)
    return found


def same_by_chance(model: AnswerModel, codes: Ints, values: Ints, count: Ints) -> Floats:
    """Return how likely a person of each row's own level gives any one answer at least so often.

    Parameters
    ----------
    model
        Of the answers to these items (`fit_answers`).
    codes
        (n, I) the place of each answer among its item's levels; -1 where there is none.
    values
        (I, V) the answer that each level stands for, as `modal_answers` has it; -1 where it does not count.
    count
        (n,) how often at least.

    Returns
    -------
    (n,) probabilities; an upper bound where one answer need not take more than half of the row.

    Raises
    ------
    Nothing.

    Notes
    -----
    Sum over answers of the Poisson binomial tail: at most one answer takes more than half. A person whose answers are all the
    highest or all the lowest has probability 1: he is at the end of the scale, and nothing tells him from a straight-liner.

    References
    ----------
    Masters (1982) for the model.

    Examples
    --------
    >>> model = AnswerModel(np.zeros((4, 2)), np.array([[0.0, 1.0]] * 4))
    >>> rows = np.array([[1, 1, 0, 0], [1, 1, 1, 1]])
    >>> same_by_chance(model, rows, np.array([[0, 1]] * 4), np.array([4, 4])).tolist()
    [0.125, 1.0]
    """
    level = person_levels(model, codes)
    found = np.zeros(len(codes))
    for start in range(0, len(codes), _ROWS):
        part = slice(start, start + _ROWS)
        chances = answer_chances(model, level[part]) * (codes[part] >= 0)[:, :, None]
        for value in np.unique(values[values >= 0]):
            each = (chances * (values == value)).sum(axis=2)
            found[part] += at_least(each, count[part])
    return np.minimum(found, 1.0)


def run_by_chance(model: AnswerModel, codes: Ints, values: Ints, run: Ints) -> Floats:
    """Return how likely a person of each row's own level gives the same answer at least so often in a row.

    Parameters
    ----------
    model, codes, values
        As in `same_by_chance`, items in the order asked.
    run
        (n,) the length, at least 1 (0: certain).

    Returns
    -------
    (n,) probabilities.

    Raises
    ------
    Nothing.

    Notes
    -----
    Exact, by recursion over the items on (last answer, length of its stretch); items without an answer are passed over.

    References
    ----------
    Fu and Koutras (1994), Journal of the American Statistical Association 89:1050-1058, for the recursion. Agrees with all
    enumerated answers to 6 items to 1e-12.

    Examples
    --------
    >>> model = AnswerModel(np.zeros((3, 2)), np.array([[0.0, 1.0]] * 3))
    >>> run_by_chance(model, np.array([[0, 1, 0]]), np.array([[0, 1]] * 3), np.array([3])).round(9).tolist()
    [0.333333333]
    """
    level = person_levels(model, codes)
    found = np.ones(len(codes))
    for length in np.unique(run[run > 0]):
        rows = np.flatnonzero(run == length)
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            found[part] = _run(answer_chances(model, level[part]), codes[part] >= 0, values, int(length))
    return found


def _run(chances: Floats, answered: npt.NDArray[np.bool_], values: Ints, length: int) -> Floats:
    n, known = len(chances), np.unique(values[values >= 0])
    state = np.zeros((n, len(known), length))  # [.., l]: the last l + 1 answers are alike
    started, reached = np.zeros(n, bool), np.zeros(n)
    for item in range(chances.shape[1]):
        each = np.stack([(chances[:, item] * (values[item] == v)).sum(axis=1) for v in known], axis=1)
        there = answered[:, item]
        fresh = np.where(started[:, None], state.sum(axis=(1, 2))[:, None] - state.sum(axis=2), 1.0)
        moved = np.zeros_like(state)
        moved[:, :, 0] = fresh * each
        moved[:, :, 1:] = state[:, :, :-1] * each[:, :, None]
        reached += np.where(there, moved[:, :, -1].sum(axis=1), 0.0)
        moved[:, :, -1] = 0.0
        state = np.where(there[:, None, None], moved, state)
        started |= there
    found: Floats = np.minimum(reached, 1.0)
    return found
