"""What the report's chapter on the sample tells, from the list of drawn groups, the frame, the answers and the weights."""

from collections.abc import Mapping, Sequence

import polars as pl

from berdaya.estimates.sample_facts import PartFacts, SampleFacts, weight_steps
from berdaya.study.declared.adjustments import DrawnList, drawn_list
from berdaya.study.model import Study
from berdaya.study.run import Counted, lay_out_weights
from berdaya.tally.model import DrawnGroup

FILE = "sample.csv"  # as `berdaya sample draw` calls it
STRATUM = "stratum"


def sample_facts(counted: Counted, wave: str, attributes: Sequence[str]) -> SampleFacts:
    """Return the facts of a wave; parts are the strata of the draw, else those of the first attribute that groups have.

    Raises
    ------
    InputError
        The list of drawn groups cannot be read.
    """
    study = counted.study
    listed = _drawn(study)
    drawn = listed.groups
    role = (study.plan.role if study.plan else "") or next(iter(study.instrument.roles))
    groups = counted.responses.groups.table
    by = STRATUM if any(one.stratum for one in drawn.values()) else _attribute(study, groups, attributes)
    facts = _Parts(counted, wave, role, drawn)
    labels = facts.labels(by)
    parts = tuple(facts.part(label, {key for key, own in labels.items() if own == label}) for label in _order(labels))
    _, adjusted = lay_out_weights(study, counted.responses)
    steps = tuple(one for one in weight_steps(counted.responses.rows, adjusted) if one.wave == wave)
    whole = facts.part("", set(labels))
    seed = study.plan.seed if study.plan else None
    return SampleFacts(
        plan=study.plan,
        file=listed.file,
        seed=listed.seed or ("" if seed is None else str(seed)),
        allocation=listed.allocation,
        role=role,
        by=by,
        parts=parts if by else (),
        whole=whole,
        steps=steps,
        adjusted=adjusted,
    )


def _order(labels: Mapping[str, str]) -> list[str]:
    return sorted({*labels.values()})


def _drawn(study: Study) -> DrawnList:
    """The list of drawn groups: that of non-response, or the usual file where it is in the study's folder."""
    lost = study.design.nonresponse
    path = study.folder / FILE
    found = drawn_list(path, FILE) if path.is_file() else DrawnList({})
    if lost is not None and lost.drawn is not None and lost.file != FILE:
        return DrawnList(lost.drawn, lost.file)
    return found


def _attribute(study: Study, groups: pl.DataFrame, attributes: Sequence[str]) -> str:
    """The strata of groups that were drawn, else the first attribute of the report that groups have."""
    stages = study.design.stages
    strata = [name for stage in stages[:1] if stage.unit == "group" for name in stage.strata if name in groups.columns]
    return next((name for name in (*strata, *attributes) if name in groups.columns and name != "group"), "")


class _Parts:
    """Counts of the groups of a part, by their keys."""

    def __init__(self, counted: Counted, wave: str, role: str, drawn: Mapping[str, DrawnGroup]) -> None:
        rows = counted.responses.rows
        rows = rows.filter(rows["wave"].cast(pl.String) == wave)
        self.drawn, self.groups = drawn, counted.responses.groups.table
        self.given = counted.responses.groups.given
        self.answered = {*rows["group"].cast(pl.String).to_list()}
        self.people = rows.filter(rows["role"].cast(pl.String) == role)["group"].cast(pl.String).to_list()
        self.sizes = _sizes(counted.study, self.groups, role)

    def labels(self, by: str) -> dict[str, str]:
        """The part of each group: of those drawn, or of all in the list of groups."""
        keys = self.groups["group"].cast(pl.String).to_list()
        if by == STRATUM:
            return {key: one.stratum for key, one in self.drawn.items()}
        texts = self.groups[by].cast(pl.String).fill_null("–").to_list() if by else [""] * len(keys)
        found = dict(zip(keys, texts, strict=True))
        return {key: label for key, label in found.items() if not self.drawn or key in self.drawn}

    def part(self, label: str, keys: set[str]) -> PartFacts:
        sample = {key for key in keys if self.drawn[key].part == "sample"} if self.drawn else keys
        asked = [self.drawn[key].take for key in sample] if self.drawn else []
        sizes = [self.sizes[key] for key in sample if key in self.sizes]
        return PartFacts(
            label=label,
            groups=len(sample) if self.drawn or self.given else None,
            answered=len(keys & self.answered),
            there=sum(sizes) if len(sizes) == len(sample) > 0 else None,
            asked=sum(asked) if asked and all(asked) else None,
            people=sum(key in keys for key in self.people),
        )


def _sizes(study: Study, groups: pl.DataFrame, role: str) -> dict[str, float]:
    """How many people of a role each group has, where the stage that draws them names a column."""
    said = next((stage.population for stage in study.design.stages if stage.unit == "respondent"), None)
    column = said.get(role) if isinstance(said, Mapping) else said
    if not isinstance(column, str) or column not in groups.columns:
        return {}
    numbers = groups[column].cast(pl.Float64, strict=False)
    return {
        str(key): size
        for key, size in zip(groups["group"].to_list(), numbers.to_list(), strict=True)
        if size is not None
    }
