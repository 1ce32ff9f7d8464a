"""`berdaya sample draw`."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from berdaya.cli.numbers import number, whole
from berdaya.cli.show import listed, log, out, out_json, text_table
from berdaya.cli.together import refuse_useless
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.stats.allocation import Method
    from berdaya.study.sample.draw import DrawnSample


def add(group: typer.Typer, spoken: Language) -> None:
    """Add the command to those of `berdaya sample`."""

    @group.command(help=say("sample.draw", spoken))
    def draw(
        context: typer.Context,
        groups: Path = typer.Argument(Path(), help=say("sample.groups", spoken)),
        n: int = typer.Option(..., "--n", parser=whole, help=say("sample.n", spoken)),
        strata: str = typer.Option("", help=say("sample.strata", spoken)),
        allocate: str = typer.Option("proportional", help=say("sample.allocate", spoken)),
        power: float = typer.Option(0.5, parser=number, help=say("sample.power-of", spoken)),
        sd: str = typer.Option("", help=say("sample.sds", spoken)),
        floor: int = typer.Option(1, parser=whole, help=say("sample.floor", spoken)),
        size: str = typer.Option("", help=say("sample.by-size", spoken)),
        take: int | None = typer.Option(None, parser=whole, help=say("sample.take", spoken)),
        members: str = typer.Option("members", help=say("sample.members", spoken)),
        replacements: int = typer.Option(0, parser=whole, help=say("sample.replacements", spoken)),
        seed: int = typer.Option(2022, parser=whole, help=say("sample.seed", spoken)),
        target: Path = typer.Option(Path("sample.csv"), "--out", help=say("cli.out", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.study.sample.draw import DrawQuery, draw_groups, sample_document, write_sample

        refuse_useless(
            context,
            only_with={
                "strata": ("allocate", "floor"),
                "allocate=power": ("power",),
                "allocate=neyman": ("sd",),
                "take": ("members",),
            },
        )
        query = DrawQuery(
            n,
            listed(strata),
            cast("Method", allocate),
            power,
            _spreads(sd),
            floor,
            size,
            take,
            members,
            replacements,
            seed,
        )
        drawn = draw_groups(groups, query)
        write_sample(drawn, target)
        if as_json:
            out_json({**sample_document(drawn), "written": str(target)})
            return
        _print(drawn, spoken)
        out(say("sample.drawn", spoken, file=target))


def _spreads(text: str) -> dict[str, float]:
    """Return names with numbers: "Salo=0.5, Koto Tuo=0,7"; a comma before digits alone is a decimal one."""
    found, wrong = {}, []
    for part in (piece for piece in re.split(r",(?!\d+\s*(?:,|$))", text) if piece.strip()):
        name, _, given = (piece.strip() for piece in part.rpartition("="))
        try:
            spread = number(given)
        except ValueError:
            spread = -1.0
        if not name or spread < 0:
            wrong.append(part.strip())
            continue
        found[name] = spread
    if wrong:
        raise UsageError(Problem("usage.sample-sd-value", values={"value": part}) for part in wrong)
    return found


def _print(drawn: "DrawnSample", lang: Language) -> None:
    from berdaya.words.format import integer, plain

    def told(name: str, **values: object) -> str:
        return say(f"sample.{name}", lang, **values)

    lines = [
        [
            one.stratum or told("whole"),
            *(integer(count, lang) for count in (one.groups, one.drawn, one.certain, one.replacements)),
        ]
        for one in drawn.strata
    ]
    if len(lines) > 1:
        names = ("groups", "drawn", "certain", "replacements")
        lines.append([told("sum"), *(integer(sum(getattr(one, name) for one in drawn.strata), lang) for name in names)])
    head = [told(f"head-{name}") for name in ("stratum", "groups", "drawn", "certain", "replacements")]
    for line in text_table(head, lines, [False] + [True] * 4):
        out(line)
    out()
    query = drawn.query
    out(told("by-size-told" if query.size else "alike-told", size=query.size, seed=query.seed))
    if len(drawn.strata) > 1:
        out(told(f"method-{query.method}", power=plain(query.power, lang), floor=query.floor))
    if query.take is not None:
        out(told("take-told", take=query.take, members=query.members))
    if any(one.drawn == 1 < one.groups for one in drawn.strata):
        log(told("lonely"))
