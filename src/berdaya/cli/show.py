"""Print values and problems: results on standard output, everything else on standard error."""

import codecs
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from berdaya.errors import Problem
from berdaya.words import problem_line, say

_PLAIN = {"−": "-", "–": "-", "│": "|", "├": "|", "└": "`", "─": "-", "×": "x", "≥": ">=", "≤": "<="}


def prepare_output() -> None:
    """Let any text be printed on any console: what its encoding lacks becomes the nearest plain character."""
    codecs.register_error("berdaya.plain", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="berdaya.plain")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(c, "?") for c in error.object[error.start : error.end]), error.end


def out(text: str = "") -> None:
    """Print a line of results."""
    sys.stdout.write(f"{text}\n")


def log(text: str) -> None:
    """Print a line beside the results."""
    sys.stderr.write(f"{text}\n")


def out_json(value: Mapping[str, Any]) -> None:
    """Print a result as JSON, readable on any console."""
    out(json.dumps(value, ensure_ascii=True, allow_nan=False))


def show_problems(problems: Iterable[Problem], lang: str, *, as_json: bool, counts: object = None) -> None:
    """Print problems: as JSON on standard output, or as lines on standard error."""
    listed = list(problems)
    if as_json:
        from berdaya.study.results import problem_rows

        out_json({"problems": problem_rows(listed, lang), "counts": counts})
        return
    for problem in listed:
        log(problem_line(problem, lang))


def show_counts(counts: Any, lang: str, write: Callable[[str], None] = out) -> None:
    """Print the account of rows and cells in one line."""
    shown = {name: getattr(counts, name) for name in ("rows", "used", "rejected", "cells", "counted", "set_aside")}
    write(say("cli.counts", lang, **shown, missing=sum(counts.missing.values())))


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return the lines of a table with columns of equal width."""
    widths = [max(len(line[i]) for line in (head, *rows)) for i in range(len(head))]
    lines = []
    for line in (head, *rows):
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("─" * w for w in widths))
    return lines
