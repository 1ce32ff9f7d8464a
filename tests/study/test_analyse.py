from typing import TYPE_CHECKING

import pytest

from berdaya.study.analyse import analyse
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_findings_hold_the_figures_of_the_estimates(small: "SmallStudy") -> None:
    study = read_study(small.path)
    findings, counted = analyse(study)
    (whole,) = estimates_of(study, deff=True).estimates
    assert (findings.whole.value == whole.value).all()
    assert findings.whole.se.ravel().tolist() == pytest.approx(whole.se.ravel().tolist(), rel=1e-12)
    assert findings.whole.deff.ravel().tolist() == pytest.approx(whole.deff.ravel().tolist(), rel=1e-9)
    assert findings.groups.domains == (("g1",), ("g2",), ("g3",))
    assert sorted(findings.roles.domains) == [("leader",), ("member",)]
    assert (findings.wave, findings.earlier, findings.synthetic) == ("", {}, False)
    assert findings.response.counts == counted.tally.counts
    assert findings.problems == ()


def test_what_made_the_report_is_noted_without_clock_or_folder(small: "SmallStudy") -> None:
    findings, _ = analyse(read_study(small.path), "berdaya report --to html")
    manifest = findings.manifest
    assert manifest.command == "berdaya report --to html"
    assert len(manifest.instrument_sha256) == len(manifest.answers_sha256) == 64
    assert {"numpy", "polars"} <= set(manifest.versions)
    assert str(small.path) not in repr(manifest)


def test_the_sampling_units_are_those_of_the_wave(small: "SmallStudy") -> None:
    """Four groups in three strata in all; the reported wave has three of them, in two strata."""
    stages = "{selection: random, stages: [{unit: group, strata: [village]}]}"
    small.change(
        "study.yaml", ("study: small", "study: small\nwaves: [before, after]"), ("{selection: random}", stages)
    )
    small.change("groups.csv", ("g3,", "g4,Lubuk,tani,8\ng3,"))
    head, *rows = (small.path / "responses/a.csv").read_text("utf-8").splitlines()
    before = [f"b{i},g4,member,P,2,1,2,,before" for i in range(3)]
    small.write("responses/a.csv", "\n".join([f"{head},wave", *(f"{row},after" for row in rows), *before]))
    findings, _ = analyse(read_study(small.path))
    assert (findings.wave, findings.psus, findings.strata) == ("after", 3, 2)


def test_groups_are_called_by_their_names(small: "SmallStudy") -> None:
    assert analyse(read_study(small.path))[0].group_names == {"g1": "g1", "g2": "g2", "g3": "g3"}
    small.change(
        "groups.csv", ("members", "members,name"), (",12", ",12,Anggrek"), (",10", ",10,Aren"), (",9", ",9,Bambu")
    )
    assert analyse(read_study(small.path))[0].group_names == {"g1": "Anggrek", "g2": "Aren", "g3": "Bambu"}
