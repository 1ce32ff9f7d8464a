"""The script that works a study's figures out again in Stata."""

from collections.abc import Sequence
from math import isfinite

from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.linear_scores import LinearScore
from berdaya.study.for_programs.script_parts import comment, design_words, filled, notes, opening, score_formulas
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
    about = opening(table, lang, "export.about-stata", differs)
    rests = table.study.design.lonely_psu == "none" and table.some_alone
    named = ("data-note-stata", "scores-note-stat", "means-note", "linear-note", "compare-note-stata")
    places = {
        "about": "\n*\n".join(_comment(part) for part in about),
        "design_note": _comment(f"{design_words(table, lang)} {say('export.single-stata', lang)}"),
        **notes(named, "stata", lang, _comment),
        "svyset": _svyset(table),
        "scores": "\n".join(
            f"generate double S{place} = {formula}" for place, formula in enumerate(score_formulas(table), start=1)
        ),
        "means": "\n".join(f"mean_of {i} {r} {w}" for i, r, w in used_means(table, scores)),
        "alone": (
            "    quietly count if `below' & design_alone == 1\n    if r(N) > 0 scalar `error' = ."
            if rests
            else "    * -"
        ),
        "lines": "\n".join(_line(table, one, compared=compared) for one in scores),
        **{f"{name}_word": say(f"export.{name}", lang) for name in ("values", "errors", "largest")},
    }
    return filled("analysis.do", places)


def _comment(text: str) -> str:
    return comment(text, "*")


def used_means(table: DataTable, scores: Sequence[LinearScore]) -> list[tuple[int, int, int]]:
    """Return question, role and wave (from 1) of every mean that scores are made of."""
    found = {(i + 1, r + 1, table.waves.index(one.wave) + 1) for one in scores for i, r, _ in one.terms}
    return sorted(found, key=lambda key: (key[2], key[0], key[1]))


def _svyset(table: DataTable) -> str:
    finite = " fpc(design_f1)" if table.finite or table.two_stages else ""
    second = " || design_unit, strata(design_stratum2) fpc(design_f2)" if table.two_stages else ""
    single = f"singleunit({SINGLE[table.study.design.lonely_psu]})"
    return f"svyset design_psu [pweight = design_weight], strata(design_stratum){finite} ///\n   {second} {single}"


def _line(table: DataTable, one: LinearScore, *, compared: bool) -> str:
    se = repr(one.se) if isfinite(one.se) and compared else "."
    terms = " ".join(f"{i + 1} {r + 1} {c!r}" for i, r, c in one.terms)
    wave = table.waves.index(one.wave) + 1
    return f'score, wave({wave}) node("{one.node}") value({one.value!r}) se({se}) terms({terms})'
