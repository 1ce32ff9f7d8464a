"""The sheet `Study` of a study in one workbook: one row an entry, in words of either language.

The entries are those of study.yaml, and below `instrument` those of instrument.yaml without its tree. What has no words of
its own is written as its path: `responses > 1 > recode > * > Setuju`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from berdaya.errors import Where
from berdaya.instrument.sheet_cells import Sheet, as_written, listed_or_mapped, mapping
from berdaya.instrument.workbook import aggregate_text
from berdaya.instrument.workbook_tree import aggregate
from berdaya.located import At, Located, Problems, Scalar, nearest
from berdaya.words import LANGUAGES, say

Path = tuple[str, ...]
Kind = Literal["plain", "text", "texts", "list", "lines", "yes-no", "word", "by-role", "power", "band"]
SEPARATOR = " > "
PLACE, KEY = "#", "*"  # stand for a number from 1, and for any key
MOST_SHEETS = 1000
LISTS = {
    ("responses",),
    ("design", "stages"),
    ("targets",),
    ("instrument", "bands", "labels"),
}  # of entries, not of words


@dataclass(frozen=True)
class Entry:
    """An entry with words of its own: its path, the name of its words (words/book.toml), and what its value is."""

    path: Path
    words: str
    kind: Kind = "plain"


ENTRIES = (
    Entry(("study",), "study", "text"),
    Entry(("title",), "title", "texts"),
    Entry(("date",), "date", "text"),
    Entry(("synthetic",), "synthetic", "yes-no"),
    Entry(("place", "system"), "system", "text"),
    Entry(("place", "edition"), "edition", "text"),
    Entry(("place", "code"), "code", "text"),
    Entry(("waves",), "waves", "list"),
    Entry(("responses", PLACE, "attributes"), "attributes", "list"),
    Entry(("responses", PLACE, "role"), "answers-role", "text"),
    Entry(("responses", PLACE, "wave"), "answers-wave", "text"),
    Entry(("design", "selection"), "selection", "word"),
    Entry(("design", "stages", PLACE, "unit"), "stage-unit", "text"),
    Entry(("design", "stages", PLACE, "strata"), "stage-strata", "list"),
    Entry(("design", "stages", PLACE, "population"), "stage-population", "by-role"),
    Entry(("design", "weight"), "weight", "text"),
    Entry(("design", "finite"), "finite", "yes-no"),
    Entry(("design", "lonely_psu"), "lonely", "word"),
    Entry(("design", "plan", "slovin"), "slovin", "yes-no"),
    Entry(("design", "replicates", "combined"), "combined", "yes-no"),
    Entry(("estimates", "count"), "count", "word"),
    Entry(("estimates", "mode"), "mode", "word"),
    Entry(("estimates", "min_coverage"), "min-coverage"),
    Entry(("estimates", "zero"), "zero", "word"),
    Entry(("estimates", "confidence"), "confidence"),
    Entry(("estimates", "same_within"), "same-within"),
    Entry(("targets", PLACE, "node"), "target-node", "text"),
    Entry(("targets", PLACE, "goal"), "target-goal"),
    Entry(("targets", PLACE, "baseline"), "target-baseline"),
    Entry(("targets", PLACE, "wave"), "target-wave", "text"),
    Entry(("targets", PLACE, "by"), "target-by", "by-role"),
    Entry(("problems",), "problems", "word"),
    Entry(("disclosure", "profile"), "profile", "word"),
    Entry(("disclosure", "threshold"), "threshold"),
    Entry(("attention", "help"), "attention-help"),
    Entry(("attention", "sound"), "attention-sound"),
    Entry(("attention", "fall"), "attention-fall"),
    Entry(("attention", "fall_by"), "attention-fall-by"),
    Entry(("attention", "coverage"), "attention-coverage"),
    Entry(("attention", "ended"), "attention-ended", "list"),
    Entry(("report", "letterhead", "agency"), "agency", "lines"),
    Entry(("report", "letterhead", "address"), "address", "lines"),
    Entry(("report", "letterhead", "logo"), "logo", "text"),
    Entry(("report", "number"), "number", "text"),
    Entry(("report", "classification"), "classification", "text"),
    Entry(("report", "to"), "to", "lines"),
    Entry(("report", "signature", "place"), "sign-place", "text"),
    Entry(("report", "signature", "date"), "sign-date", "text"),
    Entry(("report", "signature", "title"), "sign-title", "text"),
    Entry(("report", "signature", "name"), "sign-name", "text"),
    Entry(("report", "signature", "nip"), "sign-nip", "text"),
    Entry(("report", "docx_template"), "docx-template", "text"),
    Entry(("publish", "min_df"), "min-df"),
    Entry(("publish", "min_n"), "min-n"),
    Entry(("publish", "rse"), "rse"),
    Entry(("report", "composite"), "composite", "word"),
    Entry(("comparison", "by"), "comparison-by", "text"),
    Entry(("comparison", "treated"), "comparison-treated", "text"),
    Entry(("comparison", "control"), "comparison-control", "text"),
    Entry(("poverty",), "poverty", "list"),
    Entry(("stages",), "stages", "text"),
    Entry(("weights", "use"), "weights-use", "text"),
    Entry(("comparison", "match"), "comparison-match", "list"),
    Entry(("comparison", "caliper"), "comparison-caliper"),
    Entry(("map", "column"), "map-column", "text"),
    Entry(("map", "name"), "map-name", "text"),
    Entry(("map", "points"), "map-points", "list"),
    Entry(("map", "file"), "map-file", "text"),
    Entry(("instrument", "instrument"), "instrument", "text"),
    Entry(("instrument", "version"), "version", "text"),
    Entry(("instrument", "languages"), "languages", "list"),
    Entry(("instrument", "title"), "instrument-title", "texts"),
    Entry(("instrument", "note"), "instrument-note", "texts"),
    Entry(("instrument", "scale", "min"), "scale-min"),
    Entry(("instrument", "scale", "max"), "scale-max"),
    Entry(("instrument", "bands", "classes"), "classes"),
    Entry(("instrument", "bands", "labels", PLACE), "band", "band"),
    Entry(("instrument", "bands", "labels", PLACE, "key"), "band-key", "text"),
    Entry(("instrument", "bands", "labels", PLACE, "colour"), "band-colour", "text"),
    Entry(("instrument", "bands", "labels", PLACE, "ink"), "band-ink", "text"),
    Entry(("instrument", "bands", "owner"), "owner", "word"),
    Entry(("instrument", "roles", KEY), "role", "texts"),
    Entry(("instrument", "missing", KEY), "missing", "texts"),
    Entry(("instrument", "levels"), "levels", "list"),
    Entry(("instrument", "tree", "key"), "root-key", "text"),
    Entry(("instrument", "tree", "label"), "root-label", "texts"),
    Entry(("instrument", "tree", "aggregate"), "root-aggregate", "power"),
    Entry(("instrument", "tree", "note"), "root-note", "texts"),
)
VALUES = (
    *("yes", "no", "random", "census", "purposive", "unknown", "persons", "groups", "means_first", "units_first"),
    *("first", "last", "hide"),
    *("none", "average", "centre", "remove"),
    *("refuse", "set_aside", "internal", "public", "lower", "upper", "higher_is_better", "lower_is_better"),
)


class EntryRow(NamedTuple):
    """A row to write: the name of its words ("" where it has none), its label, its value, its texts by language."""

    words: str
    label: str
    value: Any
    texts: Mapping[str, str]


def entry_at(path: Path) -> Entry | None:
    """Return the entry with words whose path this is."""
    return next((entry for entry in ENTRIES if _fits(entry.path, path)), None)


def _fits(pattern: Path, path: Path) -> bool:
    pairs = zip(pattern, path, strict=False)
    return len(pattern) == len(path) and all(a in (b, KEY) or (a == PLACE and b.isdecimal()) for a, b in pairs)


def entry_label(path: Path, lang: str) -> str:
    """Return the words of a path in a language; the path itself where it has none."""
    entry = entry_at(path)
    if entry is None:
        return SEPARATOR.join(path)
    named = [part for part, form in zip(path, entry.path, strict=True) if form in (PLACE, KEY)]
    return say(f"book.entry-{entry.words}", lang, n=named[0] if named else "")


def value_word(value: str, lang: str) -> str:
    """Return the words of a value; the value itself where it has none."""
    return say(f"book.value-{value}", lang) if value in VALUES else value


def plain_value(text: str) -> str:
    """Return the value that words of either language stand for; the text itself where they are none."""
    return _value_words().get(" ".join(text.casefold().split()), text)


@cache
def _value_words() -> dict[str, str]:
    return {say(f"book.value-{value}", lang): value for value in VALUES for lang in LANGUAGES}


@cache
def _labels() -> tuple[tuple[re.Pattern[str], Entry], ...]:
    forms = ((re.escape(say(f"book.entry-{e.words}", lang, n="\0")), e) for e in ENTRIES for lang in LANGUAGES)
    return tuple((re.compile(form.replace("\0", r"(\S+)"), re.IGNORECASE), entry) for form, entry in forms)


def path_of(label: str) -> Path | None:
    """Return the path that an entry's words, or its written path, stand for; None where they are none.

    Examples
    --------
    >>> path_of("Kategori 2"), path_of("Study code"), path_of("responses > 1 > recode > *")
    (('instrument', 'bands', 'labels', '2'), ('study',), ('responses', '1', 'recode', '*'))
    """
    text = " ".join(label.split())
    for form, entry in _labels():
        match = form.fullmatch(text)
        if match:
            named = iter(match.groups())
            return tuple(next(named) if part in (PLACE, KEY) else part for part in entry.path)
    also = {"report", "interviews", "asks", "quality", "sensitivity", "archive"}
    known = {entry.path[0] for entry in ENTRIES} | also
    path = tuple(part.strip() for part in label.split(SEPARATOR.strip()))
    return path if path[0] in known else None


def read_entries(sheet: Sheet, problems: Problems) -> Located:
    """Return the sheet's entries as the tree that YAML would give; the instrument's stand below `instrument`."""
    name_column, value_column = (column_of(sheet, head) for head in ("entry", "value"))
    found: dict[str, Any] = {}
    places: dict[Path, Where] = {}
    for row in sheet.rows:
        at = row.get(name_column)
        if at is None:
            continue
        path = path_of(str(at.value))
        if path is None:
            labels = [say(f"book.entry-{e.words}", lang, n="1") for e in ENTRIES for lang in LANGUAGES]
            problems.error("book.unknown-entry", at.where, entry=str(at.value), **nearest(str(at.value), labels))
            continue
        texts = {name: as_written(cell) for name, cell in row.items() if re.fullmatch("[a-z]{2,3}", name)}
        for target, value in _values(path, row.get(value_column), texts):
            _put(found, target, value, at.where, places, problems)
    return _tree(found, (), sheet.where, places)


def column_of(sheet: Sheet, head: str) -> str:
    """Return the header, in either language, under which a sheet of entries has these ("entry") or their values ("value")."""
    words = [say(f"book.head-{head}", lang).lower() for lang in LANGUAGES]
    return next((word for word in words if word in sheet.columns), words[0])


def _values(path: Path, value: Located | None, texts: dict[str, Located]) -> Iterator[tuple[Path, Located]]:
    entry = entry_at(path)
    kind: Kind = entry.kind if entry else "plain"
    if kind in ("texts", "band") and texts:
        spoken = mapping(texts)
        if kind == "band":
            yield from ((((*path, lang), text)) for lang, text in texts.items())
        else:
            yield path, spoken
    if value is None:
        return
    if kind == "band":
        yield (*path[:-2], "cuts", path[-1]), _typed(kind, value)
    elif kind == "list":
        parts = [part.strip() for part in re.split("[,;]", str(as_written(value).value)) if part.strip()]
        yield path, Located([Located(part, value.where, {}) for part in parts], value.where, {})
    elif kind == "lines":  # a row each, as an address holds commas
        yield path, Located([as_written(value)], value.where, {})
    else:
        yield path, _typed(kind, value)


def _typed(kind: Kind, value: Located) -> Located:
    if kind in ("text", "texts"):
        return as_written(value)
    if kind == "yes-no" and isinstance(value.value, str):
        word: Scalar = {"yes": True, "true": True, "no": False, "false": False}.get(
            plain_value(value.value).lower(), value.value
        )
        return Located(word, value.where, {})
    if kind == "word" and isinstance(value.value, str):
        return Located(plain_value(value.value), value.where, {})
    if kind == "by-role" and isinstance(value.value, str) and ":" in value.value:
        return listed_or_mapped(value)
    if kind in ("plain", "band") and isinstance(value.value, str) and re.fullmatch(r"\s*-?\d+,\d+\s*", value.value):
        return Located(float(value.value.replace(",", ".")), value.where, {})  # as the explanations write it: 0,95
    return aggregate(value) if kind == "power" else value


def _put(
    found: dict[str, Any], path: Path, value: Located, where: Where, places: dict[Path, Where], problems: Problems
) -> None:
    at = found
    for depth, part in enumerate(path[:-1], start=1):
        places.setdefault(path[:depth], where)
        at = at.setdefault(part, {})
        if isinstance(at, Located):
            problems.error("book.entry-twice", where, entry=SEPARATOR.join(path), first=At(places[path[:depth]]))
            return
    last = path[-1]
    if last in at:
        before = at[last]
        both_lists = isinstance(before, Located) and isinstance(before.value, list) and isinstance(value.value, list)
        repeatable = both_lists or (entry_at(path) is None and isinstance(before, Located))
        if not repeatable:
            problems.error("book.entry-twice", where, entry=SEPARATOR.join(path), first=At(places[path]))
            return
        at[last] = Located([*_items(before), *_items(value)], before.where, {})
        return
    at[last] = value
    places[path] = where


def _items(at: Located) -> Collection[Located]:
    return at.value if isinstance(at.value, list) else [at]


def _tree(found: Mapping[str, Any], path: Path, where: Where, places: Mapping[Path, Where]) -> Located:
    entries = {
        key: value if isinstance(value, Located) else _tree(value, (*path, key), places[(*path, key)], places)
        for key, value in found.items()
    }
    if path in LISTS or path == ("instrument", "bands", "cuts"):
        order = sorted(entries, key=lambda key: (not key.isdecimal(), int(key) if key.isdecimal() else 0, key))
        if path == ("responses",):  # the number is that of a sheet, of which nothing else need be said
            last = max((int(key) for key in entries if key.isdecimal() and int(key) <= MOST_SHEETS), default=0)
            order = [*map(str, range(1, last + 1)), *(key for key in order if not key.isdecimal() or int(key) > last)]
        return Located([entries.get(key, Located({}, where, {})) for key in order], where, {})
    return Located(entries, where, {key: places.get((*path, key), value.where) for key, value in entries.items()})


def entry_rows(document: Mapping[str, Any], languages: Collection[str], lang: str) -> Iterator[EntryRow]:
    """Yield the rows of the sheet that say what a document does.

    Parameters
    ----------
    document
        What study.yaml says, with the instrument's document without its tree's children below `instrument`.
    languages
        The instrument's.
    lang
        Of the words that are written.
    """
    for path, value in _flat(document, (), frozenset(languages)):
        entry = entry_at(path)
        kind: Kind = entry.kind if entry else "plain"
        words = entry.words if entry else ""
        label = entry_label(path, lang)
        if kind == "band":
            texts = {code: value[code] for code in languages if code in value}
            yield EntryRow(words, label, value.get("cut"), texts)
            for name in ("key", "colour", "ink"):
                if name in value:
                    yield EntryRow(f"band-{name}", entry_label((*path, name), lang), value[name], {})
        elif isinstance(value, dict):
            yield EntryRow(words, label, None, {code: str(text) for code, text in value.items()})
        else:
            for written in _written(kind, value, lang):
                yield EntryRow(words, label, written, {})


def _flat(value: Any, path: Path, languages: frozenset[str]) -> Iterator[tuple[Path, Any]]:
    entry = entry_at(path)
    if entry is not None and entry.kind in ("texts", "band", "list", "lines", "by-role", "power"):
        yield path, value if entry.kind in ("texts", "band") or not isinstance(value, dict) else _inline(value)
    elif path == ("instrument", "bands"):
        yield from _flat(_with_cuts(value), path, languages) if "cuts" in value else _each(value, path, languages)
    elif isinstance(value, dict):
        yield from _each(value, path, languages)
    elif isinstance(value, list) and path in LISTS:
        for place, item in enumerate(value, start=1):
            yield from _flat(item, (*path, str(place)), languages)
    else:
        yield path, value


def _each(value: Mapping[str, Any], path: Path, languages: frozenset[str]) -> Iterator[tuple[Path, Any]]:
    for key, inner in value.items():
        yield from _flat(inner, (*path, str(key)), languages)


def _with_cuts(bands: Mapping[str, Any]) -> dict[str, Any]:
    """Return bands with each cut beside the category below it."""
    cuts = list(bands["cuts"])
    labels = bands.get("labels") or [{} for _ in range(len(cuts) + 1)]
    paired = [
        {**label, **({"cut": cut} if cut is not None else {})} for label, cut in zip(labels, [*cuts, None], strict=True)
    ]
    return {**{key: value for key, value in bands.items() if key not in ("cuts", "labels")}, "labels": paired}


def _inline(value: Mapping[str, Any]) -> str:
    if set(value) == {"power"}:
        return str(aggregate_text(dict(value)))
    return ", ".join(f"{key}: {size}" for key, size in value.items())


def _written(kind: Kind, value: Any, lang: str) -> Iterator[Any]:
    if isinstance(value, list):
        texts = [str(item) for item in value]
        plain = all(re.fullmatch(r"[^,;]+", text) and text == text.strip() for text in texts)
        yield from [", ".join(texts)] if kind == "list" and plain else value
    elif isinstance(value, bool):
        yield value_word("yes" if value else "no", lang)
    elif kind == "word":
        yield value_word(str(value), lang)
    elif isinstance(value, int) and abs(value) >= 10**15:  # Excel keeps 15 digits of a number
        yield str(value)
    else:
        yield value
