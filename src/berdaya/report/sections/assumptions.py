"""Every setting that the figures depend on, with what it means and whether it is the default; and all warnings."""

from collections.abc import Iterator
from typing import NamedTuple

from berdaya.estimates.model import Settings
from berdaya.instrument.weights import GIVEN
from berdaya.report.model import Block, Bullets, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns, rule_words
from berdaya.report.sections.design import unit_words, weight_points
from berdaya.report.sections.method import aggregate_of, band_ranges, empty_words
from berdaya.report.sections.speech import Speech, inner
from berdaya.report.weights_words import method_words
from berdaya.tally.model import DesignSpec
from berdaya.words.problems import message
from berdaya.words.say import say

MOST = 40  # warnings that are printed
ABOUT_DESIGN = ("design", "estimates")  # areas whose warnings name no person


class Setting(NamedTuple):
    """A setting by the name it has in the files, its value, its meaning, and whether it is the default."""

    name: str
    value: str
    meaning: str
    default: bool


def section(speech: Speech) -> tuple[Block, ...]:
    """Return assumptions and warnings."""
    rows = []
    for one in _settings(speech):
        word = speech.say("is-default" if one.default else "is-chosen")
        rows.append(Row((Text(one.name), Text(one.value), Text(one.meaning), Text(word))))
    heads = columns(speech, (":setting", ":value", ":meaning", ":default"))
    table = Table(speech.say("assumptions-caption"), heads, tuple(rows))
    return (
        Heading(1, speech.say("assumptions"), "assumptions"),
        speech.tell("assumptions-opening"),
        table,
        Heading(2, speech.say("warnings")),
        *_warnings(speech),
    )


def _settings(speech: Speech) -> Iterator[Setting]:
    yield from _estimates(speech)
    yield from _design(speech)
    yield from _instrument(speech)


def _estimates(speech: Speech) -> Iterator[Setting]:
    now, usual = speech.findings.settings, Settings()
    yield Setting("count", now.count, speech.say(f"count-{now.count}"), now.count == usual.count)
    yield Setting("mode", now.mode, speech.say(f"mode-{now.mode.replace('_', '-')}"), now.mode == usual.mode)
    meaning = empty_words(speech)
    yield Setting("min_coverage", speech.plain(now.min_coverage), meaning, now.min_coverage == usual.min_coverage)
    yield from _own_coverage(speech)
    scale = speech.findings.instrument.scale
    zero = speech.say(f"zero-{now.zero}", width=speech.plain((scale.max - scale.min) / 3))
    yield Setting("zero", now.zero, zero, now.zero == usual.zero)
    level = speech.say("means-confidence", level=speech.level)
    yield Setting("confidence", speech.plain(now.confidence), level, now.confidence == usual.confidence)
    if speech.findings.change is not None:
        within = speech.say("means-same-within", share=speech.percent(now.same_within, 0))
        yield Setting("same_within", speech.plain(now.same_within), within, now.same_within == usual.same_within)
    shown = speech.say(f"disclosure-{now.profile}", threshold=now.threshold)
    yield Setting("profile", now.profile, shown, now.profile == usual.profile)
    few = speech.say("means-threshold", threshold=now.threshold)
    yield Setting("threshold", str(now.threshold), few, now.threshold == usual.threshold)
    composite = speech.findings.composite
    if composite != "first":
        yield Setting("composite", composite, speech.say(f"composite-{composite}", scores=speech.say("scores")), False)
    for rule in now.publish.set_rules:
        limit = speech.plain(getattr(now.publish, rule))
        yield Setting(f"publish {rule}", limit, speech.say("means-publish", rule=rule_words(speech, rule)), False)


def _own_coverage(speech: Speech) -> Iterator[Setting]:
    """The least coverage that the instrument sets for single parts."""
    parts: dict[float, list[str]] = {}
    for node in speech.findings.instrument.nodes:
        if node.min_coverage is not None:
            parts.setdefault(node.min_coverage, []).append(node.key)
    if parts:
        told = "; ".join(f"{speech.plain(least)}: {', '.join(keys)}" for least, keys in sorted(parts.items()))
        values = ", ".join(speech.plain(least) for least in sorted(parts))
        yield Setting("min_coverage (tree)", values, speech.say("means-own-coverage", parts=told), False)


def _design(speech: Speech) -> Iterator[Setting]:
    now, usual = speech.findings.design, DesignSpec()
    yield Setting(
        "selection", now.selection, speech.say(f"selection-{now.selection}"), now.selection == usual.selection
    )
    units = ", ".join(unit_words(speech, stage.unit) for stage in now.stages)
    meaning = speech.say("means-stages" if now.stages else "stages-none")
    yield Setting("stages", units or speech.say("none"), meaning, now.stages == usual.stages)
    yield Setting("weight", now.weight, speech.say(f"weight-{now.weight}"), now.weight == usual.weight)
    for name, value, words in weight_points(speech):
        yield Setting(name, value, words, False)
    sized = any(stage.population is not None for stage in now.stages)
    finite = speech.say(("finite-yes" if now.finite else "finite-no") if sized else "finite-idle")
    yield Setting("finite", str(now.finite).lower(), finite, now.finite == usual.finite)
    lonely = speech.say(f"lonely-{now.lonely_psu}")
    yield Setting("lonely_psu", now.lonely_psu, lonely, now.lonely_psu == usual.lonely_psu)
    if now.replicates is not None:
        said = f"{now.replicates.columns}: {now.replicates.kind} ({speech.count(speech.findings.weightings)})"
        yield Setting("replicates", said, speech.say("means-weightings"), False)


def _instrument(speech: Speech) -> Iterator[Setting]:
    instrument = speech.findings.instrument
    bands = instrument.bands
    if bands.labels:
        cuts = ", ".join(speech.plain(cut) for cut in bands.cuts)
        yield Setting("bands", cuts, band_ranges(speech).replace("**", ""), bands.classes == len(bands.labels) == 3)
        yield Setting("owner", bands.owner, speech.say(f"band-owner-{bands.owner}"), bands.owner == "lower")
    equal = all(len({child.weight for child in node.children}) < 2 for node, _ in inner(instrument.root))
    weights = speech.say("weights-equal" if equal else "weights-unequal")
    yield Setting("weight (tree)", speech.say("equal" if equal else "unequal"), weights, equal)
    scheme = speech.findings.scheme
    meaning = say("weights.setting-weights", speech.lang, method=method_words(scheme, speech.lang))
    yield Setting("weights", scheme.name if scheme else GIVEN, meaning, scheme is None)
    kinds = sorted({aggregate_of(speech, node).kind for node, _ in inner(instrument.root)})
    words = ", ".join(speech.say(f"aggregate-{kind}", power="p") for kind in kinds)
    yield Setting("aggregate", words, speech.say("means-aggregate"), kinds == ["arithmetic"])
    seed = speech.say("means-bootstrap")
    manifest = speech.findings.manifest
    yield Setting("seed / replicates", f"{manifest.seed} / {manifest.replicates}", seed, True)


def setting_lines(speech: Speech) -> tuple[str, ...]:
    """Return every setting in a line: its name and value, what it means, whether somebody chose it."""
    return tuple(
        f"{one.name} = {one.value} ({speech.say('is-default' if one.default else 'is-chosen')}): {one.meaning}"
        for one in _settings(speech)
    )


def warning_lines(speech: Speech) -> tuple[str, ...]:
    """Return the warnings, each once; of very many the first ones and how many there are more."""
    lines = tuple(dict.fromkeys(_spoken(speech)))
    return lines if len(lines) <= MOST else (*lines[:MOST], speech.say("more", count=len(lines) - MOST))


def _warnings(speech: Speech) -> tuple[Block, ...]:
    lines = warning_lines(speech)
    return (speech.tell("warnings-opening"), Bullets(lines)) if lines else (speech.tell("warnings-none"),)


def _spoken(speech: Speech) -> Iterator[str]:
    """The warnings as sentences with their places; in public those about files, which may name persons, as codes only."""
    public = speech.findings.settings.profile == "public"
    codes = [problem.code for problem in speech.findings.problems]
    for problem in speech.findings.problems:
        if public and problem.code.partition(".")[0] not in ABOUT_DESIGN:
            yield speech.say("warning-code", code=problem.code, count=codes.count(problem.code))
        else:
            place = "" if public else str(problem.where)
            yield f"{message(problem, speech.lang)} ({place})" if place else message(problem, speech.lang)
