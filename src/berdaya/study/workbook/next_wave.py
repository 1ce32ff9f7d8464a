"""Prepare the next wave of a study: its questions, groups and answers so far, and an empty sheet for the new answers."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from berdaya.errors import Problem, UsageError
from berdaya.study.start import refuse_full
from berdaya.study.workbook.book_write import blank_answers
from berdaya.study.workbook.contents import Contents, contents_of
from berdaya.study.workbook.export import write_folder, write_workbook


def start_next_wave(
    target: str | Path, study: str | Path, wave: str, lang: str = "id", last: str = ""
) -> tuple[Path, ...]:
    """Write a study again with one more wave and return the files; the study itself stays as it is.

    The new wave asks what the last one asked. The instrument, the groups with their status and all answers are
    carried over. What belongs to one round only is not: the date, the letter's number and date, and interviews.

    Parameters
    ----------
    target
        The workbook (.xlsx), which must not be there yet, or the folder, which must be new or empty.
    study
        The study so far, a folder or a workbook.
    wave
        The name of the new wave.
    lang
        "id" or "en": of a workbook's sheets, entries and columns.
    last
        What the only wave so far is called from now on, where the study has no waves.

    Raises
    ------
    UsageError
        The target is there already; the study has that wave; it has no waves, and `last` does not name it.
    InputError
        As `read_study`; a file cannot be read or written.
    """
    target = Path(target)
    book = target.suffix.lower() == ".xlsx"
    if book and target.exists():
        raise UsageError(Problem("usage.file-exists", values={"file": target.name}))
    if not book:
        refuse_full(target)
    contents = contents_of(study)
    waves = [str(name) for name in contents.document.get("waves") or ()]
    if not waves and not last:
        raise UsageError(Problem("usage.last-wave", values={"wave": wave}))
    if not wave.strip() or wave in waves or (not waves and wave == last):
        raise UsageError(Problem("usage.wave-exists", values={"wave": wave, "known": ", ".join(waves) or last}))
    carried = _carried(contents, waves or [last], wave, lang if book else "en")
    return write_workbook(carried, target, lang) if book else write_folder(carried, target)


def _carried(contents: Contents, waves: list[str], wave: str, lang: str) -> Contents:
    said = {key: value for key, value in contents.document.items() if key != "date"}
    before = [dict(entry) for entry in said.get("responses") or ()]
    if not said.get("waves"):
        before = [{**entry, "wave": waves[0]} for entry in before]
    blank = blank_answers(contents.instrument, {"responses": before}, lang)
    attributes = dict.fromkeys(name for entry in before for name in entry.get("attributes", ()))
    new = {**({"attributes": list(attributes)} if attributes else {}), "wave": wave}
    document = {**said, "waves": [*waves, wave], "responses": [*before, new]}
    if any(node.waves for node in contents.instrument.nodes):
        asks = dict(said.get("asks") or {})
        document["asks"] = {**asks, wave: asks.get(waves[-1], waves[-1])}
    if isinstance(said.get("report"), Mapping):
        document["report"] = _report(said["report"])
    return replace(contents, document=document, answers=(*contents.answers, blank), interviews=(), transcripts=())


def _report(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the report, without the number and the date of the last letter."""
    kept = {key: value for key, value in said.items() if key != "number"}
    if isinstance(kept.get("signature"), Mapping):
        kept["signature"] = {key: value for key, value in kept["signature"].items() if key != "date"}
    return kept
