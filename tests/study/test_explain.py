from typing import TYPE_CHECKING

import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.study.explain import explain_study
from berdaya.study.read import read_study
from berdaya.study.results import estimates_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_the_figure_is_that_of_the_estimates(small: "SmallStudy") -> None:
    study = read_study(small.path)
    (whole,) = estimates_of(study).estimates
    explained = explain_study(study, "overall")
    assert explained.explanation.value == whole.value[0, whole.at("overall")]
    assert (explained.absent, explained.wave, dict(explained.by)) == (None, "", {})


def test_answers_are_counted_in_the_part_only(small: "SmallStudy") -> None:
    explained = explain_study(read_study(small.path), "q1", {"village": "Koto Tuo"})
    (role,) = explained.explanation.answers
    assert dict(role.counts) == {"0": 1, "1": 1, "2": 2, "3": 1}
    assert role.count == 5


@pytest.mark.parametrize(
    ("node", "by", "wave", "code"),
    [
        ("q9", {}, "", "estimates.unknown-node"),
        ("q1", {"desa": "Salo"}, "", "estimates.unknown-attribute"),
        ("q1", {}, "after", "estimates.no-waves"),
    ],
)
def test_what_the_study_does_not_have(small: "SmallStudy", node: str, by: dict[str, str], wave: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        explain_study(read_study(small.path), node, by, wave)
    assert [p.code for p in caught.value.problems] == [code]


def test_figures_that_do_not_exist(small: "SmallStudy") -> None:
    study = read_study(small.path)
    with pytest.raises(ComputeError) as nobody:
        explain_study(study, "q1", {"village": "salo"})
    assert [(p.code, p.values["known"]) for p in nobody.value.problems] == [
        ("estimates.unknown-domain", "Koto Tuo; Salo")
    ]
    absent = explain_study(study, "q4", {"role": "member"}).absent
    assert absent is not None
    assert absent.code == "estimates.no-answer"
    small.change("study.yaml", ("study: small", "study: small\nestimates: {mode: units_first}"))
    with pytest.raises(ComputeError) as mixed:
        explain_study(read_study(small.path), "overall")
    assert [p.code for p in mixed.value.problems] == ["estimates.mixed-roles"]
    assert explain_study(read_study(small.path), "overall", {"role": "leader"}).absent is None
