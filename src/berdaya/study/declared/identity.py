"""Read what a study is called, its date and its place."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from berdaya.instrument.model import NO_TEXT, Instrument, Text
from berdaya.instrument.texts import Texts
from berdaya.located import Entries


def read_title(entries: Entries, instrument: Instrument | None) -> Text:
    """Return the study's title in every language of the instrument; the instrument's own where none is said."""
    found = entries.get("title")
    if found is None:
        return instrument.title if instrument else NO_TEXT
    if instrument is None:
        return NO_TEXT
    if isinstance(found.value, str):  # one text for all languages
        return MappingProxyType(dict.fromkeys(instrument.languages, found.value.strip()))
    return Texts(instrument.languages, entries.problems).take(found, "title")


def read_date(entries: Entries) -> str:
    """Return the date that is said, as YYYY-MM-DD; "" where none is."""
    text = entries.text("date", "")
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        entries.problems.error("study.date", entries.where("date"), value=text)
        return ""


def read_region(entries: Entries) -> Mapping[str, str]:
    """Return the area's code with its system and edition; empty where none is said."""
    if entries.get("place") is None:
        return MappingProxyType({})
    own = entries.mapping("place", ("system", "edition", "code"))
    return MappingProxyType({key: own.text(key, "", required=True) for key in ("system", "edition", "code")})
