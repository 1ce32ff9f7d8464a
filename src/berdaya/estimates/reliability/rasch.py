"""The Rasch model of sets of yes/no questions, by role and part: how rare each yes is, how it fits, how reliable the set is.

rasch(instrument, tally, settings, "after", RaschQuery(by=("group",)))
"""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.domains import make_domains
from berdaya.estimates.model import Settings
from berdaya.estimates.reliability.one_set import Asked
from berdaya.estimates.reliability.rasch_model import (
    Counts,
    Rasch,
    RaschItem,
    RaschQuery,
    RaschScore,
    RaschSet,
    is_yes_no,
)
from berdaya.estimates.reliability.reliability import STILL, asked_by_role, items_below, persons_of, usable_items
from berdaya.estimates.reliability.set_error import Figures, SetError, set_error
from berdaya.instrument.model import Instrument, Node, Question
from berdaya.stats.intervals import t_interval
from berdaya.stats.rasch import LEAST_ITEMS, RaschItems, rasch_fit, rasch_influence, rasch_parts, rasch_severities
from berdaya.stats.rasch_levels import rasch_levels, rasch_reliability
from berdaya.stats.rasch_residual import residual_correlations
from berdaya.tally.model import LonelyPsu, Tally
from berdaya.words.format import or_none

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def rasch(
    instrument: Instrument,
    tally: Tally,
    settings: Settings,
    wave: str,
    query: RaschQuery | None = None,
    lonely: LonelyPsu = "none",
) -> Rasch:
    """Return the Rasch model of the questions below every node with children, part by part and role by role.

    Parameters
    ----------
    instrument, settings
        As for `estimate`.
    tally
        One with a cell for each row (`detail`), and the attributes of the query.
    wave
        The wave whose answers count.
    query
        What is asked for; absent: every node and role, the whole, weighted.
    lonely
        What to do with a stratum of one PSU: without a rule severities that rest on one have no error.

    Notes
    -----
    A set whose questions do not all have two answers has a note instead of figures. Rows count that have all answers. Errors
    are Taylor's by the influence of each row on the severities, or those of replicate weights that came with the answers.
    """
    query = query or RaschQuery()
    domains = make_domains(tally, query.by, wave)
    part = np.full(len(tally.unit), -1)
    part[domains.cells] = domains.domain
    given = (instrument, tally, settings, lonely)
    weights, sets = [], []
    everybody = list(asked_by_role(instrument, tally, wave, query.role, unweighted=query.unweighted))
    for d, labels in enumerate(domains.labels):
        for whole in everybody:
            asked = _of_part(whole, part[whole.rows] == d)
            weights.append(asked.weight)
            for node in instrument.nodes:
                items = items_below(instrument, node, asked.items)
                if node.children and len(items) and len(asked.rows) and query.node in ("", node.key):
                    sets.append(_Set(*given, asked, labels, node, items).measured())
    weighted = any(np.ptp(weight) > STILL * weight.max() for weight in weights if len(weight))
    return Rasch(wave, query, settings.confidence, weighted, tuple(sets))


def _of_part(whole: Asked, there: Bools) -> Asked:
    return whole._replace(rows=whole.rows[there], weight=whole.weight[there], answers=whole.answers[there])


class _Set(NamedTuple):
    """What the figures of one set are made from."""

    instrument: Instrument
    tally: Tally
    settings: Settings
    lonely: LonelyPsu
    asked: Asked
    part: tuple[str, ...]
    node: Node
    items: Ints

    def measured(self) -> RaschSet:
        leaves = [self.instrument.leaves[i] for i in self.items]
        others = tuple(leaf.key for leaf in leaves if leaf.question and not is_yes_no(leaf.question))
        one = RaschSet(self.part, self.node.key, self.asked.role, len(leaves), others)
        if others:
            return replace(one, notes=("not-yes-no",))
        questions = [leaf.question for leaf in leaves if leaf.question]
        x, counts = _yes(self.instrument, questions, self.asked.answers[:, self.items])
        if not _complete(x[:, (~np.isnan(x)).sum(axis=0) > 1]).any():
            return replace(one, counts=counts, notes=("no-rows",))
        kept, left_out = usable_items(self.instrument, x, self.items, listwise=True)
        keys, x = [self.instrument.leaves[i].key for i in self.items[kept]], x[:, kept]
        n = int(_complete(x).sum()) if keys else 0
        found = rasch_severities(x, self.asked.weight)
        one = replace(one, n=n, used=int(found.used.sum()), counts=counts, left_out=left_out)
        if len(keys) < LEAST_ITEMS or not one.used:
            return replace(one, notes=("few-items",) if len(keys) < LEAST_ITEMS else ("no-rows",))
        apart = rasch_parts(x, self.asked.weight)
        if apart.any():
            return replace(one, apart=tuple(np.array(keys)[apart > 0].tolist()), notes=("apart",))
        return self._with_figures(one, keys, x, found)

    def _with_figures(self, one: RaschSet, keys: list[str], x: Floats, found: RaschItems) -> RaschSet:
        own = self.asked.role == next(iter(self.instrument.roles))
        persons = persons_of(self.tally, self.asked.rows[found.used])
        error, levels = self._error(x, found), rasch_levels(found.severity)
        return replace(
            one,
            items=self._items(keys, x, found, error),
            scores=tuple(map(RaschScore, range(len(keys) + 1), levels.level.tolist(), levels.error.tolist())),
            reliability=or_none(rasch_reliability(levels, found.counts)),
            flat=or_none(rasch_reliability(levels, np.ones(len(keys) + 1))),
            residual=tuple(map(tuple, residual_correlations(x, self.asked.weight, found).tolist())),
            df=error.df,
            exact=error.exact,
            suppressed=own and persons < self.settings.threshold,
            notes=error.why,
        )

    def _error(self, x: Floats, found: RaschItems) -> SetError:
        """The errors of severities by the design; none where a replicate that came with the answers has no severities."""
        weight = self.asked.weight

        def again(factors: Floats) -> Floats:
            return rasch_severities(x, factors * weight).severity

        figures = Figures(found.severity, rasch_influence(x, weight, found), again)
        error = set_error(self.tally, self.lonely, self.asked.rows, found.used, figures)
        lost = self.tally.replicates is not None and not np.isfinite(error.se).all()
        return error._replace(why=(*error.why, "replicate-apart")) if lost else error

    def _items(self, keys: list[str], x: Floats, found: RaschItems, error: SetError) -> tuple[RaschItem, ...]:
        complete, weight = _complete(x), self.asked.weight
        share = weight[complete] @ x[complete] / weight[complete].sum()
        fit = rasch_fit(x, weight, found)
        df = np.nan if error.exact else error.df
        low, high = t_interval(found.severity, error.se, df, self.settings.confidence)
        figures = (share, found.severity, error.se, low, high, found.model_se, fit.infit, fit.outfit)
        return tuple(RaschItem(key, *map(or_none, line)) for key, *line in zip(keys, *figures, strict=True))


def _complete(x: Floats) -> Bools:
    """Which rows (r,) have all answers."""
    return np.asarray(~np.isnan(x).any(axis=1))


def _yes(instrument: Instrument, questions: list[Question], answers: Floats) -> tuple[Floats, Counts]:
    """Answers (r, k) as 1 for yes and 0 for no: yes is the worse answer where every question is turned round."""
    scale = instrument.scale
    middle: list[float] = []
    for question in questions:
        levels: list[float] = sorted(question.answers) or [question.scale.min, question.scale.max]
        share = (sum(levels) / 2 - question.scale.min) / (question.scale.max - question.scale.min)
        share = 1 - share if question.direction == "lower_is_better" else share
        middle.append(scale.min + (scale.max - scale.min) * share)
    better = np.where(np.isnan(answers), np.nan, answers > np.array(middle))
    if all(question.direction == "lower_is_better" for question in questions):
        return 1 - better, "worse"
    return better, "better"
