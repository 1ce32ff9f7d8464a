"""Frame and response: groups by status, people by role, and where every row and cell went."""

from collections.abc import Sequence

from berdaya.estimates.model import Estimates
from berdaya.report.model import Block, Heading, Note, Number, Paragraph, Row, Table, Text
from berdaya.report.sections.cells import columns
from berdaya.report.sections.change import wave_before
from berdaya.report.sections.speech import Speech
from berdaya.words.format import NOTHING
from berdaya.words.order import natural

MOST_NAMED = 20  # groups that are new or gone


def section(speech: Speech) -> tuple[Block, ...]:
    """Return the frame, the response and the account."""
    facts = speech.findings.response.frame
    blocks: list[Block] = [Heading(1, speech.say("response"), "response")]
    if facts.given:
        blocks += [speech.tell("response-of"), _statuses(speech)]
    else:
        blocks.append(Note(speech.say("response-no-frame", answered=speech.count(facts.answered))))
    return (*blocks, *_turnover(speech), _roles(speech), speech.tell("account"), _account(speech))


def _turnover(speech: Speech) -> tuple[Paragraph, ...]:
    """Which groups are new since the wave before, and which no longer answered; with their status where it is known."""
    before = speech.findings.groups_before
    if before is None:
        return ()
    now, then = (_groups(speech, of) for of in (speech.findings.groups, before))
    if not then:  # a wave that is declared and was not asked
        return ()
    values = {
        "wave": speech.wave(wave_before(speech)),
        "new": _named(speech, [key for key in now if key not in then]),
        "gone": _named(speech, [key for key in then if key not in now], status=True),
        "both": speech.count(sum(key in then for key in now)),
    }
    return (speech.tell("turnover", **values),)


def _groups(speech: Speech, of: Estimates) -> tuple[str, ...]:
    """The groups that somebody answered for, by name."""
    keys = dict.fromkeys(labels[0] for labels in of.domains)
    return tuple(sorted(keys, key=lambda key: (natural(speech.place("group", key)), key)))


def _named(speech: Speech, keys: Sequence[str], *, status: bool = False) -> str:
    """How many groups, and the names of the first of them."""
    if not keys:
        return speech.say("turnover-none")
    names = [speech.place("group", key) + (_status_of(speech, key) if status else "") for key in keys[:MOST_NAMED]]
    more = len(keys) - len(names)
    names += [speech.say("turnover-more", count=speech.count(more))] if more else []
    return f"**{speech.count(len(keys))}** ({'; '.join(names)})"


def _status_of(speech: Speech, key: str) -> str:
    said = speech.findings.group_traits.get(key, {}).get("status", "")
    return f", {speech.status(said)}" if said else ""


def _statuses(speech: Speech) -> Table:
    facts = speech.findings.response.frame
    rows = [
        _status(speech, speech.status(status), count, facts.answered_by_status.get(status, 0))
        for status, count in facts.by_status.items()
    ]
    if len(rows) != 1 or "" not in facts.by_status:
        rows.append(_status(speech, speech.say("all"), facts.groups, facts.answered, strong=True))
    else:
        rows = [_status(speech, speech.say("all"), facts.groups, facts.answered, strong=True)]
    heads = columns(speech, (":status", "in-frame", "share-of-frame", "answered", "response-rate"))
    return Table(speech.say("statuses-caption"), heads, tuple(rows))


def _status(speech: Speech, word: str, count: int, answered: int, *, strong: bool = False) -> Row:
    whole = speech.findings.response.frame.groups
    return Row(
        (
            Text(word),
            Number(count, speech.count(count)),
            _share(speech, count, whole),
            Number(answered, speech.count(answered)),
            _share(speech, answered, count),
        ),
        strong,
    )


def _share(speech: Speech, part: float, whole: float) -> Number:
    share = part / whole if whole else None
    return Number(share, speech.percent(share) if share is not None else NOTHING)


def _roles(speech: Speech) -> Table:
    facts = speech.findings.response.frame
    rows = [
        Row((Text(speech.role(role)), _count(speech, count), _count(speech, facts.respondents_by_role.get(role, 0))))
        for role, count in facts.rows_by_role.items()
    ]
    total = sum(facts.rows_by_role.values())
    rows.append(Row((Text(speech.say("all")), _count(speech, total), _count(speech, facts.respondents)), strong=True))
    note = speech.say("roles-note-waves" if len(speech.findings.waves) > 1 else "roles-note")
    return Table(speech.say("roles-caption"), columns(speech, (":role", "rows", "persons")), tuple(rows), note)


def _count(speech: Speech, value: float) -> Number:
    return Number(value, speech.count(value))


def reason_words(speech: Speech, code: str) -> str:
    """Return why an answer is missing: the words of a missing code, blank, or set aside."""
    if code in ("blank", "set_aside"):
        return speech.say(f"reason-{code.replace('_', '-')}")
    return speech.text(speech.findings.instrument.missing.get(code, {})) or code


def _account(speech: Speech) -> Table:
    counts = speech.findings.response.counts
    missing = [(reason_words(speech, code), count, counts.cells, 1) for code, count in counts.missing.items()]
    lines = [
        (speech.say("account-rows"), counts.rows, counts.rows, 0),
        (speech.say("account-used"), counts.used, counts.rows, 1),
        (speech.say("account-rejected"), counts.rejected, counts.rows, 1),
        (speech.say("account-cells"), counts.cells, counts.cells, 0),
        (speech.say("account-counted"), counts.counted, counts.cells, 1),
        *missing,
        (speech.say("account-set-aside"), counts.set_aside, counts.cells, 1),
        (speech.say("account-not-asked"), counts.not_asked, 0, 0),
    ]
    rows = [
        Row((Text(word, indent), _count(speech, count), _share(speech, count, whole)), strong=indent == 0 and whole > 0)
        for word, count, whole, indent in lines
    ]
    note = speech.say("account-note-waves" if len(speech.findings.waves) > 1 else "account-note")
    return Table(speech.say("account-caption"), columns(speech, (":account", "number", "share")), tuple(rows), note)
