"""Why a figure or its error does not exist, and what to know of it: keys of words/notes.toml."""

from typing import Any

import numpy as np

from berdaya.estimates.frame import Frame
from berdaya.tally.design import FEW

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Notes = tuple[tuple[tuple[str, ...], ...], ...]
PRINTED = 2  # decimals of a printed score


def node_notes(frame: Frame, value: Floats, se: Floats, df: Floats, flags: dict[str, Bools]) -> Notes:
    """Return the notes of every domain and node, in a fixed order.

    `flags` (D, N) are what a step of the computation already knows: veto, tied, lonely, one-assessor, certain (nothing was
    sampled), unknown (an error of 0 that only says that nothing is left to compare) and alike (one that only says that the
    units drawn do not differ, which those not drawn may). replicate-empty: in a supplied replicate nobody is left.
    """
    there = ~np.isnan(value)
    asked = np.broadcast_to(frame.tree.asked, value.shape)
    answered = _some_answer(frame)
    masks = {
        "not-asked": ~asked,
        "empty": ~there & asked & ~answered,
        "coverage": ~there & asked & answered,
        **{key: flags[key] & there for key in ("veto", "tied", "lonely", "replicate-empty", "one-assessor", "alike")},
        "no-df": there & (flags["unknown"] | (se > 0) & ~(df > 0)),
        "few-df": there & (se > 0) & (df > 0) & (df < FEW),
        "certain": there & (se == 0) & flags["certain"],
        "on-cut": there & _prints_on_cut(frame, value),
    }
    notes = np.empty(value.shape, object)
    notes.fill(())
    for key, mask in masks.items():
        for d, n in np.argwhere(mask):
            notes[d, n] = (*notes[d, n], key)
    return tuple(tuple(row) for row in notes.tolist())


def _some_answer(frame: Frame) -> Bools:
    """Return where (D, N) an item below the node has an answer."""
    some = ~np.isnan(frame.means.value)
    up_to = np.concatenate([np.zeros((len(some), 1)), np.cumsum(some, axis=1)], axis=1)
    found: Bools = up_to[:, frame.tree.span[:, 1]] > up_to[:, frame.tree.span[:, 0]]
    return found


def _prints_on_cut(frame: Frame, value: Floats) -> Bools:
    """A value that prints as a cut but is not one: 2.0033 is high although it prints 2.00."""
    on: Bools = np.zeros(value.shape, bool)
    for cut in frame.instrument.bands.cuts:
        on = on | (np.round(value, PRINTED) == round(cut, PRINTED)) & (np.round(value, 9) != round(cut, 9))
    return on
