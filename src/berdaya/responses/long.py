"""A long file (one line an answer) turned wide, with every answer's own line kept."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from berdaya.errors import Where
from berdaya.located import Problems
from berdaya.responses.column import text_at
from berdaya.responses.match import Match
from berdaya.responses.model import Source
from berdaya.responses.plain import codes_of, plain
from berdaya.responses.tables import RawTable, memory_table, shown

Numbers = np.ndarray[Any, np.dtype[np.int64]]


def widen(
    table: RawTable, match: Match, source: Source, questions: tuple[str, ...], problems: Problems
) -> tuple[RawTable, Match]:
    """Return a table with a row for each respondent, group, role and wave, and its match.

    The first line of a record gives its other columns. An item that is no question is warned of; a question that is
    answered twice in a record keeps its first answer, the others stand in `extra`.
    """
    keys = {name: header for name, header in match.keys.items() if name not in ("item", "answer")}
    kept = list(dict.fromkeys([*keys.values(), *match.attributes.values()]))
    arrow = table.read(list(dict.fromkeys([*kept, match.keys["item"], match.keys["answer"]]))).combine_chunks()
    numbers = np.asarray(table.numbers, dtype=np.int64)
    items = pl.Series([source.columns.get(key, key) for key in questions], dtype=pl.String)
    lines = _lines(arrow, keys, match.keys["item"], items)
    _warn_unknown(lines, table, problems)
    firsts = np.unique(lines["record"].to_numpy())
    rows = np.searchsorted(firsts, lines["record"].to_numpy())
    answers = arrow.column(match.keys["answer"]).combine_chunks()
    columns: dict[str, Any] = {name: arrow.column(name).take(pa.array(firsts)) for name in kept}
    cells: dict[str, Numbers] = {}
    item, first = lines["code"].fill_null(len(items)).to_numpy(), lines["first"].to_numpy()
    for code in sorted(set(item[item < len(items)].tolist())):
        key = questions[code]
        at = np.flatnonzero((item == code) & first)
        index = np.full(len(firsts), -1, dtype=np.int64)
        index[rows[at]] = at
        columns[key] = answers.take(pa.array(index, mask=index < 0))
        cells[key] = np.where(index < 0, 0, numbers[index])
    again = np.flatnonzero((item < len(items)) & ~first)
    of_answer = match.keys["answer"]
    wide = memory_table(
        table.file,
        columns,
        numbers[firsts],
        positions=dict(table.positions) | dict.fromkeys(cells, table.positions.get(of_answer, 0)),
        sheet=table.sheet,
        cells=cells,
        overlong={int(rows[i]): surplus for i, surplus in table.overlong.items()},
        extra=tuple(
            (int(rows[i]), int(numbers[i]), questions[item[i]], text_at(answers, int(i))) for i in again.tolist()
        ),
        labels=dict(table.labels) | dict.fromkeys(cells, table.labels.get(of_answer, {})),
        user_missing=dict(table.user_missing) | dict.fromkeys(cells, table.user_missing.get(of_answer, ())),
        problems=table.problems,
        head=table.head,
    )
    return wide, Match(keys, {key: key for key in cells}, match.attributes)


def _lines(arrow: Any, keys: Mapping[str, str], item_header: str, items: pl.Series) -> pl.DataFrame:
    """Return, for each line, the line on which its record starts, its question, and whether it is the first such."""
    record = {
        name: plain(_series(arrow.column(keys[name])))
        for name in ("respondent", "group", "role", "wave")
        if name in keys
    }
    item = plain(_series(arrow.column(item_header)))
    lines = pl.DataFrame({**record, "item": item.cast(pl.String), "code": codes_of(item, items, {}, {})})
    return (
        lines.with_row_index("line")
        .with_columns(record=pl.col("line").first().over(list(record)).cast(pl.Int64))
        .with_columns(first=pl.struct("record", "code").is_first_distinct())
    )


def _series(column: Any) -> pl.Series:
    found = pl.from_arrow(column)
    assert isinstance(found, pl.Series)
    return found


def _warn_unknown(lines: pl.DataFrame, table: RawTable, problems: Problems) -> None:
    unknown = lines.filter(pl.col("code").is_null())
    if unknown.height:
        names = [str(n or "") for n in unknown["item"].unique(maintain_order=True).to_list()]
        text = ", ".join(shown(name) for name in names[:20]) + (", ..." if len(names) > 20 else "")
        problems.warn("responses.unknown-item", Where(table.file), items=text, count=unknown.height)
