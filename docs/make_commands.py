"""Write docs/commands.md from the help that the commands print (make docs)."""

import os
import re
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).with_name("commands.md")
INTRODUCTION = """\
# Commands

Every command takes the current folder where no study is given. `--json` prints results on standard output and nothing
else there; problems and progress go to standard error. `--lang id` or `--lang en` (or `BERDAYA_LANG`, else the system's
language) chooses the words. Exit codes: 0 fine (warnings included), 1 problems in your files ([errors](errors.md)),
2 usage, 3 the number asked for does not exist, 70 a fault of Berdaya's own.

This page is made from the commands' own help by `make docs`; do not edit it by hand.
"""


def help_of(*command: str) -> str:
    """Return what `berdaya COMMAND --help` prints, without colours, at 100 columns."""
    plain = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "BERDAYA_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    call = [sys.executable, "-m", "berdaya", *command, "--help"]
    done = subprocess.run(call, capture_output=True, check=True, encoding="utf-8", env=os.environ | plain)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def commands(help_text: str) -> list[str]:
    """Return the names under the heading Commands of a help text, boxed or plain."""
    _, found, listed = help_text.partition("Commands")
    if not found:
        return []
    return re.findall(r"^\W{1,4}([a-z][a-z-]*)(?:\s{2,}|\s*$|\s+│)", listed, re.MULTILINE)


def page() -> str:
    """Return the page: the overview, then each command, and commands below commands."""
    overview = help_of()
    parts = [INTRODUCTION, f"```text\n{overview}\n```\n"]
    for name in commands(overview):
        text = help_of(name)
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
        parts += [f"### {name} {inner}\n\n```text\n{help_of(name, inner)}\n```\n" for inner in commands(text)]
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
