"""`estimate` and `explain`: the contract of their JSON, and what a terminal shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]
ROW = [
    *("by", "node", "level", "value", "se", "df", "low", "high", "n", "groups", "deff", "coverage", "lost"),
    *("lowest", "highest", "band", "bands", "distance", "suppressed", "beyond", "note"),
]
NODES = ["overall", "v1", "q1", "q2", "v2", "q3", "q4"]


def rows_of(ran: "Ran") -> list[dict[str, Any]]:
    assert ran.code == 0, ran.out + ran.err
    assert ran.err == ""
    rows: list[dict[str, Any]] = ran.json["estimates"]
    return rows


def two_waves(small: "SmallStudy") -> None:
    """Give every row a wave before (all answers of question 1 one lower) and after; v2 is asked after only."""
    head, *rows = (small.path / "responses/a.csv").read_text("utf-8").splitlines()
    lines = [f"{head},wave", *(f"{row},after" for row in rows)]
    for row in rows:
        respondent, group, role, sex, q1, q2, _, _ = row.split(",")
        if role == "member":
            lines.append(f"{respondent},{group},{role},{sex},{max(int(q1) - 1, 0)},{q2},,,before")
    small.write("responses/a.csv", "\n".join(lines))
    small.change("study.yaml", ("study: small", "study: small\nwaves: [before, after]"))
    small.change("instrument.yaml", ("key: v2", "key: v2\n      waves: [after]"))


def test_the_document_has_the_keys_of_the_contract(small: "SmallStudy", shell: Shell) -> None:
    document = shell("estimate", small.path, "--json").json
    assert list(document) == ["study", "instrument", "synthetic", "settings", "counts", "estimates", "warnings"]
    assert list(document["instrument"]) == ["id", "version", "sha256"]
    assert (document["study"], document["synthetic"]) == ("small", False)
    assert list(document["settings"]) == [
        "estimates",
        "disclosure",
        "publish",
        "design",
        "weights",
        "problems",
        "waves",
    ]
    assert list(document["counts"]) == ["rows", "used", "rejected", "cells"]
    assert list(document["counts"]["cells"]) == ["counted", "missing", "set_aside", "missing_by_code", "not_asked"]
    assert [list(row) for row in document["estimates"]] == [ROW] * 7
    assert [row["node"] for row in document["estimates"]] == NODES
    assert {row["level"] for row in document["estimates"]} == {"overall", "variable", "criterion"}
    assert document["warnings"] == []


def test_numbers_are_not_rounded_and_what_does_not_exist_is_null(small: "SmallStudy", shell: Shell) -> None:
    overall, *_, q4 = rows_of(shell("estimate", small.path, "--json"))
    q1, q2, q3, q4_mean = 26 / 15, 29 / 14, (6 / 3 + 27 / 14) / 2, 2.0
    v1, v2 = (q1 + 3 * q2) / 4, (q3 + q4_mean) / 2
    assert overall["value"] == pytest.approx((2 * v1 + v2) / 3, abs=1e-14)
    assert overall["by"] == {}
    assert overall["distance"] == pytest.approx(overall["value"] - 2, abs=1e-14)
    assert sum(overall["bands"].values()) == pytest.approx(1, abs=1e-12)
    assert overall["low"] < overall["value"] < overall["high"]
    assert (overall["deff"], overall["note"], overall["band"]) == (None, None, "medium")
    assert (q4["low"], q4["high"]) == (0, 3)  # clipped to the scale
    assert q4["note"]


def test_deff_is_given_when_asked_for(small: "SmallStudy", shell: Shell) -> None:
    rows = rows_of(shell("estimate", small.path, "--deff", "--json"))
    assert rows[0]["deff"] == pytest.approx(1, abs=1e-9)  # a simple random sample
    assert all(row["deff"] > 0 for row in rows)
    head, first = shell("estimate", small.path, "--deff", "--node", "overall").out.splitlines()[0::2]
    assert " deff " in head
    assert " 1.00 " in first
    assert "deff" not in shell("estimate", small.path, "--node", "overall").out


def test_attributes_are_crossed_by_what_occurs(small: "SmallStudy", shell: Shell) -> None:
    rows = rows_of(shell("estimate", small.path, "--by", "village,business", "--json"))
    found = list(dict.fromkeys(tuple(row["by"].items()) for row in rows))
    assert found == [
        (("village", "Koto Tuo"), ("business", "tani")),
        (("village", "Salo"), ("business", "tani")),
        (("village", "Salo"), ("business", "ternak")),
    ]
    again = rows_of(shell("estimate", small.path, "--by", " village, business,village", "--json"))
    assert again == rows
    for name in ("sex", "group", "role", "members"):
        assert {tuple(row["by"]) for row in rows_of(shell("estimate", small.path, "--by", name, "--json"))} == {(name,)}


def test_one_node(small: "SmallStudy", shell: Shell) -> None:
    rows = rows_of(shell("estimate", small.path, "--node", "v1", "--by", "village", "--json"))
    assert [(row["node"], row["by"]["village"]) for row in rows] == [("v1", "Koto Tuo"), ("v1", "Salo")]


def test_waves(small: "SmallStudy", shell: Shell) -> None:
    two_waves(small)
    last = rows_of(shell("estimate", small.path, "--json"))
    before = rows_of(shell("estimate", small.path, "--wave", "before", "--json"))
    every = rows_of(shell("estimate", small.path, "--wave", "all", "--json"))
    assert rows_of(shell("estimate", small.path, "--wave", "after", "--json")) == last
    assert rows_of(shell("estimate", small.path, "--by", "wave", "--json")) == every
    assert [row["by"] for row in every] == [{"wave": "before"}] * 7 + [{"wave": "after"}] * 7
    assert [{**row, "by": {}} for row in every] == [*before, *last]
    one = rows_of(shell("estimate", small.path, "--by", "wave", "--wave", "before", "--json"))
    assert one == every[:7]
    asked = {row["node"]: row["value"] is not None for row in before}
    assert asked == {**dict.fromkeys(NODES, False), "v1": True, "q1": True, "q2": True}
    assert all(row["note"] for row in before if row["value"] is None)
    by_both = rows_of(shell("estimate", small.path, "--by", "village,wave", "--json"))
    assert by_both[0]["by"] == {"village": "Koto Tuo", "wave": "before"}


def test_shares_of_persons_and_groups(small: "SmallStudy", shell: Shell) -> None:
    document = shell("estimate", small.path, "--shares", "--node", "overall", "--json").json
    groups = [row for row in document["shares"] if row["unit"] == "group"]
    assert [row["node"] for row in groups] == ["overall"]
    assert sum(groups[0]["share"].values()) == pytest.approx(1)
    text = shell("estimate", small.path, "--shares", "--node", "overall", "--lang", "id").out
    assert "\nkelompok " in text
    assert "\norang " in text


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--by", "desa"), "estimates.unknown-attribute"),
        (("--node", "v9"), "estimates.unknown-node"),
        (("--wave", "before"), "estimates.no-waves"),
    ],
)
def test_what_the_study_does_not_have(small: "SmallStudy", shell: Shell, options: tuple[str, ...], code: str) -> None:
    refused = shell("estimate", small.path, *options, "--json")
    assert (refused.code, refused.err) == (1, "")
    assert [found for found, _ in refused.found()] == [code]
    assert refused.json["counts"] is None


def test_the_name_that_was_meant_is_proposed(small: "SmallStudy", shell: Shell) -> None:
    two_waves(small)
    for options, meant in (
        (("--by", "vilage"), "village"),
        (("--by", "wav"), "wave"),
        (("--wave", "befor"), "before"),
        (("--node", "v11"), "v1"),
    ):
        (problem,) = shell("estimate", small.path, *options, "--json").json["problems"]
        assert problem["hint"].startswith(f"did you mean '{meant}'?")


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        (("v9",), "estimates.unknown-node", 1),
        (("v1", "--by", "desa=Salo"), "estimates.unknown-attribute", 1),
        (("v1", "--by", "village=Sallo"), "estimates.unknown-domain", 3),
        (("v1", "--by", "village=Koto Tuo,business=ternak"), "estimates.unknown-domain", 3),
        (("v1", "--wave", "all"), "estimates.no-waves", 1),
        (("q4", "--by", "role=member"), "estimates.no-answer", 3),
    ],
)
def test_what_cannot_be_explained(
    small: "SmallStudy", shell: Shell, options: tuple[str, ...], code: str, exit_code: int
) -> None:
    node, *rest = options
    refused = shell("explain", node, small.path, *rest, "--json")
    assert (refused.code, [found for found, _ in refused.found()]) == (exit_code, [code])
    text = shell("explain", node, small.path, *rest)
    assert text.code == exit_code
    assert f"error {code}: " in text.err


def test_a_value_that_does_not_exist_is_explained_all_the_same(small: "SmallStudy", shell: Shell) -> None:
    two_waves(small)
    absent = shell("explain", "overall", small.path, "--wave", "before")
    assert absent.code == 3
    assert "estimates.not-asked" in absent.err
    assert absent.out.startswith("overall = –")
    assert "├─ v1 = " in absent.out
    small.change("study.yaml", ("study: small", "study: small\nestimates: {min_coverage: 0.95}"))
    low = shell("explain", "q2", small.path, "--json")
    assert (low.code, low.found()) == (3, [("estimates.low-coverage", "")])
    assert low.json["explanation"]["coverage"] == pytest.approx(14 / 15)


def test_the_explanation_has_the_keys_of_the_contract(small: "SmallStudy", shell: Shell) -> None:
    document = shell("explain", "q1", small.path, "--by", "village=Salo", "--json").json
    head = ["study", "instrument", "synthetic", "settings", "by", "wave", "explanation", "warnings", "problems"]
    assert list(document) == head
    assert (document["by"], document["wave"]) == ({"village": "Salo"}, None)
    (role,) = document["explanation"]["answers"]
    assert (role["role"], role["total"], role["answered"], role["count"]) == ("member", 18, 10, 10)
    assert role["counts"] == {"0": 1, "1": 3, "2": 3, "3": 3}


def test_the_table(small: "SmallStudy", shell: Shell) -> None:
    shown = shell("estimate", small.path, "--by", "village")
    head, line, first, *_ = shown.out.splitlines()
    assert head.split() == ["village", "node", "what", "score", "SE", "interval", "category", "confidence", "n", "note"]
    assert set(line) == {"─", " "}
    assert first.startswith("Koto Tuo  overall  Score")
    assert "18 rows: 18 used" in shown.err
    indonesian = shell("estimate", small.path, "--lang", "id").out
    assert "1,99" in indonesian
    assert "sedang" in indonesian


def test_nothing_is_said_to_be_sure_where_nothing_was_drawn(small: "SmallStudy", shell: Shell) -> None:
    small.change("study.yaml", ("selection: random", "selection: census"))
    shown = shell("estimate", small.path, "--node", "overall").out.splitlines()[2]
    assert "  0.000  " in shown
    assert shown.split()[-5:] == ["–", "medium", "–", "18", "a"]
    assert "%" not in shown


def test_notes_stand_once_below_the_table(small: "SmallStudy", shell: Shell) -> None:
    shown = shell("estimate", small.path, "--by", "group")
    assert shown.err.count("(a) ") == 1
    assert "few sampling units" not in shown.out
    assert shown.out.splitlines()[2].endswith("  a")


def test_what_must_not_be_published_is_marked(small: "SmallStudy", shell: Shell) -> None:
    small.change("study.yaml", ("study: small", "study: small\ndisclosure: {threshold: 6}"))
    shown = shell("estimate", small.path, "--by", "group")
    assert "* rests on fewer than 6 persons, or would give such a figure away: not for publication" in shown.err
    marked = {
        row["node"]
        for row in shell("estimate", small.path, "--by", "group", "--json").json["estimates"]
        if row["suppressed"]
    }
    assert "q1" in marked
    assert "q4" not in marked  # the leader speaks of the group
    assert "*" not in shell("estimate", small.path).out


def test_how_the_sample_was_drawn_and_made_up_answers_are_said(small: "SmallStudy", shell: Shell) -> None:
    assert "As if drawn at random" not in shell("estimate", small.path).err
    small.change(
        "study.yaml", ("selection: random", "selection: purposive"), ("study: small", "study: small\nsynthetic: true")
    )
    told = shell("estimate", small.path).err
    assert "As if drawn at random" in told
    assert "Synthetic data" in told
    assert "Synthetic data" in shell("explain", "overall", small.path).err
    assert shell("estimate", small.path, "--json").json["synthetic"] is True


def test_warnings_are_on_standard_error_or_in_the_json(small: "SmallStudy", shell: Shell) -> None:
    small.change("responses/a.csv", ("L,1,2,3,", 'L,"1,0",2,3,'))
    shown = shell("estimate", small.path)
    assert "warning responses.read-as-number" in shown.err
    assert "read-as-number" not in shown.out
    document = shell("estimate", small.path, "--json", "--lang", "id").json
    (warning,) = document["warnings"]
    assert list(warning) == ["code", "file", "line", "column", "sheet", "cell", "message", "hint", "severity"]
    assert "dibaca sebagai angka" in warning["message"]


def test_what_is_beyond_the_rules_is_marked_and_named(small: "SmallStudy", shell: Shell) -> None:
    assert {tuple(row["beyond"]) for row in shell("estimate", small.path, "--json").json["estimates"]} == {()}
    small.change("study.yaml", ("study: small", "study: small\npublish: {min_n: 12, rse: 25}"))
    shown = shell("estimate", small.path)
    assert "†" in shown.out
    assert "† beyond the study's rules of publication: n below 12 (" in shown.err
    rows = {row["node"]: row["beyond"] for row in shell("estimate", small.path, "--json").json["estimates"]}
    assert rows["q4"][0] == "min_n"
    assert rows["overall"] == []
    assert shell("estimate", small.path, "--json").json["settings"]["publish"] == {
        "min_df": None,
        "min_n": 12,
        "rse": 25,
    }
