"""Shares of groups and of persons in each category, by their own scores, with intervals."""

from dataclasses import replace
from math import isfinite

from berdaya.estimates.shares import Shares
from berdaya.report.model import Block, Column, Heading, Number, Row, Table, Text
from berdaya.report.sections.cells import as_if, columns, few_df, heading, hidden_note, marked, remarks
from berdaya.report.sections.order import main_nodes
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import views, whole_score
from berdaya.words.format import NOTHING, percent


def share_blocks(speech: Speech) -> tuple[Block, ...]:
    """Return the tables of shares; nothing where the instrument has no categories."""
    if len(speech.bands) < 2:
        return ()
    findings = speech.findings
    tables = [
        _table(speech, shares, speech.say(f"shares-{shares.unit}"))
        for shares in (findings.group_shares, findings.persons)
        if shares.domains
    ]
    return (Heading(2, speech.say("shares")), speech.tell("shares-opening"), *(table for table in tables if table.rows))


def _table(speech: Speech, shares: Shares, caption: str) -> Table:
    root = speech.findings.instrument.root
    rows: list[Row] = []
    hidden, beside = False, list[Score]()
    for domain in _in_order(speech, shares):
        labels = shares.domains[domain]
        name = ", ".join(speech.place(by, label) for by, label in zip(shares.by, labels, strict=True))
        under: list[Row] = []
        for node in main_nodes(speech, root):
            at = shares.nodes.index(node.key)
            if not shares.n[domain, at] > 0:
                continue
            closed = _hidden(speech, shares, domain, node.key)
            hidden = hidden or closed
            beside += [] if closed else [_beside(speech, shares, domain, node.key)]
            under.append(_row(speech, shares, (domain, at), node.key, closed=closed))
        lead = [heading(name, len(speech.bands) + 2)] if name and under else []
        rows += [*lead, *under]
    heads = (
        *columns(speech, (":node", "units")),
        *(Column(band.word, "number") for band in speech.bands),
    )
    notes = [
        speech.say(f"shares-note-{shares.unit}", level=speech.level),
        as_if(speech),
        few_df(speech, (whole_score(speech, root.key, view) for view in views(speech))),
        hidden_note(speech) if hidden else "",
        remarks(speech, beside),
    ]
    return Table(caption, heads, tuple(rows), " ".join(note for note in notes if note))


def _in_order(speech: Speech, shares: Shares) -> list[int]:
    """Roles in the instrument's order."""
    order = list(speech.findings.instrument.roles)
    places = range(len(shares.domains))
    return sorted(places, key=lambda d: order.index(shares.domains[d][0])) if shares.by == ("role",) else list(places)


def _row(speech: Speech, shares: Shares, place: tuple[int, int], key: str, *, closed: bool) -> Row:
    n = float(shares.n[place])
    beside = _beside(speech, shares, place[0], key)
    count = Number(None, speech.say("hidden")) if closed else marked(n, speech.count(n), beside)
    cells = [_cell(speech, shares, place, band, closed=closed) for band in range(len(speech.bands))]
    return Row((Text(speech.label(key), 1 if shares.by else 0), count, *cells))


def _cell(speech: Speech, shares: Shares, place: tuple[int, int], band: int, *, closed: bool) -> Number:
    if closed:
        return Number(None, speech.say("hidden"))
    share, low, high, se = (float(array[place][band]) for array in (shares.share, shares.low, shares.high, shares.se))
    if not isfinite(share):
        return Number(None, NOTHING)
    digits = 1 if 0 < share < 0.005 or 0.995 <= share < 1 else 0  # some are not none, and not all are all
    text = speech.percent(share, digits) if share >= 0.0005 or share == 0 else f"<{speech.percent(0.001)}"
    if isfinite(low) and isfinite(high) and se > 0:
        text += f" ({percent(low, digits, speech.lang).rstrip('%')}–{percent(high, digits, speech.lang)})"
    return Number(share, text)


def _hidden(speech: Speech, shares: Shares, domain: int, key: str) -> bool:
    """Whether shares rest on too few: fewer units than the threshold, or a score that may not be published."""
    findings = speech.findings
    if findings.settings.profile != "public":
        return False
    if shares.n[domain, shares.nodes.index(key)] < findings.settings.threshold:
        return True
    return _beside(speech, shares, domain, key).hidden


def _beside(speech: Speech, shares: Shares, domain: int, key: str) -> Score:
    """The marks of the score that shares stand beside; a relative error is held against scores alone."""
    findings = speech.findings
    beside = findings.roles if shares.by == ("role",) else findings.whole
    labels = shares.domains[domain]
    place = beside.domains.index(labels) if labels in beside.domains else 0
    score = score_of(beside, findings.settings, key, place).bare
    return replace(score, small=False, beyond=tuple(rule for rule in score.beyond if rule != "rse"))
