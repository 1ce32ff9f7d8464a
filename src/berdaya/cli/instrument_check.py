"""`berdaya check`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.places import check_study_folder
from berdaya.cli.show import log, out, out_json, show_counts, show_problems
from berdaya.errors import InputError, Problem
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.instrument.compare import Change


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.check", spoken))
    def check(
        study: Path = typer.Argument(Path(), help=say("cli.study-or-instrument", spoken)),
        against: Path | None = typer.Option(None, help=say("cli.against", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _check(study, against, as_json, spoken)


def _check(place: Path, against: Path | None, as_json: bool, lang: Language) -> None:
    from berdaya.study.check import check_document, check_place, names_instrument
    from berdaya.study.model import results_of
    from berdaya.study.read import names_book
    from berdaya.study.run import counts_document

    if not names_instrument(place) and not place.is_file():
        check_study_folder(place)
    try:
        checked = check_place(place, against)
    except InputError as error:
        if not names_instrument(place) and not hasattr(error, "counts"):
            error.add_note(say("cli.check-again", lang))
        for line in _mark_cells(place, error.problems, lang):
            error.add_note(line)
        raise
    copy = _mark_cells(place, checked.problems, lang)
    if as_json:
        out_json(check_document(checked, lang))
        return
    show_problems(checked.problems, lang)
    for line in copy:
        log(line)
    if checked.counts is not None:
        folder = place if place.is_dir() else place.parent
        show_counts(counts_document(checked.counts), lang, results_of(folder, place if names_book(place) else None))
    if checked.changes is not None:
        _print_changes(checked.changes, lang)
    warnings = sum(p.severity == "warning" for p in checked.problems)
    out(say("cli.fine-warnings", lang, count=warnings) if warnings else say("cli.fine", lang))


def _mark_cells(place: Path, problems: "Sequence[Problem]", lang: Language) -> tuple[str, ...]:
    """Write a copy of a study's workbook with what is wrong in colour; return the line that says where it is."""
    from berdaya.study.checked import write_checked
    from berdaya.study.model import results_of
    from berdaya.study.read import names_book

    if names_book(place) and place.is_file():
        copy = write_checked(place, problems, results_of(place.parent, place), lang)
        if copy is not None:
            return (say("cli.checked-copy", lang, file=copy),)
    return ()


def _print_changes(changes: "Sequence[Change]", lang: Language) -> None:
    if not changes:
        out(say("cli.same-instrument", lang))
    for change in changes:
        effect = say(f"instrument.effect_{change.effect}", lang)
        what = f"{change.key + ': ' if change.key else ''}{say(f'instrument.change_{change.kind}', lang)}"
        sides = f" ({change.old} → {change.new})" if change.old and change.new else ""
        out(f"{what}{sides} – {effect}")
