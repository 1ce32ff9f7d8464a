"""`berdaya sample size`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from berdaya.cli.numbers import number, whole
from berdaya.cli.show import log, out, out_json, text_table
from berdaya.cli.together import refuse_useless
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.sample.sample_sizes import SizeQuery, SizeRow


def add(group: typer.Typer, spoken: Language) -> None:
    """Add the command to those of `berdaya sample`."""

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
