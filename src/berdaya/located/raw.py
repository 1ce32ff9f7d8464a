"""The bytes and the text of a user's file, or a problem that says why not."""

import codecs
import re
from pathlib import Path

from berdaya.errors import InputError, Problem, Where
from berdaya.located.problems import nearest

MAX_TEXT_BYTES = 2_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))  # bytes that no text file holds
_CONTROL_SIGN = re.compile("[" + "".join(map(chr, _CONTROL)) + "]")
_STRAY = 20  # so few of them are slips in a text, not the mark of another kind of file
_NO_WARNINGS: tuple[Problem, ...] = ()
_KINDS = (  # how files begin that are often given a text's ending
    (b"PK\x03\x04", "Excel / Word (.xlsx, .docx, .zip)"),
    (b"\xd0\xcf\x11\xe0", "Excel / Word 97-2003 (.xls, .doc)"),
    (b"%PDF-", "PDF"),
    (b"$FL2", "SPSS (.sav)"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip (.gz)"),
)


def check_readable(path: Path, name: str) -> None:
    """Check that a file is there, is a file and may be read.

    Raises
    ------
    InputError
        `file.missing`, `file.is-folder`, `file.no-read-right` or `file.unreadable`.
    """
    where = Where(name)
    try:
        if path.is_dir():
            raise InputError(Problem("file.is-folder", where, {"file": name}))
        if path.exists() and not path.is_file():  # a device or a pipe, which may never end
            raise OSError("not a file")
        with path.open("rb") as handle:
            handle.read(1)
    except FileNotFoundError:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        shown = name if path.parent.is_dir() else str(path)  # a name alone would not tell which folder is not there
        raise InputError(Problem("file.missing", where, {"file": shown, **nearest(path.name, beside)})) from None
    except PermissionError:
        raise InputError(Problem("file.no-read-right", where, {"file": name})) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)  # without the path, which the place names
        raise InputError(Problem("file.unreadable", where, {"file": name, "detail": detail})) from None


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
        `file.other-kind` for a file of another kind with a text's ending, `file.control-character` for a sign that no
        text holds, `file.not-text` for bytes that are no text in any of these.
    """
    for mark, kind in _KINDS:
        if data.startswith(mark):
            raise InputError(Problem("file.other-kind", Where(name), {"file": name, "kind": kind}))
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _decoded(data[len(mark) :], encoding, name)
            _refuse_control(text, name)
            return text, _warned(name, "UTF-16" if "16" in encoding else "UTF-8 BOM")
    strange = len(data) - len(data.translate(None, _CONTROL))
    if strange > min(_STRAY, len(data) // 10):
        raise _not_text(name)
    try:
        text, warnings = data.decode("utf-8"), _NO_WARNINGS
    except UnicodeDecodeError:
        text, warnings = _decoded(data, "cp1252", name), _warned(name, "Windows-1252")
    if strange:
        _refuse_control(text, name)
    return text, warnings


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _not_text(name) from None


def _not_text(name: str) -> InputError:
    return InputError(Problem("file.not-text", Where(name), {"file": name}))


def _warned(name: str, encoding: str) -> tuple[Problem, ...]:
    return (Problem("file.other-encoding", Where(name), {"file": name, "encoding": encoding}, "warning"),)


def _refuse_control(text: str, name: str) -> None:
    found = list(_CONTROL_SIGN.finditer(text))
    if len(found) > _STRAY:
        raise _not_text(name)
    if found:
        raise InputError(_stray(text, sign.start(), name) for sign in found)


def _stray(text: str, at: int, name: str) -> Problem:
    before = text[:at]
    where = Where(name, before.count("\n") + 1, at - before.rfind("\n"))
    return Problem("file.control-character", where, {"character": f"U+{ord(text[at]):04X}"})
