"""All answers, block by block, with what could not be used; and what only shows at the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from berdaya.errors import InputError, Problem, Where
from berdaya.instrument.model import Text
from berdaya.located import Choices, Near, nearest
from berdaya.responses.answer import AnswerReader
from berdaya.responses.cells import Answers, Asked, cell_text, read_answers, why_set_aside
from berdaya.responses.folded import fold
from berdaya.responses.ledger import Ledger
from berdaya.responses.model import Block, Rejected
from berdaya.responses.tables import KEPT, RawTable, shown

MOST_SET_ASIDE = 5_000_000  # each is kept with its place, which takes a laptop's memory beyond
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class FilePlan:
    """How one file's answers are read: `headers` by item ("" where it has no column), `usable` rows (None: all).

    `missing` are the missing codes with their words.
    """

    table: RawTable
    headers: tuple[str, ...]
    readers: tuple[AnswerReader, ...]
    usable: Flags | None
    missing: Mapping[str, Text]


@dataclass(slots=True)
class _Pass:
    """One pass over the answers, and what is known only after its last block.

    `low` and `high` are each item's extreme answers, `odd` the values of each file that were written oddly.
    """

    asked: Asked
    dtype: "np.dtype[Any]"
    both: Flags
    low: list[float]
    high: list[float]
    ledger: Ledger = field(default_factory=Ledger)
    odd: dict[str, tuple[int, Where, str]] = field(default_factory=dict)
    set_aside: int = 0


def read_blocks(
    plans: tuple[FilePlan, ...], rows: pl.DataFrame, asked: Asked, dtype: "np.dtype[Any]"
) -> Iterator[Block]:
    """Yield the blocks of all files; the last carries the warnings that need all answers."""
    items = asked.by_role.shape[1]
    state = _Pass(asked, dtype, asked.both(), [np.inf] * items, [-np.inf] * items)
    last: Block | None = None
    start = 0
    for plan in plans:
        again = tuple(_answered_twice(plan, state.ledger))
        for batch, index in _usable_batches(plan):
            if last is not None:
                yield last
            last = _block(state, plan, batch, index, _who(rows, start, batch.num_rows, asked.waves))
            last = replace(last, start=start, rejected=(*again, *last.rejected))
            start, again = start + batch.num_rows, ()
    if last is not None:
        keys = [reader.key for reader in plans[0].readers]
        yield replace(last, problems=(*last.problems, *state.ledger.closing(), *_final_warnings(state, keys, plans)))


def _usable_batches(plan: FilePlan) -> Iterator[tuple[Any, Ints]]:
    """Yield batches of usable rows and the row indices of the file that they hold."""
    wanted = list(dict.fromkeys(header for header in plan.headers if header))
    offset = 0
    for batch in plan.table.batches(wanted):
        index = np.arange(offset, offset + batch.num_rows)
        offset += batch.num_rows
        if plan.usable is not None:
            usable = plan.usable[index[0] : index[-1] + 1]
            if not usable.all():
                batch, index = batch.filter(pa.array(usable)), index[usable]
        if batch.num_rows:
            yield batch, index


def _who(rows: pl.DataFrame, start: int, n: int, waves: int) -> Ints:
    role, wave = (rows[name].slice(start, n).to_physical().to_numpy().astype(np.int64) for name in ("role", "wave"))
    found: Ints = role * waves + wave
    return found


def _block(state: _Pass, plan: FilePlan, batch: Any, index: Ints, who: Ints) -> Block:
    answers = read_answers(batch, plan.headers, plan.readers, state.both, who, state.dtype)
    for item in range(len(plan.readers)):
        low, high = answers.extremes(item)
        state.low[item], state.high[item] = min(state.low[item], low), max(state.high[item], high)
    _note_odd(state, plan, batch, index, answers)
    rejected = tuple(_rejected(state, plan, batch, (index, who), answers))
    state.set_aside += len(rejected)
    if state.set_aside > MOST_SET_ASIDE:
        values = {"file": plan.table.file, "limit": MOST_SET_ASIDE}
        raise InputError(
            [*state.ledger.take(), Problem("responses.too-many-set-aside", Where(plan.table.file), values)]
        )
    return Block(0, answers.values.T, answers.state.T, rejected, state.ledger.take())


def _rejected(
    state: _Pass, plan: FilePlan, batch: Any, of_row: tuple[Ints, Ints], answers: Answers
) -> Iterator[Rejected]:
    table, (index, who) = plan.table, of_row
    seen: dict[str, str] = {}  # the same few texts stand in many cells
    for row, item in answers.bad():
        header, reader = plan.headers[item], plan.readers[item]
        text = cell_text(batch, header, row)
        text = seen.setdefault(text, text)
        reason = why_set_aside(answers, (row, item), text, reader, state.asked, int(who[row]))
        number = table.number(int(index[row]), header)
        where = table.place(number, header)
        yield Rejected(table.file, number, header, shown(text, KEPT), reason, where)
        if state.ledger.wants(reason, table.file):
            state.ledger.add(reason, where, _values(reader, header, text, plan.missing))


def _values(reader: AnswerReader, header: str, text: str, missing: Mapping[str, Text]) -> dict[str, object]:
    question = reader.question
    near = nearest(fold(shown(text)), reader.words).get("near")
    return {
        "value": shown(text),
        "column": header,
        "question": reader.key,
        "named": _named(reader.key, header),
        "min": f"{question.scale.min:g}",
        "max": f"{question.scale.max:g}",
        "near": Near(f"{reader.words[str(near)]} - {near}" if near else ""),
        "missing": Choices(missing),
        "levels": ", ".join(str(level) for level in sorted(question.answers)),
        "roles": ", ".join(question.ask),
    }


def _named(key: str, header: str) -> str:
    """Return a question's key, with its column in the file where that has another name."""
    return f"{key} ({shown(header, 40)})" if header not in ("", key) else key


def _answered_twice(plan: FilePlan, ledger: Ledger) -> Iterator[Rejected]:
    """Yield the answers of a long file that repeat an earlier one, in records that are used."""
    table = plan.table
    for record, number, item, text in table.extra:
        if plan.usable is not None and not plan.usable[record]:
            continue
        where = table.place(number, item)
        yield Rejected(table.file, number, item, shown(text, KEPT), "responses.answered-twice", where)
        if ledger.wants("responses.answered-twice", table.file):
            ledger.add("responses.answered-twice", where, {"value": shown(text), "question": item})


def _note_odd(state: _Pass, plan: FilePlan, batch: Any, index: Ints, answers: Answers) -> None:
    for item, found in enumerate(answers.found):
        if not found.odd:
            continue
        count, where, example = state.odd.get(plan.table.file, (0, Where(), ""))
        if not count:
            header = plan.headers[item]
            where = plan.table.place(plan.table.number(int(index[found.first_odd]), header), header)
            example = cell_text(batch, header, found.first_odd)
        state.odd[plan.table.file] = (count + found.odd, where, example)


def _final_warnings(state: _Pass, keys: list[str], plans: tuple[FilePlan, ...]) -> Iterator[Problem]:
    for count, where, example in state.odd.values():
        yield Problem("responses.read-as-number", where, {"count": count, "value": shown(example)}, "warning")
    silent = [key for key, high in zip(keys, state.high, strict=True) if high == -np.inf]
    alike = [key for key, low, high in zip(keys, state.low, state.high, strict=True) if low == high]
    for code, found in (("responses.nobody-answered", silent), ("responses.all-equal", alike)):
        if found:
            places = [_column_place(plans, keys.index(key)) for key in found]
            named = ", ".join(_named(key, header) for key, (_, header) in zip(found, places, strict=True))
            yield Problem(code, places[0][0], {"questions": named, "count": len(found)}, "warning")


def _column_place(plans: tuple[FilePlan, ...], item: int) -> tuple[Where, str]:
    """Return where the first file that has a question's column has it, and its header; that file where none has."""
    at = next((plan for plan in plans if plan.headers[item]), None)
    if at is None:
        return Where(plans[0].table.file), ""
    return at.table.head_place(at.headers[item]), at.headers[item]
