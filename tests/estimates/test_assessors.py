import pytest

from berdaya.estimates.assessors import assessor_share
from berdaya.responses.assessors import Assessors

OF = {"g1": "e1", "g2": "e1", "g3": "e2", "g4": "e2"}


def test_the_share_between_assessors_of_groups_with_a_score() -> None:
    found = assessor_share(
        Assessors("enumerator", {**OF, "g9": "e3"}, 2), {"g1": 1.0, "g2": 2.0, "g3": 5.0, "g4": 6.0, "x": 0.0}
    )
    assert (found.groups, found.assessors, found.several, found.reason) == (4, 2, 2, "")
    assert (found.between, found.within) == pytest.approx((7.75, 0.5))
    assert found.share == pytest.approx(7.75 / 8.25)


@pytest.mark.parametrize(
    ("of", "scores", "reason"),
    [
        ({"g1": "e1", "g2": "e1"}, {"g1": 1.0, "g2": 2.0}, "one-assessor"),
        ({"g1": "e1", "g2": "e2"}, {"g1": 1.0, "g2": 2.0}, "one-group-each"),
        (OF, {"g1": 1.0, "g3": 2.0}, "one-group-each"),
        (OF, dict.fromkeys(OF, 2.0), "all-equal"),
        (OF, {}, "one-assessor"),
    ],
)
def test_why_there_is_no_share(of: dict[str, str], scores: dict[str, float], reason: str) -> None:
    found = assessor_share(Assessors("official", of), scores)
    assert (found.share, found.between, found.reason) == (None, None, reason)
