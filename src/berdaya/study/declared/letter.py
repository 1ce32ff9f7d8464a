"""Read what study.yaml says under `report:` of the letter: letterhead, reference, addressee, signature, Word template."""

import datetime as dt
from pathlib import Path

from berdaya.errors import BerdayaError, Where
from berdaya.located import Entries, Located, read_bytes
from berdaya.report.letter_model import LetterSettings, Picture
from berdaya.study.declared.picture import read_picture
from berdaya.study.declared.places import place

LETTER_KEYS = ("letterhead", "number", "classification", "to", "signature", "docx_template")
MOST_LINES = {"agency": 4, "address": 4, "to": 6}
LONGEST = 120  # signs of one text; the letter must stay on two pages
MOST_BYTES = 2 * 1024 * 1024  # of an emblem
NIP_DIGITS = 18


def read_letter(entries: Entries, folder: Path) -> LetterSettings:
    """Return what `report:` says of the letter; what is wrong is noted."""
    head = entries.mapping("letterhead", ("agency", "address", "logo"))
    own = entries.mapping("signature", ("place", "date", "title", "name", "nip"))
    return LetterSettings(
        agency=_lines(head, "agency"),
        address=_lines(head, "address"),
        logo=_logo(head, folder),
        number=_text(entries, "number"),
        classification=_text(entries, "classification"),
        to=_lines(entries, "to"),
        place=_text(own, "place"),
        date=_date(own),
        title=_text(own, "title"),
        name=_text(own, "name"),
        nip=_nip(own),
    )


def read_docx_template(entries: Entries, folder: Path) -> Path | None:
    """Return the Word template that is named; None where none is, or none is there."""
    found = _file(entries, "docx_template", folder)
    if found is None:
        return None
    try:
        read_bytes(*found, limit=None)
    except BerdayaError as error:
        _note(entries, "docx_template", error)
        return None
    return found[0]


def _file(entries: Entries, key: str, folder: Path) -> tuple[Path, str] | None:
    text = entries.text(key, "")
    return place(folder, text, entries.where(key), entries.problems) if text else None


def _note(entries: Entries, key: str, error: BerdayaError) -> None:
    """Note what is wrong with a file where the study names it."""
    for problem in error.problems:
        entries.problems.error(problem.code, entries.where(key), **{"hint": "", **problem.values})


def _written(entries: Entries, key: str, at: Located) -> str:
    """Return a text, also where YAML or Excel took it for a number, and note one that is too long."""
    if isinstance(at.value, int | float) and not isinstance(at.value, bool):
        text = str(int(at.value)) if float(at.value).is_integer() else str(at.value)
    elif isinstance(at.value, str):
        text = " ".join(at.value.split())
    else:
        value = str(at.value).lower() if isinstance(at.value, bool) else "[..]"
        entries.problems.error("entry.not-text", at.where, name=key, value=value)
        return ""
    if len(text) > LONGEST:
        entries.problems.error("study.letter-text", at.where, name=key, length=len(text), most=LONGEST)
        return ""
    return text


def _text(entries: Entries, key: str) -> str:
    found = entries.get(key)
    return _written(entries, key, found) if found else ""


def _lines(entries: Entries, key: str) -> tuple[str, ...]:
    lines = tuple(text for at in entries.list(key) if (text := _written(entries, key, at)))
    if len(lines) > MOST_LINES[key]:
        values = {"name": key, "lines": len(lines), "most": MOST_LINES[key]}
        entries.problems.error("study.letter-lines", entries.where(key), **values)
        return ()
    return lines


def _date(entries: Entries) -> str:
    text = _text(entries, "date")
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        entries.problems.error("study.date", entries.where("date"), value=text)
        return ""


def _nip(entries: Entries) -> str:
    text = _text(entries, "nip")
    digits = text.replace(" ", "")
    if text and not (digits.isascii() and digits.isdecimal() and len(digits) == NIP_DIGITS):
        entries.problems.warn("study.nip", entries.where("nip"), value=text, digits=NIP_DIGITS)
        return text
    return digits


def _logo(entries: Entries, folder: Path) -> Picture | None:
    found = _file(entries, "logo", folder)
    if found is None:
        return None
    path, name = found
    try:
        return read_picture(read_bytes(path, name, MOST_BYTES), Where(name), name)
    except BerdayaError as error:
        _note(entries, "logo", error)
        return None
