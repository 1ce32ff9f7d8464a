"""Annex: the technical terms behind the plain words of this report."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from berdaya.report.model import Block, Heading, Row, Table, Text
from berdaya.report.sections.cells import columns
from berdaya.report.sections.speech import Speech
from berdaya.words.glossary import Term, glossary


def section(speech: Speech, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the terms whose plain words stand in the blocks of a report, by their plain words."""
    found = used_terms(speech.lang, blocks)
    if not found:
        return ()
    rows = tuple(Row((Text(one.plain[speech.lang]), Text(one.term), Text(one.about[speech.lang]))) for one in found)
    heads = columns(speech, (":plain", ":term", ":meaning"))
    return (Heading(1, speech.say("annex-terms"), "annex-terms"), Table(speech.say("terms-caption"), heads, rows))


def used_terms(lang: str, blocks: Iterable[Block]) -> tuple[Term, ...]:
    """Return the terms of the glossary whose plain words the blocks hold, in the order of these words."""
    text = "\n".join(_texts(tuple(blocks))).lower()
    used = (one for one in glossary() if one.plain[lang].lower() in text)
    return tuple(sorted(used, key=lambda one: one.plain[lang].lower()))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (text for one in value for text in _texts(one))
    elif is_dataclass(value):
        yield from (text for field in fields(value) for text in _texts(getattr(value, field.name)))
