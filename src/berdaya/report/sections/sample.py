"""The sample, where the study asks for it: how it was drawn, who answered, what weighs them, and what it can tell."""

from collections.abc import Iterator, Sequence
from math import isfinite

from berdaya.estimates.sample_facts import PartFacts, Plan, SampleFacts, WeightStep, share_margin
from berdaya.report.model import Block, Bullets, Cell, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, hidden_note
from berdaya.report.sections.design import design_points
from berdaya.report.sections.speech import Speech, rich
from berdaya.stats.allocation import METHODS
from berdaya.tally.calibrate import MarginSum
from berdaya.words.format import NOTHING, number, plain
from berdaya.words.say import say

ALIKE = 1e-9  # weights that differ by less of themselves are one


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the chapter; nothing where it is not asked for."""
    facts = speech.findings.sample
    if facts is None:
        return ()
    blocks: list[Block] = [Heading(1, _say(speech, "title"), "sample"), *_opening(speech, facts)]
    blocks += [Heading(2, _say(speech, "response")), _response(speech, facts)]
    blocks += [Heading(2, _say(speech, "weights")), *_weights(speech, facts)]
    return (*blocks, Heading(2, _say(speech, "tells")), *_tells(speech, facts))


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"sampled.{name}", speech.lang, **values)


def _opening(speech: Speech, facts: SampleFacts) -> Iterator[Block]:
    values = {"role": speech.role(facts.role), "people": _people(speech, facts.whole)}
    groups = facts.whole.groups
    values |= {"groups": speech.count(groups or 0), "answered": speech.count(facts.whole.answered)}
    asked = _asked(facts)
    if asked:
        few = _few(speech, facts.whole.people)
        share = speech.say("hidden") if few else speech.percent(facts.whole.people / asked)
        told = {"asked": speech.count(asked), "share": share}
        yield rich(_say(speech, "opening-asked" if groups else "opening-asked-alone", **values, **told))
    else:
        name = "opening-drawn" if facts.file else "opening" if groups else "opening-alone"
        yield rich(_say(speech, name, **values))
    points = list(design_points(speech))
    if facts.file:
        points.append(_say(speech, "listed"))
    if facts.allocation in METHODS:
        points.append(_say(speech, f"allocation-{facts.allocation}"))
    if facts.seed:
        points.append(_say(speech, "seed", seed=facts.seed))
    yield Bullets(tuple(points))


def _asked(facts: SampleFacts) -> float | None:
    """How many people were to be asked: by the list of drawn groups, else by the plan."""
    return facts.whole.asked or (facts.plan.asked if facts.plan else None)


def _few(speech: Speech, people: float) -> bool:
    settings = speech.findings.settings
    return settings.profile == "public" and 0 < people < settings.threshold


def _hidden(speech: Speech, counts: Sequence[float]) -> set[int]:
    """Which of counts with a known sum are withheld: those of few, and the next where one alone could be worked out."""
    few = {i for i, count in enumerate(counts) if _few(speech, count)}
    others = sorted((count, i) for i, count in enumerate(counts) if i not in few and count)
    return few | {others[0][1]} if len(few) == 1 and others else few


def _people(speech: Speech, part: PartFacts) -> str:
    return speech.say("hidden") if _few(speech, part.people) else speech.count(part.people)


def _response(speech: Speech, facts: SampleFacts) -> Table:
    parts = [*facts.parts, facts.whole]
    there, asked = (any(getattr(part, name) for part in parts) for name in ("there", "asked"))
    listed = facts.whole.groups is not None
    names = ["groups-drawn" if facts.file else "groups-listed"] if listed else []
    names += ["groups-answered", *(["groups-rate"] if listed else [])]
    names += ["there"] if there else []
    names += ["asked"] if asked else []
    names += ["people", *(["people-rate"] if there or asked else [])]
    by = _say(speech, "stratum") if facts.by in ("", "stratum") else speech.attribute(facts.by)
    head = (Column(by), *(Column(_say(speech, name, role=speech.role(facts.role)), "number") for name in names))
    hidden = _hidden(speech, [part.people for part in facts.parts])
    hidden |= {len(facts.parts)} if _few(speech, facts.whole.people) else set()
    rows = tuple(
        Row(
            (Text(_label(speech, facts, part)), *_part_cells(speech, part, there, asked, i in hidden)),
            strong=part is facts.whole,
        )
        for i, part in enumerate(parts)
    )
    notes = [_say(speech, "response-note")] if facts.file else []
    notes += [hidden_note(speech)] if hidden else []
    return Table(_say(speech, "response-table"), head, rows, " ".join(notes))


def _label(speech: Speech, facts: SampleFacts, part: PartFacts) -> str:
    if part is facts.whole:
        return _say(speech, "whole")
    return part.label or NOTHING if facts.by == "stratum" else speech.place(facts.by, part.label)


def _part_cells(speech: Speech, part: PartFacts, there: bool, asked: bool, few: bool) -> Iterator[Cell]:
    if part.groups is not None:
        yield _count(speech, part.groups)
    yield _count(speech, part.answered)
    if part.groups is not None:
        yield _rate(speech, part.answered, part.groups)
    if there:
        yield _count(speech, part.there)
    if asked:
        yield _count(speech, part.asked)
    yield Number(None, speech.say("hidden")) if few else _count(speech, part.people)
    if there or asked:
        yield (
            Number(None, speech.say("hidden"))
            if few
            else _rate(speech, part.people, part.asked if asked else part.there)
        )


def _count(speech: Speech, value: float | None) -> Number:
    return Number(value, NOTHING if value is None else speech.count(value))


def _rate(speech: Speech, part: float, whole: float | None) -> Number:
    share = part / whole if whole else None
    return Number(share, speech.percent(share) if share is not None else NOTHING)


def _weights(speech: Speech, facts: SampleFacts) -> Iterator[Block]:
    alike = all(step.highest <= step.lowest * (1 + ALIKE) for step in facts.steps)
    yield rich(_say(speech, "weights-alike" if alike else "weights-opening"))
    if not alike:
        yield _steps(speech, facts)
    if facts.adjusted.classes:
        yield _classes(speech, facts)
    if any(one.wave == speech.findings.wave for one in facts.adjusted.margins):
        yield _margins(speech, facts)
    if facts.adjusted.trimmed != (0, 0):
        lowered, raised = (speech.count(count) for count in facts.adjusted.trimmed)
        yield rich(_say(speech, "trimmed", lowered=lowered, raised=raised))


def _steps(speech: Speech, facts: SampleFacts) -> Table:
    several = len({step.role for step in facts.steps}) > 1
    names = ("rows", "sum", "lowest", "highest", "kish", "worth")
    head = (
        Column(_say(speech, "weight")),
        *([Column(_say(speech, "role"))] if several else []),
        *(Column(_say(speech, name), "number") for name in names),
    )
    rows = tuple(
        Row(
            (
                Text(_say(speech, f"step-{step.step}")),
                *([Text(speech.role(step.role))] if several else []),
                *_step_cells(speech, step),
            )
        )
        for step in _changed(facts.steps)
    )
    return Table(_say(speech, "weights-table"), head, rows, _say(speech, "weights-note"))


def _changed(steps: tuple[WeightStep, ...]) -> Iterator[WeightStep]:
    """The weights as they came, and where a step changed them."""
    last: dict[str, tuple[float, ...]] = {}
    for step in steps:
        now = (step.sum, step.lowest, step.highest, step.kish)
        if last.get(step.role) != now:
            yield step
        last[step.role] = now


def _step_cells(speech: Speech, step: WeightStep) -> Iterator[Cell]:
    yield _count(speech, step.rows)
    yield Number(step.sum, number(step.sum, 1, speech.lang))
    yield from (Number(value, number(value, 2, speech.lang)) for value in (step.lowest, step.highest, step.kish))
    yield Number(step.effective, number(step.effective, 1, speech.lang))


def _classes(speech: Speech, facts: SampleFacts) -> Table:
    head = (
        Column(_say(speech, "class")),
        *(Column(_say(speech, name), "number") for name in ("drawn", "answered", "rate", "factor")),
    )
    own = [one for one in facts.adjusted.classes if one.wave == speech.findings.wave]
    lost, mark = speech.findings.design.nonresponse, Number(None, speech.say("hidden"))
    people = lost is not None and lost.of == "respondents"
    hidden = _hidden(speech, [one.answered for one in own]) if people else set()
    rows = []
    for i, one in enumerate(own):
        factor = Number(one.factor, number(one.factor, 3, speech.lang))
        told = (_count(speech, one.answered), _rate(speech, one.answered, one.drawn), factor)
        rows.append(
            Row(
                (
                    Text(one.label or _say(speech, "whole")),
                    _count(speech, one.drawn),
                    *((mark,) * 3 if i in hidden else told),
                )
            )
        )
    return Table(_say(speech, "classes-table"), head, tuple(rows), hidden_note(speech) if hidden else "")


def _margins(speech: Speech, facts: SampleFacts) -> Table:
    names = ("rows", "total", "before", "after")
    head = (
        Column(_say(speech, "variable")),
        Column(_say(speech, "label")),
        *(Column(_say(speech, name), "number") for name in names),
    )
    own = [one for one in facts.adjusted.margins if one.wave == speech.findings.wave]
    hidden, mark = _few_labels(speech, own), Number(None, speech.say("hidden"))
    rows = []
    for one in own:
        few = (one.variable, one.label) in hidden  # the sum of weights before would tell how many there are
        total, before, after = (
            Number(value, number(value, 1, speech.lang)) for value in (one.total, one.before, one.after)
        )
        variable = " × ".join(speech.attribute(part.strip()) for part in one.variable.split("/"))
        told = (mark, total, mark, after) if few else (_count(speech, one.rows), total, before, after)
        rows.append(Row((Text(variable), Text(one.label), *told)))
    return Table(_say(speech, "margins-table"), head, tuple(rows), hidden_note(speech) if hidden else "")


def _few_labels(speech: Speech, own: Sequence[MarginSum]) -> set[tuple[str, str]]:
    """The labels whose numbers are withheld, variable by variable."""
    found = set()
    for variable in dict.fromkeys(one.variable for one in own):
        of = [one for one in own if one.variable == variable]
        found |= {(variable, of[i].label) for i in _hidden(speech, [one.rows for one in of])}
    return found


def _tells(speech: Speech, facts: SampleFacts) -> Iterator[Block]:
    plan, reached = facts.plan, _reached(speech, facts)
    if plan is None:
        yield rich(_say(speech, "no-plan"))
    yield _planned_table(speech, facts, reached)
    if plan is not None and reached is not None:
        values = {"reached": _margin(speech, plan, reached), "wanted": _margin(speech, plan, plan.margin)}
        better = "met" if reached <= plan.margin else "missed"
        yield rich(_say(speech, f"margin-{better}-{plan.kind}", level=speech.percent(plan.confidence, 0), **values))
    found = plan.slovin_size if plan else None
    if plan is not None and found is not None:
        values = {
            "slovin": speech.count(found[1]),
            "exact": number(found[0], 2, speech.lang),
            "cochran": speech.count(plan.size.answers),
            "population": speech.count(plan.population or 0),
            "margin": plain(plan.margin, speech.lang),
        }
        yield rich(_say(speech, "slovin", **values))
    note = as_if(speech)
    if note:
        yield rich(note)


def _overall(speech: Speech, name: str) -> float | None:
    """A figure of the overall score, where there is one and it is shown."""
    whole = speech.findings.whole
    if len(whole.domains) != 1:
        return None
    at = whole.at(speech.findings.instrument.root.key)
    if whole.suppressed[0, at] and speech.findings.settings.profile == "public":
        return None
    value = float(getattr(whole, name)[0, at])
    return value if isfinite(value) else None


def _reached(speech: Speech, facts: SampleFacts) -> float | None:
    """The margin of error that the sample has: of the overall score, or of a share with the realised design effect."""
    if speech.findings.certain:
        return 0.0
    if facts.plan is None or facts.plan.kind == "mean":
        return _half(speech)
    found = _share_effect(speech, facts)
    return None if found is None else share_margin(facts.plan.share, facts.plan.confidence, *found)


def _share_effect(speech: Speech, facts: SampleFacts) -> tuple[float, float] | None:
    """The realised design effect of the share of people in a category, the one nearest to a half, and its n."""
    shares, at = speech.findings.persons, speech.findings.whole.at(speech.findings.instrument.root.key)
    place = shares.by.index("role") if "role" in shares.by else None
    own = [d for d, labels in enumerate(shares.domains) if place is None or labels[place] == facts.role]
    if len(own) != 1 or _few(speech, float(shares.n[own[0], at])):
        return None
    share, se, n = shares.share[own[0], at], shares.se[own[0], at], float(shares.n[own[0], at])
    spread = [float(p * (1 - p)) if isfinite(error) and error > 0 else 0.0 for p, error in zip(share, se, strict=True)]
    best = max(range(len(spread)), key=spread.__getitem__, default=0)
    if not spread or not spread[best] or n < 2:
        return None
    return float(se[best]) ** 2 * (n - 1) / spread[best], n


def _half(speech: Speech) -> float | None:
    """Half the width of the overall score's interval, before it is cut off at the scale's ends."""
    value, low, high = (_overall(speech, name) for name in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return None
    return max(value - low, high - value)


def _margin(speech: Speech, plan: Plan | None, value: float) -> str:
    if plan is not None and plan.kind == "share":
        return f"±{speech.percent(value, 1)}"
    return f"±{number(value, 2, speech.lang)}"


def _planned_table(speech: Speech, facts: SampleFacts, reached: float | None) -> Table:
    """What was planned beside what was achieved."""
    plan = facts.plan
    kind = plan.kind if plan else "mean"
    head = (
        Column(_say(speech, "what")),
        *([Column(_say(speech, "planned"), "number")] if plan else []),
        Column(_say(speech, "achieved"), "number"),
    )
    rows = [
        Row((Text(_say(speech, name)), *([planned] if plan else []), achieved))
        for name, planned, achieved in _lines(speech, facts, reached, kind)
        if planned.text != NOTHING or achieved.text != NOTHING
    ]
    note = _say(speech, f"planned-note-{kind}") if plan else ""
    return Table(_say(speech, "planned-table"), head, tuple(rows), note)


def _lines(
    speech: Speech, facts: SampleFacts, reached: float | None, kind: str
) -> Iterator[tuple[str, Number, Number]]:
    plan, asked, nothing = facts.plan, _asked(facts), Number(None, NOTHING)
    people = facts.whole.people
    planned_asked = (plan.asked or plan.size.asked) if plan else None
    yield "line-asked", _count(speech, planned_asked), _count(speech, facts.whole.asked)
    answers = Number(None, speech.say("hidden")) if _few(speech, people) else _count(speech, people)
    yield "line-answers", _count(speech, plan.size.answers if plan else None), answers
    rate = nothing if _few(speech, people) else _rate(speech, people, asked)
    yield "line-response", _rate(speech, plan.response, 1.0) if plan else nothing, rate
    effect = _share_effect(speech, facts) if kind == "share" else None
    deff = effect[0] if effect else _overall(speech, "deff") if kind == "mean" else None
    found = nothing if deff is None else Number(deff, number(deff, 2, speech.lang))
    yield f"line-deff-{kind}", Number(plan.deff, plain(plan.deff, speech.lang)) if plan else nothing, found
    wanted = nothing if plan is None else Number(plan.margin, _margin(speech, plan, plan.margin))
    now = nothing if reached is None else Number(reached, _margin(speech, plan, reached))
    yield f"line-margin-{kind}", wanted, now
