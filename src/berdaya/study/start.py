"""Start a study from a template, or the demo."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from berdaya.errors import Problem, UsageError
from berdaya.save import save_bytes

# A template is made of these folders' files; of the KUBE example only the instrument, its answers being made up.
TEMPLATES = {"kube": ("kube_start", "kube/instrument.yaml"), "blank": ("blank",)}
DEMO = ".berdaya-demo"  # marks a folder that a demo made and may overwrite


def start_study(folder: str | Path, template: str = "kube") -> tuple[Path, ...]:
    """Copy a template into a new folder and return the files.

    Raises
    ------
    UsageError
        An unknown template; the folder is not empty.
    """
    if template not in TEMPLATES:
        raise UsageError(Problem("usage.unknown-template", values={"name": template, "known": ", ".join(TEMPLATES)}))
    folder = Path(folder)
    refuse_full(folder)
    return tuple(_copy(part, folder) for place in TEMPLATES[template] for part in _files(place))


def start_demo(folder: str | Path) -> tuple[Path, ...]:
    """Copy the whole Baso example, answers and all; a folder that an earlier demo made is written over.

    Raises
    ------
    UsageError
        The folder holds something else.
    """
    folder = Path(folder)
    if not (folder / DEMO).is_file():
        refuse_full(folder)
    save_bytes(folder / DEMO, b"")
    return tuple(_copy(part, folder) for part in _files("kube"))


def refuse_full(folder: Path) -> None:
    """Raise UsageError usage.folder-not-empty where a folder holds something, or is a file."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(Problem("usage.folder-not-empty", values={"folder": str(folder)}))


def _files(place: str) -> list[tuple[str, bytes]]:
    start = files("berdaya.templates").joinpath(place)
    return [(start.name, start.read_bytes())] if start.is_file() else list(_walk(start, ""))


def _walk(place: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(place.iterdir(), key=lambda e: e.name):
        if entry.is_file():
            yield prefix + entry.name, entry.read_bytes()
        elif entry.name != "__pycache__":
            yield from _walk(entry, f"{prefix}{entry.name}/")


def _copy(part: tuple[str, bytes], folder: Path) -> Path:
    target = folder / part[0]
    save_bytes(target, part[1])
    return target
