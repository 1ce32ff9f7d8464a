"""Columns of keys and attributes without the accidents of a file's types: whole numbers or trimmed text, blanks null."""

from collections.abc import Mapping, Sequence

import polars as pl

from berdaya.responses.tables import INVISIBLE, trimmed

_NUMBER = r"^[+-]?(0|[1-9][0-9]{0,14})([.,][0-9]{1,40})?$"  # a leading zero (a region or telephone code) makes it text,
# and so do more digits than a number keeps (a NIK has 16)
_EXACT = 2.0**53  # whole numbers beyond are not told apart as floats


def plain(series: pl.Series) -> pl.Series:
    """Return a column as Int64 where every value is whole, as Float64, else as text; blanks and NaN are null.

    Text may be Categorical where the file has it so.
    """
    kind = series.dtype
    if kind.is_integer():
        return series.cast(pl.Int64)
    if kind.is_float() or kind.is_decimal():
        series = series.cast(pl.Float64).fill_nan(None)
        whole = (series == series.floor()).all() and (series.abs() <= _EXACT).all()  # nulls do not count
        return series.cast(pl.Int64) if whole else series
    if kind == pl.Null:
        return series.cast(pl.String)
    if isinstance(kind, pl.Categorical | pl.Enum):
        distinct = series.unique().drop_nulls().cast(pl.String).to_list()
        if all(text and text == trimmed(text) for text in distinct):
            return series
    text = series.cast(pl.String).str.strip_chars()
    if text.str.contains(f"[{INVISIBLE}]").any():
        text = text.str.strip_chars(INVISIBLE).str.strip_chars()
    return text.set(text == "", None) if (text == "").any() else text


def codes_of(series: pl.Series, known: pl.Series, recode: Mapping[str, str], labels: Mapping[str, str]) -> pl.Series:
    """Return the position of each value of a plain column among `known` texts (UInt32), null where it is none of these.

    A recoding of a value or of its label comes first, then the value itself, then its label.
    """
    names = pl.Enum(known)
    if series.dtype == pl.String and not recode and not labels:
        return series.cast(names, strict=False).to_physical().cast(pl.UInt32)
    distinct = series.unique().drop_nulls()
    if len(distinct) == 0:
        return pl.repeat(None, len(series), dtype=pl.UInt32, eager=True)
    texts = distinct.cast(pl.String)
    if recode or labels:
        positions = {name: i for i, name in enumerate(known.to_list())}
        found = [_position(text, positions, recode, labels) for text in texts.to_list()]
        codes = pl.Series(found, dtype=pl.UInt32)
    else:
        codes = texts.cast(names, strict=False).to_physical().cast(pl.UInt32)
    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        series, distinct = series.to_physical(), distinct.to_physical()
    return series.replace_strict(distinct, codes, default=None, return_dtype=pl.UInt32)


def _position(value: str, known: Mapping[str, int], recode: Mapping[str, str], labels: Mapping[str, str]) -> int | None:
    label = labels.get(value, value).strip()
    for name in (recode.get(value), recode.get(label), value, label):
        if name is not None and name in known:
            return known[name]
    return None


def distinct_texts(columns: Sequence[pl.Series]) -> pl.Series:
    """Return the distinct values of plain columns as text, in the order met."""
    each = [column.unique(maintain_order=True).drop_nulls().cast(pl.String).rename("") for column in columns]
    return pl.concat(each).unique(maintain_order=True)


def alike(columns: Sequence[pl.Series]) -> list[pl.Series]:
    """Return plain columns of one type: as they are where all agree, else as text."""
    kinds = {column.dtype for column in columns}
    if len(kinds) > 1 or any(isinstance(kind, pl.Categorical | pl.Enum) for kind in kinds):
        return [column.cast(pl.String) for column in columns]
    return list(columns)


def floats(series: pl.Series) -> pl.Series:
    """Return a plain column as Float64; text that is no number becomes null."""
    if not series.dtype.is_numeric():
        series = series.cast(pl.String)
        return series.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).fill_nan(None)
    return series.cast(pl.Float64)


def typed(series: pl.Series) -> pl.Series:
    """Return a plain column as numbers when every value is one (written without leading zeros), else as Categorical."""
    if series.dtype.is_numeric():
        return series
    series = series.cast(pl.String)
    values = series.drop_nulls()
    if len(values) and values.str.contains(_NUMBER).all():
        numbers = floats(series)
        return numbers.cast(pl.Int64) if not values.str.contains("[.,]").any() else numbers
    return series.cast(pl.Categorical)
