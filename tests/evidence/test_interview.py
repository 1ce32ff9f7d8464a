import pytest

from berdaya.errors import Where
from berdaya.evidence.interview import Interview, Known, read_criterion, read_interview
from berdaya.located import Entries, Located, Problems, Scalar
from berdaya.words import hint, message

KNOWN = Known(
    ("overall", "a1", "a2_d2"),
    {"member": "member", "anggota": "member", "official": "official"},
    frozenset({"k1", "007", "7"}),
    "id",
)
GOOD: dict[str, Scalar] = {
    "person": "P07", "role": "member", "group": "k1", "date": "2022-10-12", "language": "en", "consent": "yes",
}  # fmt: skip


def read(**changes: Scalar) -> tuple[Interview, Problems]:
    values = GOOD | changes
    places = {key: Where("a.md", number, 1) for number, key in enumerate(values, start=2)}
    entries = {key: Located(value, places[key], {}) for key, value in values.items()}
    problems = Problems()
    return read_interview(
        Entries.open(Located(entries, Where("a.md", 2, 1), places), problems), KNOWN, tuple(GOOD)
    ), problems


def codes(**changes: Scalar) -> list[tuple[str, int]]:
    return [(p.code, p.where.line) for p in read(**changes)[1]]


def test_a_sound_interview() -> None:
    interview, problems = read()
    assert list(problems) == []
    assert interview == Interview("P07", "member", "k1", "2022-10-12", "en", True, False)
    passage = interview.passage("a1", "-", "kata", Where("a.md", 12, 3))
    assert (passage.criterion, passage.sign, passage.person, passage.where.line) == ("a1", "-", "P07", 12)


def test_labels_of_roles_numbers_as_groups_and_no_single_group() -> None:
    assert read(role="Anggota")[0].role == "member"
    assert read(group=7)[0].group == "7"
    assert read(group="-")[0].group == ""
    assert codes(group="-") == []


@pytest.mark.parametrize(
    ("key", "value", "code", "line"),
    [
        ("role", "membr", "evidence.unknown-role", 3),
        ("group", "k2", "evidence.unknown-group", 4),
        ("date", "30/11/2022", "evidence.bad-date", 5),
        ("date", "2022-13-01", "evidence.bad-date", 5),
        ("language", "indonesia", "evidence.unknown-language", 6),
        ("consent", "mungkin", "evidence.not-yes-or-no", 7),
        ("consent", 1, "evidence.not-yes-or-no", 7),
        ("person", "Siti Aminah", "evidence.person-not-a-code", 2),
        ("person", None, "entry.missing", 2),
        ("consent", "", "entry.missing", 7),
    ],
)
def test_what_is_wrong_has_its_place(key: str, value: Scalar, code: str, line: int) -> None:
    assert codes(**{key: value}) == [(code, line)]


def test_all_is_told_at_once() -> None:
    assert len(codes(role="x", group="y", date="z", language="qq", consent="?")) == 5


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("Ya", True), (True, True), ("no", False), ("TIDAK", False), (False, False)]
)
def test_consent_in_both_languages(written: Scalar, meant: bool) -> None:
    interview, problems = read(consent=written)
    assert interview.quotable is meant
    assert list(problems) == []


@pytest.mark.parametrize("language", ["id", "en", "min", "jv", "ID"])
def test_languages_of_the_country_are_known(language: str) -> None:
    assert codes(language=language) == []
    assert read(language=language)[0].language == language.lower()


def test_the_nearest_criterion_is_named() -> None:
    problems = Problems()
    assert read_criterion("a2_d2", Where(), KNOWN, problems) == "a2_d2"
    assert read_criterion("a2_d3", Where("a.md", 9, 4), KNOWN, problems) == ""
    (problem,) = problems
    assert problem.code == "evidence.unknown-criterion"
    assert "a2_d3" in message(problem, "id")
    assert hint(problem, "en") == "did you mean 'a2_d2'?"
