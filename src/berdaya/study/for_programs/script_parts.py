"""What the scripts of all programs are made of: pieces with places to fill, comments, and how an answer becomes a score."""

import textwrap
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files

from berdaya.instrument.canonical import sha256
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.stat_file import variable
from berdaya.words import say

WIDE = 116
NO_SCORES = frozenset({"no-units", "no-groups"})  # differences that leave a script without any figure


def piece(name: str) -> str:
    """Return a script, or a part of one, with places to fill: @name@."""
    return (files("berdaya.templates") / "export" / name).read_text(encoding="utf-8")


def filled(name: str, places: Mapping[str, str]) -> str:
    """Return a piece with its places filled, in the order given."""
    text = piece(name)
    for place, value in places.items():
        text = text.replace(f"@{place}@", value)
    return text


def notes(keys: Iterable[str], program: str, lang: str, write: Callable[[str], str]) -> dict[str, str]:
    """Return comments by the names of their places: `data-note-spss` fills @data_note@."""
    return {
        key.removesuffix(f"-{program}").removesuffix("-stat").replace("-", "_"): write(say(f"export.{key}", lang))
        for key in keys
    }


def comment(text: str, mark: str = "#") -> str:
    """Return text as lines of comment."""
    return "\n".join(textwrap.wrap(text, WIDE, initial_indent=f"{mark} ", subsequent_indent=f"{mark} "))


def opening(table: DataTable, lang: str, key: str, differs: tuple[str, ...]) -> list[str]:
    """Return the paragraphs that a script opens with: what it is of, and what is not the same as in Berdaya."""
    study = table.study
    values = {
        "title": study.title.get(lang) or next(iter(study.title.values()), study.key),
        "study": study.key,
        "instrument": study.instrument.key,
        "version": study.instrument.version,
        "sha256": sha256(study.as_written)[:12],
    }
    told = (say("export.differs-note", lang, what=say(f"export.{why}", lang)) for why in differs)
    synthetic = [say("export.synthetic", lang)] if study.synthetic else []
    data_alone = NO_SCORES.intersection(differs)
    return [say(f"{key}-data" if data_alone else key, lang, **values), *synthetic, *told]


def design_words(table: DataTable, lang: str) -> str:
    """Return the sentence on the design."""
    return say(
        "export.design-note",
        lang,
        stages=say(f"export.stages-{'two' if table.two_stages else 'one'}", lang),
        lonely=say(f"export.lonely-{table.study.design.lonely_psu}", lang),
        finite=say(f"export.finite-{'yes' if table.finite else 'no'}", lang),
        weights=say("export.weights", lang),
    )


def score_formulas(table: DataTable) -> list[str]:
    """Return, for each question, its answer on the scale of the scores, with the fixed ends of both scales."""
    low, high = (own_number(end) for end in (table.study.instrument.scale.min, table.study.instrument.scale.max))
    found = []
    for leaf in table.study.instrument.leaves:
        assert leaf.question is not None
        least, most = (own_number(end) for end in (leaf.question.scale.min, leaf.question.scale.max))
        start, sign = (low, "+") if leaf.question.direction == "higher_is_better" else (high, "-")
        found.append(f"{start} {sign} ({variable(leaf.key)} - {least}) * ({high} - {low}) / ({most} - {least})")
    return found


def own_number(value: float) -> str:
    """Return a number as scripts write it, in brackets where it is below 0."""
    text = repr(float(value)).removesuffix(".0")
    return f"({text})" if value < 0 else text
