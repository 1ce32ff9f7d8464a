"""Take over a definition that comes with Berdaya: a file beside the study, which study.yaml or the workbook names."""

from dataclasses import dataclass
from pathlib import Path

from berdaya.errors import InputError, Problem, UsageError, Where
from berdaya.instrument.study_book import cell_of_entry
from berdaya.located import Entries, Problems, parse_yaml, read_yaml
from berdaya.save import save_bytes
from berdaya.study.declared.poverty_packs import LINES, pack_text
from berdaya.study.declared.stage_file import PACKS as STAGE_PACKS
from berdaya.study.declared.stage_file import stage_pack
from berdaya.study.model import FILE
from berdaya.study.read import names_book


@dataclass(frozen=True)
class ToWrite:
    """What is still to be written by hand, and where."""

    text: str
    where: Where


@dataclass(frozen=True)
class WrittenPack:
    """The files of a definition that a study took over, and what is still to be written for it to name the first of them."""

    files: tuple[Path, ...]
    to_write: tuple[ToWrite, ...] = ()


def write_pack(place: str | Path, name: str) -> WrittenPack:
    """Write a definition of poverty, or a checklist of stages, that comes with Berdaya beside a study, for it to be edited.

    The study need hold no answers yet. study.yaml gets a line at its end where it names none so far. A workbook is never
    written to, as it may be open in a spreadsheet: what belongs in which of its cells is returned.

    Parameters
    ----------
    place
        The study's folder or workbook.
    name
        One of the packs.

    Raises
    ------
    UsageError
        usage.unknown-pack; usage.file-exists: a file that is there is never written over.
    InputError
        When study.yaml or the workbook cannot be read.
    """
    place = Path(place)
    entry, texts = _pack(name)
    file = next(iter(texts))
    folder = place if place.is_dir() else place.parent
    there = [each for each in texts if (folder / each).exists()]
    if there:
        raise UsageError(Problem("usage.file-exists", values={"file": each}) for each in there)
    to_write = _in_book(place, entry, file) if names_book(place) else _in_yaml(folder / FILE, entry, file)
    for each, text in texts.items():
        save_bytes(folder / each, text.encode())
    return WrittenPack(tuple(folder / each for each in texts), to_write)


def _pack(name: str) -> tuple[str, dict[str, str]]:
    """The entry of study.yaml that names a pack's file, and its files."""
    if name in STAGE_PACKS:
        return "stages", {f"{name}.yaml": stage_pack(name)}
    return "poverty", {f"{name}.yaml": pack_text(name), **({LINES: pack_text(LINES)} if name == "money" else {})}


def _in_book(book: Path, entry: str, file: str) -> tuple[ToWrite, ...]:
    found = cell_of_entry(book, book.name, (entry,))
    files = (*found.said, file) if entry == "poverty" else (file,)
    value = ToWrite(", ".join(files), found.value_at)
    return (value,) if found.there else (ToWrite(found.label, found.label_at), value)


def _in_yaml(path: Path, entry: str, file: str) -> tuple[ToWrite, ...]:
    """Name a file at the end of study.yaml; return the line where it is to be written by hand."""
    said, data = read_yaml(path, path.name, Problems()), path.read_bytes()
    if entry in said.keys:
        before = [str(item.value) for item in Entries.open(said, Problems(), "study").list(entry)]
        named = f"[{', '.join((*before, file))}]" if before and entry == "poverty" else file
        return (ToWrite(f"{entry}: {named}", said.keys[entry]),)
    end = b"\r\n" if b"\r\n" in data else b"\n"
    line = f"{entry}: {file}"
    longer = data + (b"" if data.endswith(end) else end) + line.encode() + end
    if not _says(longer, entry, file):
        return (ToWrite(line, Where(path.name)),)
    save_bytes(path, longer)
    return ()


def _says(data: bytes, entry: str, file: str) -> bool:
    """Whether a text of study.yaml names a file; not where its encoding, or what it ends with, takes no further line."""
    try:
        said = parse_yaml(data.decode(), FILE, Problems()).get(entry)
    except (UnicodeDecodeError, InputError):
        return False
    return said is not None and said.value == file
