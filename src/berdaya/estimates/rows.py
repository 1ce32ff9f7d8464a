"""Estimates as plain rows: what `berdaya estimate --json` prints."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from berdaya.estimates.model import Estimates
from berdaya.estimates.publish import RULES
from berdaya.estimates.shares import Shares
from berdaya.instrument.model import Instrument
from berdaya.words import say
from berdaya.words.format import or_none

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_STRATA = 5  # named in a note


def estimate_rows(estimates: Estimates, instrument: Instrument, lang: str, wave: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a domain and node, parents first, with unrounded numbers; what does not exist is null."""
    yield from estimate_table(estimates, instrument, lang, wave).iter_rows(named=True)


def estimate_table(estimates: Estimates, instrument: Instrument, lang: str, wave: str = "") -> pl.DataFrame:
    """Return the rows as a table, which makes many of them quickly; a wave that is given stands among `by`."""
    bands = [band.key for band in instrument.bands.labels]
    domains, nodes = len(estimates.domains), len(estimates.nodes)

    def of_node(values: Sequence[str]) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(np.tile(np.arange(nodes), domains))

    def number(name: str) -> pl.Series:
        return _number_column(getattr(estimates, name))

    return pl.DataFrame(
        {
            "by": _by(estimates, wave),
            "node": of_node(estimates.nodes),
            "level": of_node([instrument.level(key) for key in estimates.nodes]),
            **{name: number(name) for name in ("value", "se", "df", "low", "high")},
            "n": pl.Series(estimates.n.ravel()).cast(pl.Int64),
            "groups": pl.Series(estimates.groups.ravel()).cast(pl.Int64),
            **{name: number(name) for name in ("deff", "coverage", "lost", "lowest", "highest")},
            "band": _label_column(estimates.band, bands),
            "bands": _confidence(estimates.bands, bands),
            "distance": number("distance"),
            "suppressed": estimates.suppressed.ravel(),
            "beyond": _beyond(estimates),
            "note": _notes(estimates, lang),
        }
    )


def _by(estimates: Estimates, wave: str) -> pl.Series:
    rows = np.repeat(np.arange(len(estimates.domains)), len(estimates.nodes))
    named = {name: [labels[i] for labels in estimates.domains] for i, name in enumerate(estimates.by)}
    columns = {name: pl.Series(labels, dtype=pl.String).gather(rows) for name, labels in named.items()}
    if wave:
        columns["wave"] = pl.repeat(wave, len(rows), eager=True)
    if not columns:
        return pl.Series([{}] * len(rows), dtype=pl.Struct([]))
    return pl.DataFrame(columns).to_struct("by")


def _number_column(values: Floats) -> pl.Series:
    return pl.Series(np.where(np.isfinite(values), values, np.nan).ravel()).fill_nan(None)


def _label_column(place: "np.ndarray[Any, np.dtype[np.int64]]", labels: Sequence[str]) -> pl.Series:
    at = pl.Series(np.where(place < 0, len(labels), place).ravel())
    return pl.Series([*labels, None], dtype=pl.String).gather(at)


def _confidence(shares: Floats, bands: Sequence[str]) -> pl.Series:
    frame = pl.DataFrame({band: _number_column(shares[..., i]) for i, band in enumerate(bands)})
    some = pl.any_horizontal(pl.all().is_not_null())
    return frame.select(pl.when(some).then(pl.struct(pl.all()))).to_series()


def _beyond(estimates: Estimates) -> pl.Series:
    """Lists of the rules of publication that figures are beyond."""
    kinds = np.array([2**i for i in range(len(RULES))])
    names = [[rule for i, rule in enumerate(RULES) if kind & kinds[i]] for kind in range(2 ** len(RULES))]
    return pl.Series(names, dtype=pl.List(pl.String)).gather((estimates.beyond @ kinds).ravel())


def _notes(estimates: Estimates, lang: str) -> pl.Series:
    kinds = {notes for row in estimates.notes for notes in row}
    words = {notes: "; ".join(_note(note, estimates, lang) for note in notes) or None for notes in kinds}
    return pl.Series([words[notes] for row in estimates.notes for notes in row], dtype=pl.String)


def _note(note: str, estimates: Estimates, lang: str) -> str:
    names = estimates.lonely_strata[:MOST_STRATA]
    if note == "lonely" and names:
        more = ", …" if len(estimates.lonely_strata) > MOST_STRATA else ""
        return say("notes.lonely-in", lang, strata=", ".join(names) + more)
    return say(f"notes.{note}", lang)


def share_rows(shares: Shares, instrument: Instrument) -> Iterator[dict[str, Any]]:
    """Yield one row a domain and node: the share of units in each band, with its error and interval."""
    bands = [band.key for band in instrument.bands.labels]
    for d, labels in enumerate(shares.domains):
        for n, key in enumerate(shares.nodes):
            yield {
                "by": dict(zip(shares.by, labels, strict=True)),
                "node": key,
                "unit": shares.unit,
                "n": int(shares.n[d, n]),
                **{
                    name: {band: or_none(getattr(shares, name)[d, n, b]) for b, band in enumerate(bands)}
                    for name in ("share", "se", "low", "high")
                },
            }
