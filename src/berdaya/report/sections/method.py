"""How the scores were made: the instrument, the sums, the sample, the errors."""

import numpy as np

from berdaya.estimates.publish import BEYOND, RULES
from berdaya.instrument.model import Aggregate, Bands, Node
from berdaya.report.model import Block, Bullets, Heading, Number, Paragraph, Row, Table, Text
from berdaya.report.sections.cells import as_if_random, columns, rule_words
from berdaya.report.sections.design import design_points
from berdaya.report.sections.speech import Speech, inner, leaves_below


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the method."""
    settings, composite = speech.findings.settings, speech.findings.composite
    return (
        Heading(1, speech.say("method"), "method"),
        _head(speech, "instrument"),
        *_instrument(speech),
        _tree_table(speech),
        _head(speech, "scoring"),
        Bullets(_scoring(speech)),
        *([speech.tell(f"composite-{composite}", scores=speech.say("scores"))] if composite != "first" else []),
        _head(speech, "missing"),
        speech.tell("missing-policy", empty=empty_words(speech)),
        _head(speech, "design"),
        Bullets(design_points(speech)),
        _head(speech, "errors"),
        *_errors(speech),
        _head(speech, "disclosure"),
        speech.tell(f"disclosure-{settings.profile}", threshold=settings.threshold),
        *([Bullets(publish_points(speech))] if settings.publish.set_rules else []),
    )


def publish_points(speech: Speech) -> tuple[str, ...]:
    """Return the rules of publication that are set, what is done by them, and how many scores of the whole they concern."""
    rules = speech.findings.settings.publish.set_rules
    whole, public = speech.findings.whole, speech.findings.settings.profile == "public"
    printed = ~np.isnan(whole.value) & ~(whole.suppressed & public)
    points = [speech.say("publish-rules", mark=BEYOND)]
    for rule in rules:
        beyond = int((whole.beyond[..., RULES.index(rule)] & printed).sum())
        values = {"rule": rule_words(speech, rule), "beyond": beyond, "scores": int(printed.sum())}
        points.append(speech.say("publish-rule", **values))
    return (*points, *([speech.say("publish-rse")] if "rse" in rules else []))


def _head(speech: Speech, name: str) -> Heading:
    return Heading(2, speech.say(f"method-{name}"), listed=False)


def _instrument(speech: Speech) -> tuple[Block, ...]:
    instrument = speech.findings.instrument
    values = {
        "title": speech.text(instrument.title),
        "code": instrument.key,
        "version": instrument.version,
        "criteria": len(instrument.leaves),
        "low": speech.plain(instrument.scale.min),
        "high": speech.plain(instrument.scale.max),
    }
    found: list[Block] = [speech.tell("instrument", **values)]
    note = speech.text(instrument.note)
    if note:
        found.append(Paragraph.of(note.replace("`", "")))
    if instrument.bands.labels:
        found.append(speech.tell("bands", bands=band_ranges(speech), law=band_law(speech, instrument.bands)))
    return tuple(found)


def band_ranges(speech: Speech) -> str:
    """Return every category with its range: "low 0-1; medium above 1 to 2"."""
    scale, bands = speech.findings.instrument.scale, speech.findings.instrument.bands
    edges = [scale.min, *bands.cuts, scale.max]
    found = []
    for place, band in enumerate(speech.bands):
        ends = {"low": speech.plain(edges[place]), "high": speech.plain(edges[place + 1]), "word": band.word}
        first, last = place == 0, place == len(speech.bands) - 1
        how = "both" if (first if bands.owner == "lower" else last) else bands.owner
        found.append(speech.say(f"band-{how}", **ends))
    return "; ".join(found)


def band_law(speech: Speech, bands: Bands) -> str:
    """Return which category owns a cut, and how the cuts came about."""
    text = speech.say(f"band-owner-{bands.owner}")
    if bands.classes is None:
        return text
    scale = speech.findings.instrument.scale
    width = speech.plain((scale.max - scale.min) / bands.classes)
    values = {"classes": bands.classes, "low": speech.plain(scale.min), "high": speech.plain(scale.max)}
    return f"{text} {speech.say('band-classes', width=width, **values)}"


def _tree_table(speech: Speech) -> Table:
    """The parts of the tree; how they are made stands below where all are made alike, else in a column."""
    rows = []
    instrument = speech.findings.instrument
    hows = {aggregate_words(speech, node) for node, _ in inner(instrument.root)}
    for node, depth in inner(instrument.root):
        roles = [role for role in instrument.roles if any(role in _asked(leaf) for leaf in leaves_below(node))]
        rows.append(
            Row(
                (
                    Text(speech.label(node.key), depth),
                    Text(node.key),
                    Number(node.weight, speech.plain(node.weight) if depth else ""),
                    *([Text(aggregate_words(speech, node))] if len(hows) > 1 else []),
                    Number(len(leaves_below(node)), str(len(leaves_below(node)))),
                    Text(", ".join(speech.role(role) for role in roles)),
                ),
                strong=depth < 1,
            )
        )
    heads = columns(
        speech, (":node", ":key", "weight", *([":aggregate"] if len(hows) > 1 else []), "criteria", ":asked")
    )
    alike = [speech.say("tree-alike", how=how) for how in hows if len(hows) == 1]
    return Table(speech.say("tree-caption"), heads, tuple(rows), " ".join([*alike, speech.say("tree-note")]))


def _asked(leaf: Node) -> tuple[str, ...]:
    return tuple(leaf.question.ask) if leaf.question else ()


def aggregate_words(speech: Speech, node: Node) -> str:
    """Return how a node is made of its children, inherited where it says nothing."""
    how = aggregate_of(speech, node)
    if how.kind == "power":
        return speech.say("aggregate-power", power=speech.plain(how.power))
    return speech.say(f"aggregate-{how.kind}")


def aggregate_of(speech: Speech, node: Node) -> Aggregate:
    """Return the aggregate in force at a node."""
    instrument = speech.findings.instrument
    key = node.key
    while (found := instrument.node(key).aggregate) is None and key in instrument.parents:
        key = instrument.parents[key]
    return found or Aggregate()


def empty_words(speech: Speech) -> str:
    """Return from when on a part counts as empty."""
    least = speech.findings.settings.min_coverage
    if least <= 0:
        return speech.say("empty-none")
    return speech.say("empty-below", coverage=speech.percent(least, 0))


def _scoring(speech: Speech) -> tuple[str, ...]:
    findings = speech.findings
    settings, instrument = findings.settings, findings.instrument
    scale = instrument.scale
    ends = {"low": speech.plain(scale.min), "high": speech.plain(scale.max)}
    points = [speech.say(f"mode-{settings.mode.replace('_', '-')}"), speech.say(f"count-{settings.count}")]
    questions = [leaf.question for leaf in instrument.leaves if leaf.question]
    if any(len(question.ask) > 1 for question in questions):
        points.append(speech.say("several-roles"))
    if any(question.scale != scale for question in questions):
        points.append(speech.say("own-scale", **ends))
    if any(question.direction == "lower_is_better" for question in questions):
        points.append(speech.say("reversed", **ends))
    if any(aggregate_of(speech, node).kind != "arithmetic" for node, _ in inner(instrument.root)):
        points.append(speech.say(f"zero-{settings.zero}", width=speech.plain((scale.max - scale.min) / 3)))
    points.append(speech.say("ideal", **ends))
    points.append(speech.say("not-proof"))
    return tuple(points)


def _errors(speech: Speech) -> tuple[Block, ...]:
    findings = speech.findings
    values = {"psus": speech.count(findings.psus), "strata": speech.count(findings.strata), "level": speech.level}
    manifest = findings.manifest
    drawn = {"replicates": speech.count(manifest.replicates), "seed": manifest.seed}
    name = "errors" if findings.strata > 1 else "errors-whole"
    if findings.weightings:
        name, values = "errors-weightings", {"count": speech.count(findings.weightings), "level": speech.level}
    found: list[Block] = [speech.tell(name, **values)]
    if not findings.weightings and not (findings.drivers.contribution.note and findings.drivers.shortfall.note):
        found.append(speech.tell("errors-bootstrap", **drawn))
    found.append(speech.tell("confidence-explained"))
    if as_if_random(speech):
        found.append(speech.tell("as-if"))
    found.append(speech.tell("sampling-only"))
    return tuple(found)
