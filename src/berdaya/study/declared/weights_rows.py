"""The rows of a table of judgements: whose, about what, how much; each value with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, nan

from berdaya.errors import Where
from berdaya.instrument.judgements import Kind
from berdaya.instrument.model import Instrument
from berdaya.located import Problems, nearest
from berdaya.responses.tables import RawTable, shown, trimmed
from berdaya.words import LANGUAGES, say

COLUMNS: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {  # keys of nodes, and numbers
    "ahp": (("first", "second"), ("judgement",)),
    "bwm": (("node",), ("best_to", "to_worst")),
    "budget": (("node",), ("points",)),
    "rank": (("node",), ("rank",)),
    "given": (("node",), ("weight",)),
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "judgement": (1 / 9, 9.0),
    "best_to": (1.0, 9.0),
    "to_worst": (1.0, 9.0),
    "points": (0.0, 1e12),
    "rank": (1.0, 1e12),
    "weight": (0.0, 1e12),
}
_NUMBER = re.compile(r"[-−]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")  # below 0 is a number, out of range
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?|\d{1,2}-[A-Za-z]{3,}|[A-Za-z]{3,}-\d{1,2}")
_SLACK = 1e-6  # 0.111111 is 1/9


@dataclass(frozen=True)
class Entry:
    """A row: who judged (""), the nodes' keys, the numbers (NaN where wrong, which is told), and the place of each.

    Without keys it is a row that was told for a key or an expert that is not known: of what it judges nothing is missing.
    """

    expert: str
    keys: tuple[str, ...]
    values: tuple[float, ...]
    places: tuple[Where, ...]


def read_entries(kind: Kind, table: RawTable, instrument: Instrument, problems: Problems) -> tuple[Entry, ...]:
    """Return the rows that hold a judgement; what is wrong is noted. Rows without any number are still to be filled in."""
    keys, numbers = COLUMNS[kind]
    heads = _heads(table)
    missing = [name for name in (*keys, *numbers) if name not in heads]
    for name in missing:
        values = {"column": name, "known": ", ".join(table.headers), **nearest(name, table.headers)}
        problems.error("weights.no-column", Where(table.file, sheet=table.sheet), **values)
    if missing:
        return ()
    known = {node.key for node in instrument.nodes}
    rows = table.read(list(heads.values())).to_pylist()
    found = []
    for place, row in enumerate(rows):
        texts = {name: trimmed(row[header] or "") for name, header in heads.items()}
        if not any(texts[name] for name in numbers):
            continue
        where = {name: table.place(table.number(place, header), header) for name, header in heads.items()}
        wrong = [name for name in keys if texts[name] not in known]
        for name in wrong:
            values = {"key": shown(texts[name]), **nearest(texts[name], known)}
            problems.error("weights.unknown-node", where[name], **values)
        values_found = [_value(name, heads[name], texts[name], where[name], problems) for name in numbers]
        nobody = "expert" in heads and not texts["expert"]
        if nobody:
            problems.error("weights.no-expert", where["expert"])
        keys_found = () if wrong or nobody else tuple(texts[name] for name in keys)
        numbers_found = tuple(nan if value is None else value for value in values_found)
        found.append(Entry(texts.get("expert", ""), keys_found, numbers_found, tuple(where[n] for n in numbers)))
    return tuple(found)


def _heads(table: RawTable) -> Mapping[str, str]:
    """Return the header of each of our columns that is there."""
    names = ("expert", *dict.fromkeys(name for pair in COLUMNS.values() for part in pair for name in part))
    words = {say(f"experts.column-{name.replace('_', '-')}", lang): name for name in names for lang in LANGUAGES}
    words |= {name: name for name in names}
    plain = {text.replace("_", " ").casefold(): name for text, name in words.items()}
    found: dict[str, str] = {}
    for header in table.headers:
        name = plain.get(header.replace("_", " ").casefold())
        if name and name not in found:
            found[name] = header
    return found


def _value(name: str, header: str, text: str, where: Where, problems: Problems) -> float | None:
    """Return the number of a column, which is told of by its header as the file has it."""
    value = number(text)
    if value is None:
        code = "weights.no-value" if not text else "weights.date" if _DATE.fullmatch(text) else "weights.not-a-number"
        problems.error(code, where, column=header, value=shown(text))
        return None
    low, high = _RANGES[name]
    if not low * (1 - _SLACK) <= value <= high * (1 + _SLACK):
        values = {"column": header, "value": shown(text), "range": _range(name)}
        problems.error("weights.out-of-range", where, **values)
        return None
    return min(max(value, low), high)


def _range(name: str) -> str:
    return {"judgement": "1/9 .. 9", "best_to": "1 .. 9", "to_worst": "1 .. 9", "rank": ">= 1"}.get(name, ">= 0")


def number(text: str) -> float | None:
    """Return a number, a decimal with comma or point, or a fraction; None for what is none.

    Examples
    --------
    >>> number("3"), number("0,25"), number("1/4"), number("-2"), number("tiga"), number("1/0")
    (3.0, 0.25, 0.25, -2.0, None, None)
    """
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    top, *under = (float(part.replace(",", ".").replace("−", "-")) for part in parts)
    if under and under[0] == 0:
        return None
    value = top / under[0] if under else top
    return value if isfinite(value) else None


def by_expert(entries: tuple[Entry, ...]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each expert, in the order of their first row, with their rows."""
    for expert in dict.fromkeys(entry.expert for entry in entries):
        yield expert, [entry for entry in entries if entry.expert == expert]
