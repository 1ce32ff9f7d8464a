"""Annex: what an examiner asks, answered from the study's own settings and figures."""

from collections.abc import Iterator

from berdaya.instrument.model import Node
from berdaya.report.model import Block, Bullets, Heading, Paragraph
from berdaya.report.sections.design import design_points
from berdaya.report.sections.method import band_law, band_ranges, publish_points
from berdaya.report.sections.order import told_nodes
from berdaya.report.sections.speech import Speech, rich
from berdaya.report.sections.verdict import score_sentence
from berdaya.report.sections.views import View, tree_of, views, whole_score
from berdaya.words.format import number


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the questions with their answers."""
    rules = speech.findings.settings.publish.set_rules
    return (
        Heading(1, speech.say("annex-examiner"), "annex-examiner"),
        speech.tell("examiner-opening"),
        *_asked(speech, "weights", Paragraph.of(" ".join(_weights(speech)))),
        *_asked(speech, "classes", Paragraph.of(" ".join(_classes(speech)))),
        *_asked(speech, "people", Paragraph.of(_people(speech)), Bullets(design_points(speech))),
        *_asked(speech, "sure", *(_sure(speech, view) for view in views(speech))),
        *(_asked(speech, "publish", Bullets(publish_points(speech))) if rules else ()),
        *_asked(speech, "left-out", Paragraph.of(_left_out(speech))),
        *_asked(
            speech,
            "change",
            *(
                block
                for view in views(speech)
                for node in told_nodes(speech, tree_of(speech, view))
                for block in _change(speech, node, view)
            ),
        ),
    )


def _asked(speech: Speech, name: str, *blocks: Block) -> tuple[Block, ...]:
    return (Heading(2, speech.say(f"examiner-{name}"), listed=False), *blocks)


def _weights(speech: Speech) -> Iterator[str]:
    instrument = speech.findings.instrument
    inner = [node for node in instrument.nodes if len(node.children) > 1]
    unlike = [node.key for node in inner if len({child.weight for child in node.children}) > 1]
    yield speech.say("weights-unlike", nodes=speech.named(unlike)) if unlike else speech.say("weights-alike")
    asked = {len(node.children) for node in inner}
    if not unlike and len(asked) > 1:
        yield speech.say("weights-nested")
    note = speech.text(instrument.note)
    if note:
        yield note.replace("`", "")


def _classes(speech: Speech) -> Iterator[str]:
    bands = speech.findings.instrument.bands
    yield speech.say("bands", bands=band_ranges(speech), law=band_law(speech, bands)).replace("**", "")
    if bands.classes is None:
        yield speech.say("classes-given")


def _people(speech: Speech) -> str:
    facts = speech.findings.response.frame
    counts = {role: count for role, count in facts.respondents_by_role.items() if count}
    listed = "; ".join(f"{speech.role(role)} {speech.count(count)}" for role, count in counts.items())
    values = {"persons": speech.count(facts.respondents), "roles": listed, "answered": speech.count(facts.answered)}
    if facts.given:
        return speech.say("people-frame", groups=speech.count(facts.groups), **values)
    return speech.say("people-no-frame", **values)


def _sure(speech: Speech, view: View) -> Paragraph:
    told = [
        score_sentence(speech, whole_score(speech, node.key, view), view.titled(speech.label(node.key)))
        for node in told_nodes(speech, tree_of(speech, view))
    ]
    return rich(" ".join([*told, speech.say("sampling-only")]))


def _left_out(speech: Speech) -> str:
    counts = speech.findings.response.counts
    missing = sum(counts.missing.values())
    values = {
        "rejected": speech.count(counts.rejected),
        "rows": speech.count(counts.rows),
        "set_aside": speech.count(counts.set_aside),
        "missing": speech.count(missing),
        "share": speech.percent(missing / counts.cells if counts.cells else None),
    }
    return speech.say("left-out", **values)


def _change(speech: Speech, node: Node, view: View) -> Iterator[Block]:
    score = whole_score(speech, node.key, view)
    if score.hidden or score.value is None:
        return
    if score.beyond:
        yield rich(score_sentence(speech, score, view.titled(speech.label(node.key))))
        return
    label = view.titled(speech.label(node.key))
    if score.distance is not None and score.cut is not None:
        gap = number(abs(score.distance), 2 if abs(score.distance) >= 0.005 else 4, speech.lang)
        side = "above" if score.distance > 0 else "below"
        yield speech.tell(f"change-{side}", label=label, gap=gap, cut=speech.score(score.cut))
    if score.lowest is not None and score.highest is not None:
        ends = {"lowest": speech.score(score.lowest), "highest": speech.score(score.highest)}
        yield speech.tell("change-missing", label=label, **ends)
