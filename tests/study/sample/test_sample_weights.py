"""Adjusted weights through a study's folder: what commands and the report make of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.report.compose import compose
from berdaya.stats.weighting_effect import weighting_effect
from berdaya.study.analyse import analyse
from berdaya.study.analyses.changes import change_of
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of, results_document
from berdaya.study.sample.sample_weights import sample_weights, weights_csv, weights_document

if TYPE_CHECKING:
    from tests.conftest import Outside, SmallStudy

STYPE = {"E": 4421.0, "H": 755.0, "M": 1018.0}
WIDE = {"No": 1072.0, "Yes": 5122.0}
FIGURES = 20
INSTRUMENT = """
instrument: api
version: "1"
languages: [en]
title: Schools
scale: {min: 0, max: 1000}
roles: {member: School}
bands: {cuts: [500]}
tree: {key: overall, children: [{key: api, question: Index?}, {key: none, question: Nothing?}]}
"""


def schools(path: Path, data: pl.DataFrame, *variables: str, waves: bool = False) -> Path:
    """apiclus1 as a study: districts were drawn, the weights are brought to the numbers of schools."""
    path.mkdir(parents=True, exist_ok=True)
    path.joinpath("instrument.yaml").write_text(INSTRUMENT, encoding="utf-8")
    parts = [("before", "api99"), ("after", "api00")] if waves else [("", "api00")]
    rows = [
        data.select(
            respondent="cds", group="dnum", weight="pw", stype="stype", wide="sch.wide", wave=pl.lit(wave), api=of
        )
        for wave, of in parts
    ]
    pl.concat(rows).write_csv(path / "a.csv")
    totals = {"stype": STYPE, "wide": WIDE}
    lines = [f"{name},{label},{total}" for name in variables for label, total in totals[name].items()]
    path.joinpath("totals.csv").write_text("\n".join(["variable,label,total", *lines, ""]), encoding="utf-8")
    path.joinpath("study.yaml").write_text(
        "study: api\ninstrument: instrument.yaml\nresponses: [{file: a.csv, attributes: [stype, wide]}]\n"
        f"waves: [{'before, after' if waves else ''}]\ndesign:\n  selection: random\n  stages: [{{unit: group}}]\n"
        f"  weight: weight\n{'  calibrate: {file: totals.csv}' if variables else ''}\n",
        encoding="utf-8",
    )
    return path


def test_estimates_take_the_calibrated_weights_and_their_errors(outside: Outside, tmp_path: Path) -> None:
    svy = pytest.importorskip("svy")
    data = pl.read_csv(outside.folder("survey", FIGURES) / "apiclus1.csv", infer_schema_length=1000)
    plain = svy.Sample(data, svy.Design(psu="dnum", wgt="pw"))
    cases = {
        ("stype",): plain.weighting.poststratify(controls=STYPE, cells="stype"),
        ("stype", "wide"): plain.weighting.rake(controls={"stype": STYPE, "sch.wide": WIDE}, tol=1e-13, max_iter=5000),
    }
    compared = 0
    for variables, theirs in cases.items():
        study = read_study(schools(tmp_path / "-".join(variables), data, *variables))
        found = sample_weights(study)
        np.testing.assert_allclose(found.adjusted.steps[-1][1], theirs.data[theirs.design.wgt].to_numpy(), rtol=1e-8)
        for by, column in (("", None), ("stype", "stype")):
            rows = results_document(estimates_of(study, (by,) if by else ()), "en", "api")["estimates"]
            for row, wanted in zip(rows, theirs.estimation.mean("api00", by=column).to_dicts(), strict=True):
                pairs = (
                    (("value", "est"), ("se", "se"))
                    if by
                    else (("value", "est"), ("se", "se"), ("low", "lci"), ("high", "uci"))
                )
                for ours, other in pairs:
                    assert row[ours] == pytest.approx(wanted[other], rel=1e-9), (variables, by, ours)
                    compared += 1
    outside(compared)
    assert compared == FIGURES


def test_a_panels_change_is_of_the_calibrated_weights(outside: Outside, tmp_path: Path) -> None:
    """The change is the mean of differences, both waves calibrated alike: svy says how sure that is."""
    svy = pytest.importorskip("svy")
    data = pl.read_csv(outside.folder("survey", 2) / "apiclus1.csv", infer_schema_length=1000)
    data = data.with_columns(moved=pl.col("api00") - pl.col("api99"))
    plain = svy.Sample(data, svy.Design(psu="dnum", wgt="pw"))
    (wanted,) = plain.weighting.poststratify(controls=STYPE, cells="stype").estimation.mean("moved").to_dicts()
    change = change_of(read_study(schools(tmp_path, data, "stype", waves=True))).change
    assert change.value[0, 1] == pytest.approx(wanted["est"], rel=1e-9)
    assert change.se[0, 1] == pytest.approx(wanted["se"], rel=1e-9)
    outside(2)


def calibrate(small: SmallStudy, more: str = "") -> None:
    """The small study with the sexes and villages of its members known."""
    small.write("totals.csv", "variable,label,total\nsex,L,20\nsex,P,40\nvillage,Salo,45\nvillage,Koto Tuo,15\n")
    small.change(
        "study.yaml",
        ("design: {selection: random}", f"design: {{calibrate: {{file: totals.csv, role: member}}{more}}}"),
    )


def test_the_document_tells_each_step_and_what_it_reaches(small: SmallStudy) -> None:
    calibrate(small, ", trim: {high: 1.5}, nonresponse: {classes: [village]}")
    found = sample_weights(read_study(small.path))
    document = weights_document(found, "en")
    assert [one["step"] for one in document["steps"]] == ["base", "base"] + ["nonresponse"] * 2 + ["trim"] * 2 + [
        "calibrate"
    ] * 2
    assert document["nonresponse"][0]["factor"] == 1.0
    assert document["trimmed"] == {"lowered": 0, "raised": 0}
    assert [(one["variable"], one["label"], one["after"]) for one in document["margins"]] == [
        ("sex", "L", pytest.approx(20, rel=1e-9)),
        ("sex", "P", pytest.approx(40, rel=1e-9)),
        ("village", "Salo", pytest.approx(45, rel=1e-9)),
        ("village", "Koto Tuo", pytest.approx(15, rel=1e-9)),
    ]
    last = document["steps"][-2]
    weights = found.adjusted.steps[-1][1]
    members = (found.counted.responses.rows["role"].cast(pl.String) == "member").to_numpy()
    assert last["role"] == "member" and last["sum"] == pytest.approx(60, rel=1e-9)
    assert last["kish"] == weighting_effect(weights[members])
    assert last["effective"] == last["rows"] / last["kish"]
    assert [one["step"] for one in document["overall"]] == ["base", "used"]
    assert document["overall"][1]["value"] == estimates_of(read_study(small.path)).estimates[0].value[0, 0]
    assert document["overall"][1]["deff"] == estimates_of(read_study(small.path), deff=True).estimates[0].deff[0, 0]
    assert document["settings"]["design"]["calibrate"] == {
        "file": "totals.csv", "role": "member", "variables": ["sex", "village"],
    }  # fmt: skip
    assert document["settings"]["design"]["trim"] == {"low": 0.0, "high": 1.5}


def test_the_file_has_every_row_with_every_step(small: SmallStudy) -> None:
    calibrate(small)
    found = sample_weights(read_study(small.path))
    rows = list(csv.DictReader(weights_csv(found).decode("utf-8-sig").splitlines()))
    assert list(rows[0]) == ["file", "row", "respondent", "group", "role", "wave", "base", "calibrate", "weight"]
    assert [float(row["weight"]) for row in rows] == found.adjusted.steps[-1][1].tolist()
    assert rows[0] | {"calibrate": "", "weight": ""} == {
        "file": "responses/a.csv", "row": "2", "respondent": "r1", "group": "g1", "role": "member", "wave": "",
        "base": "1.0", "calibrate": "", "weight": "",
    }  # fmt: skip


def test_a_study_that_says_nothing_has_its_weights_as_they_came(small: SmallStudy) -> None:
    document = weights_document(sample_weights(read_study(small.path)), "id")
    assert {one["step"] for one in document["steps"]} == {"base"}
    assert [one["step"] for one in document["overall"]] == ["used"]
    assert (document["margins"], document["nonresponse"], document["trimmed"], document["rounds"]) == ([], [], None, 0)
    assert "calibrate" not in document["settings"]["design"]


def test_row_order_changes_no_weight_and_no_error(small: SmallStudy) -> None:
    calibrate(small)
    one = estimates_of(read_study(small.path)).estimates[0]
    head, *lines = (small.path / "responses/a.csv").read_text(encoding="utf-8").splitlines()
    small.write("responses/a.csv", "\n".join([head, *reversed(lines), ""]))
    other = estimates_of(read_study(small.path)).estimates[0]
    np.testing.assert_allclose(one.value, other.value, rtol=1e-12)
    np.testing.assert_allclose(one.se, other.se, rtol=1e-9)


def test_totals_that_do_not_fit_are_refused_by_every_command(small: SmallStudy) -> None:
    calibrate(small)
    small.change("totals.csv", ("sex,L,20", "sex,X,20"), ("Koto Tuo,15", "Koto Tuo,14"))
    for call in (sample_weights, estimates_of, analyse):
        with pytest.raises(InputError) as caught:
            call(read_study(small.path))
        codes = [(p.code, str(p.where)) for p in caught.value.problems if p.severity == "error"]
        assert codes == [
            ("design.totals-label", "totals.csv:2:2"),
            ("design.totals-empty", "totals.csv:2:2"),
            ("design.totals-disagree", "totals.csv:4:2"),
        ]


def test_the_report_says_how_weights_were_made(small: SmallStudy) -> None:
    calibrate(small, ", trim: {low: 0.5, high: 2}, nonresponse: {classes: [village]}")
    findings, _ = analyse(read_study(small.path))
    told = "\n".join(str(block) for block in compose(findings, "en").blocks)
    for words in (
        "brought to known totals (sex, village; Member), one after the other until all hold",
        "no lower than 0.5 and no higher than 2 times their mean",
        "those that answered stand for all that were drawn (village)",
    ):
        assert words in told


def test_group_shares_have_the_error_of_the_draw_of_groups(small: SmallStudy) -> None:
    """Totals that the weights add up to anyway leave every weight; how groups were drawn does not change either way."""
    design = "selection: random, stages: [{unit: group}]"
    small.change("study.yaml", ("selection: random", design))
    plain = estimates_of(read_study(small.path), shares=True)
    small.write("totals.csv", "variable,label,total\nsex,L,7\nsex,P,8\n")
    small.change("study.yaml", (design, f"{design}, calibrate: {{file: totals.csv, role: member}}"))
    found = estimates_of(read_study(small.path), shares=True)
    np.testing.assert_array_equal(found.estimates[0].value, plain.estimates[0].value)
    assert (found.estimates[0].se != plain.estimates[0].se)[0, 0]
    persons, groups = (found.shares[0][i].se for i in (0, 1))
    np.testing.assert_array_equal(groups, plain.shares[0][1].se)
    assert np.nanmax(np.abs(persons - plain.shares[0][0].se)) > 1e-3
