"""The bytes and the text of a user's file, or a problem that says why not."""

import codecs
from pathlib import Path

from berdaya.errors import InputError, Problem, Where
from berdaya.located.problems import nearest

MAX_TEXT_BYTES = 2_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}  # bytes that no text file holds


def check_readable(path: Path, name: str) -> None:
    """Check that a file is there, is a file and may be read.

    Raises
    ------
    InputError
        `file.missing`, `file.is-folder`, `file.no-read-right` or `file.unreadable`.
    """
    where = Where(name)
    if path.is_dir():
        raise InputError(Problem("file.is-folder", where, {"file": name}))
    try:
        with path.open("rb") as handle:
            handle.read(1)
    except FileNotFoundError:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        shown = name if path.parent.is_dir() else str(path)  # a name alone would not tell which folder is not there
        raise InputError(Problem("file.missing", where, {"file": shown, **nearest(path.name, beside)})) from None
    except PermissionError:
        raise InputError(Problem("file.no-read-right", where, {"file": name})) from None
    except (OSError, ValueError) as error:
        raise InputError(Problem("file.unreadable", where, {"file": name, "detail": str(error)})) from None


def read_bytes(path: Path, name: str, limit: int | None = MAX_TEXT_BYTES) -> bytes:
    """Return a file's bytes.

    Parameters
    ----------
    path
        The file.
    name
        How problems name it.
    limit
        The most bytes that are read; None: no limit.

    Raises
    ------
    InputError
        As `check_readable`, `file.empty`, or `file.too-large` when longer than `limit`.
    """
    check_readable(path, name)
    if limit is not None and path.stat().st_size > limit:
        values = {"file": name, "size": path.stat().st_size, "limit": limit}
        raise InputError(Problem("file.too-large", Where(name), values))
    data = path.read_bytes()
    if not data.strip():
        raise InputError(Problem("file.empty", Where(name), {"file": name}))
    return data


def decode(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Return a file's text: UTF-8; with a warning also UTF-8 or UTF-16 with a mark, or Windows-1252.

    Raises
    ------
    InputError
        `file.not-text` for bytes that are no text in any of these.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise InputError(Problem("file.not-text", Where(name), {"file": name})) from None
            shown = "UTF-16" if "16" in encoding else "UTF-8 BOM"
            return text, (Problem("file.other-encoding", Where(name), {"file": name, "encoding": shown}, "warning"),)
    if not _CONTROL.isdisjoint(data):
        raise InputError(Problem("file.not-text", Where(name), {"file": name}))
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise InputError(Problem("file.not-text", Where(name), {"file": name})) from None
    return text, (Problem("file.other-encoding", Where(name), {"file": name, "encoding": "Windows-1252"}, "warning"),)
