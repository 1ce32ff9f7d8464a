"""Read a whole instrument from a `Located` tree, whichever file it came from."""

from collections.abc import Mapping
from types import MappingProxyType

from berdaya.errors import Where
from berdaya.instrument.check import check_instrument
from berdaya.instrument.defaults import (
    INSTRUMENT_KEY,
    KEY,
    LANGUAGE,
    RESERVED,
    default_missing,
    default_roles,
    known_text,
)
from berdaya.instrument.model import NO_TEXT, Instrument, Node, Text
from berdaya.instrument.parse_bands import parse_bands
from berdaya.instrument.parse_tree import TreeReader, read_scale
from berdaya.instrument.texts import Texts
from berdaya.located import Entries, Located, Problems

_KNOWN = ("instrument", "version", "languages", "title", "note", "scale", "missing", "roles", "bands", "levels", "tree")


def parse_instrument(at: Located, problems: Problems) -> Instrument:
    """Return the instrument; where problems were noted as errors it is a stand-in that must not be used."""
    entries = Entries.open(at, problems, "instrument", _KNOWN)
    key = entries.text("instrument", "", required=True)
    if key and not INSTRUMENT_KEY.fullmatch(key):
        problems.error("instrument.name-pattern", entries.where("instrument"), key=key)
    texts = Texts(_languages(entries), problems)
    title = texts.read(entries, "title", required=True)
    scale = read_scale(entries, None)
    roles = _words(entries, "roles", "role", texts) or default_roles(texts.languages)
    missing = _words(entries, "missing", "missing", texts) or default_missing(texts.languages)
    tree = TreeReader(texts, scale, tuple(roles), title)
    found = entries.get("tree", required=True)
    root = tree.read(found) if found else None
    instrument = Instrument(
        key=key,
        version=entries.text("version", "1"),
        languages=texts.languages,
        title=title,
        scale=scale,
        missing=MappingProxyType(missing),
        roles=MappingProxyType(roles),
        bands=parse_bands(entries, scale, texts),
        levels=entries.texts("levels"),
        root=root or Node(""),
        note=texts.read(entries, "note"),
    )
    check_instrument(instrument, tree.seen, entries.where("levels"), problems)
    return instrument


def _languages(entries: Entries) -> tuple[str, ...]:
    found: dict[str, Where] = {}
    for item in entries.list("languages"):
        code = str(item.value).strip()
        if not isinstance(item.value, str) or not LANGUAGE.fullmatch(code) or code in found:
            entries.problems.error("instrument.language", item.where, value=code)
        else:
            found[code] = item.where
    return tuple(found) or ("id",)


def _words(entries: Entries, name: str, kind: str, texts: Texts) -> dict[str, Text]:
    """Return codes or roles with their words; built-in words where a known one has none."""
    mapping = entries.mapping(name)
    found: dict[str, Text] = {}
    for key, at in mapping.at.items():
        if not KEY.fullmatch(key):
            texts.problems.error("instrument.key-pattern", mapping.key_where(key), key=key)
        elif key in RESERVED:
            texts.problems.error("instrument.reserved-key", mapping.key_where(key), key=key)
        usual = known_text(kind, key, texts.languages) if _blank(at) else None
        found[key] = usual or (texts.take(at, key) if at.value is not None else _absent(mapping, key, texts))
    return found


def _blank(at: Located) -> bool:
    return at.value is None or (isinstance(at.value, Mapping) and not at.value)


def _absent(mapping: Entries, key: str, texts: Texts) -> Text:
    texts.problems.error("entry.missing", mapping.key_where(key), key=key)
    return NO_TEXT
