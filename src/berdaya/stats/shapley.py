"""Shapley values of explained variance: what each part explains, fairly shared where parts go together."""

from typing import Any

import numpy as np

from berdaya.errors import ComputeError, Problem

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_PLAYERS = 14  # 2^k coalitions
_COLLINEAR = 1e-10  # of a part's variance: what is left of it by others is float noise


def explained_by_subsets(covariance: Floats) -> Floats:
    """Return the variance of an outcome that every subset of parts explains linearly.

    Parameters
    ----------
    covariance
        (..., k + 1, k + 1) of the parts and, last, the outcome.

    Returns
    -------
    (2^k, ...) variances in the outcome's unit squared; the bits of the first index say which parts are in the subset.

    Raises
    ------
    ComputeError
        stats.too-many-players: more than 14 parts.

    Notes
    -----
    c_u' S_uu⁻¹ c_u, by sweeping one part after another out of the rest. A part that others determine adds nothing.

    References
    ----------
    Goodnight (1979), A tutorial on the SWEEP operator, The American Statistician 33:149-158.

    Examples
    --------
    >>> explained_by_subsets(np.array([[1.0, 0.0, 2.0], [0.0, 4.0, 4.0], [2.0, 4.0, 9.0]])).tolist()
    [0.0, 4.0, 4.0, 8.0]
    """
    k = covariance.shape[-1] - 1
    if k > MOST_PLAYERS:
        raise ComputeError(Problem("stats.too-many-players", values={"players": k, "most": MOST_PLAYERS}))
    worth = np.zeros((2**k, *covariance.shape[:-2]))
    least = _COLLINEAR * np.diagonal(covariance, axis1=-2, axis2=-1)

    def sweep(rest: Floats, first: int, code: int) -> None:
        """`rest` has the parts from `first` on and the outcome, without what the subset `code` explains of them."""
        for j in range(first, k):
            at = j - first
            pivot, column = rest[..., at, at], rest[..., at + 1 :, at]
            with np.errstate(divide="ignore", invalid="ignore"):
                factor = np.where(pivot > least[..., j], 1 / pivot, 0.0)[..., None]
            left = rest[..., at + 1 :, at + 1 :] - (column * factor)[..., :, None] * column[..., None, :]
            worth[code | 1 << j] = covariance[..., -1, -1] - left[..., -1, -1]
            sweep(left, j + 1, code | 1 << j)

    sweep(covariance, 0, 0)
    return worth


def shapley_values(worth: Floats) -> Floats:
    """Return the Shapley values of a game.

    Parameters
    ----------
    worth
        (2^k, ...) what every coalition is worth; the bits of the first index say who is in it.

    Returns
    -------
    (..., k) values, in the unit of `worth`; they add up to the worth of all less that of none.

    Notes
    -----
    Σ_S |S|! (k − |S| − 1)! / k! (v(S ∪ i) − v(S)): the mean rise over all orders in which the players can come.

    References
    ----------
    Shapley (1953). Agrees to 1e-12 with the mean over all orders.

    Examples
    --------
    >>> shapley_values(np.array([0.0, 1.0, 3.0, 6.0])).tolist()
    [2.0, 4.0]
    """
    k = len(worth).bit_length() - 1
    codes = np.arange(len(worth))
    size = np.array([int(code).bit_count() for code in codes])
    chance = np.ones(max(k, 1))  # of the coalition that is there before a player, by its size
    for s in range(1, k):
        chance[s] = chance[s - 1] * s / (k - s)
    out = np.zeros((*worth.shape[1:], k))
    for i in range(k):
        without = codes[codes >> i & 1 == 0]
        out[..., i] = np.tensordot(chance[size[without]] / k, worth[without | 1 << i] - worth[without], axes=1)
    return out


def shapley_effects(covariance: Floats) -> Floats:
    """Return each part's share of an outcome's variance, what parts explain together being shared fairly.

    Parameters
    ----------
    covariance
        (..., k + 1, k + 1) of the parts and, last, the outcome.

    Returns
    -------
    (..., k) shares, none below 0 but for float noise; they add up to R², which is 1 where the outcome is a weighted sum of the
    parts. NaN where the outcome does not vary.

    Raises
    ------
    ComputeError
        stats.too-many-players.

    Notes
    -----
    `shapley_values` of `explained_by_subsets`, over Var(y). For an outside outcome these are the LMG shares of R².

    References
    ----------
    Owen (2014), Sobol' indices and Shapley value, SIAM/ASA JUQ 2:245-251; Owen and Prieur (2017), On Shapley value for
    measuring importance of dependent inputs, SIAM/ASA JUQ 5:986-1002, whose closed form for two parts it agrees with to 1e-6;
    Lindeman, Merenda and Gold (1980) and Grömping (2006), JSS 17(1), for R².

    Examples
    --------
    >>> shapley_effects(np.array([[1.0, 0.0, 2.0], [0.0, 4.0, 4.0], [2.0, 4.0, 8.0]])).tolist()
    [0.5, 0.5]
    """
    variance = covariance[..., -1, -1][..., None]
    values = shapley_values(explained_by_subsets(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > 0, values / variance, np.nan)


def total_effects(covariance: Floats) -> Floats:
    """Return the share of an outcome's variance that is left when all parts but one are known.

    Parameters
    ----------
    covariance
        (..., k + 1, k + 1) of the parts and, last, the outcome, a weighted sum of them.

    Returns
    -------
    (..., k) total indices; NaN where the outcome does not vary.

    Raises
    ------
    ComputeError
        stats.too-many-players.

    Notes
    -----
    (v(all) − v(all but i)) / Var(y).

    References
    ----------
    Homma and Saltelli (1996). Agrees to 1e-6 with the linear Gaussian case in the tests.

    Examples
    --------
    >>> total_effects(np.array([[1.0, 0.0, 2.0], [0.0, 4.0, 4.0], [2.0, 4.0, 8.0]])).tolist()
    [0.5, 0.5]
    """
    worth = explained_by_subsets(covariance)
    every = len(worth) - 1
    k = every.bit_length()
    left = np.stack([worth[every] - worth[every ^ 1 << i] for i in range(k)], axis=-1)
    variance = covariance[..., -1, -1][..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > 0, left / variance, np.nan)
