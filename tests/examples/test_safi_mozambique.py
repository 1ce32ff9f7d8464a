"""Farm households in three villages: few clusters, and two questions that many were not asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Outside
    from tests.examples.conftest import Real

NODES = ("housing", "assets", "livestock", "food", "social", "index_no_social", "index_complete")
HOUSEHOLDS = (("  stages:\n    - {unit: group}\n", ""),)
ANCHORS = {  # least and greatest answer of the questions that are not asked on 0-1
    "wall": (0, 3),
    "meals_per_day": (2, 3),
    "months_lack_food": (12, 0),
    "conflicts": (3, 0),
}
CUT_AT_FOUR = ("rooms", "livestock_types")  # the index knows four or more
pytestmark = pytest.mark.slow
Open = Callable[[str, int], "Real"]


def test_villages_as_units_and_a_warning(real: Open, outside: Outside) -> None:
    study = real("safi_mozambique", 28)
    printed = study.run("estimate")
    rows = {row["node"]: row for row in printed["estimates"]}
    for node in NODES:
        mean, se, n, _, _, df = study.expected[node]["village_as_psu"]
        study.agree([rows[node][name] for name in ("value", "se", "n", "df")], [mean, se, n, df])
    assert "design.few-psus" in {warning["code"] for warning in printed["warnings"]}
    assert study.count == 28
    outside(study.count)


def test_households_as_units_by_village(real: Open, outside: Outside) -> None:
    study = real("safi_mozambique", 84)
    households = study.changed(*HOUSEHOLDS)
    whole, by_village = study.rows(study=households), study.rows("--by", "village", study=households)
    for node in NODES:
        expected = study.expected[node]
        wanted = {"": expected["srs"], **expected["by_village"]}
        for village, figures in wanted.items():
            row = (by_village if village else whole)[node, village]
            study.agree([row["value"], row["se"], row["n"]], figures)
    assert study.count == 7 * 4 * 3
    outside(study.count)


def test_questions_and_who_was_not_asked(real: Open, outside: Outside) -> None:
    study = real("safi_mozambique", 30)
    rows = study.rows()
    for item, (mean, n) in study.expected["items"].items():
        if (item, "") not in rows or item in CUT_AT_FOUR:
            continue
        low, high = ANCHORS.get(item, (0, 1))
        study.agree([low + (high - low) * rows[item, ""]["value"] / 100, rows[item, ""]["n"]], [mean, n])
    assert (rows["assoc_member", ""]["n"], rows["conflicts", ""]["n"]) == (92, 92)
    assert study.count == 30
    outside(study.count)


def test_categories(real: Open, outside: Outside) -> None:
    study = real("safi_mozambique", 4)
    shares = study.run("estimate", "--shares", "--node", "index_no_social")["shares"]
    [persons] = [row["share"] for row in shares if row["unit"] == "person"]
    study.agree(list(persons.values()), study.expected["bands_no_social"])
    outside(study.count)
