import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_figures_of_few_and_beyond_the_rules_are_marked_in_every_table(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    settings = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    settings = settings.replace("threshold: 5", "threshold: 26")
    settings += "publish: {min_n: 180}\ncomparison: {by: business, treated: tani, control: dagang}\n"
    (tmp_path / "study.yaml").write_text(settings, encoding="utf-8")
    ran = shell("change", tmp_path, "--split", "--pairs", "--lang", "en")
    assert ran.code == 0
    pairs = ran.out.split("answered in both waves")[-1]
    (official,) = [line for line in pairs.splitlines() if line.startswith("official") and " a3 " in line]
    assert " 25* " in official  # too few for the rule on n too, which is told by one mark
    (member,) = [line for line in pairs.splitlines() if line.startswith("member") and " a3 " in line]
    assert " 169† " in member
    split = ran.out.split("is made of")[1].split("answered in both waves")[0]
    assert "†" in split
    assert ran.err.count("n below 180") >= 3
    document = shell("change", tmp_path, "--split", "--pairs", "--json").json
    for name in ("changes", "comparison", "splits", "pairs"):
        assert any(row["beyond"] == ["min_n"] for row in document[name]), name
        assert all(isinstance(row["suppressed"], bool) for row in document[name])
    assert any(row["suppressed"] for row in document["pairs"])


def test_few_sampling_units_have_errors_that_hold_with_few(shell: Shell, few_groups: "Path") -> None:
    ran = shell("change", few_groups, "--node", "overall", "--lang", "id")
    head, _, row = ran.out.splitlines()[1:4]
    assert "selang jackknife" in head and "p wild" in head
    assert ran.out.count("selang jackknife") == 2  # in the comparison too
    assert "kurang dari 40 satuan sampel" in ran.err.lower() and "512 pola tanda" in ran.err
    document = shell("change", few_groups, "--node", "overall", "--json").json
    few = document["changes"][0]["few_psus"]
    assert (few["psus"], few["patterns"], few["every_pattern"]) == (9, 512, True)
    low, high = (f"{few[end]:.2f}".replace(".", ",") for end in ("low", "high"))
    assert f"{low}–{high}" in row
    assert few["wild_low"] < document["changes"][0]["value"] < few["wild_high"]
    assert document["comparison"][0]["few_psus"]["psus"] == 9
    by_part = shell("change", few_groups, "--by", "side", "--node", "overall", "--json").json
    assert [one["few_psus"] for one in by_part["changes"]] == [None, None]
    asked = shell("change", few_groups, "--by", "side", "--node", "overall", "--few-clusters", "--json").json
    assert [one["few_psus"]["psus"] for one in asked["changes"]] == [5, 4]


def test_few_sampling_units_in_strata_have_no_column_without_figures(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("change", tmp_path, "--few-clusters", "--by", "village", "--node", "a3", "--lang", "en")
    head = next(line for line in ran.out.splitlines() if line.startswith("village"))
    assert "jackknife interval" in head and "wild" not in head
    assert "patterns" not in ran.err and "No p by the wild cluster bootstrap" in ran.err
    assert "(PSUs; here 18–35)" in ran.err


def test_many_sampling_units_are_told_to_need_no_more(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    ran = shell("change", tmp_path, "--few-clusters", "--node", "a3", "--lang", "id")
    assert "jackknife" not in ran.out and "--few-clusters tidak menambah apa pun di sini" in ran.err
    assert "--few-clusters" not in shell("change", tmp_path, "--node", "a3", "--lang", "id").err


def test_no_interval_of_a_change_is_wider_than_the_scale_allows(shell: Shell, few_groups: "Path") -> None:
    rows = [
        f"p{g},g{g},member,{wave},{'ab'[g % 2]},{q},{q}"
        for g in range(4)
        for wave, q in zip("ab", (g, 3 - g), strict=True)
    ]
    text = "\n".join(["respondent,group,role,wave,side,q1,q2", *rows, ""])
    (few_groups / "answers.csv").write_text(text, encoding="utf-8")
    ran = shell("change", few_groups, "--lang", "en")
    assert "was cut there, as nothing lies beyond" in ran.err
    document = shell("change", few_groups, "--json").json
    for rows, most in ((document["changes"], 3), (document["comparison"], 6)):
        ends = [abs(row[end]) for row in rows for end in ("low", "high") if row[end] is not None]
        ends += [abs(row["few_psus"][end]) for row in rows if row["few_psus"] for end in ("low", "high")]
        assert ends and max(ends) <= most
        assert [row["cut"] for row in rows if row["low"] is not None] == [
            most in (abs(row["low"]), abs(row["high"])) for row in rows if row["low"] is not None
        ]
    assert any(row["cut"] for row in (*document["changes"], *document["comparison"]))


@pytest.mark.parametrize("empty", ["a", "b", "both"])
def test_waves_without_answers_change_nothing(shell: Shell, few_groups: "Path", empty: str) -> None:
    """Of the wave itself nobody answered, or all left every question blank."""
    head, *lines = (few_groups / "answers.csv").read_text(encoding="utf-8").splitlines()
    kept = [
        line if empty != "both" else ",".join([*line.split(",")[:-2], "", ""])
        for line in lines
        if line.split(",")[3] != empty
    ]
    (few_groups / "answers.csv").write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    study = few_groups / "study.yaml"
    text = study.read_text(encoding="utf-8")
    study.write_text(re.sub(r"(?m)^comparison:.*\n", "", text), encoding="utf-8")
    for options in ((), ("--split",), ("--pairs",), ("--few-clusters",)):
        ran = shell("change", few_groups, *options, "--lang", "en")
        assert ran.code == 0, ran.err
        assert "Nothing was answered both in 'a' and in 'b'." in ran.out
        assert "--few-clusters adds nothing" not in ran.err
