"""`berdaya sample size` and `berdaya sample draw`; `berdaya sample weights` is in `sample_weights.py`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from berdaya.cli import sample_weights
from berdaya.cli.numbers import number, whole
from berdaya.cli.show import listed, log, out, out_json, text_table
from berdaya.cli.spoken import help_when_alone
from berdaya.cli.together import refuse_useless
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.stats.allocation import Method
    from berdaya.study.sample.draw import DrawnSample
    from berdaya.study.sample.sample_sizes import SizeQuery, SizeRow


def add(app: typer.Typer, spoken: Language) -> None:
    """Add the commands."""
    group = typer.Typer(help=say("sample.about", spoken), add_completion=False, rich_markup_mode=None)

    @group.callback(invoke_without_command=True)
    def _group(
        context: typer.Context,
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        """Show what can be done, where nothing is asked for."""
        help_when_alone(context, out)

    @group.command(help=say("sample.size", spoken))
    def size(
        context: typer.Context,
        population: str = typer.Option("", help=say("sample.population", spoken)),
        margin: float = typer.Option(0.05, parser=number, help=say("sample.margin", spoken)),
        share: float = typer.Option(0.5, parser=number, help=say("sample.share", spoken)),
        sd: float | None = typer.Option(None, parser=number, help=say("sample.sd", spoken)),
        change: float | None = typer.Option(None, parser=number, help=say("sample.change", spoken)),
        power: float = typer.Option(0.8, parser=number, help=say("sample.power", spoken)),
        confidence: float = typer.Option(0.95, parser=number, help=say("sample.confidence", spoken)),
        deff: float | None = typer.Option(None, parser=number, help=say("sample.deff", spoken)),
        cluster: float | None = typer.Option(None, parser=number, help=say("sample.cluster", spoken)),
        rho: float = typer.Option(0.05, parser=number, help=say("sample.rho", spoken)),
        response: float = typer.Option(1.0, parser=number, help=say("sample.response", spoken)),
        slovin_nearest: bool = typer.Option(False, "--slovin-nearest", help=say("sample.nearest", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.stats.sample_size import design_effect
        from berdaya.study.sample.sample_sizes import SizeQuery, sample_sizes, sizes_document

        refuse_useless(
            context,
            beside={"deff": ("cluster",), "sd": ("share", "slovin_nearest"), "change": ("margin",)},
            only_with={"cluster": ("rho",), "change": ("power",), "population": ("slovin_nearest",)},
        )
        if change is not None and sd is None:
            raise UsageError(Problem("usage.sample-sd"))
        effect = design_effect(cluster, rho) if cluster is not None else 1.0 if deff is None else deff
        query = SizeQuery(
            margin, share, sd, change, power, confidence, effect, response, "nearest" if slovin_nearest else "up"
        )
        rows = sample_sizes(query, _populations(population))
        if as_json:
            out_json(sizes_document(query, rows))
            return
        _print(query, rows, spoken, None if cluster is None else (cluster, rho))

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
        _print_draw(drawn, spoken)
        out(say("sample.drawn", spoken, file=target))

    sample_weights.add(group, spoken)
    app.add_typer(group, name="sample")


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


def _print_draw(drawn: "DrawnSample", lang: Language) -> None:
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


def _populations(text: str) -> dict[str, int | None]:
    """Return the parts and how many there are in each: "500", or "Salo=120, Koto Tuo=90"."""
    if not text.strip():
        return {"": None}
    found: dict[str, int | None] = {}
    wrong = []
    for part in text.split(","):
        name, equals, given = (piece.strip() for piece in part.rpartition("="))
        try:
            count = whole(given)
        except ValueError:
            count = -1
        if count < 0 or name in found or (equals and not name) or ("," in text and not name):
            wrong.append(part.strip())
            continue
        found[name] = count
    if wrong:
        raise UsageError(Problem("usage.sample-population", values={"value": part}) for part in wrong)
    return found


def _print(query: "SizeQuery", rows: Sequence["SizeRow"], lang: Language, alike: tuple[float, float] | None) -> None:
    from berdaya.words.format import integer, percent, plain
    from berdaya.words.format import number as digits

    def told(name: str, **values: object) -> str:
        return say(f"sample.{name}", lang, **values)

    level, margin = percent(query.confidence, 0, lang), plain(query.margin, lang)
    values = {
        "level": level,
        "margin": margin,
        "share": plain(query.share, lang),
        "power": percent(query.power, 0, lang),
    }
    values |= {"sd": plain(query.sd or 0.0, lang), "change": plain(query.change or 0.0, lang)}
    out(told(f"for-{query.kind}", **values))
    with_slovin = any(row.slovin for row in rows)
    names = (
        "part",
        "population",
        "simple",
        "designed",
        "finite",
        "answers",
        "asked",
        *(["slovin"] if with_slovin else []),
    )
    lines = [
        [
            row.part or told("whole"),
            "–" if row.population is None else integer(row.population, lang),
            *(digits(one, 1, lang) for one in (row.size.simple, row.size.designed, row.size.finite)),
            integer(row.size.answers, lang),
            integer(row.size.asked, lang),
            *([f"{integer(row.slovin[1], lang)} ({digits(row.slovin[0], 2, lang)})"] if row.slovin else []),
        ]
        for row in rows
    ]
    if len(rows) > 1:
        sums = [sum(getattr(row.size, name) for row in rows) for name in ("answers", "asked")]
        total = [told("sum"), integer(sum(row.population or 0 for row in rows), lang), "", "", ""]
        total += [integer(one, lang) for one in sums]
        total += [integer(sum(row.slovin[1] for row in rows if row.slovin), lang)] if with_slovin else []
        lines.append(total)
    for line in text_table([told(f"head-{name}") for name in names], lines, [False] + [True] * (len(names) - 1)):
        out(line)
    out()
    out(told("deff-alike", deff=plain(query.deff, lang), cluster=plain(alike[0], lang), rho=plain(alike[1], lang))
        if alike else told("deff-given" if query.deff != 1 else "deff-none", deff=plain(query.deff, lang)))  # fmt: skip
    out(told("response-told", response=percent(query.response, 0, lang)))
    out(told("change-note" if query.kind == "change" else "formula"))
    if with_slovin:
        out(told("slovin-note", rounding=told(f"rounding-{query.rounding}")))
    if any(row.population is not None and row.size.answers >= row.population for row in rows):
        log(told("census"))
