"""The script that works a study's figures out again in Stata."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from math import isfinite

from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.linear_scores import LinearScore
from berdaya.study.for_programs.script_r import comment, design_words, opening
from berdaya.study.for_programs.stat_file import variable
from berdaya.words import say

SINGLE = {"none": "certainty", "centre": "centered", "remove": "certainty", "average": "scaled"}


def stata_differs(table: DataTable) -> tuple[str, ...]:
    """Return why Stata's standard errors are not those of Berdaya, as keys of words/export.toml."""
    lonely = table.study.design.lonely_psu
    scaled = table.some_alone and lonely == "average" and "average" not in table.differs
    centred = table.some_alone and lonely == "centre" and table.two_stages
    return (*table.differs, *(("scaled",) if scaled else ()), *(("centred",) if centred else ()))


def stata_script(table: DataTable, scores: Sequence[LinearScore], differs: tuple[str, ...], lang: str) -> str:
    """Return the do-file; it reads `data.dta` beside it. `differs` is why what is not as in Berdaya."""
    compared = not stata_differs(table)
    parts = opening(table, lang, "export.about-stata", differs)
    rests = table.study.design.lonely_psu == "none" and table.some_alone
    text = (files("berdaya.templates") / "export/analysis.do").read_text(encoding="utf-8")
    named = ("data-note-stata", "scores-note-stat", "means-note", "linear-note", "compare-note-stata")
    places = {
        "about": "\n*\n".join(comment(part, "*") for part in parts),
        "design_note": comment(f"{design_words(table, lang)} {say('export.single-stata', lang)}", "*"),
        **{
            name.replace("-stata", "").replace("-stat", "").replace("-", "_"): comment(say(f"export.{name}", lang), "*")
            for name in named
        },
        "svyset": _svyset(table),
        "scores": "\n".join(_scores(table)),
        "means": "\n".join(f"mean_of {i} {r} {w}" for i, r, w in used_means(table, scores)),
        "alone": (
            "    quietly count if `below' & design_alone == 1\n    if r(N) > 0 scalar `error' = ."
            if rests
            else "    * -"
        ),
        "lines": "\n".join(_line(table, one, compared=compared) for one in scores),
        **{f"{name}_word": say(f"export.{name}", lang) for name in ("values", "errors", "largest")},
    }
    for name, value in places.items():
        text = text.replace(f"@{name}@", value)
    return text


def used_means(table: DataTable, scores: Sequence[LinearScore]) -> list[tuple[int, int, int]]:
    """Return question, role and wave (from 1) of every mean that scores are made of."""
    found = {(i + 1, r + 1, table.waves.index(one.wave) + 1) for one in scores for i, r, _ in one.terms}
    return sorted(found, key=lambda key: (key[2], key[0], key[1]))


def _svyset(table: DataTable) -> str:
    finite = " fpc(design_f1)" if table.finite or table.two_stages else ""
    second = " || design_unit, strata(design_stratum2) fpc(design_f2)" if table.two_stages else ""
    single = f"singleunit({SINGLE[table.study.design.lonely_psu]})"
    return f"svyset design_psu [pweight = design_weight], strata(design_stratum){finite} ///\n   {second} {single}"


def _scores(table: DataTable) -> Iterable[str]:
    """Yield a line a question: its answer on the scale of the scores, with the fixed ends of both scales."""
    instrument = table.study.instrument
    low, high = instrument.scale.min, instrument.scale.max
    for place, leaf in enumerate(instrument.leaves, start=1):
        assert leaf.question is not None
        own = leaf.question.scale
        rising = leaf.question.direction == "higher_is_better"
        start, sign = (low, "+") if rising else (high, "-")
        step = f"({own_number(high)} - {own_number(low)}) / ({own_number(own.max)} - {own_number(own.min)})"
        yield f"generate double S{place} = {own_number(start)} {sign} ({variable(leaf.key)} - {own_number(own.min)}) * {step}"


def own_number(value: float) -> str:
    """Return a number as scripts write it, in brackets where it is below 0."""
    text = repr(float(value)).removesuffix(".0")
    return f"({text})" if value < 0 else text


def _line(table: DataTable, one: LinearScore, *, compared: bool) -> str:
    se = repr(one.se) if isfinite(one.se) and compared else "."
    terms = " ".join(f"{i + 1} {r + 1} {c!r}" for i, r, c in one.terms)
    wave = table.waves.index(one.wave) + 1
    return f'score, wave({wave}) node("{one.node}") value({one.value!r}) se({se}) terms({terms})'
