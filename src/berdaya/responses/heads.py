"""Open a file of answers at the row of its headers, where the study does not say which it is."""

from berdaya.errors import InputError
from berdaya.instrument.model import Instrument
from berdaya.responses.model import Source
from berdaya.responses.open import open_table
from berdaya.responses.spoken import KEY_WORDS, match_headers
from berdaya.responses.tables import RawTable

TOP_ROWS = 6  # headers stand in one of these: titles, an explanation or labels may stand above
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def open_source(source: Source, instrument: Instrument) -> RawTable:
    """Return a source's table; without `header:`, the headers are the top row that holds most names.

    A name that is written as it is counts twice, so that of two rows, keys and labels, the keys are taken.

    Raises
    ------
    InputError
        As `open_table`, of the first row where no row holds any name.
    """
    if source.header is not None or source.path.suffix.lower() not in _TABLES:
        return open_table(source.path, source.file, source.sheet, source.header or 1)
    first: RawTable | InputError
    try:
        first = open_table(source.path, source.file, source.sheet)
    except InputError as error:
        first = error
    best: RawTable | InputError = first
    most, own = (0, 0) if isinstance(first, InputError) else _names(first, source, instrument)
    if own < _enough(instrument, source):
        for row in range(2, TOP_ROWS + 1):
            try:
                table = open_table(source.path, source.file, source.sheet, row)
            except InputError:
                continue
            found, _ = _names(table, source, instrument)
            if found > most:
                best, most = table, found
    if isinstance(best, InputError):
        raise best
    return best


def _enough(instrument: Instrument, source: Source) -> int:
    """How many names of their own make a row the headers without looking further."""
    return min(3, len(instrument.leaves)) if source.shape == "wide" else 3


def _names(table: RawTable, source: Source, instrument: Instrument) -> tuple[int, int]:
    """How many names a table's headers hold, those written as they are twice; and how many are written so."""
    names = [*KEY_WORDS, *(leaf.key for leaf in instrument.leaves), *source.attributes]
    own = {source.columns.get(name, name) for name in names} & set(table.headers)
    others = [header for header in table.headers if header and header not in own]
    spoken, _ = match_headers(others, instrument, [name for name in names if name not in own])
    return 2 * len(own) + len(spoken), len(own)
