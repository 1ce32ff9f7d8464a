"""A table of indicators (kisi-kisi) as a tree: which column is what, told by the words of its header."""

import re
from collections.abc import Mapping

from berdaya.errors import Where
from berdaya.instrument.flat_in import tree_of
from berdaya.instrument.sheet_cells import Sheet
from berdaya.located import Located, Problems, column_letters

Cells = Mapping[int, Mapping[int, str]]
TOP_ROWS = 15  # titles may stand above a table
_QUESTION = (
    "pertanyaan",
    "pernyataan",
    "butir pertanyaan",
    "butir pernyataan",
    "butir",
    "item",
    "soal",
    "question",
    "statement",
)
_CRITERION = ("kriteria", "sub indikator", "subindikator", "indikator", "parameter", "criterion", "indicator")
_LEVEL = (
    *("analisis", "komponen", "variabel", "sub variabel", "subvariabel", "dimensi", "sub dimensi", "aspek", "faktor"),
    *("domain", "konsep", "analysis", "component", "variable", "dimension", "aspect", "factor"),
)  # fmt: skip
_OTHER = {"bobot": "weight", "weight": "weight", "bukti": "evidence", "evidence": "evidence", "sumber data": "evidence"}
_NUMBER = re.compile(r"(?:skor|nilai|score)?\s*(-?\d+)")


def read_indicators(sheets: Mapping[str, Cells], file: str, problems: Problems) -> Located:
    """Return the tree of the first table that has a column of indicators or questions.

    Columns that are not known are noted; the last of indicators and criteria is the criterion, those before it are levels.
    """
    for title, rows in sheets.items():
        for number in sorted(rows)[:TOP_ROWS]:
            heads = {at: _fold(text) for at, text in rows[number].items()}
            columns = _columns(heads)
            if "kriteria" in columns.values() or "pertanyaan" in columns.values():
                return _tree(rows, number, columns, Where(file, sheet=title), problems)
    return Located({}, Where(file), {})


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[._/-]+", " ", text.casefold()).split())


def _columns(heads: Mapping[int, str]) -> dict[int, str]:
    """Return what each column holds, by the headers of the flat table of an instrument."""
    found: dict[int, str] = {}
    criteria = [at for at, text in sorted(heads.items()) if text in _CRITERION]
    for at, text in sorted(heads.items()):
        number = _NUMBER.fullmatch(text)
        if text in _QUESTION and "pertanyaan" not in found.values():
            found[at] = "pertanyaan"
        elif criteria and at == criteria[-1]:
            found[at] = "kriteria"
        elif text in _LEVEL or text in _CRITERION:
            found[at] = text
        elif text in _OTHER:
            found[at] = {"weight": "bobot kriteria", "evidence": "bukti"}[_OTHER[text]]
        elif number:
            found[at] = number[1]
    if "kriteria" not in found.values() and "pertanyaan" not in found.values():
        return {}
    return found


def _tree(rows: Cells, head: int, columns: Mapping[int, str], where: Where, problems: Problems) -> Located:
    unused = [
        text for at, text in rows[head].items() if at not in columns and _fold(text) not in ("no", "nomor", "kode")
    ]
    if unused:
        problems.warn("draft.unused-columns", where, count=len(unused), columns=", ".join(unused))
    leaf = "kriteria" if "kriteria" in columns.values() else "pertanyaan"
    found: list[dict[str, Located]] = []
    above: dict[
        str, Located
    ] = {}  # what rows say that hold no criterion belongs to the next one: a variable on a line of its own
    for number in sorted(rows):
        row = rows[number]
        cells = {
            name: Located(row[at], Where(where.file, sheet=where.sheet, cell=f"{column_letters(at)}{number}"), {})
            for at, name in columns.items()
            if number > head and row.get(at)
        }
        if leaf not in cells:
            above |= cells
            continue
        cells = {**above, **cells}
        cells.setdefault("pertanyaan", cells[leaf])
        found.append({name: _plain(cell) if name.startswith("bobot") else cell for name, cell in cells.items()})
        above = {}
    heads = dict.fromkeys((*columns.values(), "pertanyaan"), where)
    own = Problems()
    tree, _ = tree_of(Sheet(where.sheet, where, heads, tuple(found)), None, ("id",), own)
    for problem in own:
        if problem.code != "book.level-missing":
            problems.extend([problem])
        else:
            problems.warn("draft.no-level", problem.where, level=problem.values["level"])
    return tree or Located({}, where, {})


def _plain(cell: Located) -> Located:
    text = str(cell.value).replace(",", ".").rstrip("%").strip()
    try:
        return Located(float(text), cell.where, {})
    except ValueError:
        return cell
