"""The answers of one batch of rows: looked up, matched with who is asked, and what cannot be used set aside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from berdaya.instrument.model import Instrument, Node
from berdaya.instrument.relevance import named, relevant_rows
from berdaya.responses.answer import AnswerReader, missing_states, recode_of
from berdaya.responses.column import ColumnFound, read_column, text_at
from berdaya.responses.match import Match
from berdaya.responses.model import Source, State
from berdaya.responses.spoken import spoken_answers
from berdaya.responses.tables import RawTable

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Array = np.ndarray[Any, np.dtype[Any]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Asked:
    """Who is asked what: `by_role` (roles, items) and `by_wave` (waves, items), both flags."""

    by_role: Flags
    by_wave: Flags

    @property
    def waves(self) -> int:
        """The number of waves; 1 where the study has none."""
        return len(self.by_wave)

    def both(self) -> Flags:
        """Return (roles x waves, items): row role * waves + wave."""
        found: Flags = (self.by_role[:, None, :] & self.by_wave[None, :, :]).reshape(-1, self.by_role.shape[1])
        return found


def who_is_asked(instrument: Instrument, waves: tuple[str, ...]) -> Asked:
    """Return which roles and waves are asked each question; a question's waves are its own and its ancestors'."""
    leaves = instrument.leaves
    by_role = [[role in leaf.question.ask for leaf in leaves if leaf.question] for role in instrument.roles]
    asked = {leaf.key: _waves(instrument, leaf, waves) for leaf in leaves}
    by_wave = [[wave in asked[leaf.key] for leaf in leaves] for wave in waves] or [[True] * len(leaves)]
    return Asked(np.array(by_role, dtype=np.bool_), np.array(by_wave, dtype=np.bool_))


def _waves(instrument: Instrument, leaf: Node, waves: tuple[str, ...]) -> frozenset[str]:
    found, key = frozenset(waves), leaf.key
    while True:
        own = instrument.node(key).waves
        found = found if own is None else found & frozenset(own)
        if key not in instrument.parents:
            return found
        key = instrument.parents[key]


def answer_type(instrument: Instrument) -> "np.dtype[Any]":
    """Return the smallest type that holds every answer: uint8 or int16 where all are whole numbers, else float64."""
    questions = [leaf.question for leaf in instrument.leaves if leaf.question]
    ends = [end for q in questions for end in (q.scale.min, q.scale.max)]
    if any(q.decimals for q in questions) or min(ends) < -(2**15) or max(ends) >= 2**15:
        return np.dtype(np.float64)
    return np.dtype(np.uint8) if min(ends) >= 0 and max(ends) < 256 else np.dtype(np.int16)


def answer_readers(instrument: Instrument, table: RawTable, match: Match, source: Source) -> tuple[AnswerReader, ...]:
    """Return how each question is read from a file, in the instrument's order."""
    missing = missing_states(instrument)
    readers = []
    for leaf in instrument.leaves:
        assert leaf.question is not None
        header = match.questions.get(leaf.key, "")
        recode = recode_of(source.recode, leaf.key, table.labels.get(header, {}))
        words = spoken_answers(leaf.question, instrument)
        ranges = table.user_missing.get(header, ())
        readers.append(AnswerReader(leaf.key, leaf.question, missing, recode, ranges, words))
    return tuple(readers)


# A state where the question is not asked: an answer is set aside, blanks and missing codes are as they should be.
_SET_ASIDE = int(State.SET_ASIDE)  # looking it up in the enumeration for every cell takes as long as all the rest
_AWAY = np.full(256, State.NOT_ASKED, dtype=np.uint8)
_AWAY[[State.COUNTED, State.SET_ASIDE, State.SET_ASIDE_NOT_ASKED]] = State.SET_ASIDE_NOT_ASKED


@dataclass(frozen=True)
class Answers:
    """A batch's answers and states (items, rows), and what each column held; `masked` items were not asked of all."""

    values: Array
    state: Bytes
    found: tuple[ColumnFound, ...]
    masked: frozenset[int]

    def extremes(self, item: int) -> tuple[float, float]:
        """Return the lowest and highest answer that counts; (inf, -inf) without any."""
        if item not in self.masked:
            return self.found[item].lowest, self.found[item].highest
        counted = self.values[item][self.state[item] == State.COUNTED]
        return (float(counted.min()), float(counted.max())) if counted.size else (np.inf, -np.inf)

    def bad(self) -> Iterator[tuple[int, int]]:
        """Yield (row, item) of every cell set aside, row by row."""
        items = [j for j, found in enumerate(self.found) if found.bad or j in self.masked]
        if not items:
            return
        state = self.state[items]
        rows, columns = np.nonzero(((state == State.SET_ASIDE) | (state == State.SET_ASIDE_NOT_ASKED)).T)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            yield row, items[column]


def read_answers(
    batch: Any,
    headers: tuple[str, ...],
    readers: tuple[AnswerReader, ...],
    asked: Flags,
    who: Array,
    dtype: "np.dtype[Any]",
) -> Answers:
    """Read the answers of a batch.

    Parameters
    ----------
    batch
        An Arrow record batch of used rows.
    headers
        The header of each item; "" where the file has no column for it.
    readers
        How each item is read.
    asked
        (roles x waves, items).
    who
        (rows,) the row of `asked` for each row of the batch.
    dtype
        The type of the answers.
    """
    shape = len(readers), batch.num_rows
    values, state = np.zeros(shape, dtype=dtype), np.empty(shape, dtype=np.uint8)
    found = []
    for j, (header, reader) in enumerate(zip(headers, readers, strict=True)):
        if header:
            found.append(read_column(batch.column(header), reader, values[j], state[j]))
        else:
            state[j] = State.BLANK
            found.append(ColumnFound())
    masked = _mask_not_asked(state, asked, who)
    return Answers(values, state, tuple(found), frozenset(masked | _mask_not_relevant(values, state, readers)))


def _mask_not_asked(state: Bytes, asked: Flags, who: Array) -> set[int]:
    low, high = int(who.min()), int(who.max())
    if low == high:
        masked = np.flatnonzero(~asked[low])
        state[masked] = _AWAY[state[masked]]
        return set(masked.tolist())
    masked = np.flatnonzero(~asked.all(axis=0))
    for j in masked.tolist():
        away = ~asked[who, j]
        state[j][away] = _AWAY[state[j][away]]
    return set(masked.tolist())


def _mask_not_relevant(values: Array, state: Bytes, readers: tuple[AnswerReader, ...]) -> set[int]:
    place = {reader.key: j for j, reader in enumerate(readers)}
    masked = set()
    for j in _gates_first(readers, place):
        relevant = readers[j].question.relevant
        assert relevant is not None
        gates = [key for key in dict.fromkeys(named(relevant)) if key in place]
        counted = {key: state[place[key]] == State.COUNTED for key in gates}
        away = ~relevant_rows(relevant, {key: values[place[key]] for key in gates}, counted)
        if away.any():
            state[j][away] = _AWAY[state[j][away]]
            masked.add(j)
    return masked


def _gates_first(readers: tuple[AnswerReader, ...], place: Mapping[str, int]) -> list[int]:
    """Return the items that have a condition, each after those that its condition names."""
    order: list[int] = []
    waiting = [j for j, reader in enumerate(readers) if reader.question.relevant is not None]
    while waiting:
        free = [
            j
            for j in waiting
            if not any(place.get(key) in waiting for key in _gates(readers[j]) if key != readers[j].key)
        ]
        order += free or waiting  # a circle is the instrument's problem, told there
        waiting = [j for j in waiting if j not in order]
    return order


def _gates(reader: AnswerReader) -> tuple[str, ...]:
    return tuple(named(reader.question.relevant)) if reader.question.relevant is not None else ()


def why_set_aside(
    answers: Answers, cell: tuple[int, int], text: str, reader: AnswerReader, asked: Asked, who: int
) -> str:
    """Return the code of why a cell (row, item) was set aside."""
    row, item = cell
    if answers.state[item, row] == _SET_ASIDE:
        return reader.read(text).reason
    if not asked.by_role[who // asked.waves, item]:
        return "responses.role-not-asked"
    return "responses.not-relevant" if asked.by_wave[who % asked.waves, item] else "responses.wave-not-asked"


def cell_text(batch: Any, header: str, row: int) -> str:
    """Return a cell of a batch as it is written."""
    return text_at(batch.column(header), row)
