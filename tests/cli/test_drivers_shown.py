from __future__ import annotations

from typing import TYPE_CHECKING

from berdaya.cli.drivers_shown import shown
from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_what_is_missing_is_said_and_few_persons_are_marked(small: SmallStudy) -> None:
    study = read_study(small.path)
    document = drivers_document(drivers_of(study, DriversQuery(between="village=Salo,Koto Tuo", across="groups")), "en")
    document["gap"]["sides"][0]["suppressed"] = True
    for node in document["influence"]["nodes"]:
        node["note"] = "few-rows"
        for child in node["children"]:
            child["shapley"] = child["r2"] = child["ratio"] = child["covariance"] = dict.fromkeys(
                ("value", "low", "high")
            )
    parts = shown(document, study.instrument, "en")
    table = "\n".join(parts[1].lines)
    assert "too few rows have all of its parts" in table
    assert "not sure" not in table
    assert "* in Salo and" in parts[2].lines[0]
    document["gap"]["total"]["value"] = None
    assert "does not have a score in both parts" in shown(document, study.instrument, "en")[2].lines[0]
