"""A sheet for experts' judgements with every comparison in it: nobody types a key."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.instrument.judgements import Kind
from berdaya.instrument.model import Instrument, Node
from berdaya.instrument.workbook import empty_workbook, put_cell
from berdaya.located import column_letters, nearest
from berdaya.save import packed, save_bytes
from berdaya.study.declared.weights_files import KINDS
from berdaya.study.fill_in import FONT, drop_down, finish, grey, head_row
from berdaya.study.model import Study
from berdaya.words import say

_LABEL = "label"  # a column of words beside a key, which reading leaves out
_ORDER: dict[Kind, tuple[str, ...]] = {
    "ahp": ("expert", "within", "first-label", "judgement", "second-label", "first", "second"),
    "bwm": ("expert", "within", "node-label", "best_to", "to_worst", "node"),
    "budget": ("expert", "within", "node-label", "points", "node"),
    "rank": ("expert", "within", "node-label", "rank", "node"),
    "given": ("within", "node-label", "weight", "node"),
}
_FILLED = ("judgement", "best_to", "to_worst", "points", "rank", "weight")
_SCALE = ("9", "8", "7", "6", "5", "4", "3", "2", "1", "1/2", "1/3", "1/4", "1/5", "1/6", "1/7", "1/8", "1/9")
_TO_FILL = "FFF6DD"  # of the cells that are to be filled in
_WIDTHS = {"expert": 14, "within": 34, "first": 12, "second": 12, "node": 12}


def write_blank(study: Study, method: str, experts: Sequence[str] = (), lang: str = "id", node: str = "") -> Path:
    """Write a workbook to fill in, into the study's `weights/`, and return it.

    Parameters
    ----------
    study
        Its instrument and its languages.
    method
        "ahp", "bwm", "budget", "rank" or "given".
    experts
        Their names, with a block of rows each; none: one expert, called 1.
    lang
        "id" or "en": of headers and guidance; labels stand in all languages of the instrument.
    node
        A key: its children only; "": the children of every node with several.

    Raises
    ------
    UsageError
        usage.weights-method: an unknown method; usage.file-exists: the file is there already;
        usage.weights-nothing: no node has parts to weigh.
    InputError
        The file cannot be written.
    """
    kind = next((one for one in KINDS if one == method), None)
    if kind is None:
        values = {"name": method, "known": ", ".join(KINDS), **nearest(method, KINDS)}
        raise UsageError(Problem("usage.weights-method", values=values))
    name = f"{kind}-new" if kind == "given" else kind  # "given" are the instrument's own
    path = study.weights.folder / f"{name}.xlsx"
    if path.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": f"{path.parent.name}/{path.name}"}))
    book = empty_workbook()
    instrument = study.as_written
    nodes = [one for one in instrument.nodes if len(one.children) > 1 and node in ("", one.key)]
    if not nodes:  # an empty sheet would keep the study from being read
        raise UsageError(Problem("usage.weights-nothing"))
    names = ("",) if kind == "given" else tuple(dict.fromkeys(experts)) or ("1",)
    rows = [row for expert in names for one in nodes for row in _rows(kind, expert, one, instrument)]
    _sheet(book.create_sheet(name), kind, rows, lang)
    _guide(book.create_sheet(say("experts.sheet-guide", lang)), kind, lang)
    save_bytes(path, packed(book))
    return path


def _rows(kind: Kind, expert: str, node: Node, instrument: Instrument) -> Iterator[dict[str, str | float]]:
    within = _words(instrument, node.key)
    if kind == "ahp":
        for first, second in combinations((child.key for child in node.children), 2):
            labels = {"first-label": _words(instrument, first), "second-label": _words(instrument, second)}
            yield {"expert": expert, "within": within, "first": first, "second": second, **labels}
        return
    for child in node.children:
        row: dict[str, str | float] = {"expert": expert, "within": within, "node": child.key}
        row["node-label"] = _words(instrument, child.key)
        yield row | ({"weight": child.weight} if kind == "given" else {})


def _words(instrument: Instrument, key: str) -> str:
    """A node's label in all languages of the instrument."""
    return " / ".join(dict.fromkeys(instrument.label(key, lang) for lang in instrument.languages))


def _sheet(sheet: Any, kind: Kind, rows: Sequence[dict[str, str | float]], lang: str) -> None:
    from openpyxl.styles import PatternFill

    columns = _ORDER[kind]
    head_row(sheet, 1, [say(f"experts.column-{name.replace('_', '-')}", lang) for name in columns])
    for at, name in enumerate(columns, start=1):
        sheet.column_dimensions[column_letters(at)].width = _WIDTHS.get(name, 40 if name.endswith(_LABEL) else 16)
        for number, row in enumerate(rows, start=2):
            cell = sheet.cell(number, at)
            if name in row:
                put_cell(cell, row[name])
            if name in ("node", "first", "second"):
                cell.font = grey()
            if name == "judgement":
                cell.number_format = "@"  # else Excel makes a date of 1/3
        if name in _FILLED:
            for number in range(2, len(rows) + 2):
                sheet.cell(number, at).fill = PatternFill("solid", fgColor=_TO_FILL)
            letter = column_letters(at)
            choices = _SCALE if name == "judgement" else _SCALE[:9][::-1] if name in ("best_to", "to_worst") else ()
            if choices:
                drop_down(sheet, choices, f"{letter}2:{letter}{max(2, len(rows) + 1)}", lang)
    finish(sheet)
    sheet.freeze_panes = "A2"


def _guide(sheet: Any, kind: Kind, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 110
    lines = [say(f"experts.guide-{kind}", lang), say("experts.guide-all", lang)]
    if "expert" in _ORDER[kind]:
        lines.append(say("experts.guide-experts", lang))
    for number, text in enumerate("\n".join(lines).split("\n"), start=1):
        cell = sheet.cell(number, 1)
        put_cell(cell, text)
        cell.font = Font(name=FONT, size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    finish(sheet)
