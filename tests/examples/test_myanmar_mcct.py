"""A household baseline in two states of Myanmar: strata, clusters, weights, mixed scales."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Outside
    from tests.examples.conftest import Real

NODES = ("housing", "assets", "wash", "hygiene", "food_coping", "livelihood_coping", "index")
NO_WEIGHT = ((", weight: weight}", "}"), ("  weight: weight\n", ""))
ANCHORS = {"wall": (0, 3), "floor": (0, 3), "latrine": (0, 3)}  # of the other questions by the start of their key
BY_START = {"soap_": (1, 4), "cope_": (7, 0)}
TURNED = ("sold_", "spent_savings", "borrowed_money", "withdrew_school", "cut_health", "begged")
pytestmark = pytest.mark.slow
Open = Callable[[str, int], "Real"]


def anchors(item: str) -> tuple[float, float]:
    """The answers that score 0 and 100."""
    found = [ends for start, ends in BY_START.items() if item.startswith(start)]
    return found[0] if found else ANCHORS.get(item, (1, 0) if item.startswith(TURNED) else (0, 1))


@pytest.mark.parametrize("weights", ["weighted", "unweighted"])
def test_index_and_variables_whole_by_stratum_and_state(real: Open, outside: Outside, weights: str) -> None:
    study = real("myanmar_mcct", 49)
    folder = study.folder if weights == "weighted" else study.changed(*NO_WEIGHT)
    expected = study.expected["index"][weights]
    tables = [study.rows(*options, study=folder) for options in ((), ("--by", "stratum"), ("--by", "state"))]
    for place, wanted in expected.items():
        node, _, domain = place.partition("|")
        if node in NODES:
            row = next(rows[node, domain] for rows in tables if (node, domain) in rows)
            mean, se, n, *_, df = wanted
            study.agree([row["value"], row["se"], row["n"]], [mean, se, n])
            assert domain or row["df"] == df
    assert study.count == 3 * (7 + 6 + 2)
    shares = study.run("estimate", "--shares", "--node", "index", study=folder)["shares"]
    [persons] = [row["share"] for row in shares if row["unit"] == "person"]
    study.agree(list(persons.values()), expected["bands_index"])
    outside(study.count)


def test_questions(real: Open, outside: Outside) -> None:
    """Means of the answers, without weights, of all who answered."""
    study = real("myanmar_mcct", 84)
    rows = study.rows(study=study.changed(*NO_WEIGHT))
    for variable in study.expected["items"].values():
        for item, figures in variable.items():
            if item in ("alpha_complete_cases", "n_missing_any"):
                continue
            low, high = anchors(item)
            row = rows[item, ""]
            study.agree([low + (high - low) * row["value"] / 100, row["n"]], figures)
    assert study.count == 84
    outside(study.count)


def test_what_explains_an_outside_score(real: Open, outside: Outside) -> None:
    study = real("myanmar_mcct", 20)
    found = study.run("drivers", "--across", "persons", "--outcome", "ppi_score", study=study.changed(*NO_WEIGHT))[
        "outcome"
    ]
    expected = study.expected["drivers_of_ppi_score"]
    study.agree([found["n"], found["r2"]["value"]], [expected["n"], expected["R2"]])
    rows = {row["key"]: row for row in found["rows"]}
    for name, wanted in (("beta", "std_beta"), ("share", "shapley_lmg_share_of_R2"), ("r", "pearson_with_ppi")):
        study.agree([rows[node][name]["value"] for node in expected[wanted]], list(expected[wanted].values()))
    assert study.count == 20
    outside(study.count)
