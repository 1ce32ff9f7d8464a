"""The sampling design as the study declares it, and the tally: sums that all estimates are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Selection = Literal["random", "census", "purposive", "unknown"]
LonelyPsu = Literal["none", "centre", "remove", "average"]
Population = float | str | Mapping[str, float | str] | None


@dataclass(frozen=True)
class Stage:
    """One stage of selection.

    `unit` is what is drawn: "group", "respondent", or an attribute (a village). `strata` are attributes, or "group".
    `population` is a number, a column, or one of these for each role; None: drawn with replacement.
    """

    unit: str
    strata: tuple[str, ...] = ()
    population: Population = None


@dataclass(frozen=True)
class DesignSpec:
    """Who stands for whom, as written in study.yaml.

    Without stages the rows are a simple random sample with replacement. `weight` "column" uses the rows' weight,
    "design" works it out as the product over stages of N/n, "none" is 1 for all.
    """

    selection: Selection = "unknown"
    stages: tuple[Stage, ...] = ()
    weight: Literal["none", "column", "design"] = "none"
    finite: bool = True
    lonely_psu: LonelyPsu = "none"
