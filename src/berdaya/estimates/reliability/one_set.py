"""One set of questions measured: alpha and its error, what a factor analysis would find, and each question in the set."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.dimensions import Factors, factors_of
from berdaya.estimates.reliability.model import (
    FEW_ANSWERS,
    Dimensions,
    ItemReliability,
    Ordinal,
    ReliabilityQuery,
    SetReliability,
)
from berdaya.estimates.reliability.set_error import Figures, SetError, set_error
from berdaya.stats import alpha as consistency
from berdaya.stats.critical_r import critical_r
from berdaya.stats.factor import omega_gradient
from berdaya.stats.item_whole import item_whole, item_whole_corrected
from berdaya.stats.pairwise import Moments, correlation_influence, covariance_influence, pairwise_moments
from berdaya.stats.polychoric import BOUND, polychoric
from berdaya.tally.model import LonelyPsu, Tally
from berdaya.words.format import or_none

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
FACTOR_ITEMS = 3  # one factor of two items is not determined
LEAST_ROWS = 3  # two rows always agree or contradict one another


class Asked(NamedTuple):
    """The rows of a role in a wave: their places in the tally, weights and answers (r, I); the items asked (I,)."""

    role: str
    rows: Ints
    weight: Floats
    answers: Floats
    items: Ints


class Related(NamedTuple):
    """How questions go together in pairs: their moments, and their polychoric correlations (k, k) where they are wanted."""

    moments: Moments
    ordinal: Floats | None

    def part(self, at: Ints) -> "Related":
        """Return those of some of the questions."""
        square = np.ix_(at, at)
        own = self.moments
        moments = Moments(
            own.mean[at],
            own.covariance[square],
            own.correlation[square],
            own.n[square],
            own.weight[square],
            own.pair_mean[square],
            own.centre[at],
        )
        return Related(moments, None if self.ordinal is None else self.ordinal[square])


def related(answers: Floats, weight: Floats, query: ReliabilityQuery) -> Related:
    """Return how questions go together, from each row's answers (r, k)."""
    return Related(pairwise_moments(answers, weight), polychoric(answers, weight) if query.polychoric else None)


class QuestionSet(NamedTuple):
    """What the figures of one set are made from."""

    tally: Tally
    settings: Settings
    query: ReliabilityQuery
    lonely: LonelyPsu
    asked: Asked
    node: str
    few: bool

    def measured(
        self, keys: list[str], items: Ints, places: Ints, left_out: Mapping[str, str], part: Related | None
    ) -> SetReliability:
        """Measure the items at `places`, those of `items` that can count."""
        answers, weight = self.asked.answers[:, places], self.asked.weight
        complete = self._complete([i for i in items if left_out.get(keys[i]) != FEW_ANSWERS])
        used: Bools = np.asarray(complete if self.query.listwise else ~np.isnan(answers).all(axis=1))
        answers = np.where(used[:, None], answers, np.nan)
        part = part or related(answers, weight, self.query)
        moments = part.moments
        if used.sum() < LEAST_ROWS:
            nothing = np.full(moments.covariance.shape, np.nan)
            moments = moments._replace(covariance=nothing, correlation=nothing)
        notes = _notes(moments, len(places), int(used.sum()))
        covariance = moments.covariance
        alpha = consistency.cronbach_alpha(covariance)
        correlation = consistency.as_correlation(covariance)
        error = self._error(answers, used, moments)
        se, df = float(error.se[0]), error.df
        low, high = (
            (np.nan, np.nan) if error.exact else consistency.alpha_interval(alpha, se, df, self.settings.confidence)
        )
        feldt = consistency.feldt_interval(alpha, int(used.sum()), len(places), self.settings.confidence)
        pairs = ~np.eye(len(places), dtype=bool)
        factors = factors_of(moments, int(used.sum())) if isfinite(alpha) and len(places) >= FACTOR_ITEMS else None
        if factors and factors.dimensions.improper:
            notes = (*notes, "improper")
        ordinal = _ordinal(part.ordinal) if part.ordinal is not None and isfinite(alpha) else None
        if ordinal and max(-ordinal.least, ordinal.largest) > BOUND - 1e-9:
            notes = (*notes, "ordinal-bound")
        return SetReliability(
            node=self.node,
            role=self.asked.role,
            asked=len(items),
            n=int(used.sum()),
            complete=int(complete.sum()),
            fewest=int(moments.n.min(initial=np.inf)) if len(places) else 0,
            items=self._items([keys[i] for i in places], answers, moments, factors),
            left_out=left_out,
            alpha=or_none(alpha),
            se=or_none(se),
            df=df,
            low=or_none(low),
            high=or_none(high),
            feldt_low=or_none(feldt[0]),
            feldt_high=or_none(feldt[1]),
            standardised=or_none(consistency.cronbach_alpha(correlation)),
            lambda6=or_none(consistency.lambda_six(correlation)) if len(places) > 1 else None,
            mean_correlation=or_none(float(correlation[pairs].mean())) if pairs.any() else None,
            dimensions=self._dimensions(factors, answers, used, moments) if factors else None,
            ordinal=ordinal,
            exact=error.exact,
            suppressed=self.few,
            notes=(*notes, *(error.why if isfinite(alpha) else ())),
        )

    def _complete(self, items: list[int]) -> Bools:
        """Which rows (r,) answered all of some items; none where there are no items."""
        found: Bools = (~np.isnan(self.asked.answers[:, items])).sum(axis=1) == max(len(items), 1)
        return found

    def _error(self, answers: Floats, used: Bools, moments: Moments) -> SetError:
        """The design-based error of alpha."""
        alpha = consistency.cronbach_alpha(moments.covariance)
        gradient = consistency.alpha_gradient(moments.covariance)
        z = np.full((len(answers), 1), np.nan)
        if np.isfinite(gradient).all() and len(gradient):
            z = covariance_influence(answers, self.asked.weight, moments, gradient)[:, None]

        def again(factors: Floats) -> Floats:
            moved = pairwise_moments(answers, factors * self.asked.weight)
            return np.array([consistency.cronbach_alpha(moved.covariance)])

        return self._set_error(used, Figures(np.array([alpha]), z, again))

    def _dimensions(self, factors: Factors, answers: Floats, used: Bools, moments: Moments) -> Dimensions:
        """What a factor analysis would find, with the error of omega; that of replicates too is by its influence."""
        part, weight = factors.dimensions, self.asked.weight
        if part.omega is None or part.improper:
            return part
        omega = np.array([part.omega])
        gradient = omega_gradient(moments.correlation, factors.loadings)
        z = correlation_influence(answers, weight, moments, gradient)[:, None]
        error = self._set_error(used, Figures(omega, z, lambda moved: omega + moved @ z))
        se, df = float(error.se[0]), np.nan if error.exact else error.df
        low, high = consistency.alpha_interval(part.omega, se, df, self.settings.confidence)
        return replace(part, omega_se=or_none(se), omega_low=or_none(low), omega_high=or_none(high))

    def _set_error(self, used: Bools, figures: Figures) -> SetError:
        return set_error(self.tally, self.lonely, self.asked.rows, used, figures)

    def _items(
        self, keys: list[str], answers: Floats, moments: Moments, factors: Factors | None
    ) -> tuple[ItemReliability, ...]:
        covariance, n = moments.covariance, np.diag(moments.n)
        total = consistency.item_total(answers, self.asked.weight) if len(keys) > 1 else np.full(len(keys), np.nan)
        rest = consistency.item_rest(covariance)
        dropped = consistency.alpha_if_dropped(covariance)
        free = n - 2 if self.query.df is None else np.full(len(keys), self.query.df)
        critical = critical_r(free, self.query.level)
        variance = consistency.variance_if_dropped(covariance)
        several = len(keys) > 1
        correlation = consistency.as_correlation(covariance)
        nothing = np.full(len(keys), np.nan)
        whole = item_whole(correlation) if several else nothing
        corrected = item_whole_corrected(correlation) if several else nothing
        return tuple(
            ItemReliability(
                key=key,
                n=int(n[i]),
                mean=or_none(moments.mean[i]),
                sd=or_none(np.sqrt(covariance[i, i])),
                total=or_none(total[i]),
                rest=or_none(rest[i]),
                critical=or_none(critical[i]),
                alpha_dropped=or_none(dropped[i]),
                mean_dropped=or_none(moments.mean.sum() - moments.mean[i]) if several else None,
                variance_dropped=or_none(variance[i]) if several else None,
                loading=or_none(factors.loadings[i]) if factors else None,
                kmo=or_none(factors.kmo[i]) if factors else None,
                whole=or_none(whole[i]),
                corrected=or_none(corrected[i]),
            )
            for i, key in enumerate(keys)
        )


def _notes(moments: Moments, items: int, n: int) -> tuple[str, ...]:
    """Say why a set has no alpha, or which of its other figures are not there."""
    if items < 2:
        return ("single-item",)
    if n < LEAST_ROWS:
        return ("few-rows",)
    if not np.isfinite(moments.covariance).all():
        return ("pairs-apart",)
    if not isfinite(consistency.cronbach_alpha(moments.covariance)):
        return ("total-still",)
    matrices = (consistency.as_correlation(moments.covariance), moments.correlation)
    return ("singular",) if any(consistency.is_singular(one) for one in matrices) else ()


def _ordinal(found: Floats) -> Ordinal | None:
    """Polychoric correlations in short; None where one of them does not exist."""
    pairs = found[np.triu_indices(len(found), 1)]
    if not np.isfinite(pairs).all():
        return None
    alpha = or_none(consistency.cronbach_alpha(found))
    matrix = tuple(tuple(row) for row in found.tolist())
    return Ordinal(alpha, float(pairs.mean()), float(pairs.min()), float(pairs.max()), matrix)
