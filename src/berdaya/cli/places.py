"""The place that a command was given: when it is no study, the problem names it as the user typed it."""

from pathlib import Path
from typing import TYPE_CHECKING

from berdaya.errors import InputError, Problem

if TYPE_CHECKING:
    from berdaya.study.model import Study

STUDY = "study.yaml"


def study_at(place: Path, *, shapes: bool = True) -> "Study":
    """Return the study of a folder (or of its study.yaml); `shapes` False leaves those of its map unread.

    Raises
    ------
    InputError
        usage.no-study, or what `read_study` finds.
    """
    from berdaya.study.read import read_study

    if not place.is_file():
        check_study_folder(place)
    return read_study(place, shapes=shapes)


def check_study_folder(place: Path) -> None:
    """Raise InputError usage.no-study unless a folder holds study.yaml; file.missing for a workbook that is not there."""
    from berdaya.located import check_readable

    if place.suffix.lower() == ".xlsx" and not place.is_dir():
        check_readable(place, place.name)
    elif not (place / STUDY).exists():
        shown = str(place.resolve()) if place == Path() else str(place)
        raise InputError(Problem("usage.no-study", values={"place": shown}))
