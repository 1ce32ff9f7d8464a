"""`berdaya sample size`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from berdaya.cli.show import log, out, out_json, text_table
from berdaya.cli.spoken import help_when_alone
from berdaya.errors import Problem, UsageError
from berdaya.words import Language, say

if TYPE_CHECKING:
    from berdaya.study.sample_sizes import SizeQuery, SizeRow


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
        population: str = typer.Option("", help=say("sample.population", spoken)),
        margin: float = typer.Option(0.05, help=say("sample.margin", spoken)),
        share: float = typer.Option(0.5, help=say("sample.share", spoken)),
        sd: float | None = typer.Option(None, help=say("sample.sd", spoken)),
        change: float | None = typer.Option(None, help=say("sample.change", spoken)),
        power: float = typer.Option(0.8, help=say("sample.power", spoken)),
        confidence: float = typer.Option(0.95, help=say("sample.confidence", spoken)),
        deff: float | None = typer.Option(None, help=say("sample.deff", spoken)),
        cluster: float | None = typer.Option(None, help=say("sample.cluster", spoken)),
        rho: float = typer.Option(0.05, help=say("sample.rho", spoken)),
        response: float = typer.Option(1.0, help=say("sample.response", spoken)),
        slovin_nearest: bool = typer.Option(False, "--slovin-nearest", help=say("sample.nearest", spoken)),
        as_json: bool = typer.Option(False, "--json", help=say("cli.json", spoken)),
        lang: str = typer.Option(spoken, help=say("cli.lang", spoken), show_default=False),
    ) -> None:
        from berdaya.stats.sample_size import design_effect
        from berdaya.study.sample_sizes import SizeQuery, sample_sizes, sizes_document

        if change is not None and sd is None:
            raise UsageError(Problem("usage.sample-sd"))
        if deff is not None and cluster is not None:
            raise UsageError(Problem("usage.sample-deff"))
        effect = design_effect(cluster, rho) if cluster is not None else 1.0 if deff is None else deff
        query = SizeQuery(
            margin, share, sd, change, power, confidence, effect, response, "nearest" if slovin_nearest else "up"
        )
        rows = sample_sizes(query, _populations(population))
        if as_json:
            out_json(sizes_document(query, rows))
            return
        _print(query, rows, spoken, None if cluster is None else (cluster, rho))

    app.add_typer(group, name="sample")


def _populations(text: str) -> dict[str, int | None]:
    """Return the parts and how many there are in each: "500", or "Salo=120, Koto Tuo=90"."""
    if not text.strip():
        return {"": None}
    found: dict[str, int | None] = {}
    wrong = []
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.rpartition("="))
        plain = number.replace(".", "").replace(" ", "")
        if not plain.isdecimal() or name in found or (equals and not name) or ("," in text and not name):
            wrong.append(part.strip())
            continue
        found[name] = int(plain)
    if wrong:
        raise UsageError(Problem("usage.sample-population", values={"value": part}) for part in wrong)
    return found


def _print(query: "SizeQuery", rows: Sequence["SizeRow"], lang: Language, alike: tuple[float, float] | None) -> None:
    from berdaya.words.format import integer, number, percent, plain

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
            *(number(one, 1, lang) for one in (row.size.simple, row.size.designed, row.size.finite)),
            integer(row.size.answers, lang),
            integer(row.size.asked, lang),
            *([f"{integer(row.slovin[1], lang)} ({number(row.slovin[0], 2, lang)})"] if row.slovin else []),
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
