"""Read `weights:` of study.yaml: which weights scores are computed with."""

from pathlib import Path
from typing import cast

from berdaya.instrument.judgements import Consistency, ExpertScheme, Judgements, Worst, expert_schemes
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import DATA_METHODS, EQUAL, GIVEN, Scheme, equal_scheme
from berdaya.located import Entries, nearest
from berdaya.stats.random_index import RANDOM_INDEX, RandomIndex
from berdaya.study.declared.weights_files import read_judgements
from berdaya.study.model import Units, WeightSettings

KNOWN = ("use", "random_index", "units")


def read_weights(entries: Entries, folder: Path, instrument: Instrument | None) -> tuple[WeightSettings, Scheme | None]:
    """Return what `weights:` says, and the scheme to compute with; None: the instrument's own weights.

    Experts' files are read where one of theirs is used; all that is wrong with them is noted.
    """
    own = entries.mapping("weights", KNOWN)
    usual = WeightSettings()
    table = cast(RandomIndex, own.choice("random_index", RANDOM_INDEX, usual.random_index))
    units = cast(Units, own.choice("units", ("groups", "persons"), usual.units))
    use = own.text("use", GIVEN).lower()
    settings = WeightSettings(use, table, units, folder)
    if use == GIVEN or instrument is None:
        return settings, None
    if use == EQUAL:
        return settings, equal_scheme(instrument)
    if use in DATA_METHODS:
        own.problems.error("weights.use-data", own.where("use"), name=use)
        return settings, None
    judgements, problems = read_judgements(folder, instrument)
    own.problems.extend(problems)
    schemes = {one.scheme.name: one for one in all_schemes(judgements, table)}
    if use not in schemes and not any(problem.severity == "error" for problem in problems):
        known = (GIVEN, EQUAL, *schemes)
        values = {"name": use, "known": ", ".join(known), "folder": folder.name, **nearest(use, known)}
        own.problems.error("weights.unknown-scheme", own.where("use"), **values)
    if use not in schemes:
        return settings, None
    for one in schemes[use].consistency:
        if one.accepted is False and one.worst and one.worst.where.file:
            own.problems.warn("weights.inconsistent", one.worst.where, **_told(one, one.worst))
    return settings, schemes[use].scheme


def _told(one: Consistency, worst: Worst) -> dict[str, object]:
    """What a message says of an expert who is not consistent."""
    implied = f"{worst.implied:.2g}" if worst.implied >= 1 else f"1/{1 / worst.implied:.2g}"
    pair = {"first": worst.first, "second": worst.second, "implied": implied}
    return {"expert": one.expert, "node": one.node, "ratio": f"{one.ratio:.3f}", "limit": f"{one.limit:g}", **pair}


def all_schemes(judgements: tuple[Judgements, ...], table: RandomIndex) -> tuple[ExpertScheme, ...]:
    """Return the schemes of all files, in the files' order."""
    return tuple(scheme for one in judgements for scheme in expert_schemes(one, table))
