from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.explain import Explanation, RoleAnswers, explain
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


def of_role(answers: RoleAnswers) -> float:
    if answers.groups:
        total = sum(g.weight * g.total / g.answered for g in answers.groups)
        return total / sum(g.weight for g in answers.groups)
    return answers.total / answers.answered


def by_hand(node: Explanation) -> float:
    """Recompute a value from what is printed below it, and nothing else."""
    if node.answers:
        given = [a for a in node.answers if a.count]
        return sum(a.weight * of_role(a) for a in given) / sum(a.weight for a in given)
    kind, _, order = node.aggregate.partition(" ")
    p = {"arithmetic": 1.0, "harmonic": -1.0}.get(kind) or float(order or 0)
    parts = [(by_hand(c), c.weight) for c in node.children if c.value is not None]
    total = sum(w for _, w in parts)
    if kind == "geometric":
        product = 1.0
        for value, weight in parts:
            product *= value ** (weight / total)
        return product
    return float((sum(w * v**p for v, w in parts) / total) ** (1 / p))


@pytest.mark.parametrize("count", ["persons", "groups"])
@pytest.mark.parametrize("mixed", [False, True])
def test_a_number_can_be_recomputed_by_hand(small: Small, count: str, mixed: bool) -> None:
    instrument = small.mixed() if mixed else small.instrument()
    rows, answers = small.study()
    answers = [[max(a, 1.0) if isinstance(a, float) else a for a in row] for row in answers]
    settings = Settings(count="groups" if count == "groups" else "persons")
    tally = small.made.tally(instrument, rows, answers, small.designs["every-group"], attributes=("village",))
    for by in ((), ("village",)):
        frame = make_frame(instrument, tally, settings, by)
        for domain in range(frame.domains.size):
            top = explain(frame, "overall", domain=domain)
            assert top.value is not None
            assert by_hand(top) == pytest.approx(top.value, abs=1e-12)


def test_depth_ends_the_tree(small: Small) -> None:
    instrument = small.instrument()
    rows, answers = small.study()
    frame = make_frame(instrument, small.made.tally(instrument, rows, answers), Settings())
    assert explain(frame, "overall", 0).children == ()
    one = explain(frame, "overall", 1)
    assert [c.key for c in one.children] == ["a", "b", "c"]
    assert all(c.children == () for c in one.children)
    assert explain(frame, "a1").answers[0].role == "member"


def test_answers_are_counted_with_what_is_missing(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    tally = made.tally(instrument, {}, [[2], [2], [3], ["dk"], [None], ["na"], ["!"]], frequencies=True)
    (answers,) = explain(make_frame(instrument, tally, Settings()), "x").answers
    assert dict(answers.counts) == {"2": 2, "3": 1, "blank": 1, "na": 1, "dk": 1, "set_aside": 1}
    assert answers.count == 3
    assert answers.mean == pytest.approx(7 / 3)


def test_units_first_tells_the_sum_of_scores_and_the_weight(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    tally = made.tally(instrument, {}, [[2, 1], [3, None]], units=True)
    top = explain(make_frame(instrument, tally, Settings(mode="units_first")), "overall")
    assert (top.total, top.answered) == (4.5, 2.0)
    assert top.value == pytest.approx(4.5 / 2)


def test_an_empty_child_has_no_share(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"), made.leaf("y", weight=3))
    top = explain(make_frame(instrument, made.tally(instrument, {}, [[2, None]]), Settings()), "overall")
    assert [c.share for c in top.children] == [1.0, None]
    assert top.lost == pytest.approx(0.75)
