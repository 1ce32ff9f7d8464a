"""`berdaya attention`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from berdaya.cli.places import study_at
from berdaya.cli.show import log, out, out_json, show_beyond, show_problems, text_table
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.estimates.attention_model import GroupAttention, Tier
    from berdaya.evidence.model import Passage
    from berdaya.report.attention_words import AttentionWords
    from berdaya.study.analyses.attention import Attended

MOST_NAMED = 600


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the command."""

    @app.command(help=say("cli.attention", spoken))
    def attention(
        study: Path = typer.Argument(Path(), help=say("cli.study", spoken)),
        wave: str = typer.Option("", help=say("cli.one-wave", spoken)),
        ranks: bool = typer.Option(False, "--ranks", help=say("cli.ranks", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        _attention(study, wave, as_json, spoken, ranks=ranks)


def _attention(folder: Path, wave: str, as_json: bool, lang: Language, *, ranks: bool) -> None:
    from berdaya.report.attention_words import AttentionWords
    from berdaya.study.analyses.attention import attention_of
    from berdaya.study.analyses.attention_document import attention_document

    study = study_at(folder)
    attended = attention_of(study, wave)
    if as_json:
        out_json(attention_document(attended, lang, ranks=ranks))
        return
    show_problems(attended.problems, lang)
    if study.synthetic:
        log(say("cli.demo-synthetic", lang))
    if study.design.selection in ("purposive", "unknown"):
        log(say("cli.as-if-random", lang))
    log(say(f"report.mark-{study.settings.profile}", lang))
    words = AttentionWords(attended.attention, study.instrument, lang, attended.attention.before)
    for line in _lines(attended, words, ranks=ranks):
        out(line.replace("**", ""))
    groups = attended.attention.groups
    figures = [*(one.beyond for one in groups), *(weak.beyond for one in groups for weak in one.weakest)]
    show_beyond(figures, study.settings.publish, lang)


def _lines(attended: "Attended", words: "AttentionWords", *, ranks: bool) -> Iterator[str]:
    attention = attended.attention
    yield from (told for told in (words.statuses(), words.ended()) if told)
    yield from words.assessors()
    names = attended.roster.names
    for status, groups in attention.aside.items():
        told = {"tier": words.status(status), "groups": len(groups)}
        yield words.say("names", names=words.names(groups, names, MOST_NAMED), **told)
    if attention.unscored:
        told = {"tier": words.say("unscored"), "groups": len(attention.unscored)}
        yield words.say("names", names=words.names(attention.unscored, names, MOST_NAMED), **told)
    yield ""
    yield f"{words.say('rule')}:"
    yield from (f"- {point}" for point in words.rule())
    for tier in ("help", "watch", "sound"):
        yield from _tier(attended, words, tier, ranks=ranks)
    if attention.hidden:
        yield ""
        yield f"{words.say('hidden-groups')}: {attention.hidden}"
    if words.certain(attention.groups):
        yield ""
        yield f"–: {words.certain(attention.groups)}"
    if any(one.small or any(weak.small for weak in one.weakest) for one in attention.groups):
        yield ""
        yield say("cli.marked-small", words.lang, threshold=attended.counted.study.settings.threshold)
    if ranks:
        from berdaya.words.format import percent

        level = percent(attended.counted.study.settings.confidence, 0, words.lang)
        yield ""
        yield words.say("ranks-note", level=level)


def _tier(attended: "Attended", words: "AttentionWords", tier: "Tier", *, ranks: bool) -> Iterator[str]:
    groups = attended.attention.of_tier(tier)
    yield ""
    yield f"{words.say(tier)} ({len(groups)})"
    if not groups:
        return
    before = bool(attended.attention.before)
    heads = [say(f"cli.column-{name}", words.lang) for name in ("score", "interval", "category", "confidence")]
    change = [words.say("head-change", wave=words.wave)] if before else []
    head = [say("report.head-group", words.lang), "n", *heads, *change]
    head += [words.say("head-ranks")] if ranks else []
    right = [False, True, True, True, False, True, *([False] if before else []), *([True] if ranks else []), False]
    rows = [_row(words, one, before=before, ranks=ranks) for one in groups]
    table = text_table([*head, words.say("head-why")], rows, right)
    yield from table[:2]
    for one, line in zip(groups, table[2:], strict=True):
        yield line
        yield from _below(attended, words, one)


def _row(words: "AttentionWords", one: "GroupAttention", *, before: bool, ranks: bool) -> list[str]:
    from berdaya.words.format import NOTHING, interval

    band = words.instrument.bands.labels[one.band]
    return [
        words.named(one),
        str(one.n),
        words.score(one),
        NOTHING if one.exact else interval(one.low, one.high, 2, words.lang),
        band.label.get(words.lang) or band.key,
        words.sure(one),
        *([words.change(one)] if before else []),
        *([f"{one.ranks[0]}–{one.ranks[1]}" if one.ranks else NOTHING] if ranks else []),
        words.why(one),
    ]


def _below(attended: "Attended", words: "AttentionWords", one: "GroupAttention") -> Iterator[str]:
    from berdaya.study.analyses.attention_document import quote_of

    if one.tier == "sound":
        return
    yield f"    {words.say('line-weakest', weakest=words.weakest(one))}"
    yield f"    {words.say('line-steps', steps=words.steps(one))}"
    quote = quote_of(attended, one)
    if quote is not None:
        yield f"    {words.say('line-quote', text=quote.text, who=_who(words, quote))}"


def _who(words: "AttentionWords", quote: "Passage") -> str:
    from berdaya.words.format import date

    role = words.instrument.roles.get(quote.role, {})
    parts = (
        role.get(words.lang) or next(iter(role.values()), "") or quote.role,
        date(quote.date, words.lang),
        words.say("quote", label=words.instrument.label(quote.criterion, words.lang)),
    )
    return ", ".join(part for part in parts if part)
