"""The chapter on the sample: its words and its figures; the facts themselves: tests/study/sample/test_sample_facts.py."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from berdaya.report.compose import compose
from berdaya.report.findings import Findings
from berdaya.report.model import Heading, Table
from berdaya.report.sections.sample import section
from berdaya.report.sections.speech import Speech
from berdaya.stats.sample_size import size_for_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.conftest import Small

PLAN = "plan: {margin: 0.1, population: 31, deff: 1.2, response: 0.9, slovin: true, role: member, asked: 40, seed: 3}"
WEIGHTS = "calibrate: {file: totals.csv, role: member}, trim: {high: 1.2}, nonresponse: {classes: [village]}"
PLANNED = "What was planned, and what was achieved"


def findings(small: Small, *design: str, profile: str = "internal", totals: str = "") -> Findings:
    """Twelve groups with 30 members, 10 of them men, 12 in the west."""
    lines = totals or "sex,f,36\nsex,m,24\n"
    (small.folder / "totals.csv").write_text(f"variable,label,total\n{lines}", encoding="utf-8")
    own = ", ".join(["selection: random", *design])
    return small(12, profile=profile, extra=f"design: {{{own}}}\nreport: {{sections: [sample]}}\n")


def tables(found: Findings, lang: str = "en") -> dict[str, Table]:
    return {block.caption: block for block in section(Speech(found, lang)) if isinstance(block, Table)}


def cells(table: Table, first: str = "") -> list[str]:
    """The printed cells of the row that begins with a word; of the first row without one."""
    rows: list[list[Any]] = [list(row.cells) for row in table.rows]
    return next([cell.text for cell in row[1:]] for row in rows if first in ("", row[0].text))


def test_it_stands_only_where_it_is_asked_for(small: Small) -> None:
    found = small(12)
    assert section(Speech(found, "en")) == ()
    asked = compose(findings(small), "en")
    assert "sample" in [block.anchor for block in asked.blocks if isinstance(block, Heading)]


def test_what_was_planned_stands_beside_what_was_achieved(small: Small, printed: Callable[[object], str]) -> None:
    found = findings(small, PLAN)
    size = size_for_share(0.5, 0.1, deff=1.2, response=0.9, population=31)
    table = tables(found)[PLANNED]
    assert cells(table, "People to be asked") == ["40", "–"]
    assert cells(table, "People who answer") == [str(size.answers), "30"]
    assert cells(table, "Share that answers") == ["90.0%", "75.0%"]
    assert cells(table, "Margin of error of a share")[0] == "±10.0%"
    told = printed(section(Speech(found, "en"))).replace("\n", "")
    assert "40 people were to be asked (Member); 30 answered, 75.0%. They are of 12 groups" in told
    assert "N / (1 + N e²) = 23.66, so 24, with N = 31 and e = 0.1" in told
    assert f"asks for {size.answers} answers" in told
    assert "with the seed 3" in told


@pytest.mark.parametrize(("margin", "verdict"), [(0.9, "large enough"), (0.01, "too small")])
def test_the_verdict_is_that_of_the_realised_margin(
    small: Small, printed: Callable[[object], str], margin: float, verdict: str
) -> None:
    found = findings(small, f"plan: {{sd: 0.5, margin: {margin}}}")
    at = found.whole.at(found.instrument.root.key)
    half = float(found.whole.high[0, at] - found.whole.value[0, at])
    told = printed(section(Speech(found, "en"))).replace("\n", "")
    assert f"within ±{half:.2f} points; ±{margin:.2f} was wanted. The sample is {verdict}" in told
    deff = cells(tables(found)[PLANNED], "Design effect (overall score)")
    assert deff == ["1", f"{found.whole.deff[0, at]:.2f}"]


def test_the_margin_of_a_share_takes_the_realised_effect_of_the_shares(small: Small) -> None:
    found = findings(small, "plan: {margin: 0.2}")
    place = found.persons.domains.index(("member",))
    share, se = (part[place, 0] for part in (found.persons.share, found.persons.se))
    best = int((share * (1 - share)).argmax())
    deff = se[best] ** 2 * 29 / (share[best] * (1 - share[best]))
    margin = 1.959963984540054 * (deff * 0.25 / 30) ** 0.5
    table = tables(found)[PLANNED]
    assert cells(table, "Design effect (share of people in a category)") == ["1", f"{deff:.2f}"]
    assert cells(table, "Margin of error of a share") == ["±20.0%", f"±{100 * margin:.1f}%"]


def test_weights_are_told_step_by_step(small: Small, printed: Callable[[object], str]) -> None:
    found = findings(small, WEIGHTS)
    shown = tables(found)
    table = shown["Weights step by step"]
    assert cells(table, "as drawn") == ["Member", "30", "30.0", "1.00", "1.00", "1.00", "30.0"]
    assert cells(table, "brought to known totals")[:3] == ["Member", "30", "60.0"]
    assert cells(shown["Known totals that the weights were brought to"]) == ["f", "20", "36.0", "20.0", "36.0"]
    assert cells(shown["Those who answered stand for all that were to take part"], "west") == [
        "6",
        "6",
        "100.0%",
        "1.000",
    ]
    assert found.sample is not None
    base = tuple(step for step in found.sample.steps if step.step == "base")
    alike = replace(found, sample=replace(found.sample, steps=base))
    assert "All answers of a role weigh alike" in printed(section(Speech(alike, "en")))


def test_few_people_are_hidden_in_public(small: Small) -> None:
    """Four men live in the west."""
    labels = ("west / m", "west / f", "east / m", "east / f")
    crossed = "".join(f"village / sex,{label},9\n" for label in labels)
    shown = {}
    for profile in ("internal", "public"):
        found = findings(small, WEIGHTS, profile=profile, totals=crossed)
        shown[profile] = tables(found)["Known totals that the weights were brought to"]
    counts: dict[str, list[Any]] = {
        profile: [list(row.cells)[2] for row in table.rows] for profile, table in shown.items()
    }
    assert [cell.text for cell in counts["internal"]] == ["4", "8", "6", "12"]
    assert [cell.text for cell in counts["public"]] == ["x", "8", "x", "12"]  # and the next, which could be worked out
    assert (shown["internal"].note, "x" in shown["public"].note) == ("", True)


def test_both_languages_say_the_same_figures(small: Small, printed: Callable[[object], str]) -> None:
    found = findings(small, PLAN, WEIGHTS)
    shapes = [[len(table.rows) for table in tables(found, lang).values()] for lang in ("en", "id")]
    assert shapes[0] == shapes[1]
    told = printed(section(Speech(found, "id"))).replace("\n", "")
    assert "Rumus Cochran dengan efek rancangan menurut rencana" in told
    assert "23,66" in told
    assert "{" not in told


def test_purposive_samples_are_headed_as_if_drawn_at_random(small: Small, printed: Callable[[object], str]) -> None:
    found = findings(small, "plan: {margin: 0.2}")
    assert "as if" not in printed(section(Speech(found, "en")))
    purposive = replace(found, design=replace(found.design, selection="purposive"))
    assert "as if" in printed(section(Speech(purposive, "en")))


def test_without_a_list_of_groups_nothing_is_said_of_who_did_not_answer(
    small: Small, printed: Callable[[object], str]
) -> None:
    found = small(12, extra="report: {sections: [sample]}\n", frame=False)
    told = printed(section(Speech(found, "en"))).replace("\n", "")
    assert "12 groups answered, with 30 answers of one role (Member). There is no list of groups" in told
    table = tables(found)["Groups and people that were to take part, and those that answered"]
    assert [column.head for column in table.columns[1:]] == ["Groups that answered", "People who answered (Member)"]
    assert cells(table, "Whole") == ["12", "30"]
    asked = small(12, extra="design: {plan: {asked: 40}}\nreport: {sections: [sample]}\n", frame=False)
    assert "30 answered, 75.0%. They are of 12 groups." in printed(section(Speech(asked, "en"))).replace("\n", "")
