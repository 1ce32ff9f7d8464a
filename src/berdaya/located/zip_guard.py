"""Look at a workbook's wrapping before anything unpacks it: xlsx is a zip, and a zip can be a bomb."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from berdaya.errors import InputError, Problem, Where
from berdaya.located.raw import check_readable

MAX_UNPACKED_BYTES = 1_000_000_000
MAX_RATIO = 250  # a workbook of one repeated number packs about 60 to 1
MAX_PARTS = 10_000
_SMALL = 1_000_000  # below this a high ratio does no harm


def guard_zip(path: Path, name: str, max_bytes: int = MAX_UNPACKED_BYTES) -> None:
    """Check that a workbook can be unpacked without harm.

    Parameters
    ----------
    path
        The .xlsx file.
    name
        How problems name it.
    max_bytes
        The most bytes that all parts together may unpack to.

    Raises
    ------
    InputError
        `file.not-a-workbook` when it is no zip; `file.zip-bomb` when its parts are too many, unpack to more than
        `max_bytes`, or to more than 250 times the packed size; and the problems of a file that cannot be read.
    """
    check_readable(path, name)
    where = Where(name)
    if path.stat().st_size == 0:
        raise InputError(Problem("file.empty", where, {"file": name}))
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        raise InputError(Problem("file.not-a-workbook", where, {"file": name})) from None
    unpacked = sum(part.file_size for part in parts)
    dense = any(p.file_size > _SMALL and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > MAX_PARTS or unpacked > max_bytes or dense:
        values = {"file": name, "size": unpacked, "limit": max_bytes, "ratio": MAX_RATIO, "parts": MAX_PARTS}
        raise InputError(Problem("file.zip-bomb", where, values))
