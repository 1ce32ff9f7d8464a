"""The source runs on Windows, and no file of the project names the place where it was made."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

POSIX_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog", "crypt", "spwd", "nis"}
POSIX_CALLS = {
    "os": {
        "fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setuid", "setgid", "setsid", "chown", "lchown", "chroot",
        "mkfifo", "mknod", "killpg", "wait", "nice", "uname", "getloadavg", "sched_getaffinity", "statvfs", "sync",
        "O_DIRECTORY", "O_NOFOLLOW",
    },
    "signal": {"SIGKILL", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPIPE", "alarm", "setitimer", "pause"},
}  # fmt: skip
TEXT_FILES = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".lock",
    ".csv",
    ".txt",
    ".sh",
    ".typ",
    ".html",
    ".css",
    "",
}


def posix_only(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in POSIX_MODULES)
        elif isinstance(node, ast.ImportFrom):
            if node.module in POSIX_MODULES:
                yield str(node.module)
            yield from (
                f"{node.module}.{a.name}" for a in node.names if a.name in POSIX_CALLS.get(node.module or "", ())
            )
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from (
                f"{node.value.id}.{node.attr}" for name in POSIX_CALLS.get(node.value.id, ()) if name == node.attr
            )


def without_encoding(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that open text in the system's encoding, which is not UTF-8 on Windows."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(key.arg in ("encoding", None) for key in node.keywords):
            continue
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            mode = next((arg.value for arg in node.args if isinstance(arg, ast.Constant)), "")
            opens_text = method == "open" and bool(re.fullmatch("[rwax]t?", str(mode)))
            if opens_text or method == "write_text" or (method == "read_text" and not node.args):
                yield node.lineno
        elif isinstance(node.func, ast.Name) and node.func.id == "open":
            modes = [arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)]
            if not any("b" in str(mode) for mode in modes):
                yield node.lineno


def test_nothing_that_only_posix_has(modules: Mapping[str, ast.Module]) -> None:
    assert {path: names for path, tree in modules.items() if (names := list(posix_only(tree)))} == {}


def test_text_is_always_utf8(modules: Mapping[str, ast.Module]) -> None:
    assert {path: lines for path, tree in modules.items() if (lines := list(without_encoding(tree)))} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import fcntl", ["fcntl"]),
        ("import os\nos.fork()", ["os.fork"]),
        ("from signal import SIGKILL", ["signal.SIGKILL"]),
        ("import os\nos.replace(a, b)", []),
    ],
)
def test_the_check_of_posix_itself(code: str, found: list[str]) -> None:
    assert list(posix_only(ast.parse(code))) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("p.read_text()", [1]),
        ("p.write_text(x)", [1]),
        ("open(p)", [1]),
        ("p.open('w')", [1]),
        ("open(p, 'rb')", []),
        ("p.open('wb')", []),
        ("p.read_text(encoding='utf-8')", []),
        ("p.read_text('utf-8')", []),
        ("Entries.open(a)", []),
    ],
)
def test_the_check_of_encodings_itself(code: str, found: list[int]) -> None:
    assert list(without_encoding(ast.parse(code))) == found


def project_files(root: Path) -> Iterator[Path]:
    for place in ("src", "tests", "docs", "examples", "bench", ".ci"):
        for path in sorted((root / place).rglob("*")):
            if path.is_file() and path.suffix in TEXT_FILES and not {"__pycache__", "results"} & set(path.parts):
                yield path
    yield from (path for path in sorted(root.iterdir()) if path.is_file() and path.suffix in TEXT_FILES)


def test_no_file_names_the_place_where_it_was_made(root: Path) -> None:
    # The words are put together here, or this file would name them itself.
    wanted = ["/" + "work/", "/" + "farm/", "pypi" + ".org", "python" + "hosted", "/" + "root/", "/home" + "/"]
    found = []
    for path in project_files(root):
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(root)}: {word}" for word in wanted if word in text]
    assert found == []
