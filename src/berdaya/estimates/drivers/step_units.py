"""Which answers of a group may rise by a step, and what is rolled up of them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.instrument.model import Question, Scale
from berdaya.instrument.tree import Branch, roll_up_values

Floats = np.ndarray[Any, np.dtype[np.float64]]
NOISE = 1e-9


class Answer(NamedTuple):
    """An answer that may rise: its row and item, the level that it stands at, the widths of its steps, and its part in the
    item's value.
    """

    row: int
    item: int
    level: float
    widths: tuple[float, ...]
    part: float


class Units(NamedTuple):
    """What is rolled up on its own: the whole group, or each of its respondents. `share` (u,) is its weight in the score,
    `nodes` (u, N) its node values, `answers` those that may rise; `means` (I,) are the group's item means.
    """

    share: Floats
    nodes: Floats
    answers: tuple[tuple[Answer, ...], ...]
    means: Floats


def units_of(frame: Frame, domain: int) -> Units:
    """Return what is rolled up in a domain of a frame on a tally with one row a cell."""
    tally, tree, means = frame.tally, frame.tree, frame.means
    cells = frame.domains.cells[frame.domains.domain == domain]
    weight = tally.answered[cells]
    with np.errstate(divide="ignore", invalid="ignore"):
        given = tally.sums[cells] / weight
    rows = range(len(cells))
    if frame.settings.mode == "units_first" and frame.settings.count == "persons":
        nodes = roll_up_values(tree, given, tally.asked[cells] > 0)
        own = np.where(np.isnan(nodes[:, 0]), 0.0, tally.weight[cells])
        whole = np.ones(given.shape)
        answers = tuple(tuple(_rising(frame, given, row, whole)) for row in rows)
        return Units(own / own.sum(), nodes, answers, means.value[domain])
    role = tally.role.codes[cells]
    total = np.zeros((len(tally.role.labels), weight.shape[1]))
    np.add.at(total, role, weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.nan_to_num(means.share[domain][role] * weight / total[role])
    enough = means.coverage[domain] >= tree.leaf_coverage - NOISE
    nodes = roll_up_values(tree, np.where(enough, means.value[domain], np.nan)[None], means.asked[domain][None])
    every = tuple(answer for row in rows for answer in _rising(frame, given, row, part))
    return Units(np.ones(1), nodes, (every,), means.value[domain])


def _rising(frame: Frame, given: Floats, row: int, part: Floats) -> Iterator[Answer]:
    for item, leaf in enumerate(frame.instrument.leaves):
        assert leaf.question is not None
        value = float(given[row, item])
        if np.isnan(value) or part[row, item] <= 0:
            continue
        above = step_levels(leaf.question, frame.instrument.scale)
        above = above[above > value + NOISE]
        if len(above):
            widths = np.diff(np.concatenate([[value], above]))
            yield Answer(row, item, value, tuple(widths.tolist()), float(part[row, item]))


def step_levels(question: Question, scale: Scale) -> Floats:
    """Return the values that an answer can have, rising, on the instrument's scale; none where any number may be given.

    Examples
    --------
    >>> five = Question({}, {}, Scale(1, 5), direction="lower_is_better")
    >>> step_levels(five, Scale(0, 3)).tolist()
    [0.0, 0.75, 1.5, 2.25, 3.0]
    """
    own = question.scale
    if question.answers:
        levels = np.array(sorted(question.answers), dtype=np.float64)
    elif question.decimals:
        return np.zeros(0)
    else:
        levels = np.arange(np.ceil(own.min), np.floor(own.max) + 1)
    share = (levels - own.min) / (own.max - own.min)
    rising = question.direction == "higher_is_better"
    return np.sort(scale.min + (share if rising else 1 - share) * (scale.max - scale.min))


def present(branch: Branch, nodes: Floats) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Return which children (u, C) of a node have a value and a say."""
    return ~np.isnan(nodes[:, branch.children]) & (branch.weights > 0)
