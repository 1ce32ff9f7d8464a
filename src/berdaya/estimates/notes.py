"""Why a figure or its error does not exist, and what to know of it: keys of words/notes.toml."""

from typing import Any

import numpy as np

from berdaya.estimates.frame import Frame

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Notes = tuple[tuple[tuple[str, ...], ...], ...]
PRINTED = 2  # decimals of a printed score


def node_notes(frame: Frame, value: Floats, se: Floats, df: Floats, flags: dict[str, Bools]) -> Notes:
    """Return the notes of every domain and node, in a fixed order.

    `flags` are the notes that a step of the computation already knows: veto, tied, lonely, assessor.
    """
    empty = np.isnan(value)
    answered = np.any(frame.means.asked, axis=1, keepdims=True)
    masks = {
        "not-asked": np.broadcast_to(~frame.tree.asked, value.shape),
        "empty": empty & frame.tree.asked & (np.isnan(_best_effort(frame)) | ~answered),
        "coverage": empty & frame.tree.asked & ~np.isnan(_best_effort(frame)) & answered,
        "veto": flags["veto"] & ~empty,
        "tied": flags["tied"] & ~empty,
        "lonely": flags["lonely"] & ~empty,
        "one-assessor": flags["assessor"] & ~empty,
        "no-df": ~empty & ~np.isnan(se) & ~(df > 0),
        "few-df": ~empty & ~np.isnan(se) & (df > 0) & (df < 8),
        "certain": ~empty & (se == 0) & frame.tally.certain,
        "on-cut": ~empty & _prints_on_cut(frame, value),
    }
    notes = np.empty(value.shape, object)
    notes.fill(())
    for key, mask in masks.items():
        for d, n in np.argwhere(mask):
            notes[d, n] = (*notes[d, n], key)
    return tuple(tuple(row) for row in notes.tolist())


def _best_effort(frame: Frame) -> Floats:
    """Each node's highest number of answers below it (D, N): NaN where there is none."""
    some = ~np.isnan(frame.means.value)
    up_to = np.concatenate([np.zeros((len(some), 1)), np.cumsum(some, axis=1)], axis=1)
    count = up_to[:, frame.tree.span[:, 1]] - up_to[:, frame.tree.span[:, 0]]
    return np.where(count > 0, count, np.nan)


def _prints_on_cut(frame: Frame, value: Floats) -> Bools:
    """A value that prints as a cut but is not one: 2.0033 is high although it prints 2.00."""
    on: Bools = np.zeros(value.shape, bool)
    for cut in frame.instrument.bands.cuts:
        on = on | (np.round(value, PRINTED) == round(cut, PRINTED)) & (np.round(value, 9) != round(cut, 9))
    return on
