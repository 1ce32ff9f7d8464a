"""Read `sensitivity:` of study.yaml: what a sensitivity run draws, and how often."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast, get_args

from berdaya.errors import InputError
from berdaya.estimates.sensitivity.expert_weights import Take
from berdaya.estimates.sensitivity.model import (
    BASE,
    UNCERTAIN,
    Coverage,
    SensitivitySpec,
    Uncertain,
    WeightDraw,
)
from berdaya.estimates.sensitivity.parameters import most_shift
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.instrument.weights import DATA_METHODS, EQUAL, GIVEN
from berdaya.located import Entries, Located, as_number, nearest
from berdaya.study.declared.expert_draws import find_panel
from berdaya.study.declared.weights_files import read_judgements
from berdaya.study.declared.weights_use import all_schemes
from berdaya.study.model import WeightSettings

KEYS = ("sources", "base", "seed", "weights", "aggregate", "zero", "coverage", "bands", "spacing")
KINDS = ("own", "arithmetic", "geometric", "harmonic", "minimum")
COVERAGES = ("own", "lowest", "highest")
LEAST_BASE, MOST_BASE = 16, 65536
LEAST_SPREAD, MOST_SPREAD = 0.01, 0.9


def read_sensitivity(
    entries: Entries, instrument: Instrument | None, judged: WeightSettings | None = None
) -> SensitivitySpec:
    """Return the specification; what is absent is as `SensitivitySpec` has it. All that is wrong is noted at once.

    `judged` has the folder of judgements and the scheme in use, for weights between experts.
    """
    usual = SensitivitySpec()
    own = entries.mapping("sensitivity", KEYS)
    weights = _weights(own)
    kinds = tuple(kind for item in own.list("aggregate") if (kind := _kind(own, item)) is not False)
    spec = SensitivitySpec(
        sources=_sources(own),
        base=_base(own),
        seed=own.integer("seed", usual.seed, 0, 2**32 - 1),
        weights=cast(WeightDraw, weights.choice("kind", get_args(WeightDraw), usual.weights)),
        spread=weights.number("spread", usual.spread, LEAST_SPREAD, MOST_SPREAD),
        aggregate=tuple(dict.fromkeys(kinds)),
        zero=cast(Literal["shift", "veto"], own.choice("zero", ("shift", "veto"), usual.zero)),
        coverage=_coverage(own) or usual.coverage,
        bands=_bands(own, instrument),
        spacing=_spacing(own),
        scheme=weights.text("scheme", usual.scheme).lower(),
        take=cast(Take, weights.choice("take", get_args(Take), usual.take)),
        leave_out=weights.choice("inconsistent", ("keep", "leave_out"), "keep") == "leave_out",
    )
    if spec.weights != "experts" or "weights" not in spec.sources or instrument is None or judged is None:
        return spec
    return _with_panel(spec, weights, instrument, judged)


def _weights(own: Entries) -> Entries:
    """What is said of weights; keys of one way of drawing them are none of another's."""
    kind = own.mapping("weights").get("kind")
    keys = ("scheme", "take", "inconsistent") if kind is not None and kind.value == "experts" else ("spread",)
    return own.mapping("weights", ("kind", *keys))


def _with_panel(
    spec: SensitivitySpec, weights: Entries, instrument: Instrument, judged: WeightSettings
) -> SensitivitySpec:
    """The specification with its experts; what is wrong with their files is noted, where it is not already."""
    judgements, problems = read_judgements(judged.folder, instrument)
    if judged.use in (GIVEN, EQUAL, *DATA_METHODS):
        weights.problems.extend(problems)
    if any(problem.severity == "error" for problem in problems):
        return spec
    schemes = all_schemes(judgements, judged.random_index)
    try:
        return replace(spec, panel=find_panel(spec, schemes, judged.use, judged.folder.name))
    except InputError as error:
        for problem in error.problems:
            weights.problems.error(problem.code, weights.where("scheme"), **problem.values)
        return spec


def sources_of(names: tuple[str, ...]) -> tuple[tuple[Uncertain, ...], tuple[str, ...]]:
    """Return the sources of some names, each once, and the names that are none."""
    known = tuple(source for source in UNCERTAIN if source in names)
    return known, tuple(name for name in names if name not in UNCERTAIN)


def is_base(base: int) -> bool:
    """Return whether a number of base points is possible: a power of two within bounds."""
    return LEAST_BASE <= base <= MOST_BASE and not base & (base - 1)


def _not_a_choice(own: Entries, item: Located, name: str, options: tuple[str, ...]) -> None:
    values = {"name": name, "value": str(item.value), "options": ", ".join(options)}
    own.problems.error("entry.not-a-choice", item.where, **values, **nearest(str(item.value), options))


def _sources(own: Entries) -> tuple[Uncertain, ...]:
    if own.get("sources") is None:
        return UNCERTAIN
    items = own.list("sources")
    for item in items:
        if item.value not in UNCERTAIN:
            _not_a_choice(own, item, "sources", UNCERTAIN)
    if not items:
        own.problems.error("study.sensitivity-no-source", own.where("sources"), known=", ".join(UNCERTAIN))
    return sources_of(tuple(str(item.value) for item in items))[0]


def _base(own: Entries) -> int:
    base = own.integer("base", BASE, LEAST_BASE, MOST_BASE)
    if not is_base(base):
        own.problems.error("study.sensitivity-base", own.where("base"), base=base)
    return base


def _kind(own: Entries, item: Located) -> Aggregate | Literal[False] | None:
    """A kind of mean: a name, or a power with its order; None the instrument's own, False what is none."""
    if isinstance(item.value, Mapping):
        power = Entries.open(item, own.problems, "aggregate", ("power",)).number("power", None, required=True)
        return False if power is None else Aggregate("power", power)
    if item.value == "own":
        return None
    found = next((kind for kind in ("arithmetic", "geometric", "harmonic", "minimum") if kind == item.value), None)
    if found is None:
        _not_a_choice(own, item, "aggregate", (*KINDS, "{power: 2}"))
        return False
    return Aggregate(found)


def _coverage(own: Entries) -> tuple[Coverage, ...]:
    found: list[Coverage] = []
    for item in own.list("coverage"):
        if isinstance(item.value, str):
            if item.value in COVERAGES:
                found.append(cast(Coverage, item.value))
            else:
                _not_a_choice(own, item, "coverage", (*COVERAGES, "0.5"))
        else:
            least = as_number(item, own.problems, "coverage", 0, 1)
            found += [] if least is None else [least]
    return tuple(dict.fromkeys(found))


def _bands(own: Entries, instrument: Instrument | None) -> float | None:
    shift = own.number("bands", None, 0)
    if shift is None or instrument is None or not instrument.bands.cuts:
        return shift
    most = most_shift(instrument)
    if not 0 < shift < most:
        own.problems.error("study.sensitivity-bands", own.where("bands"), bands=f"{shift:g}", most=f"{most:g}")
        return None
    return shift


def _spacing(own: Entries) -> float | None:
    found = own.get("spacing")
    if found is None or found.value == "any":
        return None
    if isinstance(found.value, str):
        _not_a_choice(own, found, "spacing", ("any", "0.25"))
        return None
    return own.number("spacing", None, LEAST_SPREAD, MOST_SPREAD)
