from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import spearmanr

from berdaya.errors import InputError
from berdaya.study.analyses.stages import stages_document, stages_of
from berdaya.study.breakdowns import breakdowns
from berdaya.study.declared.stage_file import stage_pack
from berdaya.study.read import read_answers, read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

COLUMNS = (
    *("facilitator", "trained", "officers", "aid", "board", "begun"),
    *("roles_followed", "profit_capital", "profit_welfare", "profit_iks", "self_esteem", "mixing", "results_felt"),
    *("capital_grows", "sets_iks_aside", "well_managed", "partners", "social_ties", "advancing"),
)
# Three groups of Kebon Waru as published: v met, vv met better, - not met.
KEBON_WARU = {
    "g1": "v - v v v v  v vv v - v v v  - - - - - -",
    "g2": "v - v v v v  - v v - - - v  - - - - - -",
    "g3": "v - v v v v  - v v - - - v  - - - - - -",
}


def write(small: "SmallStudy", rows: dict[str, str], more: str = "") -> None:
    lines = [f"{group},Salo,tani,12,{','.join(row.split())}" for group, row in rows.items()]
    small.write("groups.csv", "\n".join([f"group,village,business,members,{','.join(COLUMNS)}", *lines, ""]))
    small.change("study.yaml", ("study: small", f"study: small\nstages: kube-stages\n{more}"))


def test_three_published_groups(small: "SmallStudy") -> None:
    """Group 1 is called developing in the source although it had no training; the other verdicts were not read."""
    write(small, KEBON_WARU)
    document = stages_document(stages_of(read_study(small.path)), "en")
    first, second, _ = document["groups"]
    assert (first["stage"], first["at_most"], first["next"]) == ("developing", "developing", "self_reliant")
    assert (second["stage"], second["short"]) == ("growing", 2)
    assert second["lacking"] == ["roles_followed", "self_esteem", "mixing"]
    assert document["markers"]["trained"] == {"yes": 0, "no": 3, "unknown": 0}
    assert document["markers"]["profit_used"] == {"yes": 3, "no": 0, "unknown": 0}


def test_scores_stand_beside_the_stages(small: "SmallStudy") -> None:
    rows = {"g1": "1 1 1 1 1 1" + " 0" * 13, "g2": "ya" + " tidak" * 18, "g3": " ".join(["yes"] * 13 + ["no"] * 6)}
    write(small, rows)
    study = read_study(small.path)
    found = stages_of(study).staged
    (scores,) = estimates_of(study, ("group",)).estimates
    at = scores.nodes.index("overall")
    wanted = {label: scores.value[d, at] for d, (label,) in enumerate(scores.domains)}
    assert {one.group: one.score for one in found.groups} == pytest.approx(wanted)
    assert [one.sure for one in found.groups] == [1, 0, 2]
    order = [wanted[one.group] for one in found.groups]
    assert found.agreement == pytest.approx(spearmanr([1, 0, 2], order).statistic)
    assert found.scored == 3


def test_what_is_not_known_leaves_the_verdict_open(small: "SmallStudy") -> None:
    rows = {**KEBON_WARU, "g2": "v v v v dk -" + " -" * 13}
    write(small, rows)
    found = stages_of(read_study(small.path)).staged
    two = found.groups[1]
    assert (two.sure, two.most, two.unknown, two.short) == (0, 1, ("board",), 1)
    assert found.met["board"] == (2, 0, 1)
    assert np.isnan(found.agreement)


def test_public_scores_of_few_are_withheld(small: "SmallStudy") -> None:
    write(small, KEBON_WARU, "disclosure: {profile: public, threshold: 50}\n")
    found = stages_of(read_study(small.path))
    assert found.staged.withheld == 3
    assert {one.score for one in found.staged.groups} == {None}
    assert stages_document(found, "en")["groups"] is None


def test_internal_scores_of_few_are_marked(small: "SmallStudy") -> None:
    write(small, KEBON_WARU, "disclosure: {profile: internal, threshold: 50}\n")
    found = stages_of(read_study(small.path))
    assert all(one.small and one.score is not None for one in found.staged.groups)
    assert [row["suppressed"] for row in stages_document(found, "en")["groups"]] == [True] * 3


def test_a_hidden_overall_score_is_not_told(small: "SmallStudy") -> None:
    write(small, KEBON_WARU, "report: {composite: hide}\n")
    assert {one.score for one in stages_of(read_study(small.path)).staged.groups} == {None}


def test_bad_columns_and_values_are_told_at_once(small: "SmallStudy") -> None:
    write(small, {**KEBON_WARU, "g2": KEBON_WARU["g2"].replace("v", "mungkin", 1)})
    small.change("groups.csv", ("board", "boards"))
    with pytest.raises(InputError) as raised:
        stages_of(read_study(small.path))
    assert {(p.code, str(p.where), p.values["column"]) for p in raised.value.problems} == {
        ("stages.no-column", "groups.csv", "board"),
        ("stages.unknown-value", "groups.csv:3:5", "facilitator"),
    }


def test_a_study_without_a_checklist(small: "SmallStudy") -> None:
    with pytest.raises(InputError) as raised:
        stages_of(read_study(small.path))
    assert raised.value.problems[0].code == "stages.none"


def test_markers_are_no_breakdown(small: "SmallStudy") -> None:
    write(small, {**KEBON_WARU, "g3": KEBON_WARU["g3"].replace("v", "-", 1)})
    study = read_study(small.path)
    assert "facilitator" not in breakdowns(study, read_answers(study))
    assert "needed: 5" in stage_pack("kube-stages")
