"""Read what was answered: all files, matched, checked and laid side by side."""

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl

from berdaya.errors import BerdayaError, InputError, UsageError, Where
from berdaya.instrument.model import Instrument
from berdaya.located import Problems
from berdaya.responses.blocks import FilePlan, Flags, read_blocks
from berdaya.responses.cells import answer_readers, answer_type, who_is_asked
from berdaya.responses.check import TWICE, Judged, ended_warnings, find_twice, judge_rows, row_problems, weight_warnings
from berdaya.responses.groups import names_of
from berdaya.responses.heads import open_source
from berdaya.responses.keys import Keys, read_keys
from berdaya.responses.ledger import Ledger
from berdaya.responses.long import widen
from berdaya.responses.match import Expected, constant_problems, match_columns
from berdaya.responses.model import Groups, Rejected, Responses, Source
from berdaya.responses.plain import alike, distinct_texts
from berdaya.responses.replicates import split_replicates
from berdaya.responses.rows import attribute_columns, newest_date, used_rows
from berdaya.responses.times import interview_times


def read_responses(
    instrument: Instrument,
    sources: Sequence[Source],
    groups: Groups | None = None,
    waves: Sequence[str] = (),
    *,
    uses_weight: bool = False,
    extra_columns: Sequence[str] = (),
    replicates: str = "",
) -> Responses:
    """Return all that was answered; cells are read when `blocks()` is.

    Parameters
    ----------
    instrument
        What is asked.
    sources
        The files, in the study's order.
    groups
        The frame; None: the groups that answered.
    waves
        The study's waves, in order; empty where it has none.
    uses_weight
        The design weighs by the files' weight column.
    extra_columns
        Names that a design or a breakdown needs and that the files may hold as columns.
    replicates
        A pattern of headers ("rw_*"): columns of replicate weights, which are read beside the attributes.

    Returns
    -------
    Responses, whose `problems` are the rows that cannot be used (errors) and what is odd (warnings).

    Raises
    ------
    InputError
        With all problems of all files, when one of them cannot be used at all; replicate weights that are no numbers.
    UsageError
        When an optional part that a file needs is not installed.
    """
    frame_columns = groups.attributes if groups else ()
    expected = Expected(
        instrument,
        tuple(waves),
        group_names=names_of(groups) if groups else {},
        uses_weight=uses_weight,
        extra=tuple(extra_columns),
        frame_columns=frame_columns,
        replicates=replicates,
    )
    problems = Problems()
    files = _open_all(sources, expected, problems)
    known = _known_groups(files, groups)
    frame = groups or Groups(pl.DataFrame({"group": known}), given=False)
    judged = [judge_rows(keys, expected, known) for keys in files]
    _mark_twice(judged)
    rejected = _row_problems(judged, known, expected, problems)
    if "status" in frame.table.columns:
        status = frame.table["status"].to_list()
        problems.extend(problem for one in judged for problem in ended_warnings(one, status, expected.waves))
    rows, weights = split_replicates(used_rows(judged, expected, frame), files, replicates, problems)
    asked, dtype = who_is_asked(instrument, tuple(waves)), answer_type(instrument)
    plans = tuple(_plan(one, instrument) for one in judged)
    newest, unread = newest_date(judged)
    problems.extend(unread)
    return Responses(
        rows=rows,
        blocks=lambda: read_blocks(plans, rows, asked, dtype),
        groups=frame,
        attributes=attribute_columns(rows),
        total=sum(keys.table.height for keys in files),
        rejected=rejected,
        problems=tuple(problems),
        sha256=_sha256(sources),
        newest=newest,
        replicates=weights,
        times=interview_times(judged),
    )


def _open_all(sources: Sequence[Source], expected: Expected, problems: Problems) -> list[Keys]:
    """Open and match every file; raise the problems of all of them together."""
    files = []
    usage: list[UsageError] = []
    for source in sources:
        try:
            files.append(_open(source, expected, problems, alone=len(sources) == 1))
        except UsageError as error:
            usage.append(error)
        except BerdayaError as error:
            problems.extend(error.problems)
    if not sources:
        problems.error("responses.no-files", Where())
    problems.raise_errors()
    if usage:
        raise usage[0]
    return files


def _open(source: Source, expected: Expected, problems: Problems, alone: bool) -> Keys:
    table = open_source(source, expected.instrument)
    problems.extend(table.problems)
    own = Problems()
    own.extend(constant_problems(source, expected))
    match = match_columns(table, source, expected, own)
    if own.any_error:
        raise InputError(own.found)
    if source.shape == "long":
        table, match = widen(table, match, source, expected.questions, own)
        if not match.questions:
            own.error("responses.no-question-column", Where(source.file), file=source.file)
            raise InputError(own.found)
    problems.extend(own)
    return read_keys(table, match, source, alone)


def _known_groups(files: Sequence[Keys], groups: Groups | None) -> pl.Series:
    if groups is not None:
        return groups.table["group"]
    return distinct_texts([keys.columns["group"] for keys in files])


def _mark_twice(judged: Sequence[Judged]) -> None:
    """Mark, over all files together, rows that repeat a respondent; only otherwise usable rows are compared."""
    respondents = alike([one.keys.columns["respondent"] for one in judged])
    codes = [pl.concat([getattr(one, name) for one in judged]) for name in ("group", "role", "wave")]
    reason = np.concatenate([one.reason for one in judged])
    twice = find_twice(pl.concat([s.rename("respondent") for s in respondents]), codes, reason == 0)
    start = 0
    for one in judged:
        one.reason[twice[start : start + len(one.reason)]] = TWICE
        start += len(one.reason)


def _row_problems(
    judged: Sequence[Judged], groups: pl.Series, expected: Expected, problems: Problems
) -> tuple[Rejected, ...]:
    ledger = Ledger()
    names = groups.to_list() if any(one.reason.any() for one in judged) else []
    rejected: list[Rejected] = []
    for one in judged:
        rejected += row_problems(one, names, expected, ledger)
        problems.extend(weight_warnings(one))
    problems.extend(ledger.take())
    problems.extend(ledger.closing())
    return tuple(rejected)


def _plan(one: Judged, instrument: Instrument) -> FilePlan:
    keys = one.keys
    headers = tuple(keys.match.questions.get(leaf.key, "") for leaf in instrument.leaves)
    usable: Flags = one.reason == 0
    readers = answer_readers(instrument, keys.table, keys.match, keys.source)
    return FilePlan(keys.table, headers, readers, None if usable.all() else usable, instrument.missing)


def _sha256(sources: Sequence[Source]) -> str:
    total = hashlib.sha256()
    for source in sources:
        with source.path.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()
