"""Scores as sums of means of questions, where they are: what a program without trees can work out again."""

from dataclasses import dataclass

import numpy as np

from berdaya.estimates.frame import Frame, make_frame
from berdaya.instrument.tree import gradient
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.run import Counted


@dataclass(frozen=True)
class LinearScore:
    """A node's value in a wave as the sum of coefficient x mean of a question over a role; its standard error (NaN: none).

    `terms` are (place of the question from 0, place of the role from 0, coefficient).
    """

    wave: str
    node: str
    value: float
    se: float
    terms: tuple[tuple[int, int, float], ...]


def not_linear(counted: Counted) -> tuple[str, ...]:
    """Return why some scores are no such sums, as keys of words/export.toml."""
    settings = counted.study.settings
    if settings.mode == "units_first":
        return ("no-units",)
    if settings.count == "groups":
        return ("no-groups",)
    frame = make_frame(counted.study.instrument, counted.tally, settings)
    return ("no-other-means",) if any(branch.order != 1 for branch in frame.tree.branches) else ()


def linear_scores(counted: Counted, table: DataTable) -> tuple[LinearScore, ...]:
    """Return every node of every wave that is such a sum; none where units come first or groups are counted."""
    study, settings = counted.study, counted.study.settings
    if settings.mode == "units_first" or settings.count == "groups":
        return ()
    found = []
    for wave, estimates in zip(table.waves, table.estimates, strict=True):
        frame = make_frame(study.instrument, counted.tally, settings, (), wave)
        if not estimates.domains:
            continue
        slope = gradient(frame.tree, estimates.value)[0]
        for n in _arithmetic(frame, estimates.value[0]):
            each = slope[n] * frame.means.share[0]
            roles = [list(study.instrument.roles).index(role) for role in counted.tally.role.labels]
            terms = tuple((int(i), roles[r], float(each[r, i])) for r, i in np.argwhere(each != 0))
            value, se = float(estimates.value[0, n]), float(estimates.se[0, n])
            found.append(LinearScore(wave, frame.tree.keys[n], value, se, terms))
    return tuple(found)


def _arithmetic(frame: Frame, value: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> list[int]:
    """Return the places of nodes with a value that are made by arithmetic means alone."""
    plain = dict.fromkeys(range(len(frame.tree.keys)), True)
    for branch in frame.tree.branches:
        plain[branch.node] = branch.order == 1 and all(plain[child] for child in branch.children.tolist())
    return [n for n, linear in plain.items() if linear and np.isfinite(value[n])]
