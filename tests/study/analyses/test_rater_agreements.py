from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.study.analyse import analyse
from berdaya.study.analyses.rater_agreements import agreement_document, agreement_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

SECOND = "r20,g1,leader,L,,,2,2\nr21,g2,leader,P,,,2,2\nr22,g3,leader,P,,,3,0\n"


def twice(small: SmallStudy) -> SmallStudy:
    """Let a second leader score every group."""
    small.write("responses/a.csv", (small.path / "responses/a.csv").read_text(encoding="utf-8") + SECOND)
    return small


def test_the_document_is_plain_data(small: SmallStudy) -> None:
    found = agreement_of(read_study(twice(small).path))
    document = json.loads(json.dumps(agreement_document(found, "en"), allow_nan=False))
    rows = {row["node"]: row for row in document["agreement"]}
    assert list(rows) == ["overall", "v2", "q3", "q4"]
    assert (rows["q3"]["units"], rows["q3"]["raters"], rows["q3"]["role"]) == (3, 6, "leader")
    assert rows["v2"]["nominal"] is None
    assert [icc["kind"] for icc in rows["q4"]["icc"]] == ["ICC1", "ICC1k"]
    assert rows["q4"]["interval"] == pytest.approx(found.agreement[3].interval)


def test_enumerators_as_raters(small: SmallStudy) -> None:
    text = (twice(small).path / "responses/a.csv").read_text(encoding="utf-8").splitlines()
    named = [
        f"{text[0]},enumerator",
        *(f"{line},{'B' if line[:2] == 'r2' and line[2] != ',' else 'A'}" for line in text[1:]),
    ]
    small.write("responses/a.csv", "\n".join(named) + "\n")
    small.change("study.yaml", ("attributes: [sex]", "attributes: [sex, enumerator]"))
    rows = {one.node: one for one in agreement_of(read_study(small.path)).agreement}
    assert (rows["q4"].raters, rows["q4"].complete, rows["q4"].pairs) == (2, 3, 1)
    assert rows["q4"].of("ICC3") is not None


@pytest.mark.parametrize(
    ("role", "node", "code"),
    [
        ("", "", "reliability.no-raters"),
        ("leadr", "", "reliability.unknown-role"),
        ("", "q9", "estimates.unknown-node"),
    ],
)
def test_what_cannot_be_asked_for(small: SmallStudy, role: str, node: str, code: str) -> None:
    with pytest.raises((InputError, ComputeError)) as caught:
        agreement_of(read_study(small.path), role, node)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_the_report_has_the_same_figures(small: SmallStudy) -> None:
    with (twice(small).path / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("report: {sections: [reliability]}\n")
    study = read_study(small.path)
    assert repr(analyse(study)[0].raters) == repr(agreement_of(study).agreement)  # NaN equals NaN as words
