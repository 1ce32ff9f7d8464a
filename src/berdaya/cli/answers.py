"""`berdaya estimate` and `berdaya explain`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from berdaya.cli.numbers import whole
from berdaya.cli.places import study_at
from berdaya.cli.show import listed, log, out, out_json, show_beyond, show_counts, show_problems, text_table
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.model import Study

NO_SUCH_NUMBER = 3


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the commands."""

    @app.command(help=say("cli.estimate", spoken))
    def estimate(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        by: str = typer.Option("", help=say("cli.by", spoken)),
        node: str = typer.Option("", help=say("cli.node", spoken)),
        wave: str = typer.Option("", help=say("cli.wave", spoken)),
        deff: bool = typer.Option(False, "--deff", help=say("cli.deff", spoken)),
        shares: bool = typer.Option(False, "--shares", help=say("cli.shares", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _estimate(study, Asked(names_of(by), node, wave, deff, shares), as_json, spoken)

    @app.command(help=say("cli.explain", spoken))
    def explain(
        node: str = typer.Argument(..., help=say("cli.explain-node", spoken)),
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        by: str = typer.Option("", help=say("cli.by-values", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        depth: int | None = typer.Option(None, parser=whole, help=say("cli.depth", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> int:
        return _explain(study, node, _pairs(by), wave, depth, as_json, spoken)


class Asked(NamedTuple):
    """What `estimate` was asked for."""

    by: tuple[str, ...]
    node: str
    wave: str
    deff: bool
    shares: bool


def _estimate(folder: Path, asked: Asked, as_json: bool, lang: Language) -> None:
    from berdaya.study.results import estimates_of, results_document, results_json
    from berdaya.study.run import check_node, counts_document

    study = study_at(folder)
    if asked.node:
        check_node(study.instrument, asked.node)
    result = estimates_of(study, asked.by, asked.wave, deff=asked.deff, shares=asked.shares)
    if as_json:
        out(results_json(result, lang, asked.node))
        return
    show_problems(result.warnings, lang)
    show_counts(counts_document(result.counted.tally.counts), lang, study.results, log)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    if study.scheme:
        log(say("experts.computed-with", lang, name=study.scheme.name))
    if study.design.selection in ("purposive", "unknown"):
        log(say("cli.as-if-random", lang))
    document = results_document(result, lang, asked.node)
    _print_rows(document["estimates"], study, lang, asked.deff)
    if asked.shares:
        _print_shares(document["shares"], study, lang)


def _print_shares(rows: list[dict[str, Any]], study: "Study", lang: Language) -> None:
    from berdaya.words.format import interval, percent

    out()
    bands = study.instrument.bands.labels
    lines = []
    for row in rows:
        part = ", ".join(f"{name}={label}" for name, label in row["by"].items())
        shown = []
        for band in bands:
            ends = (row[end][band.key] for end in ("low", "high"))
            low, high = (None if end is None else 100 * end for end in ends)
            shown.append(f"{percent(row['share'][band.key], 0, lang)} ({interval(low, high, 0, lang)})")
        lines.append([say(f"cli.share-{row['unit']}", lang), part, row["node"], *shown, str(row["n"])])
    words = [band.label.get(lang) or band.key for band in bands]
    head = [say("cli.column-share", lang), "", say("cli.column-node", lang), *words, "n"]
    for line in text_table(head, lines, [False] * 3 + [True] * (len(bands) + 1)):
        out(line)


def _print_rows(rows: list[dict[str, Any]], study: "Study", lang: Language, deff: bool) -> None:
    from berdaya.estimates.publish import marks
    from berdaya.words.format import NOTHING, interval, number, surely

    instrument = study.instrument
    words = {band.key: band.label.get(lang) or band.key for band in instrument.bands.labels}
    by = list(rows[0]["by"]) if rows else []
    names = (
        "node",
        "label",
        "score",
        "se",
        *(("deff",) if deff else ()),
        "interval",
        "category",
        "confidence",
        "n",
        "note",
    )
    head = [*by, *(say(f"cli.column-{name}", lang) if name not in ("n", "deff") else name for name in names)]
    notes = lettered(row["note"] for row in rows)
    lines = []
    for row in rows:
        # Where nothing was sampled there is no interval and no confidence to speak of, as in the report.
        exact = say("notes.certain", lang) in (row["note"] or "")
        confidence = row["bands"][row["band"]] if row["bands"] and row["band"] and not exact else None
        mark = marks(row["suppressed"] and row["value"] is not None, row["beyond"])
        lines.append(
            [
                *row["by"].values(),
                row["node"],
                short(instrument.label(row["node"], lang)),
                number(row["value"], 2, lang) + mark,
                number(row["se"], 3, lang),
                *([number(row["deff"], 2, lang)] if deff else []),
                NOTHING if exact else interval(row["low"], row["high"], 2, lang),
                words.get(row["band"], "–"),
                surely(confidence, lang, study.settings.confidence),
                str(row["n"]),
                notes.get(row["note"], ""),
            ]
        )
    right = [False] * len(by) + [False, False, True, True, *([True] if deff else []), True, False, True, True, False]
    for line in text_table(head, lines, right) if lines else []:
        out(line)
    for note, mark in notes.items():
        log(f"({mark}) {note}")
    if any(row["suppressed"] for row in rows):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))
    show_beyond([row["beyond"] for row in rows], study.settings.publish, lang)


def lettered(notes: Iterable[str]) -> dict[str, str]:
    """Return a letter for each note, in the order of a table's rows: the note itself is printed once, below the table."""
    there = dict.fromkeys(note for note in notes if note)
    return {note: chr(ord("a") + i) if i < 26 else str(i + 1) for i, note in enumerate(there)}


def _explain(
    folder: Path, node: str, by: dict[str, str], wave: str, depth: int | None, as_json: bool, lang: Language
) -> int:
    from berdaya.cli.tree import explanation_lines
    from berdaya.study.explain import explain_study
    from berdaya.study.results import explanation_document

    study = study_at(folder)
    explained = explain_study(study, node, by, wave, depth)
    if as_json:
        out_json(explanation_document(explained, lang))
    else:
        part = [f"{name}={label}" for name, label in by.items()]
        log(", ".join([study.title.get(lang) or study.key, *part, *([explained.wave] if explained.wave else [])]))
        if study.synthetic:
            log(say("cli.demo-synthetic", lang))
        for line in explanation_lines(explained.explanation, study.instrument, lang):
            out(line)
        show_problems([explained.absent] if explained.absent else [], lang)
    return NO_SUCH_NUMBER if explained.absent else 0


def names_of(text: str) -> tuple[str, ...]:
    """Return names that are parted by commas."""
    """Return the attributes of `estimate --by`: names alone."""
    names = tuple(dict.fromkeys(listed(text)))
    for name in names:
        if "=" in name:
            raise UsageError(Problem("usage.by-names", values={"part": name, "name": name.partition("=")[0]}))
    return names


def _pairs(text: str) -> dict[str, str]:
    """Return the values of `explain --by`: one for each attribute."""
    pairs: dict[str, str] = {}
    for part in listed(text):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not value or not name:
            raise UsageError(Problem("usage.by-values", values={"part": part}))
        if name in pairs:
            raise UsageError(Problem("usage.by-twice", values={"name": name}))
        pairs[name] = value
    return pairs


def short(text: str, width: int = 48) -> str:
    """Return a label that fits a column."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
