"""Write a finished file whole or not at all: earlier results survive a full disk and a crash."""

import errno
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem, Where

_DAY = (1980, 1, 1, 0, 0, 0)
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def save_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a temporary file beside it; missing folders are made.

    Raises
    ------
    InputError
        file.no-write-right, file.locked (open in Word or Excel), file.disk-full, file.cannot-write.
    """
    path = Path(path)
    if path.is_dir():
        raise _refused("file.cannot-write", path, "is a folder")
    temporary = _write_beside(path, data)
    try:
        with _lock_told(path):
            os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file that an earlier run wrote and that no longer holds.

    Raises
    ------
    InputError
        file.locked, file.cannot-write.
    """
    with _lock_told(path):
        path.unlink(missing_ok=True)


@contextmanager
def _lock_told(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        # Windows refuses to replace or remove a file that another program holds open.
        raise _refused("file.locked", path) from None
    except OSError as error:
        raise _why(error, path) from None


def _write_beside(path: Path, data: bytes) -> Path:
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        if os.name != "nt":
            # A temporary file is private; a report is as readable as any file that its writer makes.
            temporary.chmod(0o666 & ~_umask())
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise _why(error, path) from None
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _why(error: OSError, path: Path) -> InputError:
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return _refused("file.no-write-right", path)
    if error.errno in _FULL:
        return _refused("file.disk-full", path)
    return _refused("file.cannot-write", path, error.strerror or type(error).__name__)


def _refused(code: str, path: Path, reason: str = "") -> InputError:
    values = {"file": path.name, "folder": str(path.parent), "reason": reason}
    return InputError(Problem(code, Where(str(path)), values))


def packed(document: Any) -> bytes:
    """Return the file of a document or workbook (what has `save`); equal ones are equal files, whenever they are written.

    Its parts carry one fixed date, and it was last changed when it was made.
    """
    buffer, out = BytesIO(), BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            info.create_system = 0
            part = source.read(name)
            target.writestr(info, _as_made(part) if name == "docProps/core.xml" else part)
    return out.getvalue()


def _as_made(core: bytes) -> bytes:
    made = re.search(rb"<dcterms:created[^>]*>([^<]*)", core)
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made[1], core) if made else core
