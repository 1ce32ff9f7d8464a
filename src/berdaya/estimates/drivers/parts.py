"""A score's parts: the gap of a node to a reference score, split over the items below it, and the same in every replicate.

Means first splits the node of the means. Units first splits each unit's own score and averages the parts as it averages the
scores, so they add up to the mean of the scores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.bootstrap import replicate_items, supplied_items, unit_factors, whole_factors
from berdaya.estimates.domains import Domains, sum_by
from berdaya.estimates.frame import Frame
from berdaya.estimates.means import item_means, make_blocks
from berdaya.instrument.tree import Tree, roll_up_values, split_gap
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
AT_ONCE = 2_000_000  # numbers of replicated splits held at a time


class Parts(NamedTuple):
    """The gap of a score to a reference: in all, by item (I,), and by item in each replicate (B, I). NaN: no exact split."""

    total: float
    share: Floats
    drawn: Floats


class Drawn(NamedTuple):
    """How replicates are drawn."""

    seed: int
    replicates: int
    lonely: LonelyPsu


def split_scores(tree: Tree, items: Floats, reference: float, asked: Bools, node: int = 0) -> Floats:
    """Split a node's score minus a reference score over items (..., I); NaN for items that are not below it."""
    value = roll_up_values(tree, items, asked)
    at = roll_up_values(tree, np.where(np.isnan(items), np.nan, reference), asked)
    return split_gap(tree, value, at, node)


def parts_of(frame: Frame, domain: int, node: int, references: Sequence[float], drawn: Drawn) -> tuple[Parts, ...]:
    """Return the parts of a node in a domain against each reference score, in the mode of the settings.

    Where replicate weights came with the answers the replicates are theirs, not `drawn`. Units first over persons needs a tally
    with one cell a row.
    """
    if frame.settings.mode == "means_first":
        return _of_means(frame, domain, node, references, drawn)
    by_person = frame.settings.count == "persons"
    return (_of_persons if by_person else _of_groups)(frame, domain, node, references, drawn)


def _of_means(frame: Frame, domain: int, node: int, references: Sequence[float], drawn: Drawn) -> tuple[Parts, ...]:
    tree, asked = frame.tree, frame.means.asked[domain]
    enough = _enough(frame)[domain]
    value = np.where(enough, frame.means.value[domain], np.nan)
    given = frame.tally.replicates
    items = replicate_items(frame, *drawn) if given is None else [supplied_items(frame, given.factors)]
    every = np.concatenate([part[:, domain] for part in items])
    every = np.where(enough, every, np.nan)
    score = float(roll_up_values(tree, value, asked)[node])
    below = slice(*tree.span[node].tolist())
    return tuple(
        Parts(
            score - reference,
            split_scores(tree, value, reference, asked, node)[below],
            split_scores(tree, every, reference, asked, node)[:, below],
        )
        for reference in references
    )


def _of_persons(frame: Frame, domain: int, node: int, references: Sequence[float], drawn: Drawn) -> tuple[Parts, ...]:
    """Parts of the weighted mean of persons' own scores: a ratio of sums, so a replicate needs the sums of units alone."""
    tally, tree = frame.tally, frame.tree
    cells = frame.domains.cells[frame.domains.domain == domain]
    items, asked = tally.answers[cells], np.broadcast_to(tally.asked > 0, tally.answered.shape)[cells]
    score = roll_up_values(tree, items, asked)[:, node]
    weight = np.where(np.isnan(score), 0.0, tally.weight[cells])
    below = slice(*tree.span[node].tolist())
    sums = [weight, weight * np.nan_to_num(score)]
    for reference in references:
        split = split_scores(tree, items, reference, asked, node)[:, below]
        sums += list((weight[:, None] * np.where(weight[:, None] > 0, split, 0.0)).T)
    table = np.stack(sums, axis=1)
    if tally.replicates is not None:
        return _ratios(table.sum(axis=0), tally.replicates.factors[:, cells] @ table, references)
    units, place = np.unique(tally.unit[cells], return_inverse=True)
    table = sum_by(place, len(units), table)
    every = [f[:, units].astype(np.float64) @ table for f in unit_factors(tally, *drawn)]
    return _ratios(table.sum(axis=0), np.concatenate(every), references)


def _of_groups(frame: Frame, domain: int, node: int, references: Sequence[float], drawn: Drawn) -> tuple[Parts, ...]:
    """Parts of the weighted mean of groups' own scores; each group's items are drawn anew, and groups that were drawn."""
    groups, weight = _groups_of(frame, domain)
    table = _summed(groups, np.where(_enough(groups), groups.means.value, np.nan), weight, node, references)
    every = [_summed(groups, items, of, node, references) for items, of in _group_draws(groups, weight, drawn)]
    return _ratios(table, np.concatenate(every), references)


def _groups_of(frame: Frame, domain: int) -> tuple[Frame, Floats]:
    """The groups of a domain as domains of a frame, counted by persons within, and the weight of each."""
    tally, rows = frame.tally, frame.domains.domain == domain
    cells = frame.domains.cells[rows]
    codes, first, place = np.unique(tally.group.codes[cells], return_index=True, return_inverse=True)
    labels = tuple((tally.group.labels[code],) for code in codes)
    domains = Domains(("group",), labels, cells, place.astype(np.int64))
    blocks = make_blocks(tally, domains, False)
    means = item_means(frame.instrument, tally, domains, blocks)
    settings = replace(frame.settings, mode="means_first", count="persons")
    found = replace(frame, domains=domains, blocks=blocks, means=means, settings=settings)
    return found, tally.group_weight[tally.group.codes[cells[first]]]


def _group_draws(groups: Frame, weight: Floats, drawn: Drawn) -> Iterator[tuple[Floats, Floats]]:
    """Yield the items (b, G, I) of groups and their weights (b, G) in some replicates at a time."""
    tally, enough = groups.tally, _enough(groups)
    unit = tally.unit[groups.domains.cells[np.unique(groups.domains.domain, return_index=True)[1]]]
    step = max(1, AT_ONCE // max(1, groups.domains.size * len(groups.tree.keys)))
    for items, factors in zip(replicate_items(groups, *drawn), unit_factors(tally, *drawn), strict=True):
        whole = whole_factors(tally, factors, unit, tally.sample.psu[unit]) if tally.groups_vary else None
        for start in range(0, len(items), step):
            part = slice(start, start + step)
            own = np.where(enough, items[part], np.nan)
            yield own, weight * (np.ones((len(own), 1)) if whole is None else whole[part])


def _summed(groups: Frame, items: Floats, weight: Floats, node: int, references: Sequence[float]) -> Floats:
    """Sums (..., 2 + I a reference) over groups of their weights, weighted scores, and weighted parts."""
    tree, asked = groups.tree, groups.means.asked
    score = roll_up_values(tree, items, asked)[..., node]
    weight = np.where(np.isnan(score), 0.0, weight)
    below = slice(*tree.span[node].tolist())
    columns = [weight[..., None], (weight * np.nan_to_num(score))[..., None]]
    for reference in references:
        split = split_scores(tree, items, reference, asked, node)[..., below]
        columns.append(np.where(weight[..., None] > 0, weight[..., None] * split, 0.0))
    return np.asarray(np.concatenate(columns, axis=-1).sum(axis=-2))


def _ratios(table: Floats, every: Floats, references: Sequence[float]) -> tuple[Parts, ...]:
    """Parts out of sums (2 + I a reference) and those of replicates (B, ...)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        whole, drawn = table / table[0], every / every[:, [0]]
    shares, draws = (np.split(part[..., 2:], len(references), axis=-1) for part in (whole, drawn))
    return tuple(Parts(float(whole[1]) - reference, shares[k], draws[k]) for k, reference in enumerate(references))


def _enough(frame: Frame) -> Bools:
    found: Bools = frame.means.asked & (frame.means.coverage >= frame.tree.leaf_coverage - 1e-12)
    return found
