import json
from typing import TYPE_CHECKING, Any

import pytest

from berdaya.study.analyses.schemes_document import schemes_document
from berdaya.study.analyses.weights import schemes_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

AHP = "expert,first,second,judgement\nAni,v1,v2,1/3\nBudi,v1,v2,3\n"
BWM = "expert,node,best_to,to_worst\nAni,v1,1,2\nAni,v2,2,1\n"


@pytest.fixture
def document(small: "SmallStudy") -> dict[str, Any]:
    small.write("weights/ahp.csv", AHP)
    small.write("weights/bwm.csv", BWM)
    return schemes_document(schemes_of(read_study(small.path)), "en")


def test_a_scheme_with_its_weights_and_what_it_does(document: dict[str, Any]) -> None:
    json.dumps(document, allow_nan=False)
    assert (document["use"], document["random_index"], document["units"]) == ("given", "saaty-1980", "groups")
    by_name = {one["name"]: one for one in document["schemes"]}
    given, ahp = by_name["given"], by_name["ahp"]
    assert [one["name"] for one in document["schemes"] if one["in_use"]] == ["given"]
    assert [one["name"] for one in document["schemes"] if not one["recommended"]] == ["entropy", "critic", "pca"]
    first = ahp["weights"][0]
    assert (first["parent"], first["node"], first["own"], first["experts"]) == ("overall", "v1", True, 2)
    assert first["weight"] == first["effective"] == pytest.approx(0.5)
    assert (first["low"], first["high"]) == (pytest.approx(0.25), pytest.approx(0.75))
    q2 = next(one for one in ahp["weights"] if one["node"] == "q2")
    assert (q2["own"], q2["weight"], q2["effective"]) == (False, 0.75, pytest.approx(0.375))
    score, base = (next(row for row in one["scores"] if row["node"] == "overall") for one in (ahp, given))
    assert score["difference"] == pytest.approx(score["value"] - base["value"])
    assert (base["difference"], base["changed"], base["groups"]) == (0, 0, 3)
    assert score["band"] in ("low", "medium", "high")
    assert [(one["expert"], one["accepted"]) for one in ahp["consistency"]] == [
        ("Ani", True),
        ("Budi", True),
        (None, True),
    ]
    assert by_name["bwm"]["source"] == "weights/bwm.csv"


def test_one_node_only(small: "SmallStudy") -> None:
    small.write("weights/ahp.csv", AHP + "Ani,q1,q2,2\n")
    found = schemes_document(schemes_of(read_study(small.path), names=("ahp",)), "en", "v1")
    (_, ahp) = found["schemes"]
    assert [row["node"] for row in ahp["weights"]] == ["q1", "q2"]
    assert [row["node"] for row in ahp["scores"]] == ["v1"]
    assert {one["node"] for one in ahp["consistency"]} == {"v1"}


def test_the_worst_judgement_with_its_place(small: "SmallStudy") -> None:
    small.change(
        "instrument.yaml",
        ("    - key: v2\n", "    - {key: q5, ask: [member], question: {id: L?, en: F?}}\n    - key: v2\n"),
    )
    small.write("weights/ahp.csv", "expert,first,second,judgement\nAni,v1,v2,1/3\nAni,v1,q5,1/5\nAni,v2,q5,3\n")
    found = schemes_document(schemes_of(read_study(small.path), names=("ahp",)), "en")
    (one,) = found["schemes"][1]["consistency"]
    assert one["accepted"] is False
    assert one["worst"]["place"] == "weights/ahp.csv:3:4"
    assert one["worst"]["implied"] == pytest.approx(1.0)
    assert one["ratio"] > 0.1 > one["worst"]["ratio"]
