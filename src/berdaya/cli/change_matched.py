"""Tables of `berdaya change --matched`: who was matched, how alike the two are, and how much they differ."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from berdaya.cli.answers import short
from berdaya.cli.show import log, out, show_beyond, text_table
from berdaya.words import Language, say
from berdaya.words.format import NOTHING, interval, number, p_value, percent, signed

if TYPE_CHECKING:
    from berdaya.study.model import Study

Row = Mapping[str, Any]


def print_matched(document: Row, study: "Study", lang: Language) -> None:
    """Print what `matched_document` holds."""
    labels = document["labels"]
    waves = document["waves"]
    name = "cli.matched-change" if len(waves) > 1 else "cli.matched-score"
    values = {"treated": labels["treated"], "control": labels["control"], "since": waves[0], "wave": waves[-1]}
    out(say(name, lang, **values))
    units = document["units"]
    kind = say(f"cli.matched-{document['unit']}", lang)
    for part in ("treated", "control"):
        counts = {one: units[one][part] for one in ("all", "incomplete", "unmatched", "matched")}
        out(say("cli.matched-counts", lang, label=labels[part], unit=kind, **counts))
    _print_balance(document, lang)
    _print_figures(document, study, lang)
    if not document["matched"]:
        out(say("cli.matched-none", lang))
    match = document["match"]
    caliper = number(match["caliper"], 2, lang) if match["caliper"] is not None else say("cli.matched-any", lang)
    traits = {one: ", ".join(match[one]) or NOTHING for one in ("exactly", "nearest")}
    log(say("cli.matched-how", lang, caliper=caliper, **traits))
    if document["unlike"]:
        log(say("cli.matched-unlike", lang, traits=", ".join(document["unlike"])))
    log(say("cli.matched-rests", lang))


def _print_balance(document: Row, lang: Language) -> None:
    limits = document["limits"]
    lines = []
    for row in document["balance"]:
        words = row["label"] is not None
        means = [row[when][part] for when in ("before", "after") for part in ("treated", "control")]
        shown = [percent(one, 0, lang) if words else number(one, 2, lang) for one in means]
        gap = row["gap_after"]
        flag = "" if gap is None else "!!" if abs(gap) > limits["large"] else "!" if abs(gap) > limits["small"] else ""
        lines.append(
            [
                f"{row['trait']} = {row['label']}" if words else row["trait"],
                *shown,
                signed(row["gap_before"], 2, lang),
                f"{signed(gap, 2, lang)}{flag}",
                number(row["ratio"], 2, lang),
            ]
        )
    labels = [document["labels"][part] for part in ("treated", "control")]
    head = [
        say("cli.column-trait", lang),
        *labels,
        *(say("cli.column-matched-part", lang, label=one) for one in labels),
    ]
    head += [say(f"cli.column-{name}", lang) for name in ("gap-before", "gap-after", "variance-ratio")]
    out()
    for line in text_table(head, lines, [False, *[True] * 7]):
        out(line)
    values = {name: number(limits[name], 2, lang) for name in ("small", "large")}
    log(say("cli.balance-how", lang, **values))


def _print_figures(document: Row, study: "Study", lang: Language) -> None:
    from berdaya.estimates.publish import marks

    rows: Sequence[Row] = document["matched"]
    if not rows:
        return
    names = ("node", "label", "pairs")
    lines = [
        [
            row["node"],
            short(study.instrument.label(row["node"], lang)),
            f"{row['pairs']}{marks(row['suppressed'], row['beyond'])}",
            *(_figure(row[part], document, lang) for part in ("treated", "control")),
            signed(row["value"], 2, lang),
            number(row["se"], 3, lang),
            interval(row["low"], row["high"], 2, lang),
            p_value(row["p"], lang),
            number(row["gamma"], 2, lang),
            number(row["e"], 2, lang),
            number(row["e_limit"], 2, lang),
        ]
        for row in rows
    ]
    head = [*(say(f"cli.column-{name}", lang) for name in names), *document["labels"].values()]
    head += [say("change.head-difference", lang)]
    head += [say(f"cli.column-{name}", lang) for name in ("se", "interval", "p", "gamma", "e-value", "e-limit")]
    out()
    for line in text_table(head, lines, [False, False, *[True] * 10]):
        out(line)
    log(say("cli.sensitivity-how", lang, alpha=number(document["limits"]["alpha"], 2, lang)))
    if any(row["suppressed"] for row in rows):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))
    show_beyond([row["beyond"] for row in rows], study.settings.publish, lang)


def _figure(value: float | None, document: Row, lang: Language) -> str:
    return signed(value, 2, lang) if len(document["waves"]) > 1 else number(value, 2, lang)
