"""The sampling design in sentences."""

from collections.abc import Iterator, Mapping
from math import isfinite

from berdaya.report.sections.speech import Speech
from berdaya.tally.model import Population, Stage


def design_points(speech: Speech) -> tuple[str, ...]:
    """Return how people came into the study, what weighs them, and how errors treat that."""
    design = speech.findings.design
    points = [speech.say(f"selection-{design.selection}")]
    points += [stage_words(speech, number, stage) for number, stage in enumerate(design.stages, 1)]
    if not design.stages:
        points.append(speech.say("stages-none"))
    points.append(speech.say(f"weight-{design.weight}"))
    points += [words for _, _, words in weight_points(speech)]
    if any(stage.population is not None for stage in design.stages):
        points.append(speech.say("finite-yes" if design.finite else "finite-no"))
    if design.lonely_psu != "none":
        points.append(speech.say(f"lonely-{design.lonely_psu}"))
    if speech.findings.certain:
        points.append(speech.say("all-certain"))
    return tuple(points)


def weight_points(speech: Speech) -> Iterator[tuple[str, str, str]]:
    """Yield what is done to weights beyond the design, in its order: the key in study.yaml, its value, and what it means."""
    design = speech.findings.design
    if (lost := design.nonresponse) is not None:
        classes = speech.listed([unit_words(speech, name) for name in lost.classes]) or speech.say("all")
        words = speech.say(f"nonresponse-{lost.of}", classes=classes)
        yield "nonresponse", f"{lost.of}: {', '.join(lost.classes) or '–'}", words
    if (trim := design.trim) is not None:
        low, high = speech.plain(trim.low), speech.plain(trim.high) if isfinite(trim.high) else ""
        name = "trim-both" if high and trim.low else "trim-high" if high else "trim-low"
        yield "trim", f"{low} – {high or '∞'}", speech.say(name, low=low, high=high)
    if (known := design.calibrate) is not None:
        variables = dict.fromkeys(margin.variable for margin in known.margins)
        names = ", ".join(_variable(speech, name) for name in variables)
        names = f"{names}; {speech.role(known.role)}" if known.role else names
        yield (
            "calibrate",
            known.file,
            speech.say("calibrate-one" if len(variables) == 1 else "calibrate", variables=names),
        )


def _variable(speech: Speech, name: str) -> str:
    return " × ".join(unit_words(speech, part.strip()) for part in name.split("/"))


def stage_words(speech: Speech, number: int, stage: Stage) -> str:
    """Return one stage: what is drawn, within which strata, out of how many."""
    values = {
        "number": number,
        "unit": unit_words(speech, stage.unit),
        "population": _population(speech, stage.population),
    }
    if not stage.strata:
        return speech.say("stage", **values)
    return speech.say("stage-strata", strata=speech.listed([unit_words(speech, s) for s in stage.strata]), **values)


def unit_words(speech: Speech, unit: str) -> str:
    """Return what a stage draws: groups, respondents or units of an attribute."""
    return speech.say(f"unit-{unit}") if unit in ("group", "respondent") else speech.attribute_within(unit)


def _population(speech: Speech, population: Population) -> str:
    if population is None:
        return speech.say("population-none")
    if isinstance(population, Mapping):
        parts = [f"{speech.role(role)}: {_size(speech, size)}" for role, size in population.items()]
        return speech.say("population-roles", roles="; ".join(parts))
    return speech.say("population", size=_size(speech, population))


def _size(speech: Speech, size: float | str) -> str:
    return speech.say("population-column", column=size) if isinstance(size, str) else speech.plain(size)
