"""Read `comparison:` of study.yaml: which part of the study has the programme, and which has not."""

from collections.abc import Sequence

import polars as pl

from berdaya.errors import Problem
from berdaya.estimates.change.compare import Arms, Comparison, compare_changes
from berdaya.estimates.compute import estimate
from berdaya.located import Entries, Problems, nearest
from berdaya.responses.model import Responses
from berdaya.study.model import Study
from berdaya.tally.model import Tally

MOST_NAMED = 20  # labels that a message names


def read_comparison(entries: Entries, attributes: Sequence[str] | None) -> Arms | None:
    """Return what is compared; None where nothing is, or something is wrong with it.

    `attributes` are those of answers and groups; None: they could not be read, so nothing is known of them.
    """
    if entries.get("comparison") is None:
        return None
    own = entries.mapping("comparison", ("by", "treated", "control", "match", "caliper"))
    by, treated, control = (_text(own, key) for key in ("by", "treated", "control"))
    if by and attributes is not None and by not in attributes:
        values = {"name": by, "known": ", ".join(attributes) or "–", **nearest(by, attributes)}
        own.problems.error("study.unknown-attribute", own.where("by"), **values)
        return None
    if treated and treated == control:
        own.problems.error("study.comparison-alike", own.where("control"), name=control)
        return None
    match = _match(own, by, attributes)
    caliper = own.number("caliper", None, 0)
    return Arms(by, treated, control, match, caliper, own.where("treated")) if by and treated and control else None


def _match(own: Entries, by: str, attributes: Sequence[str] | None) -> tuple[str, ...]:
    """The traits by which the two parts are to be alike."""
    if own.get("match") is None:
        return ()
    names = own.texts("match")
    for name in names:
        if name == by:
            own.problems.error("study.match-itself", own.where("match"), name=name)
        elif attributes is not None and name not in attributes:
            values = {"name": name, "known": ", ".join(attributes) or "–", **nearest(name, attributes)}
            own.problems.error("study.unknown-attribute", own.where("match"), **values)
    return tuple(dict.fromkeys(names))


def _text(own: Entries, key: str) -> str:
    """A label, also where YAML or Excel took it for a number or for true and false."""
    found = own.get(key, required=True)
    if found is None:
        return ""
    if isinstance(found.value, bool):
        own.problems.error("study.comparison-label", found.where, name=key, value=str(found.value).lower())
        return ""
    return str(found.value).strip() if isinstance(found.value, str | int) else own.text(key, "")


def arms_problems(arms: Arms | None, responses: Responses) -> tuple[Problem, ...]:
    """Return study.comparison-unknown for each part that nobody belongs to."""
    problems = Problems()
    if arms is not None and arms.by in responses.rows.columns:
        known = sorted(str(label) for label in responses.rows[arms.by].cast(pl.String).unique().drop_nulls())
        for label in (arms.treated, arms.control):
            if label not in known:
                values = {"key": arms.by, "name": label, "known": ", ".join(known[:MOST_NAMED])}
                problems.error("study.comparison-unknown", arms.where, **values, **nearest(label, known))
    return tuple(problems)


def compare(study: Study, tally: Tally, waves: tuple[str, str]) -> Comparison | None:
    """Return the difference in differences that a study asks for; None where it asks for none, or a wave lacks a part."""
    arms = study.comparison
    if arms is None:
        return None
    given, lonely = (study.instrument, tally, study.settings), study.design.lonely_psu
    then, now = (estimate(*given, (arms.by,), wave, lonely=lonely) for wave in waves)
    labels = (arms.treated, arms.control)
    if any((label,) not in one.domains for label in labels for one in (then, now)):
        return None
    return compare_changes(*given, (then, now), waves, labels, lonely)
