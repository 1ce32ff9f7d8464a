"""Read `archive:` of study.yaml: what catalogues ask of a study beside its data."""

import datetime as dt
import re
from types import MappingProxyType

from berdaya.instrument.model import NO_TEXT, Instrument, Text
from berdaya.instrument.texts import Texts
from berdaya.located import Entries
from berdaya.study.model import Archive

KEYS = ("abstract", "authors", "producers", "funders", "collected", "licence", "access")
LICENCE = re.compile(r"https?://\S+|[A-Za-z0-9][A-Za-z0-9.+-]*")


def read_archive(entries: Entries, instrument: Instrument | None) -> Archive:
    """Return what is said; what is absent is empty. All that is wrong is noted at once."""
    own = entries.mapping("archive", KEYS)
    people = {name: tuple(text for text in own.texts(name) if text) for name in ("authors", "producers", "funders")}
    return Archive(
        abstract=_text(own, "abstract", instrument),
        access=_text(own, "access", instrument),
        collected=_collected(own),
        licence=_licence(own),
        **people,
    )


def _text(own: Entries, key: str, instrument: Instrument | None) -> Text:
    """Return a text; one that is not said by language is for all languages."""
    found = own.get(key)
    if found is None or instrument is None:
        return NO_TEXT
    if isinstance(found.value, str):
        return MappingProxyType(dict.fromkeys(instrument.languages, found.value.strip()))
    return Texts(instrument.languages, own.problems).take(found, key)


def _collected(own: Entries) -> tuple[str, ...]:
    """Return the first and the last day of the field work, or the only one."""
    days = []
    for item in own.list("collected"):
        try:
            days.append(dt.date.fromisoformat(str(item.value).strip()).isoformat())
        except ValueError:
            own.problems.error("study.date", item.where, value=str(item.value))
            return ()
    if len(days) > 2 or days != sorted(days):
        own.problems.error("study.archive-collected", own.where("collected"))
        return ()
    return tuple(dict.fromkeys(days))


def _licence(own: Entries) -> str:
    licence = own.text("licence", "")
    if licence and not LICENCE.fullmatch(licence):
        own.problems.error("study.archive-licence", own.where("licence"), value=licence)
        return ""
    return licence
