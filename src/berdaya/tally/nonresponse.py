"""Weighting classes: within each, those who answered stand for all that were drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem, Where
from berdaya.responses.groups import ENDED
from berdaya.tally.model import NonResponse

Floats = np.ndarray[Any, np.dtype[np.float64]]
JOIN = " / "


@dataclass(frozen=True)
class ClassRate:
    """A weighting class in a wave: how many were drawn and answered, groups or respondents, and the factor of the weights.

    `drawn_weight` and `answered_weight` are the sums of weights whose ratio the factor is.
    """

    wave: str
    label: str
    drawn: float
    answered: int
    drawn_weight: float
    answered_weight: float

    @property
    def factor(self) -> float:
        """What the weights of those who answered are multiplied by."""
        return self.drawn_weight / self.answered_weight


def adjust_nonresponse(
    rows: pl.DataFrame, groups: pl.DataFrame, said: NonResponse
) -> tuple[Floats, tuple[ClassRate, ...]]:
    """Return the factor of each row, and the classes.

    A group that ended by the list of groups (dissolved, not found) and gave no answer was none to be asked.

    Raises
    ------
    InputError
        design.nonresponse-column: a class is no column; design.drawn-unknown: a group that was drawn is not in the list, or one
        that answered not among the drawn; design.class-empty: nobody answered in a class.
    """
    problems = [*_unknown_columns(groups, said), *_unknown_groups(rows, groups, said)]
    if problems:
        raise InputError(problems)
    label = dict(zip(_keys(groups), _labels(groups, said), strict=True))
    key, wave = rows["group"].cast(pl.String).to_list(), rows["wave"].cast(pl.String)
    inside = np.ones(rows.height, bool) if not said.role else (rows["role"].cast(pl.String) == said.role).to_numpy()
    factor = np.ones(rows.height)
    found: list[ClassRate] = []
    for name in wave.unique(maintain_order=True).to_list():
        at = (wave == name).to_numpy()
        own = [key[i] for i in np.flatnonzero(at & inside)]
        rates = {rate.label: rate for rate in _rates(name or "", own, groups, said, label)}
        found += rates.values()
        here = np.flatnonzero(at & inside if said.of == "respondents" else at)
        factor[here] = [rates[label[key[i]]].factor if rates[label[key[i]]].answered else np.nan for i in here]
    empty = [rate for rate in found if not rate.answered_weight > 0]
    if empty:
        raise InputError(_empty(rate, said) for rate in empty)
    return factor, tuple(found)


def _rates(
    wave: str, answered: list[str], groups: pl.DataFrame, said: NonResponse, label: dict[str, str]
) -> Iterator[ClassRate]:
    """The classes of a wave: `answered` has the group of each row that counts."""
    drawn = _drawn(groups, said, {*answered})
    counted = answered if said.of == "respondents" else list(dict.fromkeys(answered))
    for name in dict.fromkeys(sorted(label[key] for key in (*drawn, *counted))):
        own = [(take, weight) for key, (take, weight) in drawn.items() if label[key] == name]
        gave = [_weight(key, said) for key in counted if label[key] == name]
        yield ClassRate(
            wave, name, sum(take for take, _ in own), len(gave), sum(take * weight for take, weight in own), sum(gave)
        )


def _drawn(groups: pl.DataFrame, said: NonResponse, answered: set[str]) -> dict[str, tuple[float, float]]:
    """How many were to be asked of each group that was drawn, and the weight of each."""
    status = groups["status"].to_list() if "status" in groups.columns else [None] * groups.height
    there = [key for key, one in zip(_keys(groups), status, strict=True) if key in answered or one not in ENDED]
    if said.drawn is None:
        return dict.fromkeys(there, (1.0, 1.0))
    sample = {key: one for key, one in said.drawn.items() if one.part == "sample"}
    return {
        key: (sample[key].take if said.of == "respondents" else 1.0, sample[key].weight)
        for key in there
        if key in sample
    }


def _weight(key: str, said: NonResponse) -> float:
    return said.drawn[key].weight if said.drawn is not None else 1.0


def _keys(groups: pl.DataFrame) -> list[str]:
    return groups["group"].cast(pl.String).to_list()


def _labels(groups: pl.DataFrame, said: NonResponse) -> list[str]:
    """The class of each group of the list."""
    parts = []
    for name in said.classes:
        if name in groups.columns:
            parts.append(groups[name].cast(pl.String).fill_null("–").to_list())
        else:
            drawn = said.drawn or {}
            parts.append([drawn[key].stratum if key in drawn else "–" for key in _keys(groups)])
    return [JOIN.join(texts) for texts in zip(*parts, strict=True)] if parts else [""] * groups.height


def _unknown_columns(groups: pl.DataFrame, said: NonResponse) -> Iterator[Problem]:
    known = [*groups.columns[1:], *(["stratum"] if said.drawn is not None else [])]
    for name in said.classes:
        if name not in known:
            values = {"name": name, "known": ", ".join(known) or "–"}
            yield Problem("design.nonresponse-column", said.where, values)


def _unknown_groups(rows: pl.DataFrame, groups: pl.DataFrame, said: NonResponse) -> Iterator[Problem]:
    if said.drawn is None:
        return
    listed = {*_keys(groups)}
    for key, one in said.drawn.items():
        if key not in listed:
            yield Problem("design.drawn-unknown", one.where, {"group": key, "place": said.file, "other": "groups.csv"})
    for key in rows["group"].cast(pl.String).unique(maintain_order=True).to_list():
        if key not in said.drawn:
            at = rows.filter(rows["group"].cast(pl.String) == key).row(0, named=True)
            values = {"group": key, "place": str(at["file"]), "other": said.file}
            yield Problem("design.drawn-unknown", Where(str(at["file"]), int(at["row"])), values)


def _empty(rate: ClassRate, said: NonResponse) -> Problem:
    values = {"label": rate.label or "–", "drawn": f"{rate.drawn:g}", "wave": f" ({rate.wave})" if rate.wave else ""}
    return Problem("design.class-empty", said.where, values)
