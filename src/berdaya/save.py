"""Write a finished file whole or not at all: earlier results survive a full disk and a crash."""

import errno
import os
import tempfile
from pathlib import Path

from berdaya.errors import InputError, Problem, Where

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
        os.replace(temporary, path)
    except PermissionError:
        # Windows refuses to replace a file that another program holds open.
        raise _refused("file.locked", path) from None
    except OSError as error:
        raise _why(error, path) from None
    finally:
        temporary.unlink(missing_ok=True)


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
