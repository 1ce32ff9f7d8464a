"""The script that works a study's figures out again in SPSS, with Complex Samples."""

import textwrap
from collections.abc import Iterable, Sequence
from importlib.resources import files

import polars as pl

from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.linear_scores import LinearScore
from berdaya.study.for_programs.script_r import WIDE, design_words, opening
from berdaya.study.for_programs.script_stata import own_number
from berdaya.study.for_programs.stat_file import variable
from berdaya.words import say


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
    text = (files("berdaya.templates") / "export/analysis.sps").read_text(encoding="utf-8")
    named = ("data-note-spss", "scores-note-stat", "means-note", "linear-note-spss", "compare-note-spss")
    places = {
        "about": "\n".join(_comment(part) for part in opening(table, lang, "export.about-spss", differs)),
        "design_note": _comment(design_words(table, lang)),
        **{
            name.replace("-spss", "").replace("-stat", "").replace("-", "_"): _comment(say(f"export.{name}", lang))
            for name in named
        },
        "scores": "\n".join(_scores(table)),
        "count": str(len(table.study.instrument.leaves)),
        "lines": "\n".join(_lines(table, scores)),
        "plan": _plan(table),
        "descriptives": _descriptives(len(scores)),
    }
    for name, value in places.items():
        text = text.replace(f"@{name}@", value)
    return text


def _comment(text: str) -> str:
    """Return text as comments of one line each: a line that ends in a full stop would end a longer one."""
    return "\n".join(f"* {line.removesuffix('.')}." for line in textwrap.wrap(text, WIDE))


def _scores(table: DataTable) -> Iterable[str]:
    instrument = table.study.instrument
    low, high = instrument.scale.min, instrument.scale.max
    for place, leaf in enumerate(instrument.leaves, start=1):
        assert leaf.question is not None
        own = leaf.question.scale
        start, sign = (low, "+") if leaf.question.direction == "higher_is_better" else (high, "-")
        step = f"({own_number(high)} - {own_number(low)}) / ({own_number(own.max)} - {own_number(own.min)})"
        yield f"COMPUTE @s{place} = {own_number(start)} {sign} ({variable(leaf.key)} - {own_number(own.min)}) * {step}."


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
