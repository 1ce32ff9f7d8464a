"""Estimates as plain rows: what `berdaya estimate --json` prints."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

import numpy as np

from berdaya.estimates.model import Estimates
from berdaya.estimates.shares import Shares
from berdaya.instrument.model import Instrument
from berdaya.words import say

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_STRATA = 5  # named in a note
SCORE = ("value", "se", "df", "low", "high")
COMPLETENESS = ("deff", "coverage", "lost", "lowest", "highest")


def estimate_rows(estimates: Estimates, instrument: Instrument, lang: str) -> Iterator[dict[str, Any]]:
    """Yield one row a domain and node, parents first, with unrounded numbers; what does not exist is null."""
    bands = [band.key for band in instrument.bands.labels]
    levels = [instrument.level(key) for key in estimates.nodes]
    plain = {name: _plain(getattr(estimates, name)) for name in (*SCORE, *COMPLETENESS, "distance", "bands")}
    n, groups = estimates.n.astype(int).tolist(), estimates.groups.astype(int).tolist()
    place, suppressed = estimates.band.tolist(), estimates.suppressed.tolist()
    kinds = {note for row in estimates.notes for notes in row for note in notes}
    words = {note: _note(note, estimates, lang) for note in kinds}
    for d, labels in enumerate(estimates.domains):
        score, completeness = ([(name, plain[name][d]) for name in names] for names in (SCORE, COMPLETENESS))
        for i, key in enumerate(estimates.nodes):
            confidence = plain["bands"][d][i]
            yield {
                "by": dict(zip(estimates.by, labels, strict=True)),
                "node": key,
                "level": levels[i],
                **{name: values[i] for name, values in score},
                "n": n[d][i],
                "groups": groups[d][i],
                **{name: values[i] for name, values in completeness},
                "band": bands[place[d][i]] if place[d][i] >= 0 else None,
                "bands": dict(zip(bands, confidence, strict=True)) if any(v is not None for v in confidence) else None,
                "distance": plain["distance"][d][i],
                "suppressed": suppressed[d][i],
                "note": "; ".join(words[note] for note in estimates.notes[d][i]) or None,
            }


def _plain(values: Floats) -> list[Any]:
    """Return an array as nested lists, what is not finite as None: much quicker than number by number."""
    found = values.astype(object)
    found[~np.isfinite(values)] = None
    plain: list[Any] = found.tolist()
    return plain


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None


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
                    name: {band: _number(getattr(shares, name)[d, n, b]) for b, band in enumerate(bands)}
                    for name in ("share", "se", "low", "high")
                },
            }
