"""How likely each answer is of a person of his own level: a partial credit model of all answers to a set of questions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_CLASSES = 4000  # distinct sets of answers that the model is fitted to; of more an even selection
_ROUNDS, _STEPS = 60, 30
_FAR = 60.0  # a level at which only the highest (or lowest) answer is left
_CLOSE = 1e-3  # answers of a level by which the fit may be off, of all answers to its question
_ADDED = 0.5  # answers added to every level of a question, so that none is impossible


@dataclass(frozen=True)
class AnswerModel:
    """`ease` (I, V): how often a level of an item is chosen, as a logarithm; -inf where the item has no such level.

    `worth` (I, V): what a level counts, from 0 (the lowest) to 1.
    """

    ease: Floats
    worth: Floats


def fit_answers(codes: Ints, worth: Floats) -> AnswerModel:
    """Return the model in which every person has a level of his own and every answer an ease of its own.

    Parameters
    ----------
    codes
        (n, I) the place of each answer among its item's levels; -1 where there is none.
    worth
        (I, V) what each level counts, 0 to 1; NaN where an item has fewer levels.

    Returns
    -------
    An `AnswerModel`; the order of rows does not matter.

    Raises
    ------
    Nothing: without any answer all levels are alike.

    Notes
    -----
    P(person r answers item i with v) ∝ exp(ease_iv + level_r worth_iv). Levels and eases are such that each person's total and
    each answer's count are those observed (joint maximum likelihood; half an answer is added to each count). Persons who have
    only the lowest or only the highest answers tell nothing and are left out of the fit.

    References
    ----------
    Masters (1982), A Rasch model for partial credit scoring, Psychometrika 47:149-174. The counts agree with those observed to
    one answer in a thousand.

    Examples
    --------
    >>> model = fit_answers(np.array([[0, 1], [1, 0], [0, 1]]), np.array([[0.0, 1.0], [0.0, 1.0]]))
    >>> bool(model.ease[1, 1] > model.ease[0, 1])
    True
    """
    there = ~np.isnan(worth)
    worth = np.nan_to_num(worth)
    classes, weight = np.unique(codes, axis=0, return_counts=True)
    lowest, highest = (_total(classes, worth, there, way) for way in ("min", "max"))
    own = _total(classes, worth, there, "own")
    kept = np.flatnonzero((own > lowest + 1e-9) & (own < highest - 1e-9))
    if len(kept) > MOST_CLASSES:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_CLASSES).astype(np.int64)]
    classes, weight = classes[kept], weight[kept].astype(np.float64)
    seen = np.stack([((classes == v) * weight[:, None]).sum(axis=0) for v in range(worth.shape[1])], axis=1) + _ADDED
    with np.errstate(divide="ignore"):
        ease = np.where(there, np.log(seen), -np.inf)
    model = AnswerModel(ease - ease.max(axis=1, keepdims=True), worth)
    for _ in range(_ROUNDS if len(kept) else 0):
        chances = answer_chances(model, person_levels(model, classes))
        answered = (classes >= 0) * weight[:, None]
        expected = np.einsum("ri,riv->iv", answered, chances) + _ADDED
        model = AnswerModel(np.where(there, model.ease + np.log(seen / expected), -np.inf), worth)
        if (np.abs(seen - expected) <= _CLOSE * answered.sum(axis=0)[:, None]).all():
            break
    return model


def person_levels(model: AnswerModel, codes: Ints) -> Floats:
    """Return the level of each person at which the total that the model expects is the person's own.

    Parameters
    ----------
    model
        As fitted.
    codes
        (n, I) as in `fit_answers`.

    Returns
    -------
    (n,) levels; 60 (-60) where all answers are the highest (lowest), 0 where there is none.

    Raises
    ------
    Nothing.

    Notes
    -----
    Newton's method; the expected total rises with the level throughout.

    References
    ----------
    As `fit_answers`.

    Examples
    --------
    >>> model = AnswerModel(np.zeros((2, 2)), np.array([[0.0, 1.0], [0.0, 1.0]]))
    >>> person_levels(model, np.array([[0, 1], [1, 1]])).tolist()
    [0.0, 60.0]
    """
    there = np.isfinite(model.ease)
    own, lowest, highest = (_total(codes, model.worth, there, way) for way in ("own", "min", "max"))
    answered = codes >= 0
    # the level follows from the total and from what was answered: persons alike in both are solved once
    key = np.column_stack([np.packbits(answered, axis=1).astype(np.float64), np.round(own, 9)])
    _, first, place = np.unique(key, axis=0, return_index=True, return_inverse=True)
    level = np.zeros(len(first))
    inner = np.flatnonzero((own[first] > lowest[first] + 1e-9) & (own[first] < highest[first] - 1e-9))
    for start in range(0, len(inner), MOST_CLASSES):
        at = inner[start : start + MOST_CLASSES]
        level[at] = _solved(model, answered[first[at]], own[first[at]])
    level[own[first] >= highest[first] - 1e-9] = _FAR
    level[own[first] <= lowest[first] + 1e-9] = -_FAR
    level[~answered[first].any(axis=1)] = 0.0
    found: Floats = level[place.reshape(-1)]
    return found


def answer_chances(model: AnswerModel, level: Floats) -> Floats:
    """Return how likely each answer is of persons of given levels.

    Parameters
    ----------
    model
        As fitted.
    level
        (n,) levels.

    Returns
    -------
    (n, I, V) probabilities, of each item 1 together.

    Raises
    ------
    Nothing.

    Notes
    -----
    See `fit_answers`.

    References
    ----------
    As `fit_answers`.

    Examples
    --------
    >>> answer_chances(AnswerModel(np.zeros((1, 2)), np.array([[0.0, 1.0]])), np.array([0.0])).tolist()
    [[[0.5, 0.5]]]
    """
    logs = model.ease + level[:, None, None] * model.worth
    logs = np.exp(logs - logs.max(axis=2, keepdims=True))
    found: Floats = logs / logs.sum(axis=2, keepdims=True)
    return found


def _solved(model: AnswerModel, answered: npt.NDArray[np.bool_], total: Floats) -> Floats:
    level = np.zeros(len(total))
    for _ in range(_STEPS):
        chances = answer_chances(model, level)
        mean = np.einsum("riv,iv->ri", chances, model.worth)
        square = np.einsum("riv,iv->ri", chances, model.worth**2)
        slope = ((square - mean**2) * answered).sum(axis=1)
        step = (total - (mean * answered).sum(axis=1)) / np.maximum(slope, 1e-9)
        level = np.clip(level + np.clip(step, -4, 4), -_FAR, _FAR)
        if (np.abs(step) < 1e-8).all():
            break
    return level


def _total(codes: Ints, worth: Floats, there: npt.NDArray[np.bool_], way: str) -> Floats:
    """A person's total of worth, or the least or most that his questions give."""
    if way == "own":
        each = np.take_along_axis(worth, np.maximum(codes, 0).T, axis=1).T
    elif way == "min":
        each = np.broadcast_to(np.where(there, worth, np.inf).min(axis=1), codes.shape)
    else:
        each = np.broadcast_to(np.where(there, worth, -np.inf).max(axis=1), codes.shape)
    found: Floats = np.where(codes >= 0, each, 0.0).sum(axis=1)
    return found
