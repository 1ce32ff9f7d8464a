"""Every chapter on request prints the figures of its command, cell by cell, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from berdaya.words.format import interval

if TYPE_CHECKING:
    from tests.stories.conftest import Printed, Row

Said = Callable[..., Any]
MAIN = ("overall", "v1", "v2")
QUESTIONS = ("q1", "q2", "q3", "q4", "q5", "q6")


def test_change(page: Printed, said: Said) -> None:
    found = said("change", "--split", "--pairs")
    few = [{**row, "few": row["few_psus"]} for row in found["changes"] if row["node"] in MAIN]
    page.has(
        [
            [
                page.label[row["node"]],
                page.up(row["value"]),
                page.span(row),
                page.span(row["few"]),
                page.p(row["few"]["p"]),
            ]
            for row in few
        ]
    )
    (total,) = [row["value"] for row in found["changes"] if row["node"] == "overall"]
    assert sum(row["share"] for row in found["splits"]) == pytest.approx(total, abs=1e-10)
    splits = sorted((row for row in found["splits"] if row["item"]), key=lambda row: -row["share"])
    page.has(
        [
            *[[page.label[row["item"]], page.up(row["share"], 3), page.span(row, 3)] for row in splits],
            [None, page.up(total, 3), ""],
        ]
    )
    ways = ("up", "same", "down")
    page.has(
        [
            [
                page.label[row["node"]],
                page.n(row["n"], 0),
                *(page.pct(row[way]["share"]) for way in ways),
                page.up(row["d_av"]),
                page.span(row, name="d_av_"),
                page.p(row["p"]),
            ]
            for row in found["pairs"]
            if row["node"] in MAIN
        ]
    )


def test_comparison_group(page: Printed, said: Said) -> None:
    (whole,) = [row for row in said("change")["comparison"] if row["node"] == "overall"]
    arms = [page.up(whole[arm]["change"]) for arm in ("treated", "control")]
    few = whole["few_psus"]
    page.has(
        [[page.label["overall"], *arms, page.up(whole["value"]), page.span(whole), page.span(few), page.p(few["p"])]]
    )
    matched = said("change", "--matched")
    page.has(
        [
            [
                page.label[row["node"]],
                page.n(row["pairs"], 0),
                page.up(row["treated"]),
                page.up(row["control"]),
                page.up(row["value"]),
                page.span(row),
                page.p(row["p"]),
                page.n(row["gamma"]),
                page.n(row["e"]),
            ]
            for row in matched["matched"]
            if row["node"] in MAIN
        ]
    )
    rows: list[Row] = []
    for row in matched["balance"]:
        values = [row[when][arm] for when in ("before", "after") for arm in ("treated", "control")]
        texts = [page.pct(value) if row["label"] else page.n(value) for value in values]
        gaps = [page.up(row[gap]) for gap in ("gap_before", "gap_after")]
        assert all(abs(row[gap]) < 0.1 for gap in ("gap_before", "gap_after"))  # otherwise marked with !
        rows.append([None, *texts[:2], gaps[0], *texts[2:], gaps[1]])
    page.has(rows)


def test_reliability(page: Printed, said: Said) -> None:
    sets = said("reliability", "--polychoric")["reliability"]
    main = [row for row in sets if row["node"] in MAIN]
    page.has(
        [
            [
                page.label[row["node"]],
                page.n(row["asked"], 0),
                page.n(row["n"], 0),
                page.n(row["alpha"], 3),
                page.span(row, 3),
                page.span(row, 3, "feldt_"),
                page.n(row["standardised"], 3),
                page.n(row["lambda6"], 3),
            ]
            for row in main
        ]
    )
    rows: list[Row] = []
    for row in main:
        part = row["dimensions"]
        rows.append(
            [
                page.label[row["node"]],
                page.n(part["omega"], 3),
                page.span(part, 3, "omega_"),
                page.n(row["ordinal"]["alpha"], 3),
                page.n(part["kmo"], 3),
                page.n(part["chi_square"], 1),
                page.n(part["chi_square_df"], 0),
                page.p(part["p"]),
                page.n(part["components"], 0),
            ]
        )
    page.has(rows)
    items = [item for row in main[1:] for item in row["items"]]
    names = ("mean", "sd", "total", "critical", "rest")
    assert {item["verdict"] for item in items} == {"valid"}
    page.has(
        [
            [page.label[one["key"]], page.n(one["n"], 0), *(page.n(one[name], 3) for name in names), "valid"]
            for one in items
        ]
    )
    without = ("mean_dropped", "variance_dropped", "rest", "alpha_dropped")
    page.has([[page.label[one["key"]], *(page.n(one[name], 3) for name in without)] for one in items])


def test_quality(page: Printed, said: Said) -> None:
    found = said("quality")
    unlooked = {"duplicate", "near_duplicate", "same", "run"}  # six questions are too few for them
    page.has([[None, None, None if kind in unlooked else page.n(n, 0)] for kind, n in found["kinds"].items()])
    page.has(
        [
            [row["enumerator"], page.n(row["interviews"], 0), "0", page.n(row["flagged"]["fast"], 0), "0", None]
            for row in found["enumerators"]
        ]
    )
    effects = [row for row in found["effects"] if not row["spread"] and row["measure"] not in QUESTIONS]
    page.has(
        [[None, page.n(row["whole"]["icc"]), page.span(row["whole"]), page.p(row["whole"]["p"])] for row in effects]
    )
    gaps = sorted(found["missing"]["items"].items(), key=lambda pair: -pair[1]["share"])
    page.has(
        [
            [page.label[key], page.n(gap["asked"], 0), page.n(gap["missing"], 0), page.pct(gap["share"], 1)]
            for key, gap in gaps
        ]
    )


def test_drivers(page: Printed, said: Said) -> None:
    found = said("drivers", "--leave-out", "--priorities")
    nested = {row["key"]: row["nested"]["value"] for row in found["influence"]["overall"]}
    shares = ("weight", "shapley", "r2", "covariance")
    rows: list[Row] = []
    for node in found["influence"]["nodes"]:
        for row in node["children"]:
            weight, own, alone, together = (
                page.pct(row[name]["value"] if name != "weight" else row[name], 1) for name in shares
            )
            cells = [weight, own, page.share(row["shapley"], 1), None, alone, together, page.pct(nested[row["key"]], 1)]
            rows.append([page.label[row["key"]], *cells])
    page.has(rows)
    page.has(
        [
            [
                page.label[row["node"]],
                page.n(row["value"]),
                page.band[row["band"]],
                page.up(row["change"], 3),
                page.span(row, 3),
                page.n(row["rank_shift"], 1),
                page.n(row["moved"], 0),
            ]
            for row in found["leave_out"]["rows"]
        ]
    )
    fields = {"first": 0, "keep": 1, "later": 2, "ample": 3}
    nested_span = {row["key"]: row["nested"] for row in found["influence"]["overall"]}
    order = sorted(found["priorities"]["rows"], key=lambda row: (fields[row["field"]], -row["importance"]))
    page.has(
        [
            [
                str(place),
                page.label[row["item"]],
                page.pct(row["importance"], 1),
                page.share(nested_span[row["item"]], 1),
                page.n(row["performance"]),
                page.sure(row["sure"]),
            ]
            for place, row in enumerate(order, 1)
        ]
    )


def test_weights(page: Printed, said: Said) -> None:
    schemes = said("weights")["schemes"]
    of = [{(w["parent"], w["node"]): w["weight"] for w in one["weights"]} for one in schemes]
    for node in MAIN:
        below = [[weight for (parent, _), weight in one.items() if node in ("overall", parent)] for one in of]
        rows: list[Row] = []
        for place, one in enumerate(schemes):
            (row,) = [row for row in one["scores"] if row["node"] == node and not row["by"]]
            if place and below[place] == pytest.approx(below[0], abs=1e-12):
                continue  # the same score again
            more = [page.up(row["difference"]), None, page.n(row["rank_correlation"])] if place else ["–", "–", "–"]
            sure = page.sure(row["sure"], 0.95)
            rows.append([None, page.n(row["value"]), page.span(row), page.band[row["band"]], sure, *more])
        page.has(rows)
    judged = [pair for pair in of[0] if pair[0] != "v2"]  # the root, and what a file is about
    for part in (of[:6], [of[0], of[6]]):
        page.has([[page.label[pair[1]], *(page.n(one[pair], 3) for one in part)] for pair in judged])
    (ahp,) = [one["consistency"] for one in schemes if one["name"] == "ahp"]
    page.has(
        [[None, page.label[row["node"]], None, page.n(row["ratio"], 3), page.n(row["limit"]), None] for row in ahp]
    )


SOURCES = ("sampling", "weights", "aggregate", "coverage", "bands", "spacing")


def test_sensitivity(page: Printed, said: Said) -> None:
    found = said("sensitivity")
    nodes, scored = ({row["node"]: row for row in found[name]} for name in ("nodes", "as_scored"))

    def clipped(share: float | None) -> str:
        return page.pct(None if share is None else min(max(share, 0), 1))

    def ends(row: Mapping[str, Any], name: str) -> str:
        return page.share({end: row[f"{name}_{end}"] for end in ("low", "high")})

    whole, plain = nodes["overall"], scored["overall"]["score"]
    page.has(
        [
            [
                None,
                clipped(row["first"]),
                ends(row, "first"),
                clipped(row["total"]),
                ends(row, "total"),
                clipped(plain[source]["total"] if source in plain else None),
                clipped(whole["category"][source]["total"]),
                clipped(found["ranks"]["move"][source]["total"]),
            ]
            for source, row in whole["score"].items()
        ]
    )
    page.has(
        [
            [page.label[node], page.n(nodes[node]["value"]), page.band[nodes[node]["band"]]]
            + [page.span(rows[node]["range_95"]) for rows in (nodes, scored)]
            + [page.pct(nodes[node]["bands"][band]) for band in page.band]
            for node in MAIN
        ]
    )
    for rows, sources in ((nodes, SOURCES), (scored, SOURCES[:-1])):
        page.has([[page.label[node], *(clipped(rows[node]["score"][s]["total"]) for s in sources)] for node in MAIN])
    page.has(
        [
            [
                f"Kelompok {int(row['group'][1:])}",
                page.n(row["value"]),
                page.n(row["rank"], 0),
                page.span(row, 0),
                page.sure(row["top"]),
                page.sure(row["bottom"]),
            ]
            for row in found["ranks"]["groups"]
        ]
    )
    over_time = [row for row in found["compared"] if row["node"] in MAIN]
    assert {row["verdict"] for row in over_time} == {"higher"}
    page.has([[page.label[row["node"]], None, page.p(row["p_higher"])] for row in over_time])


def test_poverty(page: Printed, said: Said) -> None:
    (whole,), (by_sex,) = (said(*command)["measures"] for command in (("poverty",), ("poverty", "--by", "sex")))
    rows = {(row["figure"], row["item"]): row for row in whole["figures"]}

    def cells(row: Mapping[str, Any]) -> list[str | None]:
        index = row["figure"] == "M0"
        shown = [page.n(row[n], 3) if index else page.pct(row[n], 1) for n in ("value", "low", "high")]
        return [shown[0], "–" if "–" in shown[1:] else f"{shown[1]} – {shown[2]}"]

    three = ("H", "A", "M0")
    page.has([[None, *cells(rows[name, None])] for name in three])
    parts = ("uncensored", "censored", "contribution")
    page.has([[None, *(text for name in parts for text in cells(rows[name, item]))] for item in ("i1", "i2", "i3")])
    over: dict[float, list[Any]] = {}
    for row in whole["over"]:
        over.setdefault(row["k"], []).append(row)
    page.has([[page.pct(k, 1), *(text for row in some for text in cells(row))] for k, some in over.items()])
    sexes: dict[str, list[Any]] = {}
    for row in (row for row in by_sex["figures"] if row["figure"] in three):
        sexes.setdefault(row["by"]["sex"], []).append(row)
    page.has(
        [[sex, page.n(some[0]["n"], 0), *(text for row in some for text in cells(row))] for sex, some in sexes.items()]
    )
    page.has([[None, *cells(row)] for row in whole["targeting"]])
    changes = [row for row in whole["changes"] if row["change"] == "absolute"]
    moved = {row["figure"]: row for row in changes if row["item"] is None}
    wanted = [page.up(moved[name]["value"] * 100, 1) for name in ("H", "A")]
    wanted += [page.up(moved[name]["value"], 3) for name in ("M0", "incidence", "intensity")]
    assert wanted in [[row[1].split(" ")[0] for row in body] for body in page.bodies if len(body) == 5]


def test_sample(page: Printed, said: Said) -> None:
    steps = said("sample", "weights")["steps"]
    names = ("lowest", "highest", "kish")
    page.has(
        [
            [
                None,
                page.n(row["rows"], 0),
                page.n(row["sum"], 1),
                *(page.n(row[n]) for n in names),
                page.n(row["effective"], 1),
            ]
            for row in steps
            if row["wave"] == "after"
        ]
    )


def test_stages(page: Printed, said: Said) -> None:
    found = said("stages")
    placed: dict[str, list[float]] = {"before": [], "grow": [], "stand": [], "unsaid": []}
    for row in found["groups"]:
        stage = row["stage"] or "before" if row["stage"] == row["at_most"] else "unsaid"
        placed[stage].append(row["score"])
    rows: list[Row] = []
    for some in placed.values():
        low, high = min(some, default=None), max(some, default=None)
        mean = sum(some) / len(some) if some else None
        rows.append([None, None, page.n(len(some), 0), page.n(mean), interval(low, high, 2, page.lang)])
    page.has(rows)
    page.has([[None, *(page.n(one[n], 0) for n in ("yes", "no", "unknown"))] for one in found["markers"].values()])
    page.has([[f"Kelompok {int(row['group'][1:])}", None, None, page.n(row["score"])] for row in found["groups"]])


def test_a_figure_that_nobody_computed_is_found_out(page: Printed, said: Said) -> None:
    wave = [row for row in said("sample", "weights")["steps"] if row["wave"] == "after"]
    with pytest.raises(AssertionError):
        page.has([[None, page.n(row["rows"] + 1, 0), None, None, None, None, None] for row in wave])
