"""The Rasch model of yes/no items: severities by weighted conditional maximum likelihood, their errors, and how items fit."""

from typing import NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.sample import Bools, Floats, Ints, unequal_lengths

LEAST_ITEMS = 3  # two items fit any answers
_ROUNDS, _HALVINGS = 100, 40
_CLOSE = 1e-12  # of all weight: where the score equations count as solved


class RaschItems(NamedTuple):
    """Severities (k,) with mean 0, the inverse (k, k) of their information, the rows (R,) that count, and their weight (k + 1,)
    by how many items they affirm; `inverse` is per unit of the weights that were given.
    """

    severity: Floats
    inverse: Floats
    used: Bools
    counts: Floats

    @property
    def model_se(self) -> Floats:
        """Standard errors (k,) of a simple random sample in which the model holds; weights are brought to a mean of 1."""
        scale = float(self.counts.sum()) / max(int(self.used.sum()), 1)
        se: Floats = np.sqrt(np.maximum(np.diag(self.inverse) * scale, 0.0))
        return se


class ItemFit(NamedTuple):
    """Infit and outfit mean squares (k,), 1 where the model holds."""

    infit: Floats
    outfit: Floats


def rasch_severities(x: Floats, weights: Floats | None = None) -> RaschItems:
    """Return how rarely each of several yes/no items is affirmed, by the Rasch model.

    Parameters
    ----------
    x
        (R, k) answers, 1 for yes and 0 for no; NaN is no answer. Rows without all answers do not count, nor do those of only
        yes or only no, which tell nothing about items.
    weights
        (R,) weights, not negative; 1 when absent. A row of weight 0 does not count.

    Returns
    -------
    Severities in logits with mean 0: the higher, the rarer a yes. NaN with fewer than three items and where the likelihood has
    no maximum (see `rasch_parts`).

    Raises
    ------
    ComputeError
        stats.unequal-lengths.

    Notes
    -----
    P(x_i = 1) = 1 / (1 + exp(b_i - a)). Given a row's number r of yes its level a drops out, and
    log L = Σ w (-Σ_i x_i b_i - log γ_r), γ_r the elementary symmetric function of order r of exp(-b_i), by the summation
    algorithm on logarithms. Newton's steps with the exact second derivatives, halved where L would fall.

    References
    ----------
    Rasch (1960), Probabilistic models for some intelligence and attainment tests. Andersen (1970), Journal of the Royal
    Statistical Society B 32:283-301. Cafiero, Viviani and Nord (2018), Measurement 116:146-152. Agrees with RM.weights 2.0
    (RM.w) to 1e-4 on four countries of the FIES (to 3e-6 where its search is told to go on), with eRm 1.0-2 (RM, also its
    standard errors) to 2e-5.

    Examples
    --------
    >>> x = np.array([[1, 0, 0]] * 6 + [[0, 1, 0]] * 3 + [[0, 0, 1]] * 1 + [[1, 1, 0]] * 5, dtype=float)
    >>> rasch_severities(x).severity.round(3).tolist()
    [-1.171, -0.573, 1.744]
    """
    w = np.ones(len(x)) if weights is None else weights
    if problems := unequal_lengths(("x", "weights"), (x, w)):
        raise ComputeError(problems)
    items = x.shape[1]
    used = _used(x, w)
    there, heavy = x[used], w[used]
    counts = np.zeros(items + 1)
    np.add.at(counts, there.sum(axis=1).astype(np.int64), heavy)
    if items < LEAST_ITEMS or rasch_parts(x, w).any():
        return RaschItems(np.full(items, np.nan), np.full((items, items), np.nan), used, counts)
    yes: Floats = heavy @ there
    severity, information = _maximise(yes, counts)
    return RaschItems(severity, _inverse(information), used, counts)


def rasch_parts(x: Floats, weights: Floats | None = None) -> Ints:
    """Return the parts into which answers set the items apart, so that their severities cannot be compared.

    Parameters
    ----------
    x, weights
        As for `rasch_severities`.

    Returns
    -------
    (k,) the number of each item's part, 0 for the largest (of parts alike in size that with the first item). The likelihood has
    a maximum just where all are in part 0. An item that everybody, or nobody, affirms is a part of its own; so is every item
    where no row counts.

    Notes
    -----
    Item i leads to j where some row affirms i and not j; a part is a strongly connected set of items.

    References
    ----------
    Fischer (1981), On the existence and uniqueness of maximum-likelihood estimates in the Rasch model, Psychometrika 46:59-77.

    Examples
    --------
    >>> rasch_parts(np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0]])).tolist()
    [0, 0, 1, 2]
    """
    from scipy.sparse.csgraph import connected_components  # late: scipy costs start-up time

    w = np.ones(len(x)) if weights is None else weights
    there = x[_used(x, w)]
    _, part = connected_components(there.T @ (1 - there) > 0, directed=True, connection="strong")
    found, first, size = np.unique(part, return_index=True, return_counts=True)
    order = np.lexsort((first, -size))
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found))
    return rank[part]


def rasch_influence(x: Floats, weights: Floats, found: RaschItems) -> Floats:
    """Return what each row adds to the severities, for their design-based errors.

    Parameters
    ----------
    x, weights
        As they were given to `rasch_severities`.
    found
        What it returned.

    Returns
    -------
    (R, k) influence values in logits: the change of a severity as a row's weight grows, times the weight. 0 for rows that do
    not count.

    Notes
    -----
    z = w I⁻¹ (p - x), with p the chances of a yes given the row's number of yes and I the information, inverted among
    severities with mean 0: the sandwich of a pseudo-likelihood once summed with PSU and strata by `taylor_variance`.

    References
    ----------
    Binder (1983), International Statistical Review 51:279-292. Agrees with numerical derivatives by the weights to 1e-6.

    Examples
    --------
    >>> x = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    >>> z = rasch_influence(x, np.ones(4), rasch_severities(x))
    >>> z.shape, bool(abs(z.sum(axis=0)).max() < 1e-9)
    ((4, 3), True)
    """
    score = _residuals(x, found)[0]
    z: Floats = weights[:, None] * (score @ -found.inverse)
    return z


def rasch_fit(x: Floats, weights: Floats, found: RaschItems) -> ItemFit:
    """Return how well each item's answers fit the model.

    Parameters
    ----------
    x, weights
        As they were given to `rasch_severities`.
    found
        What it returned.

    Returns
    -------
    Mean squares, 1 where the model holds; above it answers are less regular than the model has them, below it more.

    Notes
    -----
    With p the chance of a yes given the row's number of yes and v = p (1 - p), over the rows that count: outfit
    Σ w (x - p)²/v / Σ w, infit Σ w (x - p)² / Σ w v. Conditional chances: no error of a person's level enters.

    References
    ----------
    Wright and Masters (1982), Rating scale analysis, ch. 5. Nord (2014), Introduction to item response theory applied to food
    security measurement, FAO. Agrees with RM.weights 2.0 (RM.w) to 1e-5 on four countries of the FIES.

    Examples
    --------
    >>> x = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]])
    >>> rasch_fit(x, np.ones(4), rasch_severities(x)).infit.round(3).tolist()
    [0.817, 0.817, 1.387]
    """
    residual, chance = _residuals(x, found)
    heavy = (weights * found.used)[:, None]
    spread = chance * (1 - chance)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = np.where(found.used[:, None], np.square(residual), 0.0)
        infit = (heavy * square).sum(axis=0) / (heavy * spread).sum(axis=0)
        outfit = (heavy * np.where(spread > 0, square / spread, 0.0)).sum(axis=0) / heavy.sum()
    return ItemFit(infit, outfit)


def conditional_chances(severity: Floats) -> Floats:
    """Return the chance of a yes to each item given how many of them are affirmed.

    Parameters
    ----------
    severity
        (k,) severities in logits.

    Returns
    -------
    (k + 1, k) chances, one line a number of yes from 0 to k; each line sums to its number.

    Notes
    -----
    exp(-b_i) γ_(r-1) without item i / γ_r, γ by the summation algorithm on logarithms: only sums of positive terms, so nothing
    cancels and nothing overflows.

    References
    ----------
    Andersen (1972), The numerical solution of a set of conditional estimation equations, Journal of the Royal Statistical
    Society B 34:42-54. Agrees with sums over all patterns of answers to 1e-12.

    Examples
    --------
    >>> conditional_chances(np.array([0.0, 0.0, 0.0])).round(4)[1].tolist()
    [0.3333, 0.3333, 0.3333]
    """
    items = len(severity)
    whole = _log_symmetric(severity, np.zeros((1, items), bool))[0]
    without = _log_symmetric(severity, np.eye(items, dtype=bool))
    chance = np.zeros((items + 1, items))
    chance[1:] = np.exp(without[:, :-1].T - severity - whole[1:, None])
    return chance


def expected_pairs(severity: Floats, counts: Floats) -> Floats:
    """Return the weight of rows that are expected to affirm both items of each pair.

    Parameters
    ----------
    severity
        (k,) severities in logits.
    counts
        (k + 1,) weight of rows by how many items they affirm.

    Returns
    -------
    (k, k) weights, on the diagonal those that affirm the item.

    Notes
    -----
    Σ_r n_r exp(-b_i - b_j) γ_(r-2) without i and j / γ_r.

    References
    ----------
    As `conditional_chances`.

    Examples
    --------
    >>> expected_pairs(np.zeros(3), np.array([0.0, 6.0, 6.0, 0.0])).round(4).tolist()
    [[6.0, 2.0, 2.0], [2.0, 6.0, 2.0], [2.0, 2.0, 6.0]]
    """
    items = len(severity)
    both = np.zeros((items, items))
    first, second = np.triu_indices(items, 1)
    without = np.zeros((len(first), items), bool)
    without[np.arange(len(first)), first] = without[np.arange(len(first)), second] = True
    whole = _log_symmetric(severity, np.zeros((1, items), bool))[0]
    pair = _log_symmetric(severity, without)[:, :-2] - (severity[first] + severity[second])[:, None] - whole[2:]
    both[first, second] = both[second, first] = np.exp(pair) @ counts[2:]
    np.fill_diagonal(both, counts @ conditional_chances(severity))
    return both


def _used(x: Floats, w: Floats) -> Bools:
    """Rows (R,) with all answers, not all alike, and with weight."""
    yes = x.sum(axis=1)
    used: Bools = (yes > 0) & (yes < x.shape[1]) & (w > 0)  # a comparison with NaN is false
    return used


def _residuals(x: Floats, found: RaschItems) -> tuple[Floats, Floats]:
    """Answers less their chances (R, k), and the chances; 0 for rows that do not count."""
    here = found.used[:, None]
    yes = np.where(found.used, np.nan_to_num(x).sum(axis=1), 0).astype(np.int64)
    chance = np.where(here, conditional_chances(found.severity)[yes], 0.0)
    return np.where(here, x - chance, 0.0), chance


def _log_symmetric(severity: Floats, without: Bools) -> Floats:
    """Logarithms (P, k + 1) of the elementary symmetric functions of exp(-b), each line without some items (P, k)."""
    found = np.full((len(without), len(severity) + 1), -np.inf)
    found[:, 0] = 0.0
    for item, ease in enumerate(-severity):
        with_it = np.logaddexp(found[:, 1:], found[:, :-1] + ease)
        found[:, 1:] = np.where(without[:, item, None], found[:, 1:], with_it)
    return found


def _derivatives(severity: Floats, yes: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """The slope (k,) of -log L, and its second derivatives (k, k)."""
    both, chance = expected_pairs(severity, counts), conditional_chances(severity)
    return yes - np.diag(both), both - chance.T @ (counts[:, None] * chance)


def _inverse(information: Floats) -> Floats:
    """The inverse among severities with mean 0: moving all alike changes nothing, so the matrix itself has none."""
    items = len(information)
    level = float(np.trace(information)) / items
    whole = np.linalg.inv(information + level / items)
    return np.asarray(whole - 1 / (level * items))


def _maximise(yes: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Severities (k,) and their information, from the weight (k,) of yes to each item and of rows (k + 1,) by number of yes."""
    total = float(counts.sum())
    share = yes / total
    severity: Floats = np.log1p(-share) - np.log(share)
    severity = severity - severity.mean()

    def loss(at: Floats) -> float:
        logs = _log_symmetric(at, np.zeros((1, len(at)), bool))[0]
        return float(yes @ at + counts @ logs)

    now = loss(severity)
    for _ in range(_ROUNDS):
        slope, curve = _derivatives(severity, yes, counts)
        if np.abs(slope).max() <= _CLOSE * total:
            return severity, curve
        step = _inverse(curve) @ slope
        for _ in range(_HALVINGS):
            tried = severity - step
            then = loss(tried)
            if then <= now + 1e-14 * abs(now):
                break
            step = step / 2
        severity, now = tried - tried.mean(), then
    return severity, _derivatives(severity, yes, counts)[1]
