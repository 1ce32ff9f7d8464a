from collections.abc import Callable
from typing import TYPE_CHECKING

from berdaya.cli.tree import explanation_lines
from berdaya.estimates.explain import Explanation, GroupAnswers, GroupScore, RoleAnswers
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

LEAF = Explanation("q1", "criterion", 1.5, 1.0, 0.25, "", 0.75, 0.25, 3)


def test_a_tree_down_to_the_answers(small: "SmallStudy", shell: Callable[..., "Ran"]) -> None:
    lines = shell("explain", "v2", small.path).out.splitlines()
    assert lines == [
        "v2 = 1.982143  Second · arithmetic mean · weight 1 · coverage 100.0% · weight lost 2.8% · n = 17",
        "├─ q3 = 1.964286  Three? · weight 1 (50.0%) · coverage 94.4% · weight lost 5.6% · n = 17",
        "│  ├─ Leader: 6.000000 / 3.000000 = 2.000000 · weight 1 · n = 3 (1: 1, 2: 1, 3: 1)",
        "│  └─ Member: 27.000000 / 14.000000 = 1.928571 · weight 1 · n = 14 (0: 1, 1: 3, 2: 6, 3: 4, blank: 1)",
        "└─ q4 = 2.000000  Four? · weight 1 (50.0%) · coverage 100.0% · n = 3",
        "   └─ Leader: 6.000000 / 3.000000 = 2.000000 · weight 1 · n = 3 (1: 1, 2: 1, 3: 1)",
    ]


def test_groups_that_count_alike_are_listed(small: "SmallStudy") -> None:
    instrument = read_study(small.path).instrument
    groups = (GroupAnswers("g1", 1.0, 6.0, 3.0, 2.0), GroupAnswers("g2", 2.5, 5.0, 3.0, 5 / 3))
    role = RoleAnswers("member", 1.0, 6, 11.0, 6.0, 1.75, {"1": 2}, groups)
    explained = Explanation(**{**LEAF.__dict__, "answers": (role,), "scores": (GroupScore("g1", 2.0, 1.25),)})
    lines = explanation_lines(explained, instrument, "id")
    assert "   g1: 1,250000  × 2" in lines
    assert "      g2: 5,000000 / 3,000000 = 1,666667  × 2.5" in lines
    assert "└─ Anggota: 1,750000 · bobot 1 · n = 6 (1: 2)" in lines


def test_nobody_answered_and_units_that_have_a_score(small: "SmallStudy") -> None:
    instrument = read_study(small.path).instrument
    role = RoleAnswers("member", 1.0, 0, 0.0, 0.0, None, {"dk": 2})
    explained = Explanation(**{**LEAF.__dict__, "value": None, "answers": (role,), "total": 4.5, "answered": 3.0})
    top, answers = explanation_lines(explained, instrument, "en")
    assert top.startswith("q1 = –  One?")
    assert "Σwx / Σw = 4.500000 / 3.000000" in top
    assert answers == "└─ Member: no answer (dk: 2)"
