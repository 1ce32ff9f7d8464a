"""How often each value of a column stands there, and which of these counts rest on too few persons to be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class ShownCounts:
    """Rows and their weight by value. `small` are the values that too few persons share, `hidden` these and as many more as
    would give them away.
    """

    rows: Mapping[str, int]
    weight: Mapping[str, float]
    small: frozenset[str]
    hidden: frozenset[str]


def count_shown(values: Iterable[str], person: Ints, weight: Floats, threshold: int) -> ShownCounts:
    """Count the values (n,) of a column; `person` (n,) are codes of who gave each.

    A count is hidden that rests on fewer than `threshold` persons. All counts together are the rows of the file, so the
    hidden ones follow as a sum: further values are hidden, those of fewest persons first, until there are two of them and
    the persons behind them are as many as the threshold.

    Examples
    --------
    >>> found = count_shown(list("aaaabbc"), np.arange(7), np.ones(7), 2)
    >>> sorted(found.small), sorted(found.hidden)
    (['c'], ['b', 'c'])
    """
    cells = pl.Series(values, dtype=pl.String)
    names = sorted(cells.unique().to_list())
    code = cells.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    people = int(person.max(initial=0)) + 1
    pairs = np.unique(code * people + person)
    persons = np.bincount(pairs // people, minlength=len(names))
    small = [place for place in range(len(names)) if persons[place] < threshold]
    hidden = list(small)
    for place in np.argsort(persons, kind="stable").tolist():
        behind = np.unique(pairs[np.isin(pairs // people, hidden)] % people).size
        if not hidden or (len(hidden) > 1 and behind >= threshold):
            break
        if place not in hidden:
            hidden.append(place)
    return ShownCounts(
        rows=dict(zip(names, np.bincount(code, minlength=len(names)).tolist(), strict=True)),
        weight=dict(zip(names, np.bincount(code, weights=weight, minlength=len(names)).tolist(), strict=True)),
        small=frozenset(names[place] for place in small),
        hidden=frozenset(names[place] for place in hidden),
    )
