"""Findings and a language together: how a section names things and prints numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from berdaya.instrument.model import Node, Text
from berdaya.report.findings import Findings
from berdaya.report.model import Category, Paragraph, Run
from berdaya.words.format import integer, number, percent, plain, signed, surely
from berdaya.words.say import say

DIGITS = 2  # of a printed score
_BOLD = "**"
_KNOWN_WAVES = frozenset(("before", "after", "baseline", "midline", "endline"))
_KNOWN_ATTRIBUTES = frozenset(
    (
        "age_class",
        "area",
        "business",
        "district",
        "education",
        "enumerator",
        "groups_in_village",
        "members",
        "sex",
        "stage",
        "state",
        "status",
        "stratum",
        "village",
    )
)
_STATUSES = frozenset(("active", "inactive", "dissolved", "not_found"))


@dataclass(frozen=True)
class Speech:
    """What is told, and the language it is told in."""

    findings: Findings
    lang: str

    def say(self, name: str, /, **values: object) -> str:
        """Return words of the report."""
        return _say(name, self.lang, **values)

    def tell(self, name: str, /, **values: object) -> Paragraph:
        """Return a paragraph of words of the report; what stands between ** is bold."""
        return rich(self.say(name, **values))

    def text(self, text: Text) -> str:
        """Return a text of the study in the report's language, else in the language there is."""
        return text.get(self.lang) or next((words for words in text.values() if words), "")

    def name(self, key: str) -> str:
        """Return the label of a node as the instrument has it."""
        return self.findings.instrument.label(key, self.lang)

    def label(self, key: str) -> str:
        """Return what a node's score is called: "Sold land (reversed)" scores high where hardly anybody sold land."""
        question = self.findings.instrument.node(key).question
        turned = question is not None and question.direction == "lower_is_better"
        return self.say("label-turned", label=self.name(key)) if turned else self.name(key)

    def role(self, key: str) -> str:
        """Return the words of a role."""
        return self.text(self.findings.instrument.roles.get(key, {})) or key

    def wave(self, key: str) -> str:
        """Return the words of a wave; those of the usual ones are known."""
        return wave_words(key, self.lang)

    def attribute(self, key: str) -> str:
        """Return the words of an attribute; those of the usual ones are known."""
        return attribute_words(key, self.lang)

    def attribute_within(self, key: str) -> str:
        """Return the words of an attribute as they stand within a sentence."""
        words = self.attribute(key)
        return words[:1].lower() + words[1:]

    def advice(self, node: Node) -> str:
        """Return a node's note to the reader; that of a node with one child only says why it has no more."""
        return "" if len(self.findings.instrument.node(node.key).children) == 1 else self.text(node.note)

    def place(self, attribute: str, label: str) -> str:
        """Return what a label of an attribute, a group's key or a role is called."""
        if attribute == "role":
            return self.role(label)
        if attribute == "group":
            return self.findings.group_names.get(label) or label
        if attribute == "status" and label in _STATUSES:
            return self.status(label)
        return label or self.say("not-stated")

    def status(self, key: str) -> str:
        """Return the words of a group's status."""
        return self.say(f"status-{key.replace('_', '-')}") if key in _STATUSES else self.say("status-unknown")

    def score(self, value: float | None) -> str:
        """Return a score as it is printed."""
        return number(value, DIGITS, self.lang)

    def plain(self, value: float) -> str:
        """Return a number with the decimals that it has, at most four: a weight, an end of the scale, a cut."""
        return plain(value, self.lang)

    def change(self, value: float | None) -> str:
        """Return a difference of scores with its sign."""
        return signed(value, DIGITS, self.lang)

    def percent(self, share: float | None, digits: int = 1) -> str:
        """Return a share as a percentage."""
        return percent(share, digits, self.lang)

    def surely(self, share: float | None) -> str:
        """Return a confidence in whole percents, never as 0% or 100%, nor as the study's where it is below that."""
        return surely(share, self.lang, self.findings.settings.confidence)

    def count(self, value: float | None) -> str:
        """Return a whole number."""
        return integer(value, self.lang)

    @property
    def level(self) -> str:
        """The confidence of intervals: "95%"."""
        share = self.findings.settings.confidence
        return self.percent(share, 0 if round(share, 2) == share else 1)

    def band(self, place: int | None) -> Category | None:
        """Return the category at a place; None where there is none."""
        bands = self.findings.instrument.bands.labels
        if place is None or not 0 <= place < len(bands):
            return None
        band = bands[place]
        return Category(band.key, self.text(band.label) or band.key, band.colour, band.ink)

    @property
    def bands(self) -> tuple[Category, ...]:
        """All categories, the lowest first."""
        places = range(len(self.findings.instrument.bands.labels))
        return tuple(band for band in map(self.band, places) if band is not None)

    def listed(self, items: Sequence[str]) -> str:
        """Return "a", "a and b", "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('and')} {items[-1]}"

    def named(self, keys: Iterable[str]) -> str:
        """Return the labels of nodes as a list in a sentence."""
        return self.listed([self.label(key) for key in keys])


def _say(name: str, lang: str, /, **values: object) -> str:
    return say(f"report.{name}", lang, **values)


def wave_words(key: str, lang: str) -> str:
    """Return the words of a wave; those of the usual ones are known."""
    return _say(f"wave-{key}", lang) if key in _KNOWN_WAVES else key


def attribute_words(key: str, lang: str) -> str:
    """Return the words of an attribute; those of the usual ones are known."""
    if key in _KNOWN_ATTRIBUTES:
        return _say(f"attribute-{key.replace('_', '-')}", lang)
    plain = key.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def rich(text: str) -> Paragraph:
    """Return a paragraph in which what stands between ** is bold."""
    parts = text.split(_BOLD)
    if len(parts) % 2 == 0:  # a ** without a partner is part of the text
        return Paragraph.of(text)
    return Paragraph(tuple(Run(part, bold=index % 2 == 1) for index, part in enumerate(parts) if part))


def leaves_below(node: Node) -> tuple[Node, ...]:
    """Return the questions below a node."""
    return tuple(one for one in node.walk() if one.question is not None)


def parts(root: Node) -> tuple[tuple[Node, tuple[Node, ...]], ...]:
    """Return the parts that criteria are shown in: each branch below the root (an analysis) with its questions.

    Questions that hang on the root itself stand under the root.
    """
    own = tuple(child for child in root.children if child.question is not None)
    found = [(child, leaves_below(child)) for child in root.children if child.question is None]
    return (*([(root, own)] if own else []), *found)


def analyses(root: Node) -> tuple[Node, ...]:
    """Return the branches below the root."""
    return tuple(child for child in root.children if child.question is None)


def inner(root: Node, depth: int = 99) -> tuple[tuple[Node, int], ...]:
    """Return the nodes with children down to a depth below the root, each with its depth, parents first."""
    found: list[tuple[Node, int]] = []

    def walk(node: Node, at: int) -> None:
        if node.question is None and at <= depth:
            found.append((node, at))
            for child in node.children:
                walk(child, at + 1)

    walk(root, 0)
    return tuple(found)
