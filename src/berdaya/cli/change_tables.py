"""Tables of `berdaya change`: the changes, the comparison, what a change is made of, who moved."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from berdaya.cli.answers import short
from berdaya.cli.show import log, out, show_beyond, text_table
from berdaya.words import Language, say
from berdaya.words.format import NOTHING, integer, interval, number, p_value, percent, signed

if TYPE_CHECKING:
    from berdaya.study.model import Study

Row = Mapping[str, Any]


def print_changes(document: Row, study: "Study", lang: Language) -> None:
    """Print the changes of `change_document`."""
    rows = [row for row in document["changes"] if row["value"] is not None]
    values = {"since": document["since"], "wave": document["wave"]}
    out(say("cli.changed-since" if rows else "cli.changed-nothing", lang, **values))
    if not rows:
        return
    few = _few_heads(rows)
    names = ("node", "label", "change", "se", "interval", *few)
    head = [*rows[0]["by"], *_heads(lang, *names)]
    lines = [
        [
            *row["by"].values(),
            *_node(row["node"], study, lang),
            signed(row["value"], 2, lang) + _mark(row),
            *_error(row, lang),
            *_few(row, few, lang),
            say(f"report.direction-{row['direction']}", lang),
        ]
        for row in rows
    ]
    right = [False] * (len(rows[0]["by"]) + 2) + [True] * (len(names) - 2) + [False]
    _print([*head, say("report.head-direction", lang)], lines, right)
    log(say("cli.changed-how", lang, margin=percent(study.settings.same_within, 0, lang)))
    _explain_cut(rows, lang)
    _explain_marks(rows, study, lang)


def print_comparison(rows: Sequence[Row], study: "Study", lang: Language) -> None:
    """Print the difference in differences; nothing where there is none."""
    if not rows:
        return
    out()
    out(f"{say('change.compared', lang)}:")
    few = _few_heads(rows)
    lines = [
        [
            *_node(row["node"], study, lang),
            *(
                signed(v, 2, lang) + _mark(row)
                for v in (row["treated"]["change"], row["control"]["change"], row["value"])
            ),
            *_error(row, lang),
            *_few(row, few, lang),
        ]
        for row in rows
    ]
    labels = [rows[0][part]["label"] for part in ("treated", "control")]
    head = [*_heads(lang, "node", "label"), *labels, say("change.head-difference", lang)]
    head += _heads(lang, "se", "interval", *few)
    _print(head, lines, [False, False, *[True] * (len(head) - 2)])
    log(say("change.compared-note", lang))
    _explain_cut(rows, lang)
    _explain_marks(rows, study, lang)


def print_splits(rows: Sequence[Row], study: "Study", lang: Language) -> None:
    """Print what changes are made of; nothing where nothing changed."""
    if not rows:
        return
    for node in dict.fromkeys(row["node"] for row in rows):
        out()
        out(say("cli.split-of", lang, label=study.instrument.label(node, lang)))
        shown = [row for row in rows if row["node"] == node and (row["item"] or row["share"])]
        lines = [
            [
                *row["by"].values(),
                *(_node(row["item"], study, lang) if row["item"] else (NOTHING, say("cli.split-coverage", lang))),
                signed(row["share"], 3, lang) + _mark(row),
                interval(row["low"], row["high"], 3, lang),
            ]
            for row in shown
        ]
        by = list(rows[0]["by"])
        _print(
            [*by, *_heads(lang, "node", "label", "share-of-change", "interval")],
            lines,
            [False] * (len(by) + 2) + [True] * 2,
        )
    log(say("cli.split-how" if study.design.replicates is None else "cli.split-how-given", lang))
    _explain_marks(rows, study, lang)


def print_pairs(rows: Sequence[Row], study: "Study", lang: Language) -> None:
    """Print who of those that answered in both waves moved which way."""
    out()
    out(say("cli.pairs-of" if rows else "cli.pairs-none", lang))
    if not rows:
        return
    by = list(rows[0]["by"])
    names = ("node", "label", "pairs", "up", "same", "down", "d-av", "interval", "p")
    lines = [
        [
            *row["by"].values(),
            *_node(row["node"], study, lang),
            f"{row['n']}{_mark(row)}",
            *(percent(row[way]["share"], 0, lang) for way in ("up", "same", "down")),
            signed(row["d_av"], 2, lang),
            interval(row["d_av_low"], row["d_av_high"], 2, lang),
            p_value(row["p"], lang),
        ]
        for row in rows
    ]
    _print([*by, *_heads(lang, *names)], lines, [False] * (len(by) + 2) + [True] * 7)
    log(say("cli.pairs-how", lang))
    _explain_marks(rows, study, lang)


def _print(head: Sequence[str], lines: Sequence[Sequence[str]], right: Sequence[bool]) -> None:
    for line in text_table(head, lines, right):
        out(line)


def _heads(lang: Language, *names: str) -> list[str]:
    return [say(f"cli.column-{name}", lang) for name in names]


def _node(key: str, study: "Study", lang: Language) -> tuple[str, str]:
    return key, short(study.instrument.label(key, lang))


def _error(row: Row, lang: Language) -> tuple[str, str]:
    """Standard error and interval; none where nothing was sampled."""
    if row["exact"]:
        return NOTHING, NOTHING
    return number(row["se"], 3, lang), interval(row["low"], row["high"], 2, lang)


def _few_heads(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns for few PSUs that some row fills."""
    few = [row["few_psus"] for row in rows if row["few_psus"]]
    return (*(("jackknife",) if few else ()), *(("wild",) if any(one["p"] is not None for one in few) else ()))


def _few(row: Row, heads: Sequence[str], lang: Language) -> tuple[str, ...]:
    """Interval and p that hold with few PSUs."""
    few = row["few_psus"] or {"low": None, "high": None, "p": None}
    cells = {"jackknife": interval(few["low"], few["high"], 2, lang), "wild": p_value(few["p"], lang)}
    return tuple(cells[head] for head in heads)


def explain_few(document: Row, lang: Language, *, asked: bool) -> None:
    """Say what the columns for few sampling units are; where there are none only that, and only if they were asked for."""
    from berdaya.estimates.bootstrap import SEED
    from berdaya.estimates.change.few_psus import FEW

    rows = (*document["changes"], *document.get("comparison", ()))
    few = [row["few_psus"] for row in rows if row["few_psus"]]
    if not few:
        if asked and any(row["value"] is not None for row in rows):
            log(say("cli.few-none", lang, few=FEW))
        return
    psus = sorted({row["psus"] for row in few})
    log(say("cli.few-how", lang, few=FEW, psus="–".join(map(str, dict.fromkeys((psus[0], psus[-1]))))))
    taken = max(row["patterns"] for row in few)
    if taken:
        log(say("cli.few-wild", lang, patterns=integer(taken, lang), seed=SEED))
    else:
        log(say("cli.few-no-wild", lang))


def _mark(row: Row) -> str:
    from berdaya.estimates.publish import marks

    return marks(row["suppressed"], row["beyond"])


def _explain_cut(rows: Sequence[Row], lang: Language) -> None:
    if any(row["cut"] and not row["exact"] for row in rows):
        log(say("change.cut", lang))


def _explain_marks(rows: Sequence[Row], study: "Study", lang: Language) -> None:
    if any(row["suppressed"] for row in rows):
        log(say("cli.marked-small", lang, threshold=study.settings.threshold))
    show_beyond([row["beyond"] for row in rows], study.settings.publish, lang)
