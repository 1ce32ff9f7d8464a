"""What definitions of poverty name beside their questions: attributes, the words of these, and files."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from berdaya.errors import Problem, Where
from berdaya.estimates.poverty.model import Measure
from berdaya.instrument.model import Instrument
from berdaya.instrument.rule import names_in
from berdaya.located import Problems, nearest, read_bytes, read_yaml
from berdaya.responses.model import Responses
from berdaya.study.declared.places import place
from berdaya.study.declared.poverty_packs import PACKS

MOST_NAMED = 20  # words that a message names


def attributes_of(measures: Sequence[Measure], instrument: Instrument) -> tuple[str, ...]:
    """Return the attributes that measures name, which a tally for them must have."""
    questions = {leaf.key for leaf in instrument.leaves}
    found: dict[str, None] = {}
    for measure in measures:
        rules = [*(one.rule for one in measure.indicators), *((measure.programme,) if measure.programme else ())]
        money = (measure.money.value, measure.money.per) if measure.money else ()
        names = (measure.persons, *money, *(name for rule in rules for name in names_in(rule)))
        found |= dict.fromkeys(name for name in names if name and name not in questions)
    return tuple(found)


def word_problems(measures: Sequence[Measure], responses: Responses) -> tuple[Problem, ...]:
    """Return poverty.unknown-word for each word that a rule looks for and that no row has, and poverty.no-number for each
    attribute that is taken for a number and holds none.
    """
    problems = Problems()
    for key, where in dict.fromkeys(one for measure in measures for one in measure.numbers):
        if key in responses.rows.columns:
            words = responses.rows[key].cast(pl.String).unique().drop_nulls().sort()
            if words.len() and words.cast(pl.Float64, strict=False).null_count() == words.len():
                problems.error("poverty.no-number", where, key=key, known=", ".join(words.head(MOST_NAMED)))
    for key, word, where in (one for measure in measures for one in measure.words):
        if key in responses.rows.columns:
            known = sorted(str(label) for label in responses.rows[key].cast(pl.String).unique().drop_nulls())
            if word not in known:
                listed = ", ".join(known[:MOST_NAMED])
                problems.error("poverty.unknown-word", where, key=key, word=word, known=listed, **nearest(word, known))
    return tuple(problems)


def files_named(folder: Path, said: object) -> tuple[tuple[str, bytes], ...]:
    """Return the files that `poverty:` of a study names, and those of lines that they name: a copy needs them."""
    names = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    found: dict[str, bytes] = {}
    for name in names:
        at = None if name in PACKS else place(folder, str(name), Where(), Problems())
        if at is not None:
            found[str(name)] = read_bytes(*at)
            money = read_yaml(*at, Problems()).get("money")
            lines = money.get("lines") if money else None
            beside = place(folder, str(lines.value), Where(), Problems()) if lines else None
            if lines and beside:
                found[str(lines.value)] = read_bytes(*beside)
    return tuple(found.items())
