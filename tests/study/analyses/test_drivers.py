from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from berdaya.errors import BerdayaError
from berdaya.study.analyse import analyse
from berdaya.study.analyses.drivers import Driven, DriversQuery, driver_detail, drivers_of
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from tests.conftest import ManyGroups, SmallStudy

    from berdaya.study.model import Study


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("drivers") / "baso"
    start_demo(folder)
    return read_study(folder)


def codes(study: Study, **asked: object) -> list[str]:
    with pytest.raises(BerdayaError) as caught:
        drivers_of(study, DriversQuery(**asked))  # type: ignore[arg-type]
    return [problem.code for problem in caught.value.problems]


def test_the_same_contributions_as_in_the_report(demo: Study) -> None:
    driven = drivers_of(demo, DriversQuery())
    findings, _ = analyse(demo)
    for name in ("contribution", "shortfall"):
        ours, theirs = getattr(driven.drivers, name), getattr(findings.drivers, name)
        np.testing.assert_array_equal(ours.share, theirs.share)
        np.testing.assert_array_equal(ours.low, theirs.low)
    assert driven.influence.across == "groups"
    assert driven.influence.units == 27
    assert driven.drivers.contribution.total == pytest.approx(findings.whole.value[0, 0], abs=2e-9)
    assert (driven.left_out, driven.priorities, driven.gap, driven.outcome, driven.steps) == (None,) * 5


def gap_of(study: Study, between: str, node: str = "") -> Driven:
    return drivers_of(study, DriversQuery(between=between, node=node))


def test_a_gap_of_villages_and_of_waves_adds_up_to_the_difference_of_scores(demo: Study) -> None:
    gap = gap_of(demo, "village=Salo, Padang Tarok").gap
    assert gap is not None
    found = estimates_of(demo, ("village",)).estimates[0]
    salo, padang = (found.value[found.domains.index((name,)), 0] for name in ("Salo", "Padang Tarok"))
    assert gap.values == pytest.approx((salo, padang))
    total = gap.parts.share.sum() + gap.parts.coverage[0]
    assert total == pytest.approx(gap.parts.total[0], abs=1e-10)
    assert total == pytest.approx(padang - salo, abs=2e-9)
    gap = gap_of(demo, "wave=before,after", "a3").gap
    assert gap is not None
    assert gap.parts.share.sum() + gap.parts.coverage[0] == pytest.approx(gap.values[1] - gap.values[0], abs=2e-9)
    assert gap.parts.total[0] == pytest.approx(0.516209828, abs=1e-8)


def test_a_label_may_hold_a_comma(small: SmallStudy) -> None:
    groups = (small.path / "groups.csv").read_text(encoding="utf-8")
    small.write("groups.csv", groups.replace("Koto Tuo", '"Tuo, Koto"'))
    gap = gap_of(read_study(small.path), "village=Tuo, Koto,Salo").gap
    assert gap is not None
    assert gap.labels == ("Tuo, Koto", "Salo")


def test_what_cannot_be_asked(demo: Study) -> None:
    assert codes(demo, across="villages") == ["drivers.across"]
    for wrong in ("village", "village=Salo", "=Salo,Koto", "village=Salo,Salo", "wave=after,after"):
        assert codes(demo, between=wrong) == ["drivers.between"]
    assert codes(demo, between="village=Salo,Solo") == ["estimates.unknown-domain"]
    assert codes(demo, between="village=Solo,Sole") == ["estimates.unknown-domain"] * 2
    assert codes(demo, between="wave=before,later") == ["estimates.unknown-domain"]
    assert codes(demo, between="vilage=Salo,Koto") == ["estimates.unknown-attribute"]
    assert codes(demo, node="a9") == ["estimates.unknown-node"]
    assert codes(demo, wave="never") == ["estimates.unknown-wave"]
    assert codes(demo, outcome="sex") == ["drivers.outcome-not-a-number"]
    assert codes(demo, outcome="income") == ["estimates.unknown-attribute"]
    assert codes(demo, outcome="members", node="a1_h1") == ["drivers.outcome-few-rows"]


def test_a_wave_without_answers_and_a_study_without_waves(small: SmallStudy) -> None:
    assert codes(read_study(small.path), between="wave=a,b") == ["estimates.unknown-attribute"]
    small.change(
        "study.yaml", ("attributes: [sex]", "attributes: [sex], wave: b"), ("design:", "waves: [a, b]\ndesign:")
    )
    study = read_study(small.path)
    assert codes(study, wave="a") == ["study.empty-wave"]
    assert codes(study, between="wave=a,b") == ["study.empty-wave"]
    assert drivers_of(study, DriversQuery()).wave == "b"


def test_an_outcome_is_finite_or_blank(small: SmallStudy) -> None:
    groups = (small.path / "groups.csv").read_text(encoding="utf-8")
    small.write("groups.csv", groups.replace(",12", ",inf"))
    assert codes(read_study(small.path), outcome="members") == ["drivers.outcome-not-a-number"]
    small.write("groups.csv", groups.replace(",12", ","))
    found = drivers_of(read_study(small.path), DriversQuery(outcome="members", across="persons")).outcome
    assert found is not None
    assert found.n < 12


def test_an_outcome_of_groups_and_of_persons(demo: Study) -> None:
    for across, most in (("groups", 27), ("persons", 250)):
        found = drivers_of(demo, DriversQuery(outcome="members", across=across, node="a3")).outcome
        assert found is not None
        assert found.children == ("a3_p", "a3_e", "a3_s")
        assert 3 < found.n <= most
        assert found.share.value.sum() == pytest.approx(1)
        assert 0 <= found.explained.value[0] < 1


def test_persons_are_taken_where_groups_are_few(small: SmallStudy, many: ManyGroups) -> None:
    study = read_study(small.path)
    assert drivers_of(study, DriversQuery()).influence.across == "persons"
    assert drivers_of(study, DriversQuery(across="groups")).influence.across == "groups"
    assert drivers_of(read_study(many.path), DriversQuery()).influence.units == 106


def test_units_first(small: SmallStudy, demo: Study) -> None:
    study = read_study(small.path)
    first = replace(study, settings=replace(study.settings, mode="units_first"))
    driven = drivers_of(first, DriversQuery(priorities=True))
    assert driven.drivers.role == "member"  # leaders are asked other questions
    assert driven.drivers.items == ("q1", "q2", "q3")
    by_role = estimates_of(first, ("role",)).estimates[0]
    member = by_role.domains.index(("member",))
    assert driven.drivers.contribution.share.sum() == pytest.approx(by_role.value[member, 0], abs=1e-9)
    assert np.isfinite(driven.drivers.contribution.low).all()
    assert driven.influence.across == "persons"
    assert driven.priorities is not None
    assert codes(first, across="groups") == ["drivers.groups-of-persons"]
    assert codes(first, between="village=Salo,Koto Tuo") == ["drivers.units-first"]
    assert codes(first, leave_out=True) == ["drivers.units-first"]
    apart = replace(demo, settings=replace(demo.settings, mode="units_first"))
    assert codes(apart, steps=True) == ["estimates.roles-apart"]
    assert drivers_of(apart, DriversQuery()).influence.role == "member"


def test_across_persons_roles_that_are_asked_different_things_are_not_mixed(demo: Study, small: SmallStudy) -> None:
    """A leader is asked less than a member, so their scores are not alike."""
    driven = drivers_of(demo, DriversQuery(across="persons"))
    role = driven.counted.tally.role
    members = role.codes == role.labels.index("member")
    now = driven.counted.tally.wave.codes == driven.counted.tally.wave.labels.index("after")
    assert driven.influence.role == "member"
    assert driven.influence.units == (members & now).sum() == 169
    assert drivers_of(demo, DriversQuery()).influence.role == ""
    assert "a2_k" not in [node.node for node in driven.influence.nodes]  # asked of leaders alone
    assert drivers_of(read_study(small.path), DriversQuery()).influence.role == "member"


def test_with_too_many_rows_answers_are_not_held_one_by_one(small: SmallStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("berdaya.study.analyses.drivers.MOST_ROWS", 5)
    small.change("study.yaml", ("{selection: random}", "{selection: random, stages: [{unit: group, population: 40}]}"))
    study = read_study(small.path)
    assert drivers_of(study, DriversQuery()).influence.across == "groups"
    assert codes(study, across="persons") == ["drivers.rows-too-many"]
    assert codes(study, steps=True) == ["drivers.rows-too-many"]


def test_steps_are_those_that_attention_finds_and_disclosure_holds(many: ManyGroups) -> None:
    from berdaya.study.analyses.attention import attention_of

    study = read_study(many.path)
    driven = drivers_of(study, DriversQuery(steps=True))
    assert driven.steps is not None
    ours = {one.group: one.steps for one in driven.steps}
    theirs = {one.group: one.steps for one in attention_of(study).attention.groups if one.steps is not None}
    assert len(theirs) > 20
    assert {group: ours[group] for group in theirs} == theirs
    public = replace(study, settings=replace(study.settings, profile="public"))
    shown = drivers_of(public, DriversQuery(steps=True))
    assert shown.steps is not None
    assert shown.hidden == len(driven.steps) - len(shown.steps) > 0
    assert all(not one.steps.moves for one in shown.steps)
    counts = {one.group: one.steps.count for one in shown.steps if one.steps.count is not None}
    assert counts == {group: ours[group].count for group in counts}


def test_the_report_has_the_same_detail(demo: Study) -> None:
    driven = drivers_of(demo, DriversQuery(leave_out=True, priorities=True))
    detail = driver_detail(driven.counted, driven.wave)
    assert detail is not None and detail.left_out is not None and driven.left_out is not None
    np.testing.assert_array_equal(detail.influence.nested.value, driven.influence.nested.value)
    np.testing.assert_array_equal(detail.left_out.low, driven.left_out.low)
    assert driven.priorities is not None
    assert detail.priorities.field == driven.priorities.field
