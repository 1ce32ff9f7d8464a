"""`berdaya quality`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.blocks import block_lines
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.quality.model import QualityRules
    from berdaya.report.quality_blocks import QualityBlocks
    from berdaya.study.analyses.quality import Quality

MOST_ROWS = 20  # that are printed


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.quality", spoken))
    def quality(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _quality(study, wave, as_json, spoken)


def _quality(folder: Path, wave: str, as_json: bool, lang: Language) -> None:
    from berdaya.report.quality_blocks import QualityBlocks
    from berdaya.study.analyses.quality import group_names, quality_document, quality_of

    study = study_at(folder)
    found = quality_of(study, wave)
    if as_json:
        out_json(quality_document(found, lang))
        return
    show_problems(found.problems, lang)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    log(say(f"report.mark-{study.settings.profile}", lang))
    if found.found.wave:
        out(say("quality.in-wave", lang, wave=found.found.wave))
    names = group_names(found.counted.responses)
    told = QualityBlocks(found.found, study.instrument, study.settings, lang, names, keys=True)
    for block in told.blocks():
        for line in block_lines(block):
            out(line)
    if study.settings.profile != "public":
        for line in _rows(found, told):
            out(line)
    if found.path is not None:
        out()
        out(told.say("listed", file=found.path))
    _hints(found, lang)


def _rows(found: "Quality", told: "QualityBlocks") -> Iterator[str]:
    """The first rows to look at again, with their places."""
    flags = [flag for flag in found.flags if flag.kind != "enumerator"]  # whose rows are all of his
    if not flags:
        return
    who = {name: found.interviews.text(name) for name in ("file", "row", "respondent")}
    lines = []
    for flag in flags[:MOST_ROWS]:
        other = f"{who['file'][flag.other]}:{who['row'][flag.other]}" if flag.other >= 0 else "–"
        place = f"{who['file'][flag.at]}:{who['row'][flag.at]}"
        found_here = [told.kind(flag.kind), told.value(flag.kind, flag.value)]
        lines.append([place, who["respondent"][flag.at], *found_here, other])
    yield ""
    yield f"{told.say('rows-table', shown=len(lines), count=len(flags))}:"
    head = [told.say(f"head-{name}") for name in ("place", "respondent", "found", "value", "with")]
    yield from text_table(head, lines, [False, False, False, True, False])


def _as_yaml(rules: "QualityRules") -> str:
    """Return the rules as study.yaml has them."""
    given = {name: getattr(rules, name) for name in rules.__dataclass_fields__}
    parts = (
        f"{name}: {value if isinstance(value, str) else f'{value:g}'}" for name, value in given.items() if value != ""
    )
    return f"{{{', '.join(parts)}}}"


def _hints(found: "Quality", lang: Language) -> None:
    """What the study can say so that more can be looked at."""
    from berdaya.study.analyses.quality import MOST_ROWS as MOST_SCORED

    parts = found.found
    log(say("cli.quality-rules", lang, rules=_as_yaml(parts.rules)))
    if not parts.pace.timed:
        log(say("cli.quality-times", lang))
    if not parts.enumerators.names:
        log(say("cli.quality-enumerators", lang))
    elif not parts.enumerators.within:
        log(say("cli.quality-within", lang))
    if found.counted.responses.rows.height > MOST_SCORED:
        log(say("cli.quality-many", lang, most=MOST_SCORED))
