"""What was asked and not answered: by question, by part, row by row, and questions that go without an answer together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from berdaya.responses.interviews import Flag, Floats, Interviews

FEWEST = 5  # rows without either answer, below which two questions are not named together


@dataclass(frozen=True)
class Gap:
    """How many answers were asked for, and how many are missing; `rows` they are from."""

    asked: int
    missing: int
    rows: int

    @property
    def share(self) -> float:
        """The share of the asked that is missing; NaN where nothing was asked."""
        return self.missing / self.asked if self.asked else float("nan")


@dataclass(frozen=True)
class Together:
    """Two questions (places among the instrument's) that go without an answer in the same rows: `both` observed, `expected` if
    they had nothing to do with each other, and their correlation `phi`; of rows with any answer.
    """

    first: int
    second: int
    both: int
    expected: float
    phi: float


@dataclass(frozen=True)
class Gaps:
    """Missing answers: of each question (in the instrument's order) and of each part by column and label."""

    items: tuple[Gap, ...]
    parts: Mapping[str, Mapping[str, Gap]]
    together: tuple[Together, ...]
    share: Floats  # of each row, NaN where nothing was asked
    flags: tuple[Flag, ...]


def find_gaps(interviews: Interviews, columns: Sequence[str], missing: float, together: float) -> Gaps:
    """Return what is missing by the columns, the rows that lack at least a share `missing` of what they were asked, and the
    pairs of questions whose gaps correlate by at least `together`, the closest first.
    """
    asked, gone = interviews.asked.sum(axis=1), interviews.missing.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(asked > 0, gone / asked, np.nan)
    items = tuple(
        Gap(int(a), int(m), int(a))
        for a, m in zip(interviews.asked.sum(axis=0), interviews.missing.sum(axis=0), strict=True)
    )
    parts = {}
    for column in columns:
        codes, labels = interviews.codes(column)
        parts[column] = MappingProxyType(
            {
                label: Gap(int(asked[own].sum()), int(gone[own].sum()), int((asked[own] > 0).sum()))
                for code, label in enumerate(labels)
                if (own := codes == code).any()
            }
        )
    flags = tuple(Flag("missing", int(r), float(share[r]), missing) for r in np.flatnonzero(share >= missing))
    return Gaps(items, MappingProxyType(parts), _together(interviews, together), share, flags)


def _together(interviews: Interviews, least: float) -> tuple[Together, ...]:
    some = (interviews.asked & ~interviews.missing).any(
        axis=1
    )  # a row without any answer tells nothing of two questions
    asked, gone = (part[some].astype(np.float64) for part in (interviews.asked, interviews.missing))
    both_asked, both = asked.T @ asked, gone.T @ gone
    own = gone.T @ asked  # of those asked both, how many lack the first
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = own * own.T / both_asked
        spread = np.sqrt(own * (both_asked - own) * own.T * (both_asked - own.T))
        phi = (both_asked * both - own * own.T) / spread
    first, second = np.nonzero(np.triu((both >= FEWEST) & (np.nan_to_num(phi) >= least - 1e-12), 1))
    found = [
        Together(int(a), int(b), int(both[a, b]), float(expected[a, b]), min(float(phi[a, b]), 1.0))
        for a, b in zip(first, second, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-round(one.phi, 12), -one.both, one.first, one.second)))
