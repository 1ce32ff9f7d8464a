from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.estimates.reliability.rasch_model import RaschQuery
from berdaya.stats.rasch import rasch_severities
from berdaya.study.analyse import analyse
from berdaya.study.analyses.rasch import rasch_document, rasch_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy, YesNoStudy


def test_the_document_is_plain_data(yes_no: YesNoStudy) -> None:
    found = rasch_of(read_study(yes_no.write()))
    document = json.loads(json.dumps(rasch_document(found, "en"), allow_nan=False))
    assert document["infit_rule"] == [0.7, 1.3]
    assert (document["weighted"], document["wave"]) == (True, None)
    rows = {row["node"]: row for row in document["rasch"]}
    assert {node: row["notes"] for node, row in rows.items()} == {
        "overall": ["not-yes-no"],
        "food": [],
        "assets": ["few-items"],
    }
    food = rows["food"]
    severity = rasch_severities(yes_no.answers.astype(float), yes_no.weight).severity
    np.testing.assert_allclose([item["severity"] for item in food["items"]], severity, atol=1e-9)
    assert (food["counts"], food["asked"], food["others"], food["by"]) == ("worse", 5, [], {})
    assert rows["overall"]["others"] == ["trust"]
    assert {item["fit"] for item in food["items"]} <= {"fits", "underfit", "overfit"}
    assert [score["yes"] for score in food["scores"]] == [0, 1, 2, 3, 4, 5]


def test_parts(yes_no: YesNoStudy) -> None:
    study = read_study(yes_no.write())
    found = rasch_of(study, RaschQuery("food", by=("sex", "village")))
    rows = rasch_document(found, "en")["rasch"]
    assert {row["by"]["sex"] for row in rows} == {"L", "P"}
    assert [*rows[0]["by"]] == ["sex", "village"]
    assert rasch_document(found, "en")["query"]["by"] == ["sex", "village"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (RaschQuery(role="membr"), "reliability.unknown-role"),
        (RaschQuery("fod"), "estimates.unknown-node"),
        (RaschQuery("hungry"), "reliability.no-items"),
        (RaschQuery(by=("sexx",)), "estimates.unknown-attribute"),
        (RaschQuery(by=("wave",)), "estimates.unknown-attribute"),
        (RaschQuery("overall"), "reliability.not-yes-no"),
    ],
)
def test_what_cannot_be_asked_for(yes_no: YesNoStudy, query: RaschQuery, code: str) -> None:
    with pytest.raises((InputError, ComputeError)) as caught:
        rasch_of(read_study(yes_no.write()), query)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_questions_with_more_answers_are_not_offered(small: SmallStudy) -> None:
    with pytest.raises(ComputeError) as caught:
        rasch_of(read_study(small.path))
    (problem,) = caught.value.problems
    assert problem.code == "reliability.not-yes-no"
    assert (problem.values["yes_no"], problem.values["asked"]) == (0, 4)


def test_a_role_that_nobody_had(yes_no: YesNoStudy) -> None:
    folder = yes_no.write()
    text = (folder / "instrument.yaml").read_text(encoding="utf-8")
    (folder / "instrument.yaml").write_text(
        text.replace("roles: {", "roles: {leader: {id: Ketua, en: Leader}, "), encoding="utf-8"
    )
    answers = (folder / "a.csv").read_text(encoding="utf-8").splitlines()
    named = [f"{answers[0]},role", *(f"{line},member" for line in answers[1:])]
    (folder / "a.csv").write_text("\n".join([*named, ""]), encoding="utf-8")
    with pytest.raises(ComputeError) as caught:
        rasch_of(read_study(folder), RaschQuery(role="leader"))
    assert [problem.code for problem in caught.value.problems] == ["reliability.nobody-asked"]


def test_the_report_has_the_same_figures(yes_no: YesNoStudy) -> None:
    study = read_study(yes_no.write("report: {sections: [reliability]}\n"))
    assert analyse(study)[0].rasch == rasch_of(study).rasch
    assert analyse(read_study(yes_no.write()))[0].rasch is None
