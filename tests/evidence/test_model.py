from berdaya.errors import Where
from berdaya.evidence import Evidence, Passage


def passage(criterion: str, person: str = "P1", synthetic: bool = False) -> Passage:
    return Passage(
        criterion, "+", "x", person, "member", "k1", "2022-10-12", "id", True, Where("a.md", 9, 1), synthetic
    )


def test_passages_of_a_criterion_keep_their_order() -> None:
    one, two, other = passage("a1", "P1"), passage("a1", "P2"), passage("a2")
    evidence = Evidence((one, other, two))
    assert evidence.of("a1") == (one, two)
    assert evidence.of("a3") == ()
    assert list(evidence.by_criterion) == ["a1", "a2"]


def test_a_speaker_without_a_code_is_known_by_role_group_and_date() -> None:
    assert passage("a1", "P1").speaker == ("P1",)
    assert passage("a1", "").speaker == ("member", "k1", "2022-10-12")


def test_one_synthetic_interview_makes_the_evidence_synthetic() -> None:
    assert Evidence((passage("a1"), passage("a1", synthetic=True))).synthetic
    assert not Evidence((passage("a1"),)).synthetic
    assert not Evidence().synthetic
