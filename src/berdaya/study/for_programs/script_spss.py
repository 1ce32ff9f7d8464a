"""The script that works a study's figures out again in SPSS, with Complex Samples."""

import textwrap
from collections.abc import Iterable, Sequence

import polars as pl

from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.linear_scores import LinearScore
from berdaya.study.for_programs.script_parts import WIDE, design_words, filled, notes, opening, score_formulas


def spss_differs(table: DataTable) -> tuple[str, ...]:
    """Return why the standard errors of SPSS are not those of Berdaya, as keys of words/export.toml."""
    mixed = (table.finite or table.two_stages) and not _all_finite(table)
    return (
        *(why for why in table.differs if why != "average"),
        *(("spss-lonely",) if _some_single(table) else ()),
        *(("spss-mixed",) if mixed else ()),
    )


def _some_single(table: DataTable) -> bool:
    """Whether a stratum holds a single unit, drawn or taken whole."""
    pairs = [("design_stratum", "design_psu"), *([("design_stratum2", "design_unit")] if table.two_stages else [])]
    return any((table.rows.group_by(stratum).agg(pl.col(unit).n_unique())[unit] == 1).any() for stratum, unit in pairs)


def spss_script(table: DataTable, scores: Sequence[LinearScore], differs: tuple[str, ...], lang: str) -> str:
    """Return the syntax; it reads `data.sav` beside it. `differs` is why what is not as in Berdaya."""
    named = ("data-note-spss", "scores-note-stat", "means-note", "linear-note-spss", "compare-note-spss")
    places = {
        "about": "\n".join(_comment(part) for part in opening(table, lang, "export.about-spss", differs)),
        "design_note": _comment(design_words(table, lang)),
        **notes(named, "spss", lang, _comment),
        "scores": "\n".join(
            f"COMPUTE @s{place} = {formula}." for place, formula in enumerate(score_formulas(table), start=1)
        ),
        "count": str(len(table.study.instrument.leaves)),
        "lines": "\n".join(_lines(table, scores)),
        "plan": _plan(table),
        "descriptives": _descriptives(len(scores)),
    }
    return filled("analysis.sps", places)


def _comment(text: str) -> str:
    """Return text as comments of one line each: a line that ends in a full stop would end a longer one."""
    return "\n".join(f"* {line.removesuffix('.')}." for line in textwrap.wrap(text, WIDE))


def _lines(table: DataTable, scores: Sequence[LinearScore]) -> Iterable[str]:
    """Yield, for every score, the variable whose sum is its value (v) and the one whose sum has its standard error (u)."""
    for place, one in enumerate(scores, start=1):
        wave = table.waves.index(one.wave) + 1
        yield f"COMPUTE @v{place} = 0."
        yield f"COMPUTE @u{place} = 0."
        for i, r, c in one.terms:
            yield f"DO IF (wave = {wave} AND role = {r + 1} AND NOT MISSING(@s{i + 1}))."
            yield f"COMPUTE @v{place} = @v{place} + {c!r} * @s{i + 1} / @n{i + 1}."
            yield f"COMPUTE @u{place} = @u{place} + {c!r} * (@s{i + 1} - @m{i + 1}) / @n{i + 1}."
            yield "END IF."
        name = f"{one.wave}: {one.node}" if one.wave else one.node
        yield f"VARIABLE LABELS @v{place} {_text(f'{name} (value)')} @u{place} {_text(f'{name} (SE)')}."
        yield f"FORMATS @v{place} @u{place} (F20.12)."


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _all_finite(table: DataTable) -> bool:
    columns = ("design_f1", "design_f2") if table.two_stages else ("design_f1",)
    return all(table.rows[name].min() > 0 for name in columns)  # type: ignore[operator]


def _plan(table: DataTable) -> str:
    finite = (table.finite or table.two_stages) and _all_finite(table)
    stages = [("design_stratum", "design_psu", "design_f1")]
    if finite and table.two_stages:
        stages.append(("design_stratum2", "design_unit", "design_f2"))
    lines = [
        "CSPLAN ANALYSIS",
        "  /PLAN FILE='design.csaplan'",
        "  /PLANVARS ANALYSISWEIGHT=design_weight",
        "  /SRSESTIMATOR TYPE=WR",
        "  /PRINT PLAN",
    ]
    for stratum, unit, fraction in stages:
        lines.append(f"  /DESIGN STRATA={stratum} CLUSTER={unit}")
        lines += (
            ["  /ESTIMATOR TYPE=EQUAL_WOR", f"  /INCLPROB VARIABLE={fraction}"] if finite else ["  /ESTIMATOR TYPE=WR"]
        )
    return "\n".join(lines) + "."


def _descriptives(count: int) -> str:
    if not count:
        return ""
    names = textwrap.wrap(" ".join(f"@v{place} @u{place}" for place in range(1, count + 1)), 90)
    variables = "\n    ".join(names)
    return (
        "CSDESCRIPTIVES\n  /PLAN FILE='design.csaplan'\n"
        f"  /SUMMARY VARIABLES={variables}\n  /SUM\n  /STATISTICS SE\n"
        "  /MISSING SCOPE=ANALYSIS CLASSMISSING=EXCLUDE."
    )
