"""Farm households in three villages: few clusters, and two questions that many were not asked."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

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


PLAIN = """\
instrument: plain
version: "1"
languages: [en]
title: {en: Answers as they are}
scale: {min: 0, max: 100}
roles: {household: {en: Household}}
bands: {classes: 4}
tree:
  key: whole
  children:
"""


def as_they_are(study: Real) -> Path:
    """The study with every number of the file as a question on 0-100, nothing cut or turned; membership also as a trait."""
    leaf = "    - {{key: {0}, ask: [household], question: {{en: {0}}}}}\n"
    items = "".join(leaf.format(item) for item in study.expected["items"])
    folder = study.changed(("attributes: [village]\n", "attributes: [village, member]\n"), *HOUSEHOLDS)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    start, stop = text.index("    recode:"), text.index("# The file does not say")
    (folder / "study.yaml").write_text(text[:start] + text[stop:], encoding="utf-8")
    (folder / "instrument.yaml").write_text(PLAIN + items, encoding="utf-8")
    with (study.data / "safi_households.csv").open(encoding="utf-8", newline="") as lines:
        rows = [{**row, "member": row["assoc_member"]} for row in csv.DictReader(lines)]
    with (folder / "safi.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return study.changed(("${BERDAYA_REAL:-../../../shared/real}/safi_mozambique/safi_households.csv", "safi.csv"))


def test_every_number_of_the_file_and_household_size_by_village_and_membership(real: Open, outside: Outside) -> None:
    """Also those that the index does not use, or knows up to four only; the size by village is that of the published lesson."""
    study = real("safi_mozambique", 51)
    folder = as_they_are(study)
    rows = study.rows(study=folder)
    for item, figures in study.expected["items"].items():
        study.agree([rows[item, ""]["value"], rows[item, ""]["n"]], figures)
    for by, name in (("village", "members_by_village"), ("village,member", "members_by_village_membership")):
        sizes = study.rows("--by", by, "--node", "hh_members", study=folder)
        for place, mean in study.expected[name].items():
            study.agree(sizes["hh_members", place]["value"], mean)
    assert study.count == 51
    outside(study.count)


def test_categories(real: Open, outside: Outside) -> None:
    study = real("safi_mozambique", 4)
    shares = study.run("estimate", "--shares", "--node", "index_no_social")["shares"]
    [persons] = [row["share"] for row in shares if row["unit"] == "person"]
    study.agree(list(persons.values()), study.expected["bands_no_social"])
    outside(study.count)
