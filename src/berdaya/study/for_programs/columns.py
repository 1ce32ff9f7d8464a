"""What the columns of data.csv are, in the languages of the instrument: what every codebook says of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Literal

from berdaya.instrument.model import Instrument, Node, Text
from berdaya.instrument.relevance_text import relevance_text
from berdaya.instrument.tree import asked_items
from berdaya.report.sections.speech import attribute_words, wave_words
from berdaya.study.for_programs.data_table import DESIGN, NOT_ASKED, SET_ASIDE, DataTable
from berdaya.words import LANGUAGES, say
from berdaya.words.format import plain

NUMBERS = frozenset(f"{DESIGN}{name}" for name in ("weight", "group_weight", "n1", "f1", "n2", "f2", "alone"))
KEYS = ("respondent", "group", "role", "wave")
NO_WORDS: Mapping[str, Text] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """A column: what it is part of, its label, the values that it takes with their words (empty: any), and its question."""

    name: str
    part: Literal["key", "attribute", "design", "question"]
    label: Text
    categories: Mapping[str, Text] = field(default_factory=lambda: NO_WORDS)
    leaf: Node | None = None


def languages_of(instrument: Instrument, lang: str) -> tuple[str, ...]:
    """Return the languages of an instrument, `lang` first where it is one of them."""
    return tuple(sorted(instrument.languages, key=lambda one: one != lang))


def in_language(text: Text, lang: str, other: str = "") -> str:
    """Return a text in a language, else in the first that it has, else `other`."""
    return text.get(lang) or next(iter(text.values()), other)


def spoken(languages: tuple[str, ...], make: Callable[[str], str]) -> Text:
    """Return what `make` says in each of the languages that Berdaya speaks; in English where it speaks none of them."""
    return {lang: make(lang) for lang in languages if lang in LANGUAGES} or {"en": make("en")}


def columns_of(table: DataTable, languages: tuple[str, ...]) -> tuple[Column, ...]:
    """Return the columns of `DataTable.written`, in its order."""
    instrument = table.study.instrument
    waves = {wave: spoken(languages, partial(wave_words, wave)) for wave in table.waves if wave}
    values = {"role": instrument.roles, "wave": waves}
    found = []
    for name in table.rows.columns:
        design = name.startswith(DESIGN)
        if design or name in KEYS:
            label = spoken(languages, partial(say, f"codebook.{name.replace('_', '-')}"))
            found.append(Column(name, "design" if design else "key", label, values.get(name, NO_WORDS)))
        else:
            found.append(Column(name, "attribute", spoken(languages, partial(attribute_words, name))))
    for leaf in instrument.leaves:
        question = leaf.question
        assert question is not None
        answers = {str(code): text for code, text in sorted(question.answers.items())}
        found.append(Column(leaf.key, "question", leaf.label or question.text, answers, leaf))
    return tuple(found)


def is_number(column: Column) -> bool:
    """Return whether a column holds numbers; the others are texts."""
    return column.part == "question" or column.name in NUMBERS


def missing_words(table: DataTable, languages: tuple[str, ...]) -> dict[str, Text]:
    """Return what stands in the column of a question where there is no answer, and what it means."""
    return {
        "": spoken(languages, lambda lang: say("codebook.blank", lang)),
        **table.study.instrument.missing,
        NOT_ASKED: spoken(languages, lambda lang: say("export.not-asked", lang)),
        SET_ASIDE: spoken(languages, lambda lang: say("export.set-aside", lang)),
    }


def asked_words(table: DataTable, leaf: Node, lang: str) -> str:
    """Return who was asked a question, in which waves and where."""
    instrument, question = table.study.instrument, leaf.question
    assert question is not None
    place = instrument.leaves.index(leaf)
    waves = [wave for wave in table.waves if asked_items(instrument, wave)[place]]
    roles = ", ".join(in_language(instrument.roles[role], lang, role) for role in question.ask)
    named = ", ".join(wave_words(wave, lang) for wave in waves)
    key = "asked" if len(waves) == len(table.waves) else "asked-waves"
    words = [say(f"codebook.{key}", lang, roles=roles, waves=named)]
    if question.relevant is not None:
        words.append(say("report.answers-relevant", lang, condition=relevance_text(question.relevant)))
    return " ".join(words)


def sampling_words(table: DataTable, lang: str) -> str:
    """Return how people came into the study, and what the columns of the design hold."""
    return say(
        "codebook.sampling",
        lang,
        selection=say(f"report.selection-{table.study.design.selection}", lang),
        stages=say(f"export.stages-{'two' if table.two_stages else 'one'}", lang),
        finite=say(f"export.finite-{'yes' if table.finite else 'no'}", lang),
        weights=say("export.weights", lang),
    )


def range_words(leaf: Node, lang: str) -> list[str]:
    """Return what a question says of its answers beside their words: the numbers it takes, their direction, sensitivity."""
    question = leaf.question
    assert question is not None
    words = []
    if not question.answers:
        ends = {"low": plain(question.scale.min, lang), "high": plain(question.scale.max, lang)}
        words.append(say(f"report.answers-{'decimals' if question.decimals else 'whole'}", lang, **ends))
    if question.direction == "lower_is_better":
        words.append(say("report.answers-reversed", lang))
    if question.sensitive:
        words.append(say("report.answers-sensitive", lang))
    return words
