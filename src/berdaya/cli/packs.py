"""`--pack NAME --write`: a definition that comes with Berdaya is taken over by a study."""

from pathlib import Path

from berdaya.cli.places import check_study_folder
from berdaya.cli.show import out, out_json
from berdaya.words import Language, say


def show_or_take(place: Path, name: str, text: str, *, write: bool, as_json: bool, lang: Language) -> None:
    """Print a pack's text, or write it beside a study and say what is left to do by hand."""
    if write:
        _take(place, name, as_json, lang)
    elif as_json:
        out_json({"pack": name, "text": text})
    else:
        out(text.rstrip("\n"))


def _take(place: Path, name: str, as_json: bool, lang: Language) -> None:
    from berdaya.study.model import FILE
    from berdaya.study.packs import write_pack

    if not place.is_file():
        check_study_folder(place)
    found = write_pack(place, name)
    if as_json:
        to_write = [{"place": str(one.where), "text": one.text} for one in found.to_write]
        out_json({"pack": name, "written": [str(file) for file in found.files], "to_write": to_write})
        return
    out(say("cli.pack-written", lang, files=", ".join(str(file) for file in found.files)))
    if not found.to_write:
        out(say("cli.pack-named", lang, file=found.files[0].name, study=FILE))
    for one in found.to_write:
        where = {"sheet": one.where.sheet, "cell": one.where.cell, "file": one.where.file, "place": str(one.where)}
        out(say("cli.pack-in-cell" if one.where.cell else "cli.pack-in-file", lang, text=one.text, **where))
    out(say("cli.pack-to-edit", lang, place=place))
