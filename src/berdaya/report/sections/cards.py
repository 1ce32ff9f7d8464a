"""One card a group: who it is, who answered, its scores, its weakest criteria, and the last wave beside this one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from berdaya.estimates.model import Estimates
from berdaya.estimates.publish import SMALL
from berdaya.report.composite import placed
from berdaya.report.model import (
    Block,
    Cell,
    Column,
    Heading,
    KeyFigures,
    Number,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Text,
)
from berdaya.report.sections.cells import (
    category_cell,
    columns,
    interval_cell,
    number_cell,
    remarks,
    sure_cell,
    value_cell,
)
from berdaya.report.sections.change import Moved, direction_note, moved_cells, moved_of, moved_words, wave_before
from berdaya.report.sections.domains import parts_of
from berdaya.report.sections.groups import MOST_LISTED
from berdaya.report.sections.order import shows_overall
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech, inner, leaves_below, rich
from berdaya.report.sections.summary import key_figure
from berdaya.report.sections.verdict import score_sentence
from berdaya.words.order import natural
from berdaya.words.say import say

WEAKEST = 3  # criteria named
MOST_TRAITS = 8  # of a group, from the list of groups
FIRST_TRAITS = ("village", "status", "members")
_KNOWN_TRAITS = frozenset(("members", "leaders"))


@dataclass(frozen=True, slots=True)
class Card:
    """A group in the list, also one that nobody answered for: its domain in the reported wave and in the one before."""

    name: str
    key: str
    domain: int
    before: int


def cards_of(speech: Speech) -> tuple[Card, ...]:
    """Return the groups in the order of their names; where roles score apart there is a card for each of them."""
    findings = speech.findings
    parts = parts_of(speech, findings.groups)
    found = [
        Card(part.name, part.key, part.domain, _domain(findings.groups_before, findings.groups, part.domain))
        for part in parts
    ]
    answered = {part.key for part in parts}
    nowhere = len(findings.groups.domains)
    found += [Card(name, key, nowhere, -1) for key, name in findings.group_names.items() if key not in answered]
    return tuple(sorted(found, key=lambda card: (natural(card.name), card.key)))


def _domain(before: Estimates | None, now: Estimates, domain: int) -> int:
    labels = now.domains[domain]
    return before.domains.index(labels) if before is not None and labels in before.domains else -1


def card_blocks(speech: Speech, cards: Sequence[Card]) -> tuple[Block, ...]:
    """Return the cards, each on a page of its own; more than can be leafed through are in the workbook alone."""
    if len(cards) > MOST_LISTED:
        return (Paragraph.of(_say(speech, "cards-many", cards=speech.count(len(cards)), most=MOST_LISTED)),)
    blocks = [block for card in cards for block in (PageBreak(), *_card(speech, card))]
    return tuple(blocks[1:])


def _say(speech: Speech, name: str, /, **values: object) -> str:
    return say(f"office.{name}", speech.lang, **values)


def _now(speech: Speech, card: Card, key: str) -> Score:
    return score_of(speech.findings.groups, speech.findings.settings, key, card.domain)


def _before(speech: Speech, card: Card, key: str) -> Score:
    earlier = speech.findings.groups_before
    return (
        Score(key)
        if earlier is None or card.before < 0
        else score_of(earlier, speech.findings.settings, key, card.before)
    )


def _moved(speech: Speech, card: Card, key: str) -> Moved:
    domains = speech.findings.groups.domains
    if card.domain >= len(domains):
        return Moved()
    scores = _now(speech, card, key), _before(speech, card, key)
    return moved_of(speech, speech.findings.groups_change, domains[card.domain], *scores)


def _card(speech: Speech, card: Card) -> Iterator[Block]:
    root = speech.findings.instrument.root.key
    score = _now(speech, card, root)
    yield Heading(1, card.name, f"group-{card.key}")
    yield rich(" · ".join(f"**{name}** {text}" for name, text in _about(speech, card, score)))
    if score.value is None and shows_overall(speech):
        yield rich(score_sentence(speech, score, speech.label(root)))
    elif shows_overall(speech):
        yield KeyFigures((key_figure(speech, score, speech.label(root)),))
    keys = placed(speech.findings.composite, root, _parts(speech))
    if any(_now(speech, card, key).value is not None for key in keys):
        yield _scores(speech, card, keys)
    weakest, others = weakest_of(speech, card)
    if weakest and not score.hidden:
        names = speech.listed([_named(speech, one) for one in weakest])
        more = f" {_say(speech, 'weakest-more', count=others)}" if others else ""
        yield rich(f"**{_say(speech, 'weakest')}.** {names}.{more}")
    changed = moved_words(speech, _moved(speech, card, root))
    if changed:
        words = _say(speech, "changed", wave=speech.wave(wave_before(speech)), change=changed)
        yield rich(f"**{words}** {speech.say('perceived')}")


def _about(speech: Speech, card: Card, score: Score) -> Iterator[tuple[str, str]]:
    if card.key != card.name:
        yield speech.say("head-key"), card.key
    said = speech.findings.group_traits.get(card.key, {})
    for name in traits(speech):
        if name in said:
            yield trait_word(speech, name), speech.place(name, said[name])
    yield _say(speech, "answered"), number_cell(speech, score, score.persons, speech.count(score.persons)).text


def traits(speech: Speech) -> tuple[str, ...]:
    """Return what is told of groups from their list: village, status and members first."""
    there = dict.fromkeys(name for said in speech.findings.group_traits.values() for name in said)
    first = [name for name in FIRST_TRAITS if name in there]
    return tuple([*first, *(name for name in there if name not in first)][:MOST_TRAITS])


def trait_word(speech: Speech, name: str) -> str:
    """Return the words of what is told of a group."""
    return _say(speech, f"trait-{name}") if name in _KNOWN_TRAITS else speech.attribute(name)


def _parts(speech: Speech) -> list[str]:
    """The analyses and their variables."""
    return [node.key for node, depth in inner(speech.findings.instrument.root) if depth]


def _has_before(speech: Speech) -> bool:
    return speech.findings.groups_before is not None


def _scores(speech: Speech, card: Card, keys: Sequence[str]) -> Table:
    depths = {node.key: depth for node, depth in inner(speech.findings.instrument.root)}
    beside = card.before >= 0  # a new group has nothing to stand beside
    rows, scores = [], []
    for key in keys:
        score, then = _now(speech, card, key), _before(speech, card, key)
        scores += [score, *([then.bare] if beside else [])]
        label = Text(speech.label(key), max(depths[key] - 1, 0))
        rows.append(Row((label, *_numbers(speech, card, key, beside)), strong=depths[key] == 0))
    caption = _say(speech, "card-caption", name=card.name)
    heads = (*columns(speech, (":node",)), *_heads(speech, beside))
    note = direction_note(speech, brief=True) if beside else ""  # a card stays on its page
    return Table(caption, heads, tuple(rows), remarks(speech, scores, note))


def _heads(speech: Speech, beside: bool) -> tuple[Column, ...]:
    heads = columns(speech, ("score", "interval", "#category"))
    if not beside:
        return heads
    return (
        *heads,
        Column(speech.wave(wave_before(speech)), "number"),
        *columns(speech, ("change", "interval", ":direction")),
    )


def _numbers(speech: Speech, card: Card, key: str, beside: bool) -> tuple[Cell, ...]:
    now, then, change = _now(speech, card, key), _before(speech, card, key), _moved(speech, card, key)
    cells: tuple[Cell, ...] = (
        value_cell(speech, now),
        interval_cell(speech, now),
        category_cell(speech, now),
    )
    if not beside:
        return cells
    return (*cells, value_cell(speech, then), *moved_cells(speech, change))


def weakest_of(speech: Speech, card: Card) -> tuple[tuple[Score, ...], int]:
    """Return the lowest criteria, and how many more have the score of the last of them."""
    scores = [_now(speech, card, leaf.key) for leaf in leaves_below(speech.findings.instrument.root)]
    there = sorted((score for score in scores if score.told), key=lambda score: score.value or 0.0)
    first, rest = there[:WEAKEST], there[WEAKEST:]
    return tuple(first), sum(speech.score(one.value) == speech.score(first[-1].value) for one in rest)


def _named(speech: Speech, score: Score) -> str:
    return f"{speech.label(score.key)} ({speech.score(score.value)}{SMALL if score.small else ''})"


def _trait_cell(speech: Speech, name: str, said: str) -> Cell:
    if said.isascii() and said.isdecimal() and not said.startswith("0"):
        return Number(int(said), said)
    return Text(speech.place(name, said) if said else "")


def card_tables(speech: Speech, cards: Sequence[Card]) -> tuple[Table, ...]:
    """Return the cards as tables: one row a group, and one row a group and part of the tree."""
    root = speech.findings.instrument.root.key
    told, beside = traits(speech), _has_before(speech)
    overall = (*_heads(speech, beside), *columns(speech, ("sure",)))
    heads = (
        *columns(speech, (":group", ":key")),
        *(Column(trait_word(speech, name)) for name in told),
        Column(_say(speech, "answered"), "number"),
        *(overall if shows_overall(speech) else ()),
        *(Column(f"{_say(speech, 'weakest')} {place}") for place in range(1, WEAKEST + 1)),
    )
    rows, parts, scores = [], [], []
    for card in cards:
        now = _now(speech, card, root)
        said = speech.findings.group_traits.get(card.key, {})
        about = [_trait_cell(speech, name, said.get(name, "")) for name in told]
        weakest = [] if now.hidden else [Text(_named(speech, one)) for one in weakest_of(speech, card)[0]]
        weakest += [Text("")] * (WEAKEST - len(weakest))
        persons = number_cell(speech, now, now.persons, speech.count(now.persons))
        first = (Text(card.name), Text(card.key))
        numbers = (*_numbers(speech, card, root, beside), sure_cell(speech, now)) if shows_overall(speech) else ()
        rows.append(Row((*first, *about, persons, *numbers, *weakest)))
        scores.append(now.bare)
        for key in _parts(speech):
            parts.append(Row((*first, Text(speech.label(key)), *_numbers(speech, card, key, beside))))
    note = remarks(speech, scores, direction_note(speech) if beside else "")
    found = [Table(_say(speech, "cards"), heads, tuple(rows), note)]
    if parts:
        heads = (*columns(speech, (":group", ":key", ":node")), *_heads(speech, beside))
        found.append(Table(_say(speech, "cards-parts"), heads, tuple(parts), note))
    return tuple(found)
