from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.breakdowns import breakdowns
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_attributes_worth_reporting_by(small: "SmallStudy") -> None:
    study = read_study(small.path)
    assert breakdowns(study, read_answers(study)) == ("sex", "village", "business")
    head, *rows = (small.path / "groups.csv").read_text("utf-8").splitlines()
    wider = [f"{head},name,code,village_code", *(f"{row},K{i},{i % 2},x{i % 2}" for i, row in enumerate(rows))]
    small.write("groups.csv", "\n".join(wider))
    small.change("study.yaml", ("study: small", "study: small\nreport: {by: [sex, village]}"))
    chosen = read_study(small.path)
    assert breakdowns(chosen, read_answers(chosen)) == ("sex", "village")
    small.change("study.yaml", ("report: {by: [sex, village]}", "report: {by: [desa]}"))
    wrong = read_study(small.path)
    with pytest.raises(InputError, match=r"estimates\.unknown-attribute"):
        breakdowns(wrong, read_answers(wrong))
    small.change("study.yaml", ("\nreport: {by: [desa]}", ""))
    usual = read_study(small.path)
    assert "name" not in breakdowns(usual, read_answers(usual))
    assert "village_code" not in breakdowns(usual, read_answers(usual))


def test_who_asked_is_no_breakdown_by_itself(small: "SmallStudy") -> None:
    small.change("study.yaml", ("attributes: [sex]", "columns: {enumerator: sex}, attributes: []"))
    study = read_study(small.path)
    responses = read_answers(study)
    assert responses.rows["enumerator"].n_unique() == 2
    assert "enumerator" not in breakdowns(study, responses)
    small.change("study.yaml", ("study: small", "study: small\nreport: {by: [enumerator]}"))
    assert breakdowns(read_study(small.path), responses) == ("enumerator",)
