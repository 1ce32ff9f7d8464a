from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.estimates.reliability.model import ReliabilityQuery
from berdaya.study.analyse import analyse
from berdaya.study.analyses.reliabilities import reliability_document, reliability_of, set_rows
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Outside, SmallStudy

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
AS_SPSS = ReliabilityQuery(listwise=True, unweighted=True)
PRINTED = 5.1e-7  # six decimals, those of expected.json


def alphas(study: Path, query: ReliabilityQuery = AS_SPSS) -> dict[str, Any]:
    return {row["node"]: row for row in set_rows(reliability_of(read_study(study), query).reliability)}


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        (
            "myanmar_mcct",
            {
                "housing": (0.74433, 2058),
                "assets": (0.858293, 2143),
                "wash": (0.43911, 2060),
                "hygiene": (0.941001, 2110),
                "food_coping": (0.656521, 2145),
                "livelihood_coping": (0.362285, 2145),
            },
        ),
        ("safi_mozambique", {"assets": (0.779029, 131)}),
    ],
)
def test_real_studies_as_their_descriptions_print_them(
    outside: Outside,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    figures: dict[str, tuple[float, int]],
) -> None:
    """Complete cases without weights; the copings of Myanmar are reversed and have scales of their own."""
    folder = outside.folder(name, 2 * len(figures), "BERDAYA_REAL")
    monkeypatch.setenv("BERDAYA_REAL", str(folder.parent))
    shutil.copytree(EXAMPLES / name, tmp_path / name)
    found = alphas(tmp_path / name)
    for node, (alpha, n) in figures.items():
        assert found[node]["alpha"] == pytest.approx(alpha, abs=PRINTED), node
        assert found[node]["n"] == n
    outside(2 * len(figures))


def fies(folder: Path, rows: list[dict[str, str]], items: list[str]) -> Path:
    """A study of one country: eight questions whose yes is bad, and a weight."""
    folder.mkdir()
    leaves = "\n".join(
        f"    - {{key: {item}, ask: [person], direction: lower_is_better, scale: {{min: 0, max: 1}}, question: {{en: {item}}}}}"
        for item in items
    )
    instrument = f"""\
instrument: fies
version: "1"
languages: [en]
title: {{en: Food}}
scale: {{min: 0, max: 100}}
roles: {{person: {{en: Person}}}}
bands:
  cuts: [50]
  labels:
    - {{key: low, en: low, colour: "#D17A00", ink: "#111111"}}
    - {{key: high, en: high, colour: "#0B2F5B", ink: "#FFFFFF"}}
levels: [overall, question]
tree:
  key: food
  label: {{en: Food}}
  children:
{leaves}
"""
    study = (
        "study: fies\ninstrument: instrument.yaml\nresponses:\n"
        "  - {file: fies.csv, columns: {respondent: resp_id, group: group, weight: wt}}\n"
        "design: {selection: random, weight: weight}\n"
    )
    (folder / "instrument.yaml").write_text(instrument, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    with (folder / "fies.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, ["resp_id", "group", "wt", *items], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "group": "all"} for row in rows)
    return folder


def test_food_insecurity_in_four_countries(outside: Outside, tmp_path: Path) -> None:
    printed = {
        "country1": (0.932766, 993),
        "country2": (0.90811, 991),
        "country3": (0.815551, 991),
        "country4": (0.901042, 991),
    }
    folder = outside.folder("fies_four_countries", 8, "BERDAYA_REAL")
    with (folder / "fies.csv").open(encoding="utf-8", newline="") as lines:
        answered = list(csv.DictReader(lines))
    items = list(answered[0])[2:10]
    for country, (alpha, n) in printed.items():
        place = fies(tmp_path / country, [row for row in answered if row["country"] == country], items)
        plain, weighted = alphas(place)["food"], alphas(place, ReliabilityQuery())["food"]
        assert plain["alpha"] == pytest.approx(alpha, abs=PRINTED)
        assert plain["n"] == n
        assert weighted["alpha"] != pytest.approx(alpha, abs=1e-6)
        assert weighted["low"] < weighted["alpha"] < weighted["high"]
    outside(8)


def test_four_years_of_a_panel_as_four_questions(outside: Outside, tmp_path: Path) -> None:
    folder = outside.folder("bsa_attitudes_panel", 1, "BERDAYA_REAL")
    with (folder / "panel.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    people: dict[str, dict[str, str]] = {}
    for row in rows:
        own = people.setdefault(row["respondent"], {"resp_id": row["respondent"], "wt": "1"})
        own[f"y{row['year']}"] = row["numpos"]
    items = ["y1983", "y1984", "y1985", "y1986"]
    place = fies(tmp_path / "bsa", list(people.values()), items)
    text = (
        (place / "instrument.yaml")
        .read_text(encoding="utf-8")
        .replace("scale: {min: 0, max: 1}", "scale: {min: 0, max: 7}")
    )
    (place / "instrument.yaml").write_text(text.replace(", direction: lower_is_better", ""), encoding="utf-8")
    (found,) = alphas(place).values()
    assert found["alpha"] == pytest.approx(0.859218, abs=5.1e-7)
    assert found["n"] == 264
    outside(1)


def test_the_document_is_plain_data(small: SmallStudy) -> None:
    reliable = reliability_of(read_study(small.path))
    document = json.loads(json.dumps(reliability_document(reliable, "en"), allow_nan=False))
    assert (document["study"], document["wave"], document["weighted"]) == ("small", None, False)
    whole = next(row for row in document["reliability"] if (row["node"], row["role"]) == ("overall", "member"))
    assert [item["key"] for item in whole["items"]] == ["q1", "q2", "q3"]
    assert whole["alpha"] == reliable.reliability.sets[0].alpha
    assert {"verdict", "critical", "rest", "total"} <= set(whole["items"][0])


def test_the_report_has_the_same_figures(small: SmallStudy) -> None:
    with (small.path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [reliability]}\n")
    study = read_study(small.path)
    assert analyse(study)[0].reliability == reliability_of(study, ReliabilityQuery(polychoric=True)).reliability


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (ReliabilityQuery(node="v9"), "estimates.unknown-node"),
        (ReliabilityQuery(node="q1"), "reliability.no-items"),
        (ReliabilityQuery(role="membr"), "reliability.unknown-role"),
        (ReliabilityQuery(df=0.0), "stats.r-out-of-range"),
        (ReliabilityQuery(level=5.0), "stats.r-out-of-range"),
        (ReliabilityQuery(node="v1", role="leader"), "reliability.nobody-asked"),
    ],
)
def test_what_cannot_be_asked_for(small: SmallStudy, query: ReliabilityQuery, code: str) -> None:
    with pytest.raises((InputError, ComputeError)) as caught:
        reliability_of(read_study(small.path), query)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_unknown_wave(small: SmallStudy) -> None:
    with pytest.raises(InputError) as caught:
        reliability_of(read_study(small.path), wave="later")
    assert [problem.code for problem in caught.value.problems] == ["estimates.no-waves"]
