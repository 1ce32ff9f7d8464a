from __future__ import annotations

from typing import TYPE_CHECKING

from berdaya.cli.drivers_shown import shown
from berdaya.study.analyses.drivers import DriversQuery, drivers_of
from berdaya.study.analyses.drivers_document import drivers_document
from berdaya.study.read import read_study
from berdaya.words import say

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


def test_an_only_criterion_is_told_apart_from_nothing(small: SmallStudy) -> None:
    study = read_study(small.path)
    one = drivers_document(drivers_of(study, DriversQuery(node="q1")), "en")
    assert [note.partition(":")[0] for note in shown(one, study.instrument, "en")[0].notes] == [
        "Both columns add up exactly. Rank 1 is the largest, with its interval. Intervals"
    ]
    two = drivers_document(drivers_of(study, DriversQuery(node="v1")), "en")
    notes = shown(two, study.instrument, "en")[0].notes
    assert [note.partition(":")[0] for note in notes[1:]] == ["Contribution", "Shortfall"]


def test_command_and_report_have_the_same_heads(small: SmallStudy) -> None:
    study = read_study(small.path)
    document = drivers_document(drivers_of(study, DriversQuery(leave_out=True)), "id")
    parts = shown(document, study.instrument, "id")
    heads = {
        name: say(f"driver_detail.head-{name}", "id").lower() for name in ("alone", "together", "overall", "places")
    }
    assert all(heads[name] in parts[1].lines[1] for name in ("alone", "together", "overall"))
    assert heads["places"] in parts[2].lines[1]
    assert "Gerak bersama (bagian kovarians)" in parts[1].notes[0]


def test_where_there_is_no_score_nothing_is_split(small: SmallStudy) -> None:
    text = (small.path / "responses/a.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    blank = [",".join([*row.split(",")[:4], *("dk" if one else "" for one in row.split(",")[4:])]) for row in rows]
    small.write("responses/a.csv", "\n".join([head, *blank]) + "\n")
    study = read_study(small.path)
    document = drivers_document(drivers_of(study, DriversQuery()), "en")
    assert document["contribution"] == {"total": None, "note": None, "rows": []}
    lines = [line for part in shown(document, study.instrument, "en") for line in part.lines]
    assert lines[0] == "'Score' cannot be split over criteria: it has no score."
    assert not any("0.000" in line for line in lines)


def test_scores_that_do_not_differ_have_no_table_of_dashes(small: SmallStudy) -> None:
    text = (small.path / "responses/a.csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    alike = [",".join([*row.split(",")[:4], *("2" if one else "" for one in row.split(",")[4:])]) for row in rows]
    small.write("responses/a.csv", "\n".join([head, *alike]) + "\n")
    study = read_study(small.path)
    parts = shown(drivers_document(drivers_of(study, DriversQuery(across="persons")), "en"), study.instrument, "en")
    assert parts[1].lines[1:] == ("- the score does not differ: overall, v1, v2",)
    assert parts[1].notes == ()
