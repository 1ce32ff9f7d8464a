"""What commands hand out: results as plain data."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from berdaya.errors import Problem
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates
from berdaya.estimates.rows import estimate_table, share_rows
from berdaya.estimates.shares import Shares, group_band_shares, person_shares
from berdaya.instrument.canonical import sha256
from berdaya.study.explain import Explained
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import (
    Counted,
    check_attributes,
    choose_waves,
    counts_document,
    settings_document,
)
from berdaya.tally.count import Wanted
from berdaya.words import hint, message


@dataclass(frozen=True)
class Result:
    """Estimates of a study, one for each wave in `waves`; `by_wave` says that rows are to name their wave."""

    counted: Counted
    estimates: tuple[Estimates, ...]
    waves: tuple[str, ...]
    by_wave: bool
    shares: tuple[
        tuple[Shares, ...], ...
    ] = ()  # of persons and of groups in each band, for each wave; empty: not asked

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd in the files and in the settings."""
        spoken = {p.code: p for e in self.estimates for p in e.warnings}
        return (*self.counted.problems, *spoken.values())


def estimates_of(
    study: Study, by: Sequence[str] = (), wave: str = "", *, deff: bool = False, shares: bool = False
) -> Result:
    """Return a study's estimates by attributes, in a wave.

    `wave` "" is the last, or every wave where "wave" is among `by`; "all" is every wave.
    `deff` adds the design effect, `shares` the share of persons and of groups in each band.
    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown attribute or wave.
    """
    by_wave = wave == "all" or "wave" in by
    waves = choose_waves(study, wave or ("all" if by_wave else ""))
    names = tuple(name for name in by if name != "wave")
    attributes = tuple(name for name in names if name not in ("group", "role"))
    responses = read_answers(study)
    check_attributes(responses, attributes, also=("wave",) if study.waves else ())
    wanted = Wanted(
        attributes=attributes,
        units=shares or study.settings.mode == "units_first",
        detail=deff,
        follows_replicates=True,
    )
    counted = count_and_list(study, responses, wanted)
    lonely = study.design.lonely_psu
    found = tuple(
        estimate(study.instrument, counted.tally, study.settings, names, one, lonely=lonely, deff=deff) for one in waves
    )
    in_bands = tuple(_shares(counted, names, one) for one in waves) if shares else ()
    return Result(counted, found, waves, by_wave, in_bands)


def _shares(counted: Counted, by: tuple[str, ...], wave: str) -> tuple[Shares, ...]:
    study = counted.study
    given = (study.instrument, counted.tally, study.settings, by, wave, study.design.lonely_psu)
    return person_shares(*given), group_band_shares(*given)


def results_document(result: Result, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya estimate --json` prints; `node` keeps one node's rows."""
    rows = [row for table in _tables(result, lang, node) for row in table.iter_rows(named=True)]
    return _document(result, lang, node, rows)


def results_json(result: Result, lang: str, node: str = "") -> str:
    """Return `results_document` as JSON, in letters that any console shows; the rows are written as whole tables."""
    rows = ", ".join(table.write_json()[1:-1] for table in _tables(result, lang, node) if table.height)
    if not rows.isascii():
        rows = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], rows)
    document = _document(result, lang, node, [])
    parts = {name: json.dumps(value, allow_nan=False) for name, value in document.items()} | {"estimates": f"[{rows}]"}
    return "{" + ", ".join(f'"{name}": {text}' for name, text in parts.items()) + "}"


def _tables(result: Result, lang: str, node: str) -> Iterator[pl.DataFrame]:
    for estimates, wave in zip(result.estimates, result.waves, strict=True):
        instrument = result.counted.study.instrument
        table = estimate_table(estimates, instrument, lang, wave if result.by_wave else "")
        yield table.filter(pl.col("node") == node) if node else table


def _document(result: Result, lang: str, node: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    study = result.counted.study
    shares: list[dict[str, Any]] = []
    for pair, wave in zip(result.shares, result.waves, strict=False):
        for one in pair:
            shares += _in_wave(share_rows(one, study.instrument), wave if result.by_wave else "", node)
    return {
        **study_head(study),
        "counts": counts_document(result.counted.tally.counts),
        "estimates": rows,
        **({"shares": shares} if result.shares else {}),
        "warnings": problem_rows(result.warnings, lang),
    }


def explanation_document(explained: Explained, lang: str) -> dict[str, Any]:
    """Return what `berdaya explain --json` prints; `problems` says why there is no value, and is empty where there is one."""
    counted = explained.counted
    return {
        **study_head(counted.study),
        "by": dict(explained.by),
        "wave": explained.wave or None,
        "explanation": asdict(explained.explanation),
        "warnings": problem_rows(counted.problems, lang),
        "problems": problem_rows([explained.absent] if explained.absent else [], lang),
    }


def study_head(study: Study) -> dict[str, Any]:
    """Return what stands first in every document: the study, its instrument's version, the settings."""
    instrument = study.instrument
    return {
        "study": study.key,
        "instrument": {"id": instrument.key, "version": instrument.version, "sha256": sha256(study.as_written)},
        "synthetic": study.synthetic,
        "settings": settings_document(study),
    }


def _in_wave(rows: Iterable[dict[str, Any]], wave: str, node: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a node ("": all), naming their wave where one is given."""
    for row in rows:
        if node in ("", row["node"]):
            yield {**row, "by": {**row["by"], "wave": wave}} if wave else row


def problem_rows(problems: Sequence[Problem], lang: str) -> list[dict[str, Any]]:
    """Return problems as plain data: code, place, sentence, hint, severity."""
    return [
        {
            "code": p.code,
            "file": p.where.file or None,
            "line": p.where.line or None,
            "column": p.where.column or None,
            "sheet": p.where.sheet or None,
            "cell": p.where.cell or None,
            "message": message(p, lang),
            "hint": hint(p, lang) or None,
            "severity": p.severity,
        }
        for p in problems
    ]
