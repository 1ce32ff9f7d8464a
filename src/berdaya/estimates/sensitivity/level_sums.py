"""Item means of domains under any replicate's weights, any increasing scoring of the answers, and what is missing at an end.

The sums of a domain's answers are laid out once: of the scores as they are, of the weight that answered, of the weight that
did not, and of the weight at each level between the ends of the scale. Another scoring moves the levels, another replicate
weighs the rows anew; no answer is read again.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from scipy import sparse

from berdaya.estimates.frame import Frame
from berdaya.instrument.model import Instrument
from berdaya.tally.frequencies import MOST_LEVELS

Floats = np.ndarray[Any, np.dtype[np.float64]]
Missing = Literal["own", "lowest", "highest"]
_NEAR = 1e-9


def inner_levels(instrument: Instrument) -> Floats:
    """Return the levels (I, K) of each item between the ends, rising on the instrument's scale; NaN where it has fewer.

    An item whose own scale is not discrete (decimals, or more levels than are listed) has none.
    """
    low, high = instrument.scale.min, instrument.scale.max
    rows = []
    for leaf in instrument.leaves:
        question = leaf.question
        assert question is not None
        own = question.scale
        levels: list[float] = sorted(question.answers)
        if not levels and not question.decimals and own.max - own.min <= MOST_LEVELS:
            levels = list(range(round(own.min), round(own.max) + 1))
        shares = [(level - own.min) / (own.max - own.min) for level in levels]
        rising = shares if question.direction == "higher_is_better" else [1 - share for share in shares]
        rows.append(sorted(low + (high - low) * share for share in rising if _NEAR < share < 1 - _NEAR))
    found = np.full((len(rows), max(map(len, rows), default=0)), np.nan)
    for i, row in enumerate(rows):
        found[i, : len(row)] = row
    return found


@dataclass(frozen=True)
class LevelSums:
    """A frame's blocks (domain and role, or these and group) laid ready; `levels` (I, K) as `inner_levels`, or K = 0."""

    frame: Frame
    levels: Floats

    @cached_property
    def parts(self) -> int:
        """Columns of an item: scores, answered, missing, and one for each inner level."""
        return 3 + int(self.levels.shape[1])

    @cached_property
    def _blocks(self) -> "list[tuple[np.ndarray[Any, Any], Floats]]":
        """Units (r,) and columns (r, parts x I) of each block's cells."""
        tally, domains, blocks = self.frame.tally, self.frame.domains, self.frame.blocks
        answered = domains.rows(tally.answered)
        columns = [domains.rows(tally.sums), answered, domains.rows(tally.asked) - answered]
        if self.levels.shape[1]:
            answers = domains.rows(tally.answers)
            columns += [np.where(np.abs(answers - level) < _NEAR, answered, 0.0) for level in self.levels.T]
        table = np.concatenate(columns, axis=1)
        units, order = tally.unit[domains.cells], np.argsort(blocks.of, kind="stable")
        ends = np.searchsorted(blocks.of[order], np.arange(len(blocks.domain) + 1))
        at = [order[ends[b] : ends[b + 1]] for b in range(len(blocks.domain))]
        return [(units[rows], table[rows]) for rows in at]

    def under(self, factors: "np.ndarray[Any, Any]") -> Floats:
        """Return the sums (b, blocks, parts, I) under factors (b, U) of the weights of units."""
        items = self.levels.shape[0]
        out = np.empty((len(factors), len(self._blocks), self.parts * items))
        for block, (units, columns) in enumerate(self._blocks):
            out[:, block] = factors[:, units].astype(np.float64) @ columns
        return out.reshape(len(factors), -1, self.parts, items)

    def means(
        self, sums: Floats, moved: Floats, missing: Missing = "own", whole: "np.ndarray[Any, Any] | None" = None
    ) -> Floats:
        """Return item means (b, D, I) from sums, the levels `moved` (b, I, K) by so much, and what is missing at an end.

        `whole` (b, blocks) are factors of groups as wholes.
        """
        scale, blocks = self.frame.instrument.scale, self.frame.blocks
        score, weight, gone = sums[:, :, 0], sums[:, :, 1], sums[:, :, 2]
        for k in range(self.levels.shape[1]):
            score = score + moved[:, None, :, k] * sums[:, :, 3 + k]
        if missing != "own":
            score, weight = score + gone * (scale.min if missing == "lowest" else scale.max), weight + gone
        share = np.where(weight > 0, blocks.size[:, None] if whole is None else (blocks.size * whole)[..., None], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = self._by_role(np.where(weight > 0, share * score / weight, 0.0))
            say = self._by_role(share)
            roles = np.where(say > 0, self.frame.role_weights, 0.0)
            value: Floats = (roles * np.nan_to_num(total / say)).sum(axis=2) / roles.sum(axis=2)
        return value

    def _by_role(self, values: Floats) -> Floats:
        """Sum blocks (b, blocks, I) by domain and role: (b, D, R, I)."""
        blocks, roles = self.frame.blocks, len(self.frame.role_weights)
        size = self.frame.domains.size * roles
        pair = blocks.domain * roles + blocks.role
        runs, count, items = values.shape
        gather = sparse.csr_matrix((np.ones(count), (pair, np.arange(count))), shape=(size, count))
        summed = np.asarray(gather @ values.transpose(1, 0, 2).reshape(count, -1))
        return summed.reshape(size, runs, items).transpose(1, 0, 2).reshape(runs, -1, roles, items)
