"""Print values and problems: results on standard output, everything else on standard error."""

import codecs
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from berdaya.errors import Problem
from berdaya.words import problem_line, say

if TYPE_CHECKING:
    from berdaya.estimates.publish import Publish

MOST_NAMED = 8  # names in one line
_PLAIN = dict(zip("−–│├└─×·“”‘’²", "--||`-x;\"\"''2", strict=True))
_PLAIN |= {"Σ": "sum ", "†": "+", "→": "->", "…": "...", "≥": ">=", "≤": "<="}


def prepare_output() -> None:
    """Let any text be printed on any console: what its encoding lacks becomes the nearest plain character."""
    codecs.register_error("berdaya.plain", _plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="berdaya.plain")


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_plain(character) for character in error.object[error.start : error.end]), error.end


def _plain(character: str) -> str:
    """Return a stand-in from ASCII, which every console has: the letter without its accent where there is one."""
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return _PLAIN.get(character) or bare or "?"


def out(text: str = "") -> None:
    """Print a line of results."""
    sys.stdout.write(f"{text}\n")


def log(text: str) -> None:
    """Print a line beside the results."""
    sys.stderr.write(f"{text}\n")


def out_json(value: Mapping[str, Any]) -> None:
    """Print a result as JSON, readable on any console."""
    out(json.dumps(value, ensure_ascii=True, allow_nan=False))


def show_beyond(figures: Iterable[Collection[str]], rules: "Publish", lang: str) -> None:
    """Say which rules of publication printed figures with a mark are beyond, and how many of them."""
    from berdaya.estimates.publish import rule_words

    broken = Counter(rule for one in figures for rule in one)
    found = [
        say("cli.rule-count", lang, rule=rule_words(rules, rule, lang), count=broken[rule])
        for rule in rules.set_rules
        if broken[rule]
    ]
    if found:
        log(say("cli.marked-beyond", lang, rules="; ".join(found)))


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a comma-separated list."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def some(names: Iterable[str], lang: str, sign: str = ", ") -> str:
    """Return names as a list; of very many the first, and how many there are."""
    known = list(names)
    if len(known) <= MOST_NAMED:
        return sign.join(known)
    return say("cli.and-more", lang, names=sign.join(known[:MOST_NAMED]), sign=sign, count=len(known))


def show_problems(problems: Iterable[Problem], lang: str) -> None:
    """Print problems as lines on standard error; a hint that has just been printed is not printed again."""
    last = ""
    for problem in problems:
        line, _, advice = problem_line(problem, lang).partition("\n")
        log(line if advice in ("", last) else f"{line}\n{advice}")
        last = advice


def show_sum(problems: Sequence[Problem], lang: str) -> None:
    """Print how many problems there are, where there are too many to count at a glance."""
    if len(problems) > 1:
        errors = sum(p.severity == "error" for p in problems)
        log(say("cli.refused", lang, errors=errors, warnings=len(problems) - errors))


def refusal_document(problems: Sequence[Problem], counts: object, lang: str) -> dict[str, Any]:
    """Return what `--json` prints where a command is refused; `counts` is None where no answers were counted."""
    from berdaya.study.results import problem_rows

    return {"problems": problem_rows(problems, lang), "counts": counts}


def show_counts(
    counts: Mapping[str, Any], lang: str, results: Path | None = None, write: Callable[[str], None] = out
) -> None:
    """Print the account of rows and cells (`counts_document`) in one line, and where the list of what was set aside is."""
    by_state = {name: counts["cells"][name] for name in ("counted", "missing", "set_aside")}
    rows = {name: counts[name] for name in ("rows", "used", "rejected")}
    write(say("cli.counts", lang, **rows, cells=sum(by_state.values()), **by_state))
    if results is not None and (counts["rejected"] or by_state["set_aside"]):
        log(say("cli.rejected-file", lang, file=results / "rejected.csv"))


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return the lines of a table with columns of equal width."""
    widths = [max(len(line[i]) for line in (head, *rows)) for i in range(len(head))]
    lines = []
    for line in (head, *rows):
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("─" * w for w in widths))
    return lines
