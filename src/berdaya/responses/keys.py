"""Who answered: the key columns of one file as plain columns, before they are judged."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from berdaya.responses.match import Match
from berdaya.responses.model import Source
from berdaya.responses.plain import plain
from berdaya.responses.tables import RawTable

_NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Keys:
    """One file's key columns (respondent, group, role, wave, weight, date where it has them) and its attributes."""

    table: RawTable
    match: Match
    source: Source
    columns: Mapping[str, pl.Series]
    attributes: Mapping[str, pl.Series]

    def labels(self, name: str) -> Mapping[str, str]:
        """Return the value labels of one of our names' column."""
        return self.table.labels.get(self.match.keys.get(name, ""), _NO_LABELS)

    def shown(self, name: str, index: int) -> str:
        """Return a key as it is written, for a message; a constant where the file has no such column."""
        if name in self.columns:
            value = self.columns[name][index]
            return "" if value is None else str(value)
        return self.source.constants.get(name, "")


def read_keys(table: RawTable, match: Match, source: Source, alone: bool) -> Keys:
    """Read the key columns and attributes of a file.

    Parameters
    ----------
    table, match, source
        The file, its columns, and how the study declares it.
    alone
        No other file stands beside it: then rows without respondent codes are known by their number only.
    """
    headers = list(dict.fromkeys([*match.keys.values(), *match.attributes.values()]))
    frame = pl.from_arrow(table.read(headers)) if headers else pl.DataFrame()
    assert isinstance(frame, pl.DataFrame)
    columns = {name: plain(frame[header]) for name, header in match.keys.items()}
    for name, value in source.constants.items():
        columns[name] = pl.repeat(value, table.height, dtype=pl.String, eager=True)
    if "respondent" not in columns:
        numbers = pl.Series(np.asarray(table.numbers, dtype=np.int64))
        columns["respondent"] = numbers if alone else pl.Series(f"{table.file}:" + numbers.cast(pl.String))
    attributes = {name: _labelled(plain(frame[h]), table.labels.get(h)) for name, h in match.attributes.items()}
    return Keys(table, match, source, columns, attributes)


def _labelled(series: pl.Series, labels: Mapping[str, str] | None) -> pl.Series:
    """Return an attribute in the words of its value labels, as a report should print it."""
    if not labels:
        return series
    text = series.cast(pl.String)
    return text.replace(list(labels), list(labels.values()))
