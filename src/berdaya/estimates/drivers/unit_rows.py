"""Groups or persons as rows of scores, and the same under bootstrap factors: what influence is measured across."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from berdaya.estimates.bootstrap import REPLICATES, SEED, replicate_items, unit_factors, whole_factors
from berdaya.estimates.frame import Frame
from berdaya.instrument.tree import roll_up_values
from berdaya.tally.model import LonelyPsu

Floats = np.ndarray[Any, np.dtype[np.float64]]
Across = Literal["groups", "persons"]
AT_ONCE = 2_000_000  # numbers of replicated scores, or weights of persons, held at a time
MOST_ROWS = {"groups": 500, "persons": 2500}  # beyond these fewer replicates are drawn
FEWER = 200


@dataclass(frozen=True)
class UnitRows:
    """Scores (R, N) of groups or persons, each by its own tree, with weights (R,); NaN is what a row does not have.

    `role` is the only one whose persons are looked at; "": all.
    """

    across: Across
    role: str
    frame: Frame  # by group where rows are groups, else of the whole
    value: Floats
    weight: Floats
    seed: int
    replicates: int
    lonely: LonelyPsu

    def draws(self) -> Iterator[tuple[Floats, Floats]]:
        """Yield scores, (R, N) or (b, R, N), and weights (b, R) of some replicates at a time.

        A group that was drawn goes as a whole, and its own answers vary as the design says; a person's scores stand.
        """
        frame = self.frame
        if self.across == "persons":
            unit = frame.tally.unit[frame.domains.cells]
            step = max(1, AT_ONCE // max(1, len(unit)))
            for factors in unit_factors(frame.tally, self.seed, self.replicates, self.lonely):
                for start in range(0, len(factors), step):
                    yield self.value, self.weight * factors[start : start + step, unit]
            return
        streams = (
            replicate_items(frame, self.seed, self.replicates, self.lonely),
            unit_factors(frame.tally, self.seed, self.replicates, self.lonely),
        )
        step = max(1, AT_ONCE // max(1, self.value.size))
        first = np.unique(frame.domains.domain, return_index=True)[1]
        unit = frame.tally.unit[frame.domains.cells[first]]
        for items, factors in zip(*streams, strict=True):
            whole = whole_factors(frame.tally, factors, unit, frame.tally.sample.psu[unit])
            for start in range(0, len(items), step):
                part = slice(start, start + step)
                value = roll_up_values(frame.tree, np.where(_enough(frame), items[part], np.nan), frame.means.asked)
                weight = self.weight * (whole[part] if frame.tally.groups_vary else np.ones((len(value), 1)))
                yield value, weight


def unit_rows(
    frame: Frame,
    across: Across,
    lonely: LonelyPsu = "none",
    seed: int = SEED,
    replicates: int = REPLICATES,
    *,
    role: str = "",
) -> UnitRows:
    """Return the rows of a frame: by group (`across` "groups"), or of the whole on a tally with one row a cell.

    Where roles are asked different things their scores are not alike, and persons of one `role` alone are compared.
    """
    if across == "groups":
        value = roll_up_values(frame.tree, np.where(_enough(frame), frame.means.value, np.nan), frame.means.asked)
        first = np.unique(frame.domains.domain, return_index=True)[1]
        weight = frame.tally.group_weight[frame.tally.group.codes[frame.domains.cells[first]]]
    else:
        cells, roles = frame.domains.cells, frame.tally.role
        value = roll_up_values(frame.tree, frame.tally.answers[cells], frame.tally.asked[cells] > 0)
        own = np.array([role in ("", label) for label in roles.labels], bool)[roles.codes[cells]]
        value[~own] = np.nan
        weight = np.where(own, frame.tally.weight[cells], 0.0)
    found = UnitRows(across, role, frame, value, weight.astype(float), seed, replicates, lonely)
    return replace(found, replicates=min(replicates, FEWER)) if len(value) > MOST_ROWS[across] else found


def _enough(frame: Frame) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    found: np.ndarray[Any, np.dtype[np.bool_]] = frame.means.asked & (
        frame.means.coverage >= frame.tree.leaf_coverage - 1e-12
    )
    return found
