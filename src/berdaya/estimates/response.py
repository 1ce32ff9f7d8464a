"""Who answered, set against the frame, and where every row and cell went."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from berdaya.estimates.domains import axis
from berdaya.responses.account import Counts
from berdaya.responses.rates import FrameCounts
from berdaya.tally.codes import combine
from berdaya.tally.model import Tally


@dataclass(frozen=True)
class ResponseFacts:
    """`counts`: rows and cells used, missing and set aside; `frame`: groups and people against the frame.

    `respondents`: distinct people of the reported wave, by attribute, role and label: {"sex": {"member": {"female": 12}}}.
    """

    counts: Counts
    frame: FrameCounts
    respondents: Mapping[str, Mapping[str, Mapping[str, int]]]


def respondents_by(tally: Tally, attribute: str, wave: str) -> Mapping[str, Mapping[str, int]]:
    """Return how many distinct people of each role (in a wave) have each label of an attribute; blank labels as ""."""
    labels = axis(tally, attribute)
    cell, person = tally.persons
    here = (
        tally.wave.codes[cell] == tally.wave.labels.index(wave)
        if wave in tally.wave.labels
        else np.zeros(len(cell), bool)
    )
    cell, person = cell[here], person[here]
    role, label = tally.role.codes[cell], labels.codes[cell]
    first = combine([role, label, person], len(cell)).first
    return {
        name: {
            word: int(count)
            for word, count in zip(
                labels.labels, np.bincount(label[first][role[first] == r], minlength=len(labels.labels)), strict=True
            )
            if count
        }
        for r, name in enumerate(tally.role.labels)
        if (role[first] == r).any()
    }
