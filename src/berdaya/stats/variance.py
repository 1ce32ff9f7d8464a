"""Design-based variance of linearised estimates: strata, clusters, two stages, lonely PSUs."""

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from berdaya.errors import ComputeError
from berdaya.stats.calibration import calibrated_influence
from berdaya.stats.grouped import distinct, group_sums
from berdaya.stats.sample import CERTAIN, Bools, Floats, Ints, Sample, out_of_range, unequal_lengths, whole_units

LonelyPsu = Literal["none", "centre", "remove", "average"]

# Numbers worked on at a time (32 MB): columns are taken in blocks, so memory stays flat in K.
_BLOCK = 4_000_000


class Variance(NamedTuple):
    """Variances and where a lonely PSU forbids one: both (n_domains, K)."""

    value: Floats
    lonely: Bools


class PsuPart(NamedTuple):
    """Influence that belongs to a PSU as a whole: z (Q, K), psu (Q,), domain (Q,)."""

    z: Floats
    psu: Ints
    domain: Ints


class Contrast(NamedTuple):
    """Influence rows of contrasts between domains: what `taylor_variance` takes."""

    z: Floats
    unit: Ints
    domain: Ints


@dataclass(frozen=True)
class _Stage:
    """One stage of selection over G groups; a group is a stratum's part in a domain."""

    group: Ints  # (Q,) group of each cluster total
    domain: Ints  # (G,)
    size: Ints  # (G,) clusters of the stratum in the full design
    absent: Ints  # (G,) of these, how many have no total here: they count as zero
    weight: Floats  # (G,) 1 - f, times f1 at the second stage; 0 where taken whole
    peer: Bools  # (G,) gives its variance to the average that a lonely stratum borrows


def taylor_variance(
    z: Floats,
    unit: Ints,
    domain: Ints,
    sample: Sample,
    *,
    n_domains: int,
    lonely: LonelyPsu = "none",
    psu_part: PsuPart | tuple[Floats, Ints, Ints] | None = None,
) -> Variance:
    """Return the variance of linearised estimates of every domain and column.

    Parameters
    ----------
    z
        (R, K) influence of each occurring (unit, domain) pair on K estimates of that domain. Pairs that
        do not occur are zero; pairs that occur twice are added. NaN makes its domain and column NaN.
    unit, domain
        (R,) unit and domain of each row.
    sample
        The full design.
    n_domains
        Number of domains.
    lonely
        What a stratum with a single PSU (and fraction below 1) adds: "none", the variance is NaN wherever
        the stratum has any influence; "centre", the square of its influence; "remove", nothing;
        "average", the average of the other strata of the domain.
    psu_part
        Influence added to PSU totals at the first stage only: (Q, K), PSU (Q,), domain (Q,). Calibration leaves it.

    Returns
    -------
    `value` (n_domains, K), in squared units of the estimate, and `lonely` (n_domains, K), True where a
    lonely stratum makes `value` NaN. An empty domain has 0.

    Raises
    ------
    ComputeError
        stats.unequal-lengths, stats.index-out-of-range.

    Notes
    -----
    With z_hi the sum over PSU i of stratum h (n_h PSUs, absent ones zero) and z_ij unit j of second-stage
    stratum g (m_g units, absent ones zero) within PSU i:

        V = sum_h (1 - f1_h) n_h / (n_h - 1) sum_i (z_hi - mean_h)^2
          + sum_h f1_h sum_i sum_(g in i) (1 - f2_g) m_g / (m_g - 1) sum_j (z_ij - mean_g)^2

    Where weights are calibrated, z is first freed of its regression on the calibration classes
    (`calibrated_influence`); a domain then rests on all units, also for lonely strata.

    A stratum taken whole (fraction 1) adds nothing at that stage and is never lonely. "centre" is
    R's "adjust": (1 - f) z^2, the deviation from 0, which is the grand mean of the influence of a mean or a
    ratio (for a total it is not: R does the same, svy takes the mean of the PSU totals). "remove" is R's
    "remove" and "certainty". "average" multiplies a domain's first stage by
    (strata + lonely strata) / strata, strata taken whole included, as R; where no other stratum occurs it
    is NaN and lonely. Second stage: the same rules on units ("average" over the domain's other second-stage
    strata that add to the variance, not within one PSU as R, where the rule often has no peer).

    References
    ----------
    Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, sections 4.3 and 5.7; R function
    svyrecvar. Agrees with R survey 4.1-1 to 1e-9 on apistrat, apiclus1, apiclus2 and the lonely-PSU sample.

    Examples
    --------
    >>> design = Sample(psu=np.arange(4), stratum=np.zeros(4, dtype=int), fraction=np.zeros(1))
    >>> y = np.array([1.0, 2.0, 3.0, 6.0])
    >>> z = ((y - y.mean()) / 4).reshape(-1, 1)
    >>> v = taylor_variance(z, np.arange(4), np.zeros(4, dtype=int), design, n_domains=1)
    >>> bool(np.isclose(v.value[0, 0], y.var(ddof=1) / 4))
    True
    """
    extra = PsuPart(*psu_part) if psu_part is not None else _no_part(z.shape[1])
    _check(z, unit, domain, sample, n_domains, extra)
    if sample.calibration is not None:
        return _calibrated(z, unit, domain, sample, extra, n_domains, lonely)
    if sample.second is not None and sample.second.whole is not None:
        unit, sample = sample.second.whole[unit], whole_units(sample)
    units = len(sample.psu)
    pair, row_pair = distinct(unit * n_domains + domain, units * n_domains)
    pair_unit, pair_domain = np.divmod(pair, n_domains)
    keys = np.concatenate([sample.psu[pair_unit] * n_domains + pair_domain, extra.psu * n_domains + extra.domain])
    total, part_total = distinct(keys, len(sample.stratum) * n_domains)
    first = _first_stage(sample, *np.divmod(total, n_domains), n_domains)
    second = _second_stage(sample, pair_unit, pair_domain, n_domains)

    value = np.zeros((n_domains, z.shape[1]))
    mark = np.zeros((n_domains, z.shape[1]), dtype=np.bool_)
    width = max(1, _BLOCK // max(1, len(z)))
    for start in range(0, z.shape[1], width):
        columns = slice(start, start + width)
        by_unit = _merge(z[:, columns], row_pair, len(pair))
        by_psu = _merge(np.concatenate([by_unit, extra.z[:, columns]]), part_total, len(total))
        one = _stage_variance(by_psu, first, n_domains, lonely)
        two = _stage_variance(by_unit, second, n_domains, lonely) if second else one._replace(value=np.zeros(1))
        value[:, columns] = one.value + two.value
        mark[:, columns] = one.lonely | two.lonely
    return Variance(value, mark)


def _calibrated(
    z: Floats, unit: Ints, domain: Ints, sample: Sample, extra: PsuPart, n_domains: int, lonely: LonelyPsu
) -> Variance:
    """The same, domain by domain, of residuals: every unit has a part in each."""
    assert sample.calibration is not None
    plain, units = replace(sample, calibration=None), len(sample.psu)
    found = []
    for d in range(n_domains):
        at, own = domain == d, extra.domain == d
        residual = calibrated_influence(group_sums(z[at], unit[at], units), sample.calibration)
        part = PsuPart(extra.z[own], extra.psu[own], np.zeros(int(own.sum()), np.int64))
        nothing = np.zeros(units, np.int64)
        found.append(
            taylor_variance(residual, np.arange(units), nothing, plain, n_domains=1, lonely=lonely, psu_part=part)
        )
    shape = (n_domains, z.shape[1])
    return Variance(*(np.concatenate([one[i] for one in found]).reshape(shape) for i in (0, 1)))


def contrast(z: Floats, unit: Ints, domain: Ints, coefficients: Floats) -> Contrast:
    """Return the influence rows of contrasts between domains, ready for `taylor_variance`.

    Parameters
    ----------
    z, unit, domain
        (R, K), (R,), (R,): influence rows of D domains.
    coefficients
        (C, D) one row a contrast: -1 and 1 for the difference of two domains.

    Returns
    -------
    Rows whose domain is the contrast, 0 .. C - 1; take `n_domains=C`.

    Notes
    -----
    The influence of sum_d c_d theta_d on a unit is sum_d c_d z_d, so the covariance of domains that
    share PSUs is kept. Cov(a, b) = (V(a + b) - V(a - b)) / 4 where a covariance itself is wanted.

    References
    ----------
    R functions svyby(covmat=TRUE) and svycontrast. Agrees with R survey 4.1-1 to 1e-9 on the differences of
    domain means of apistrat, apiclus1 and apiclus2.

    Examples
    --------
    >>> rows = contrast(np.array([[2.0], [3.0]]), np.array([0, 0]), np.array([0, 1]), np.array([[-1.0, 1.0]]))
    >>> rows.z.tolist(), rows.unit.tolist(), rows.domain.tolist()
    ([[-2.0], [3.0]], [0, 0], [0, 0])
    """
    spread = np.atleast_2d(coefficients)[:, domain]
    which, row = np.nonzero(spread)
    return Contrast(z[row] * spread[which, row][:, None], unit[row], which)


def _no_part(columns: int) -> PsuPart:
    none = np.zeros(0, dtype=np.int64)
    return PsuPart(np.zeros((0, columns)), none, none)


def _check(z: Floats, unit: Ints, domain: Ints, sample: Sample, n_domains: int, extra: PsuPart) -> None:
    problems = [
        *unequal_lengths(("z", "unit", "domain"), (z, unit, domain)),
        *unequal_lengths(("psu_part z", "psu", "domain"), extra),
        *unequal_lengths(("z columns", "psu_part columns"), (z[:1].T, extra.z.T) if len(z) else (z.T, extra.z.T)),
        *out_of_range("unit", unit, len(sample.psu)),
        *out_of_range("domain", domain, n_domains),
        *out_of_range("psu_part psu", extra.psu, len(sample.stratum)),
        *out_of_range("psu_part domain", extra.domain, n_domains),
    ]
    if problems:
        raise ComputeError(problems)


def _merge(rows: Floats, place: Ints, size: int) -> Floats:
    # `distinct` gives 0, 1, 2, .. where nothing has to be added up.
    if len(rows) == size and np.array_equal(place, np.arange(size)):
        return rows
    return group_sums(rows, place, size)


def _first_stage(sample: Sample, psu: Ints, domain: Ints, n_domains: int) -> _Stage:
    weight = np.where(sample.fraction > CERTAIN, 0.0, 1.0 - sample.fraction)
    stratum = sample.stratum[psu]
    return _stage(stratum, domain, n_domains, sample.psus, weight, np.ones(len(weight), dtype=np.bool_))


def _second_stage(sample: Sample, unit: Ints, domain: Ints, n_domains: int) -> _Stage | None:
    if sample.second is None:
        return None
    inner = sample.second
    outer = np.zeros(len(inner.fraction))
    outer[inner.stratum] = sample.fraction[sample.stratum[sample.psu]]
    weight = outer * np.where(inner.fraction > CERTAIN, 0.0, 1.0 - inner.fraction)
    return _stage(inner.stratum[unit], domain, n_domains, inner.units, weight, weight > 0.0)


def _stage(stratum: Ints, domain: Ints, n_domains: int, size: Ints, weight: Floats, peer: Bools) -> _Stage:
    found, group = distinct(stratum * n_domains + domain, len(size) * n_domains)
    of, in_domain = np.divmod(found, n_domains)
    present = np.bincount(group, minlength=len(found))
    return _Stage(group, in_domain, size[of], size[of] - present, weight[of], peer[of])


def _stage_variance(totals: Floats, stage: _Stage, n_domains: int, lonely: LonelyPsu) -> Variance:
    groups = len(stage.domain)
    alone = stage.size == 1
    mean = group_sums(totals, stage.group, groups) / stage.size[:, None]
    mean[alone] = 0.0  # the spread of a single cluster is taken about 0, for the rules below
    # About the mean in a second pass: exact zeros stay zero, and no variance is negative.
    spread = group_sums(np.square(totals - mean[stage.group]), stage.group, groups)
    spread += stage.absent[:, None] * np.square(mean)
    factor = stage.weight * np.where(alone, float(lonely == "centre"), stage.size / np.maximum(stage.size - 1, 1))
    value = group_sums(spread, stage.domain, n_domains, factor)
    alone &= stage.weight > 0.0
    unsaid = np.zeros(value.shape, dtype=np.bool_)
    if alone.any() and lonely in ("none", "average"):
        lone = group_sums((spread[alone] != 0.0).astype(np.float64), stage.domain[alone], n_domains)
        peers = np.bincount(stage.domain[stage.peer & ~alone], minlength=n_domains)[:, None]
        unsaid = (lone > 0) & ((peers == 0) | (lonely == "none"))
        value = np.where(
            unsaid, np.nan, value * (peers + lone) / np.maximum(peers, 1) if lonely == "average" else value
        )
    return Variance(value, unsaid)
