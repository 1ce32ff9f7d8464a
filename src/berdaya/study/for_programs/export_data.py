"""Write a study's answers, labels and design for another program, with a script that works its figures out again there."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any, cast

from berdaya.errors import Problem, UsageError
from berdaya.estimates.model import Estimates
from berdaya.save import save_bytes
from berdaya.study.for_programs.codebook import codebooks
from berdaya.study.for_programs.data_table import DataTable, data_table, wanted_for
from berdaya.study.for_programs.datapackage import datapackage
from berdaya.study.for_programs.linear_scores import linear_scores, not_linear
from berdaya.study.for_programs.script_r import r_script
from berdaya.study.for_programs.script_spss import spss_differs, spss_script
from berdaya.study.for_programs.script_stata import stata_differs, stata_script
from berdaya.study.for_programs.stat_file import NAME, Program, stat_file
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted
from berdaya.study.start import refuse_full
from berdaya.words import say

PROGRAMS = ("r", "stata", "spss", "datapackage", "ddi")
WHY = ("veto", "tied", "lonely", "one-assessor", "no-df", "alike")  # notes of a value that has no standard error


@dataclass(frozen=True)
class DataExport:
    """The files that were written, how many rows of answers they hold, and what is not the same in that program: `differs`, as
    keys of words/export.toml.
    """

    program: str
    files: tuple[Path, ...]
    rows: int
    differs: tuple[str, ...]
    counted: Counted


def export_data(
    study: Study, program: str, folder: str | Path, by: tuple[str, ...] = (), lang: str = "id"
) -> DataExport:
    """Write a study's answers and design for another program, with a script or codebook, and the figures that it must find.

    Parameters
    ----------
    study
        The study; its design has no replicate weights.
    program
        "r", "stata", "spss", "datapackage" (a Data Package) or "ddi" (a DDI codebook).
    folder
        Where to write: empty, or not there.
    by
        Attributes to write too. Other columns of the files of answers are not written.
    lang
        "id" or "en": of labels and comments.

    Raises
    ------
    UsageError
        An unknown program; the folder is not empty; usage.missing-extra: pyreadstat is not installed.
    InputError
        As `count_study`; an unknown attribute; a file that cannot be written.
    """
    if program not in PROGRAMS:
        raise UsageError(Problem("usage.unknown-format", values={"name": program, "known": ", ".join(PROGRAMS)}))
    folder = Path(folder)
    refuse_full(folder)
    counted = count_and_list(study, read_answers(study), wanted_for(study))
    table = data_table(counted, by)
    errors = {"stata": stata_differs, "spss": spss_differs}.get(program, lambda _: table.differs)(table)
    scripted = program in NAME
    differs = (*not_linear(counted), *errors) if scripted else errors
    if scripted:
        files = dict(_stat_files(counted, table, cast("Program", program), differs, lang))
    else:
        files = {"data.csv": table.written().write_csv().encode("utf-8")}
    files["expected.csv"] = _expected(table, errors)
    if not scripted:
        files |= _beside(table, program, files, lang)
    for name, data in files.items():
        save_bytes(folder / name, data)
    return DataExport(program, tuple(folder / name for name in files), table.rows.height, differs, counted)


def _beside(table: DataTable, program: str, files: Mapping[str, bytes], lang: str) -> dict[str, bytes]:
    """Return what stands beside data.csv: codebooks, and for R a script."""
    if program == "ddi":
        return dict(codebooks(table, files, lang))
    script = {"analysis.R": r_script(table, lang).encode("utf-8")} if program == "r" else {}
    return {**script, "datapackage.json": datapackage(table, files, lang)}


def _stat_files(
    counted: Counted, table: DataTable, program: Program, differs: tuple[str, ...], lang: str
) -> Iterator[tuple[str, bytes]]:
    yield NAME[program], stat_file(table, program, lang)
    scores = linear_scores(counted, table)
    if program == "stata":
        yield "analysis.do", stata_script(table, scores, differs, lang).encode("utf-8")
    else:
        yield "analysis.sps", spss_script(table, scores, differs, lang).encode("utf-8-sig")


def _expected(table: DataTable, differs: tuple[str, ...]) -> bytes:
    out = StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["wave", "role", "node", "value", "se", "note"])
    for wave, found in zip(table.waves, table.estimates, strict=True):
        for d, labels in enumerate(found.domains):
            for n, node in enumerate(found.nodes):
                value, se = (_shown(float(part[d, n])) for part in (found.value, found.se))
                lines.writerow([wave, labels[0] if labels else "", node, value, se, _why(differs, found, (d, n))])
    return out.getvalue().encode("utf-8")


def _why(differs: tuple[str, ...], found: Estimates, at: tuple[int, int]) -> str:
    """Why the standard error of a value is not compared; "" where it is, also where there is none for a lonely PSU."""
    if not isfinite(found.value[at]):
        return ""
    notes = [key for key in WHY if key in found.notes[at[0]][at[1]]]
    if not isfinite(found.se[at]):
        return "" if notes == ["lonely"] else " ".join(notes)
    tied = ["tied"] if "tied" in found.notes[at[0]][at[1]] else []
    return " ".join([*differs, *tied])


def _shown(value: float) -> str:
    return repr(value) if isfinite(value) else ""


def data_document(found: DataExport, lang: str) -> dict[str, Any]:
    """Return what `berdaya export data --json` prints."""
    return {
        **study_head(found.counted.study),
        "program": found.program,
        "files": [str(file) for file in found.files],
        "rows": found.rows,
        "differs": [{"key": key, "text": say(f"export.{key}", lang)} for key in found.differs],
        "warnings": problem_rows(found.counted.problems, lang),
    }
