"""Check who spoke, when, and whether it may be quoted: the same for a transcript's head and a table's row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from berdaya.errors import Where
from berdaya.evidence.model import Passage, Sign
from berdaya.instrument.model import Instrument
from berdaya.located import Entries, Problems, nearest

_YES_NO = {"yes": True, "ya": True, "true": True, "no": False, "tidak": False, "false": False}


@dataclass(frozen=True)
class Known:
    """What an interview may name. Any node of the tree may be a criterion; no groups means: any group."""

    criteria: tuple[str, ...]
    roles: Mapping[str, str]  # key, or a label in small letters: key
    groups: frozenset[str]
    language: str  # where a table names none

    @classmethod
    def of(cls, instrument: Instrument, group_keys: Collection[str]) -> "Known":
        """Return what an instrument and a frame know."""
        labels = {
            text.strip().lower(): key for key, texts in instrument.roles.items() for text in (*texts.values(), key)
        }
        criteria = tuple(node.key for node in instrument.nodes)
        return cls(criteria, labels, frozenset(group_keys), instrument.languages[0])


@dataclass(frozen=True, slots=True)
class Interview:
    """Who spoke, for which group, when, in which language, and whether it may be quoted."""

    person: str
    role: str
    group: str
    date: str
    language: str
    quotable: bool
    synthetic: bool

    def passage(self, criterion: str, sign: Sign, text: str, where: Where) -> Passage:
        """Return a passage of this interview."""
        return Passage(
            criterion=criterion, sign=sign, text=text, person=self.person, role=self.role, group=self.group,
            date=self.date, language=self.language, quotable=self.quotable, where=where, synthetic=self.synthetic,
        )  # fmt: skip


def read_interview(entries: Entries, known: Known, required: Collection[str]) -> Interview:
    """Return an interview; what is wrong is noted in the entries' problems and reads as empty."""
    person = _text(entries, "person", required)
    if any(sign.isspace() for sign in person):
        entries.problems.warn("evidence.person-not-a-code", entries.where("person"))
    return Interview(
        person=person,
        role=_role(entries, known, required),
        group=_group(entries, known, required),
        date=_date(entries, required),
        language=_language(entries, required) or known.language,
        quotable=_yes_no(entries, "consent", required),
        synthetic=_yes_no(entries, "synthetic", required),
    )


def cut(text: str, most: int = 60) -> str:
    """Return a text as a message shows it."""
    return text if len(text) <= most else f"{text[:most]}…"


def read_criterion(key: str, where: Where, known: Known, problems: Problems) -> str:
    """Return the key of a criterion; empty, with a problem, where there is none of that name."""
    if key in known.criteria:
        return key
    problems.error("evidence.unknown-criterion", where, key=cut(key), **nearest(key, known.criteria))
    return ""


def _text(entries: Entries, key: str, required: Collection[str]) -> str:
    """Return a value as text: groups and persons may be called 7."""
    found = entries.get(key, key in required)
    if found is None:
        return ""
    if not isinstance(found.value, str | int | float):
        entries.problems.error("entry.not-text", found.where, name=key, value="[..]")
        return ""
    written = {True: "true", False: "false"}[found.value] if isinstance(found.value, bool) else str(found.value).strip()
    if not written and key in required:
        entries.problems.error("entry.missing", found.where, key=key)
    return written


def _role(entries: Entries, known: Known, required: Collection[str]) -> str:
    written = _text(entries, "role", required)
    role = known.roles.get(written.lower(), "")
    if written and known.roles and not role:
        values = nearest(written.lower(), known.roles)
        roles = ", ".join(dict.fromkeys(known.roles.values()))
        entries.problems.error("evidence.unknown-role", entries.where("role"), role=cut(written), roles=roles, **values)
    return role or written


def _group(entries: Entries, known: Known, required: Collection[str]) -> str:
    written = _text(entries, "group", required)
    if written == "-":  # speaks for no single group: an official, a facilitator of several
        return ""
    if written and known.groups and written not in known.groups:
        values = nearest(written, sorted(known.groups))
        entries.problems.error("evidence.unknown-group", entries.where("group"), group=cut(written), **values)
    return written


def _date(entries: Entries, required: Collection[str]) -> str:
    written = _text(entries, "date", required)
    try:
        return date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        entries.problems.error("evidence.bad-date", entries.where("date"), date=cut(written))
        return ""


def _language(entries: Entries, required: Collection[str]) -> str:
    written = _text(entries, "language", required).lower()
    if written and written not in _languages():
        entries.problems.error("evidence.unknown-language", entries.where("language"), language=cut(written))
    return written


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").languages)


def _yes_no(entries: Entries, key: str, required: Collection[str]) -> bool:
    """Return yes or no; blank is no."""
    written = _text(entries, key, required).lower()
    if written and written not in _YES_NO:
        entries.problems.error("evidence.not-yes-or-no", entries.where(key), key=key, value=cut(written))
    return _YES_NO.get(written, False)
