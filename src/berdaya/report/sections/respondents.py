"""Who the respondents are: by role and attribute."""

from collections.abc import Mapping

from berdaya.report.model import Block, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import columns, heading, hidden_note
from berdaya.report.sections.speech import Speech


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the respondents of the reported wave by role and attribute; nothing where no attribute is known."""
    facts = speech.findings.response.respondents
    if not any(facts.values()):
        return ()
    roles = [role for role in _roles(speech) if any(role in by for by in facts.values())]
    rows: list[Row] = []
    hidden = False
    for attribute, by in facts.items():
        rows.append(heading(speech.attribute(attribute), len(roles) + 1))
        closed = {role: covered(by.get(role, {}), _threshold(speech)) for role in roles}
        hidden = hidden or any(closed.values())
        for label in dict.fromkeys(label for role in roles for label in by.get(role, {})):
            cells = [_cell(speech, by.get(role, {}).get(label, 0), role, label in closed[role]) for role in roles]
            rows.append(Row((Text(speech.place(attribute, label), 1), *cells)))
    heads = (*columns(speech, (":attribute",)), *(Column(speech.role(role), "number") for role in roles))
    note = " ".join([speech.say("respondents-note"), *([hidden_note(speech)] if hidden else [])])
    caption = speech.say("respondents-caption")
    return (Heading(1, speech.say("respondents"), "respondents"), Table(caption, heads, tuple(rows), note))


def covered(counts: Mapping[str, int], threshold: int) -> frozenset[str]:
    """Return the labels whose counts must be covered: small ones, and the next smallest until they cannot be worked out."""
    small = {label for label, count in counts.items() if 0 < count < threshold}
    others = sorted((label for label in counts if label not in small), key=lambda label: (counts[label], label))
    while small and others and (len(small) < 2 or sum(counts[label] for label in small) < threshold):
        small.add(others.pop(0))
    return frozenset(small)


def _threshold(speech: Speech) -> int:
    settings = speech.findings.settings
    return settings.threshold if settings.profile == "public" else 0


def _roles(speech: Speech) -> list[str]:
    found = [labels[0] for labels in speech.findings.roles.domains]
    return sorted(found, key=list(speech.findings.instrument.roles).index)


def _persons(speech: Speech, role: str) -> float:
    """People of a role in the reported wave."""
    roles, root = speech.findings.roles, speech.findings.instrument.root.key
    return float(roles.persons[roles.domains.index((role,)), roles.at(root)])


def _cell(speech: Speech, count: int, role: str, closed: bool) -> Number:
    if closed:
        return Number(None, speech.say("hidden"))
    persons = _persons(speech, role)
    share = f" ({speech.percent(count / persons, 0)})" if persons else ""
    return Number(count, f"{speech.count(count)}{share}" if count else "0")
