"""How often each answer was given, by wave and role."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from berdaya.instrument.model import Instrument
from berdaya.responses.model import State
from berdaya.tally.codes import Coded
from berdaya.tally.model import Frequencies

Floats = np.ndarray[Any, np.dtype[np.float64]]


MOST_LEVELS = 20  # a question with a wider scale has answers like a measurement: its frequencies are not listed


def answer_levels(instrument: Instrument) -> tuple[float, ...]:
    """Return every answer that a discrete question of the instrument takes, in rising order; wide scales have none."""
    levels: set[float] = set()
    for leaf in instrument.leaves:
        question = leaf.question
        assert question is not None
        if question.answers:
            levels |= {float(a) for a in question.answers}
        elif not question.decimals and question.scale.max - question.scale.min <= MOST_LEVELS:
            levels |= {float(v) for v in range(round(question.scale.min), round(question.scale.max) + 1)}
    return tuple(sorted(levels))


class FrequencyCount:
    """The running counts of one pass."""

    def __init__(
        self,
        instrument: Instrument,
        axes: Mapping[str, tuple[Coded, tuple[str, ...]]],
        counted_rows: "np.ndarray[Any, np.dtype[np.bool_]] | None" = None,
    ) -> None:
        wave, role = axes["wave"], axes["role"]
        self.levels = answer_levels(instrument)
        self.reasons = ("blank", *instrument.missing, "set_aside")
        codes = [State.FIRST_CODE + i for i in range(len(instrument.missing))]
        self.states = [int(State.BLANK), *codes, int(State.SET_ASIDE)]
        self.pair = wave[0].codes * len(role[1]) + role[0].codes
        if counted_rows is not None:
            self.pair = np.where(counted_rows, self.pair, -1)
        shape = (len(wave[1]), len(role[1]), len(instrument.leaves), len(self.levels) + len(self.reasons))
        self.count, self.weighted = np.zeros(shape), np.zeros(shape)

    def add(self, rows: slice, values: "np.ndarray[Any, Any]", state: "np.ndarray[Any, Any]", weight: Floats) -> None:
        """Count the rows of a chunk."""
        counted = state == State.COUNTED
        hits = [counted & (values == level) for level in self.levels] + [state == s for s in self.states]
        pair = self.pair[rows]
        for code in np.unique(pair[pair >= 0]):
            at = pair == code
            wave, role = divmod(int(code), self.count.shape[1])
            for level, hit in enumerate(hits):
                self.count[wave, role, :, level] += hit[at].sum(axis=0)
                self.weighted[wave, role, :, level] += weight[at] @ hit[at]

    def result(self) -> Frequencies:
        """Return the counts."""
        return Frequencies(self.levels, self.reasons, self.count, self.weighted)
