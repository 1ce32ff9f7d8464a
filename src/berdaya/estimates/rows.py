"""Estimates as plain rows: what `berdaya estimate --json` prints."""

from collections.abc import Iterator
from math import isfinite
from typing import Any

from berdaya.estimates.model import Estimates
from berdaya.estimates.shares import Shares
from berdaya.instrument.model import Instrument
from berdaya.words import say

MOST_STRATA = 5  # named in a note


def estimate_rows(estimates: Estimates, instrument: Instrument, lang: str) -> Iterator[dict[str, Any]]:
    """Yield one row a domain and node, parents first, with unrounded numbers; what does not exist is null."""
    bands = [band.key for band in instrument.bands.labels]
    levels = [instrument.level(key) for key in estimates.nodes]
    for d, labels in enumerate(estimates.domains):
        for n, key in enumerate(estimates.nodes):
            band = int(estimates.band[d, n])
            confidence = {b: _number(estimates.bands[d, n, i]) for i, b in enumerate(bands)}
            notes = [_note(note, estimates, lang) for note in estimates.notes[d][n]]
            yield {
                "by": dict(zip(estimates.by, labels, strict=True)),
                "node": key,
                "level": levels[n],
                **{name: _number(getattr(estimates, name)[d, n]) for name in ("value", "se", "df", "low", "high")},
                "n": int(estimates.n[d, n]),
                "groups": int(estimates.groups[d, n]),
                **{
                    name: _number(getattr(estimates, name)[d, n])
                    for name in ("deff", "coverage", "lost", "lowest", "highest")
                },
                "band": bands[band] if band >= 0 else None,
                "bands": confidence if any(v is not None for v in confidence.values()) else None,
                "distance": _number(estimates.distance[d, n]),
                "suppressed": bool(estimates.suppressed[d, n]),
                "note": "; ".join(notes) or None,
            }


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
