"""Texts in the languages that an instrument declares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from berdaya.instrument.defaults import MAX_TEXT
from berdaya.instrument.model import NO_TEXT, Text
from berdaya.located import Entries, Located, Problems, as_text, nearest

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Texts:
    """Reads texts: a mapping language to text, or one plain text where only one language is declared."""

    languages: tuple[str, ...]
    problems: Problems

    def read(self, entries: Entries, key: str, required: bool = False) -> Text:
        """Return the text of an entry; without one NO_TEXT, noted as missing where required."""
        found = entries.get(key, required)
        return NO_TEXT if found is None else self.take(found, key)

    def take(self, at: Located, name: str) -> Text:
        """Return a text; languages that are missing, or that are not declared, are noted."""
        if not isinstance(at.value, Mapping):
            text = as_text(at, self.problems, name)
            if text is None:
                return NO_TEXT
            if len(self.languages) == 1:
                return MappingProxyType({self.languages[0]: self._clean(text, at, name)})
            languages = ", ".join(self.languages)
            self.problems.error("instrument.text-without-language", at.where, name=name, languages=languages)
            return NO_TEXT
        return self.take_languages(Entries.open(at, self.problems, name), name)

    def take_languages(self, entries: Entries, name: str, others: tuple[str, ...] = ()) -> Text:
        """Return a text whose languages are entries, perhaps beside `others` that are something else."""
        known = (*self.languages, *others)
        for key in entries:
            if key not in known:
                values = nearest(key, known)
                listed = ", ".join(self.languages)
                where = entries.key_where(key)
                self.problems.error(
                    "instrument.unknown-language", where, key=key, name=name, languages=listed, **values
                )
        found: dict[str, str] = {}
        for lang in self.languages:
            at = entries.get(lang)
            text = as_text(at, self.problems, lang) if at else None
            if at and text:
                found[lang] = self._clean(text, at, name)
            elif at is None or text == "":
                where = at.where if at else entries.at.keys.get(lang, entries.at.where)
                self.problems.error("instrument.missing-translation", where, name=name, language=lang)
        return MappingProxyType(found)

    def _clean(self, text: str, at: Located, name: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").strip()
        if not text:
            self.problems.error("entry.missing", at.where, key=name)
        if found := _UNPRINTABLE.search(text):
            code = f"U+{ord(found.group()):04X}"
            self.problems.error("instrument.control-character", at.where, name=name, character=code)
        if len(text) > MAX_TEXT:
            self.problems.error("instrument.text-too-long", at.where, name=name, length=len(text), limit=MAX_TEXT)
        return text
