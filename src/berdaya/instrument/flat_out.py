"""Write an instrument's tree as the flat table of a study in one workbook: one row a criterion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from berdaya.instrument.canonical import to_document
from berdaya.instrument.flat_columns import LEAF, LEAF_TEXTS, NO_LEVEL, PARTS, Column, column_head, level_name
from berdaya.instrument.model import Instrument
from berdaya.instrument.relevance_text import relevance_text
from berdaya.instrument.study_sheet import value_word
from berdaya.instrument.workbook import aggregate_text, ask_text
from berdaya.words import say

Document = dict[str, Any]
Value = str | int | float | None


@dataclass(frozen=True)
class FlatTable:
    """The columns with their headers, and a row of values for each criterion."""

    columns: tuple[Column, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def flat_table(instrument: Instrument, lang: str) -> FlatTable:
    """Return an instrument's criteria as a flat table with headers in a language; what nothing uses has no column."""
    document = to_document(instrument)
    paths = list(_leaves(document["tree"], ()))
    depth = max((len(path) - 2 for path in paths), default=0)  # levels between the root and the criteria
    cells = [_cells(path, depth, instrument, lang) for path in paths]
    used = {column for row in cells for column in row}
    columns = tuple(column for column in _order(instrument, depth) if column in used or column == Column(None, "label"))
    heads = tuple(column_head(column, _level_heads(instrument, depth, lang), lang) for column in columns)
    return FlatTable(columns, heads, tuple(tuple(row.get(column) for column in columns) for row in cells))


def _level_heads(instrument: Instrument, depth: int, lang: str) -> tuple[str, ...]:
    named = instrument.levels[1:-1] if len(instrument.levels) == depth + 2 else ()
    heads = [level_name(level, lang) for level in named]
    taken = {say(f"book.column-{name}", lang).lower() for name in ("criterion", *LEAF)}
    if len({head.lower() for head in heads} - taken) < depth or any("(" in head for head in heads):
        heads = [level_name(level, lang) for level in ("analysis", "variable")]
        if depth != len(heads):
            heads = [say("book.level-number", lang, n=level + 1) for level in range(depth)]
    return tuple(heads)


def _order(instrument: Instrument, depth: int) -> Iterator[Column]:
    others = instrument.languages[1:]
    values = sorted(
        {value for leaf in instrument.leaves if leaf.question for value in leaf.question.answers} | {0, 1, 2, 3}
    )
    levels = [*range(depth), None]
    for level in levels:
        yield Column(level, "label")
        yield Column(level, "weight")
    for part in ("question", *map(str, values), "ask", "evidence"):
        yield Column(None, part)
    for language in others:
        yield from (Column(level, "label", language) for level in levels)
        yield from (Column(None, part, language) for part in ("question", *map(str, values), "evidence"))
    yield from (Column(level, "key") for level in levels)
    for part in PARTS[2:]:
        for level in levels:
            yield Column(level, part)
            if part == "note":
                yield from (Column(level, part, language) for language in others)
    yield from (Column(None, part) for part in LEAF if part not in ("question", "ask", "evidence"))


def _leaves(node: Document, above: tuple[Document, ...]) -> Iterator[tuple[Document, ...]]:
    path = (*above, node)
    if "children" not in node:
        yield path
    for child in node.get("children", ()):
        yield from _leaves(child, path)


def _cells(path: Sequence[Document], depth: int, instrument: Instrument, lang: str) -> dict[Column, Value]:
    cells: dict[Column, Value] = {}
    for level, node in enumerate(path[1:-1]):
        cells |= _node_cells(node, level, instrument)
    if len(path) - 2 < depth:
        cells[Column(len(path) - 2, "label")] = NO_LEVEL
    leaf = path[-1]
    cells |= _node_cells(leaf, None, instrument)
    for part in LEAF_TEXTS:
        cells |= _texts(leaf.get(part, {}), None, part, instrument)
    for value, text in leaf.get("answers", {}).items():
        cells |= _texts(text, None, str(value), instrument)
    plain = {
        "ask": ask_text(leaf.get("ask")),
        "scale_min": leaf.get("scale", {}).get("min"),
        "scale_max": leaf.get("scale", {}).get("max"),
        "direction": value_word(leaf["direction"], lang) if "direction" in leaf else None,
        "decimals": value_word("yes", lang) if leaf.get("decimals") else None,
        "sensitive": leaf.get("sensitive"),
        "relevant": _relevant(leaf, instrument),
    }
    return cells | {Column(None, part): value for part, value in plain.items() if value is not None}


def _relevant(leaf: Document, instrument: Instrument) -> str | None:
    question = instrument.node(leaf["key"]).question
    return relevance_text(question.relevant) if question and question.relevant is not None else None


def _node_cells(node: Document, level: int | None, instrument: Instrument) -> dict[Column, Value]:
    cells: dict[Column, Value] = {
        Column(level, "key"): node["key"],
        Column(level, "weight"): node.get("weight", 1),
        Column(level, "aggregate"): aggregate_text(node.get("aggregate")),
        Column(level, "min_coverage"): node.get("min_coverage"),
        Column(level, "waves"): ", ".join(node.get("waves", ())) or None,
    }
    cells = {column: value for column, value in cells.items() if value is not None}
    return (
        cells
        | _texts(node.get("label", {}), level, "label", instrument)
        | _texts(node.get("note", {}), level, "note", instrument)
    )


def _texts(text: dict[str, str], level: int | None, part: str, instrument: Instrument) -> dict[Column, Value]:
    first = instrument.languages[0]
    return {Column(level, part, "" if language == first else language): words for language, words in text.items()}
