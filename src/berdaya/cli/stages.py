"""`berdaya stages`."""

from pathlib import Path

import typer

from berdaya.cli.blocks import block_lines
from berdaya.cli.packs import show_or_take
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_problems
from berdaya.cli.together import refuse_useless
from berdaya.words import Language, say


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.stages", spoken))
    def stages(
        context: typer.Context,
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        pack: str = typer.Option("", help=say("cli.stages-pack", spoken)),
        write: bool = typer.Option(False, "--write", help=say("cli.stages-write", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.declared.stage_file import stage_pack

        refuse_useless(context, beside={"pack": ("wave",)}, only_with={"pack": ("write",)})
        if pack:
            show_or_take(study, pack, stage_pack(pack), write=write, as_json=as_json, lang=spoken)
        else:
            _stages(study, wave, spoken, as_json=as_json)


def _stages(folder: Path, wave: str, lang: Language, *, as_json: bool) -> None:
    from berdaya.report.stages_blocks import StagesBlocks
    from berdaya.study.analyses.quality import group_names
    from berdaya.study.analyses.stages import stages_document, stages_of

    study = study_at(folder)
    found = stages_of(study, wave)
    if as_json:
        out_json(stages_document(found, lang))
        return
    show_problems(found.counted.problems, lang)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    log(say(f"report.mark-{study.settings.profile}", lang))
    told = StagesBlocks(found.staged, study.settings, group_names(found.counted.responses), lang)
    for block in told.blocks():
        for line in block_lines(block):
            out(line)
    out()
    if study.settings.profile == "public":
        out(told.say("public"))
        return
    out(f"{told.say('groups-table')}:")
    for one in found.staged.groups:
        out(f"- {told.line(one)}")
    if any(one.small for one in found.staged.groups):
        log(told.few())
