"""What a sample was to be and what it became: how many were drawn, asked and answered, and what the weights are."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from berdaya.stats.sample_size import Rounding, SampleSize, size_for_mean, size_for_share, slovin
from berdaya.stats.weighting_effect import weighting_effect
from berdaya.tally.adjust import Adjusted, StepName

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Plan:
    """How the size of the sample was planned, as study.yaml says. `margin` is that of a share, with `sd` that of a mean score.

    `slovin`: the size was Slovin's, rounded as `rounding` says. `asked`: how many were to be asked, where it is another number.
    """

    margin: float = 0.05
    share: float = 0.5
    sd: float | None = None
    confidence: float = 0.95
    deff: float = 1.0
    response: float = 1.0
    population: int | None = None
    asked: int | None = None
    slovin: bool = False
    rounding: Rounding = "up"
    role: str = ""
    seed: int | None = None

    @property
    def kind(self) -> Literal["share", "mean"]:
        """What was to be known."""
        return "share" if self.sd is None else "mean"

    @property
    def size(self) -> SampleSize:
        """The size that this needs by Cochran's formula.

        Raises
        ------
        ComputeError
            stats.size-out-of-range.
        """
        more: dict[str, Any] = {"deff": self.deff, "response": self.response, "population": self.population}
        if self.sd is None:
            return size_for_share(self.share, self.margin, self.confidence, **more)
        return size_for_mean(self.sd, self.margin, self.confidence, **more)

    @property
    def slovin_size(self) -> tuple[float, int] | None:
        """Slovin's size, exact and rounded; None where the study does not say that it used it."""
        if not self.slovin or self.population is None:
            return None
        return slovin(self.population, self.margin, self.rounding)


@dataclass(frozen=True)
class WeightStep:
    """The weights of a role in a wave after a step: how many rows weigh, their sum, range and mean, and Kish's 1 + cv²."""

    step: StepName
    wave: str
    role: str
    rows: int
    sum: float
    lowest: float
    highest: float
    mean: float
    kish: float

    @property
    def effective(self) -> float:
        """How many answers of equal weight these are worth, where weights and answers have nothing in common."""
        return self.rows / self.kish


@dataclass(frozen=True)
class PartFacts:
    """A part of the sample: groups drawn (or in the list of groups, where none of those drawn is there) and groups that
    answered; people there are, people that were to be asked, and people who answered, of one role. None is what is not known.
    """

    label: str
    groups: int | None
    answered: int
    there: float | None
    asked: float | None
    people: int


@dataclass(frozen=True)
class SampleFacts:
    """The sample of a wave. `file` is the list of drawn groups, with the `seed` and `allocation` of the draw; `by` is the
    attribute that `parts` are of. "" is what is not told, or not there.
    """

    plan: Plan | None
    file: str
    seed: str
    allocation: str
    role: str
    by: str
    parts: tuple[PartFacts, ...]
    whole: PartFacts
    steps: tuple[WeightStep, ...]
    adjusted: Adjusted


def weight_steps(rows: pl.DataFrame, adjusted: Adjusted) -> tuple[WeightStep, ...]:
    """Return what the weights are after each step, in each wave and role."""
    wave, role = (rows[name].cast(pl.String).fill_null("") for name in ("wave", "role"))
    found = []
    for step, weight in adjusted.steps:
        for one in wave.unique(maintain_order=True).to_list():
            for who in role.unique(maintain_order=True).to_list():
                own = weight[((wave == one) & (role == who)).to_numpy()]
                own = own[own > 0]
                if len(own):
                    ends = (float(own.sum()), float(own.min()), float(own.max()), float(own.mean()))
                    found.append(WeightStep(step, one, who, len(own), *ends, weighting_effect(own)))
    return tuple(found)


def share_margin(share: float, confidence: float, deff: float, n: float) -> float:
    """Return half the width of the interval of a share that n answers give: z sqrt(deff p (1 - p) / n)."""
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2) * np.sqrt(deff * share * (1 - share) / n))
