"""Write an instrument as a workbook, for people who know Excel; reading it back gives the same hash."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from berdaya.instrument.canonical import number, to_document
from berdaya.instrument.model import Instrument
from berdaya.instrument.relevance_text import relevance_text
from berdaya.instrument.sheets import (
    ANSWER,
    BAND_COLUMNS,
    KEY_COLUMN,
    MORE_TEXTS,
    NAME,
    NODE_COLUMNS,
    NODE_TEXTS,
    PLAIN_COLUMNS,
    VALUE,
    text_column,
)
from berdaya.save import packed, save_bytes

Cell = str | int | float | bool | None
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheets take "_x000D_" for a line end
_EPOCH = datetime(2000, 1, 1)


def write_workbook(instrument: Instrument, path: Path) -> None:
    """Write an instrument to a .xlsx file.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    book = empty_workbook()
    document = to_document(instrument)
    languages = list(instrument.languages)
    _sheet(book, "instrument", [NAME, VALUE, *languages], _entry_rows(document, languages))
    _sheet(book, "bands", [*BAND_COLUMNS, *languages], _band_rows(instrument))
    for name, words in (("missing", instrument.missing), ("roles", instrument.roles)):
        rows = ([key, *(text.get(lang) for lang in languages)] for key, text in words.items())
        _sheet(book, name, [KEY_COLUMN, *languages], rows)
    header = _tree_header(instrument)
    _sheet(book, "tree", header, _tree_rows(instrument, document["tree"], header))
    save_bytes(path, packed(book))


def empty_workbook() -> Any:
    """Return an openpyxl workbook without sheets; what is filled in alike is alike, whenever it is written."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = _EPOCH
    book.remove(book.active)
    return book


def _entry_rows(document: dict[str, Any], languages: list[str]) -> Iterable[Sequence[Cell]]:
    bands = document.get("bands", {})
    yield ["instrument", document["instrument"]]
    yield ["version", document["version"]]
    yield from (["languages", lang] for lang in languages)
    for name in ("title", "note"):
        if name in document:
            yield [name, None, *(document[name].get(lang) for lang in languages)]
    yield ["scale_min", document["scale"]["min"]]
    yield ["scale_max", document["scale"]["max"]]
    yield from (["levels", level] for level in document.get("levels", ()))
    if "cuts" not in bands:
        yield ["bands_classes", bands.get("classes")]
    yield ["bands_owner", bands.get("owner", "lower")]


def _band_rows(instrument: Instrument) -> Iterable[Sequence[Cell]]:
    bands = instrument.bands
    cuts = [None if bands.classes else number(cut) for cut in bands.cuts] + [None]
    for band, cut in zip(bands.labels, cuts, strict=True):
        yield [band.key, cut, band.colour, band.ink, *(band.label.get(lang) for lang in instrument.languages)]


def _tree_header(instrument: Instrument) -> list[str]:
    values = sorted({value for leaf in instrument.leaves if leaf.question for value in leaf.question.answers})
    texts = [*NODE_TEXTS, *(f"{ANSWER} {value}" for value in values)]
    more = [text_column(name, lang) for name in MORE_TEXTS for lang in instrument.languages]
    return [
        *NODE_COLUMNS,
        *(text_column(name, lang) for name in texts for lang in instrument.languages),
        *PLAIN_COLUMNS,
        *more,
    ]


def _tree_rows(instrument: Instrument, tree: dict[str, Any], header: list[str]) -> Iterable[Sequence[Cell]]:
    stack: list[tuple[dict[str, Any], str]] = [(tree, "")]
    while stack:
        node, parent = stack.pop()
        cells = _node_cells(node, parent, instrument)
        yield [cells.get(column) for column in header]
        stack.extend((child, node["key"]) for child in reversed(node.get("children", ())))


def _node_cells(node: dict[str, Any], parent: str, instrument: Instrument) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"key": node["key"], "parent": parent or None, "weight": node.get("weight", 1)}
    cells |= {name: node.get(name) for name in ("direction", "decimals", "min_coverage", "sensitive")}
    cells |= {f"scale_{end}": value for end, value in node.get("scale", {}).items()}
    cells["ask"] = ask_text(node.get("ask"))
    cells["waves"] = ", ".join(node.get("waves", ())) or None
    cells["aggregate"] = aggregate_text(node.get("aggregate"))
    question = instrument.node(node["key"]).question
    if question is not None and question.relevant is not None:
        cells["relevant"] = relevance_text(question.relevant)
    texts = {name: node[name] for name in (*NODE_TEXTS, *MORE_TEXTS) if name in node}
    texts |= {f"{ANSWER} {value}": text for value, text in node.get("answers", {}).items()}
    return cells | {text_column(name, lang): words for name, text in texts.items() for lang, words in text.items()}


def aggregate_text(aggregate: dict[str, float] | str | None) -> str | None:
    """Return a way of adding up as a cell holds it: `geometric`, or `power -2`."""
    return f"power {aggregate['power']!r}" if isinstance(aggregate, dict) else aggregate


def ask_text(ask: dict[str, float] | list[str] | None) -> str | None:
    """Return who is asked as a cell holds it: `member, leader`, or `member: 2, leader: 1`."""
    if isinstance(ask, dict):
        return ", ".join(f"{role}: {weight!r}" for role, weight in ask.items())
    return ", ".join(ask) if ask else None


def _sheet(book: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    for r, row in enumerate((header, *rows), start=1):
        for c, value in enumerate(row, start=1):
            if value is not None:
                put_cell(sheet.cell(r, c), value)
            if r == 1:
                sheet.cell(r, c).font = Font(bold=True)
    for c, title in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(c)].width = 32 if ":" in title or len(title) < 4 else 14
    sheet.freeze_panes = "B2"


def put_cell(cell: Any, value: Cell) -> None:
    """Put a value into a cell as what it is: no text becomes a formula, an error or a number."""
    from openpyxl.styles import Alignment

    cell.value = _ESCAPE.sub("_x005F_", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # else "=1+1" would become a formula and "#N/A" an error
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "#")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
