"""Definitions of poverty that come with Berdaya, as files that a study takes over and edits."""

import re
from importlib.resources import files
from pathlib import Path

from berdaya.errors import InputError, Problem, UsageError
from berdaya.located import Problems, nearest, read_yaml
from berdaya.save import save_bytes
from berdaya.study.model import Study

PACKS = ("global-mpi", "bps-14", "kepmensos-262-2022", "welfare-deciles", "money")
LINES = "poverty-lines.yaml"


def pack_text(name: str) -> str:
    """Return the text of a file that comes with Berdaya: a pack by its name, or the poverty lines.

    Raises
    ------
    UsageError
        usage.unknown-pack.
    """
    if name not in (*PACKS, LINES):
        values = {"name": name, "known": ", ".join(PACKS), **nearest(name, PACKS)}
        raise UsageError(Problem("usage.unknown-pack", values=values))
    file = name if name == LINES else f"{name}.yaml"
    return (files("berdaya.templates") / "poverty" / file).read_text(encoding="utf-8")


def write_pack(study: Study, name: str) -> tuple[tuple[Path, ...], bool]:
    """Write a pack into a study's folder and return its files, and whether study.yaml names it from now on.

    study.yaml gets a line at its end where it is a file of its own and says nothing of poverty yet.

    Raises
    ------
    UsageError
        usage.unknown-pack; usage.file-exists: a file that is there is never written over.
    """
    texts = {f"{name}.yaml": pack_text(name)}
    if name == "money":
        texts[LINES] = pack_text(LINES)
    there = [file for file in texts if (study.folder / file).exists()]
    if there:
        raise UsageError(Problem("usage.file-exists", values={"file": file}) for file in there)
    for file, text in texts.items():
        save_bytes(study.folder / file, text.encode())
    return tuple(study.folder / file for file in texts), _add_line(study, f"{name}.yaml")


def _add_line(study: Study, file: str) -> bool:
    """Name a file in study.yaml; not where the line would not be read as one of its own."""
    path = study.folder / "study.yaml"
    if study.book is not None or study.poverty:
        return False
    text = path.read_bytes().decode("utf-8", errors="strict")
    end = "\r\n" if "\r\n" in text else "\n"
    if re.search(r"^poverty\s*:", text, re.MULTILINE):
        return False
    before = text.encode()
    save_bytes(path, f"{text}{'' if text.endswith(end) else end}poverty: {file}{end}".encode())
    try:
        said = read_yaml(path, path.name, Problems()).get("poverty")
    except InputError:
        said = None
    if said is None or said.value != file:
        save_bytes(path, before)
        return False
    return True
