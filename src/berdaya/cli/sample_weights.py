"""`berdaya sample weights`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_counts, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.sample_facts import WeightStep
    from berdaya.study.sample.sample_weights import SampleWeights


def add(group: typer.Typer, spoken: Language) -> None:
    """Add the command to those of `berdaya sample`."""

    @group.command(help=say("sample.weights", spoken))
    def weights(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.run import counts_document
        from berdaya.study.sample.sample_weights import sample_weights, weights_document, write_weights

        found = sample_weights(study_at(study))
        written = write_weights(found)
        if as_json:
            out_json({**weights_document(found, spoken), "written": str(written)})
            return
        counted = found.counted
        show_problems(counted.problems, spoken)
        show_counts(counts_document(counted.tally.counts), spoken, counted.study.results, log)
        _steps(found, spoken)
        _classes(found, spoken)
        _margins(found, spoken)
        _realised(found, spoken)
        log(say("sample.written", spoken, file=written))


def _told(lang: Language, name: str, **values: object) -> str:
    return say(f"sample.{name}", lang, **values)


def _table(lang: Language, names: list[str], lines: list[list[str]], texts: int) -> None:
    heads = [_told(lang, f"head-{name}") for name in names]
    kept = [i for i in range(len(names)) if i >= texts or any(line[i] for line in lines)]  # no column of blanks
    right = [i >= texts for i in kept]
    for line in text_table([heads[i] for i in kept], [[line[i] for i in kept] for line in lines], right):
        out(line)
    out()


def _steps(found: "SampleWeights", lang: Language) -> None:
    from berdaya.words.format import integer, number

    roles = found.counted.study.instrument.roles
    lines = [
        [
            _told(lang, f"step-{one.step}"),
            one.wave,
            (roles[one.role].get(lang) or one.role) if len(roles) > 1 else "",
            integer(one.rows, lang),
            number(one.sum, 1, lang),
            *(number(value, 3, lang) for value in (one.lowest, one.highest, one.mean)),
            number(one.kish, 3, lang),
            number(one.effective, 1, lang),
        ]
        for one in _changed(found.steps)
    ]
    _table(
        lang, ["step", "wave", "role", "rows", "weights", "lowest", "highest", "mean", "kish", "effective"], lines, 3
    )
    if len(found.adjusted.steps) == 1:
        out(_told(lang, "no-steps"))
        out()


def _changed(steps: Sequence["WeightStep"]) -> Iterator["WeightStep"]:
    """The weights as they came, and what a step made of them where it changed any."""
    last: dict[tuple[str, str], WeightStep] = {}
    for one in steps:
        before = last.get((one.wave, one.role))
        if before is None or replace(before, step=one.step) != one:
            yield one
        last[one.wave, one.role] = one


def _classes(found: "SampleWeights", lang: Language) -> None:
    from berdaya.words.format import integer, number, percent

    said = found.counted.study.design.nonresponse
    if said is None:
        return
    out(_told(lang, f"classes-{said.of}"))
    lines = [
        [
            one.label or _told(lang, "whole"),
            one.wave,
            integer(one.drawn, lang),
            integer(one.answered, lang),
            percent(one.answered / one.drawn if one.drawn else None, 1, lang),
            number(one.factor, 3, lang),
        ]
        for one in found.adjusted.classes
    ]
    _table(lang, ["class", "wave", "drawn", "answered", "rate", "factor"], lines, 2)


def _margins(found: "SampleWeights", lang: Language) -> None:
    from berdaya.words.format import integer, number, plain

    design, adjusted = found.counted.study.design, found.adjusted
    if design.trim is not None:
        ends = (design.trim.low, design.trim.high)
        bounds = {
            name: plain(end, lang) if isfinite(end) else "∞" for name, end in zip(("low", "high"), ends, strict=True)
        }
        lowered, raised = (integer(count, lang) for count in adjusted.trimmed)
        out(_told(lang, "trimmed", lowered=lowered, raised=raised, **bounds))
        out()
    if design.calibrate is None:
        return
    out(_told(lang, "margins-of", file=design.calibrate.file, rounds=adjusted.rounds))
    lines = [
        [
            one.variable,
            one.label,
            one.wave,
            integer(one.rows, lang),
            *(number(value, 1, lang) for value in (one.total, one.before, one.after)),
        ]
        for one in adjusted.margins
    ]
    _table(lang, ["variable", "label", "wave", "rows", "total", "before", "after"], lines, 3)


def _realised(found: "SampleWeights", lang: Language) -> None:
    from berdaya.words.format import number

    lines = [
        [
            _told(lang, f"with-{one.step}"),
            ", ".join(one.by.values()),
            number(one.value, 2, lang),
            number(one.se, 3, lang),
            number(one.deff, 2, lang),
        ]
        for one in found.realised
    ]
    out(_told(lang, "realised-of"))
    _table(lang, ["with", "role", "score", "se", "deff"], lines, 2)
    out(_told(lang, "kish-note"))
