"""`berdaya change`."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.answers import names_of
from berdaya.cli.places import study_at
from berdaya.cli.show import log, out_json, show_counts, show_problems
from berdaya.cli.together import refuse_useless
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.model import Study


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.change", spoken))
    def change(
        context: typer.Context,
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        by: str = typer.Option("", help=say("cli.by-parts", spoken)),
        node: str = typer.Option("", help=say("cli.node", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        since: str = typer.Option("", help=say("cli.since", spoken)),
        split: bool = typer.Option(False, "--split", help=say("cli.change-split", spoken)),
        pairs: bool = typer.Option(False, "--pairs", help=say("cli.change-pairs", spoken)),
        few: bool = typer.Option(False, "--few-clusters", help=say("cli.change-few-clusters", spoken)),
        matched: bool = typer.Option(False, "--matched", help=say("cli.change-matched", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.cli.change_tables import explain_few, print_changes, print_comparison, print_pairs, print_splits
        from berdaya.study.analyses.changes import change_document, change_of, pairs_of, splits_of
        from berdaya.study.run import check_node, counts_document

        refuse_useless(context, beside={"matched": ("by", "split", "pairs", "few")})
        found = study_at(study)
        if node:
            check_node(found.instrument, node)
        if matched:
            _matched(found, (node, wave, since), as_json, spoken)
            return
        changed = change_of(found, names_of(by), wave, since, pairs=pairs)
        parts = splits_of(changed, node) if split else ()
        moved = pairs_of(changed) if pairs else None
        document = change_document(changed, spoken, node, parts, moved, few_psus=few or None)
        if as_json:
            out_json(document)
            return
        show_problems(changed.counted.problems, spoken)
        show_counts(counts_document(changed.counted.tally.counts), spoken, found.results, log)
        if found.synthetic:
            log(say("cli.demo-synthetic", spoken))
        if found.design.selection in ("purposive", "unknown"):
            log(say("cli.as-if-random", spoken))
        print_changes(document, found, spoken)
        print_comparison(document.get("comparison", []), found, spoken)
        explain_few(document, spoken, asked=few)
        if split:
            print_splits(document.get("splits", ()), found, spoken)
        if pairs:
            inner = {node or one.key for one in found.instrument.nodes if one.children}
            print_pairs([row for row in document["pairs"] if row["node"] in inner], found, spoken)


def _matched(study: "Study", asked: tuple[str, str, str], as_json: bool, lang: Language) -> None:
    from berdaya.cli.change_matched import print_matched
    from berdaya.study.analyses.matched import matched_document, matched_of

    node, wave, since = asked
    found = matched_of(study, wave, since)
    document = matched_document(found, lang, node)
    if as_json:
        out_json(document)
        return
    show_problems(found.counted.problems, lang)
    show_counts(document["counts"], lang, study.results, log)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    print_matched(document, study, lang)
