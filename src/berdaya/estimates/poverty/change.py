"""How a measure of poverty moved between two waves, with the error of the change where waves share units."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.poverty.model import Bools, Figures, Floats, Ints, Measure
from berdaya.estimates.poverty.poverty import Found, find
from berdaya.estimates.poverty.row_figures import Errors, interval_of, replicated
from berdaya.estimates.precision import cells_df, lonely_units
from berdaya.estimates.replicates import supplied_variance
from berdaya.instrument.model import Instrument
from berdaya.stats.difference import difference, split_product
from berdaya.stats.variance import taylor_variance

SPLIT = ("incidence", "intensity")


def poverty_change(
    instrument: Instrument, errors: Errors, measure: Measure, by: Sequence[str], waves: tuple[str, str]
) -> Mapping[str, Figures]:
    """Return the change of each figure that both waves have, in the domains that both have.

    Parameters
    ----------
    instrument, errors, measure, by
        As for `poverty`.
    waves
        Before and after.

    Returns
    -------
    "absolute" (in shares; of Alkire-Foster measures also the parts of the change of M0 that come from H, `incidence`, and from
    A, `intensity`) and "relative" (percent); with the years between the waves also "absolute-year" and "relative-year".

    Notes
    -----
    The influence of a change on a unit is that of the figure after minus that before, so what waves share (a panel, the same
    villages) is in its error. df = PSUs minus strata of all rows used. Lines of money are matched by their order. Intervals are
    those of t, cut at what is possible: a share moves by no more than 1 (1 / years in a year), none falls by more than 100%.
    """
    before, after = (find(instrument, errors, measure, by, wave) for wave in waves)
    labels = tuple(label for label in after.rows.labels if label in before.rows.labels)
    if not labels:
        return {}
    joined = _Joined(errors, labels, before, after)
    kinds: dict[str, tuple[Any, float]] = {"absolute": ("absolute", 0.0), "relative": ("relative", 0.0)}
    if measure.years:
        kinds |= {f"{kind}-year": (kind, measure.years) for kind in ("absolute", "relative")}
    return {
        name: joined.changed(*kind, split=name == "absolute" and measure.kind == "dimensions")
        for name, kind in kinds.items()
    }


class _Counts(NamedTuple):
    """How many a wave's figures rest on, in the domains that both waves have."""

    n: Ints
    rows: Ints
    weight: Floats
    lost: Floats
    persons: Ints
    suppressed: Bools


class _Joined:
    """Two waves' rows in the domains that both have."""

    def __init__(self, errors: Errors, labels: tuple[tuple[str, ...], ...], before: Found, after: Found) -> None:
        self.errors, self.labels, self.found = errors, labels, (before, after)
        place = [[one.rows.labels.index(label) for label in labels] for one in self.found]
        self.values = [one.linear.value[at] for one, at in zip(self.found, place, strict=True)]
        given = errors.tally.replicates
        drawn = [replicated(errors.tally, one.rows, one.make) for one in self.found] if given is not None else []
        self.drawn = [one[:, at] for one, at in zip(drawn, place, strict=False)]
        self.domain = []
        for one, at in zip(self.found, place, strict=True):
            to = np.full(one.rows.size + 1, -1)
            to[at] = np.arange(len(labels))
            self.domain.append(to[one.rows.domain])
        self.counts = [self._of(one.figures(errors)) for one in self.found]

    def changed(self, kind: Any, years: float, *, split: bool) -> Figures:
        names = list(self.found[1].names) + ([(name, "") for name in SPLIT] if split else [])
        value = self._moved(self.values, kind, years, split=split)
        given = self.errors.tally.replicates
        if given is not None:
            variance = supplied_variance(given, self._moved(self.drawn, kind, years, split=split), value)
        else:
            variance = self._linearised(kind, years, split=split)
        most = np.fmax(np.abs(value), 1.0 / (years or 1.0))
        limits = (-most, most) if kind == "absolute" else (np.full(value.shape, -100.0), np.full(value.shape, np.inf))
        return self._figures(value, names, variance, limits)

    @property
    def _product(self) -> list[int]:
        """The places of H and A."""
        return [self.found[1].names.index((name, "")) for name in ("H", "A")]

    def _moved(self, waves: Sequence[Floats], kind: Any, years: float, *, split: bool) -> Floats:
        """The change (..., D, K) of figures before and after, with the parts of that of M0."""
        one, two = waves
        value = difference(one, two, kind, years).value
        if not split:
            return value
        parts = split_product(*((one[..., at], two[..., at]) for at in self._product))
        return np.concatenate([value, parts.incidence[..., None], parts.intensity[..., None]], axis=-1)

    def _linearised(self, kind: Any, years: float, *, split: bool) -> Floats:
        """The variance of the change (D, K) by linearisation."""
        one, two = self.values
        moved = difference(one, two, kind, years)
        influence = [self._influence(w, factor) for w, factor in enumerate((moved.before, moved.after))]
        if split:
            of = self._product
            parts = split_product(*((one[:, at], two[:, at]) for at in of))
            for w in (0, 1):
                extra = [self._split_influence(w, of, parts.on_h[part, w], parts.on_a[part, w]) for part in (0, 1)]
                influence[w] = np.column_stack([influence[w], *extra])
        _, unit, domain = self._rows
        z = np.concatenate(influence)[np.concatenate(self.domain) >= 0]
        sample, size = self.errors.tally.sample, len(self.labels)
        return taylor_variance(z, unit, domain, sample, n_domains=size, lonely=self.errors.lonely).value

    @property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        """Cells, units and domains of both waves' rows."""
        domain = np.concatenate(self.domain)
        cells, unit = (np.concatenate([getattr(one.rows, part) for one in self.found]) for part in ("cells", "unit"))
        return cells[domain >= 0], unit[domain >= 0], domain[domain >= 0]

    def _influence(self, w: int, factor: Floats) -> Floats:
        domain = self.domain[w]
        z = np.where(domain[:, None] >= 0, self.found[w].linear.influence * factor[domain], 0.0)
        return np.nan_to_num(z)

    def _split_influence(self, w: int, of: list[int], on_h: Floats, on_a: Floats) -> Floats:
        z, domain = self.found[w].linear.influence[:, of], self.domain[w]
        return np.where(domain >= 0, np.nan_to_num(z[:, 0] * on_h[domain] + z[:, 1] * on_a[domain]), 0.0)

    def _figures(
        self, value: Floats, names: list[tuple[str, str]], variance: Floats, limits: tuple[Floats, Floats]
    ) -> Figures:
        errors, size = self.errors, len(self.labels)
        cells, unit, domain = self._rows
        df = np.asarray(cells_df(errors.tally, cells, domain, size), float)
        alone = np.zeros(size, bool)
        if errors.lonely == "none" and errors.tally.replicates is None:
            alone = np.bincount(domain[lonely_units(errors.tally.sample)[unit]], minlength=size) > 0
        before, after = self.counts
        of = list(range(len(self.found[1].names)))
        of += [of[2]] * (len(names) - len(of))  # what the split tells of, M0 does
        return Figures(
            by=self.found[1].rows.by,
            domains=self.labels,
            names=tuple(names),
            **interval_of(errors, value, variance, df, alone, limits),
            n=before.n + after.n,
            rows=before.rows + after.rows,
            weight=after.weight,
            lost=np.maximum(before.lost, after.lost),
            persons=np.minimum(before.persons, after.persons)[:, of],
            suppressed=(before.suppressed | after.suppressed)[:, of],
        )

    def _of(self, found: Figures) -> "_Counts":
        at = [found.domains.index(label) for label in self.labels]
        return _Counts(
            found.n[at], found.rows[at], found.weight[at], found.lost[at], found.persons[at], found.suppressed[at]
        )
