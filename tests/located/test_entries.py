from collections.abc import Callable
from pathlib import Path

import pytest

from berdaya.located import Entries, Problems, as_integer, as_number, as_text, read_yaml
from berdaya.words import hint, problem_line


@pytest.fixture
def entries(tmp_path: Path) -> Callable[[str], Entries]:
    def read(text: str) -> Entries:
        path = tmp_path / "a.yaml"
        path.write_text(text, encoding="utf-8")
        return Entries.open(read_yaml(path, "a.yaml"), Problems())

    return read


def codes(entries: Entries) -> list[tuple[str, int, int]]:
    return [(p.code, p.where.line, p.where.column) for p in entries.problems]


Read = Callable[[str], Entries]


def test_values_that_fit(entries: Read) -> None:
    found = entries("t: ' x '\nn: 2.5\ni: 3\nb: true\nc: two\nl: [a, b]\none: a\nm: {k: 1}\nnone:\n")
    assert found.text("t", "") == "x"
    assert found.number("n", 0.0) == 2.5
    assert found.integer("i", 0) == 3
    assert found.true_false("b", False) is True
    assert found.choice("c", ("one", "two"), "one") == "two"
    assert found.texts("l") == ("a", "b")
    assert found.texts("one") == ("a",)
    assert found.mapping("m").number("k", None) == 1
    assert found.text("none", "default") == "default"
    assert found.number("absent", None) is None
    assert list(found) == ["t", "n", "i", "b", "c", "l", "one", "m", "none"]
    assert found.key_where("n").line == 2
    assert (found.where("n").column, found.where("absent").line) == (4, 1)
    assert codes(found) == []


@pytest.mark.parametrize(
    ("text", "take", "code"),
    [
        ("k: 5", lambda e: e.text("k", ""), "entry.not-text"),
        ("k: '5'", lambda e: e.number("k", 0), "entry.not-a-number"),
        ("k: true", lambda e: e.number("k", 0), "entry.not-a-number"),
        ("k: .nan", lambda e: e.number("k", 0), "entry.not-a-number"),
        ("k: -.inf", lambda e: e.number("k", 0), "entry.not-a-number"),
        ("k: 2", lambda e: e.number("k", 0, 0, 1), "entry.out-of-range"),
        ("k: -1", lambda e: e.integer("k", 0, 0), "entry.out-of-range"),
        ("k: 5", lambda e: e.integer("k", 0, high=4), "entry.out-of-range"),
        ("k: 2.5", lambda e: e.integer("k", 0), "entry.not-an-integer"),
        ("k: yes", lambda e: e.true_false("k", False), "entry.not-true-or-false"),
        ("k: tow", lambda e: e.choice("k", ("one", "two"), "one"), "entry.not-a-choice"),
        ("k: [1]", lambda e: e.mapping("k"), "entry.not-a-mapping"),
        ("k: {a: 1}", lambda e: e.list("k"), "entry.not-a-list"),
        ("k: {a: 1}", lambda e: e.text("k", ""), "entry.not-text"),
        ("k:", lambda e: e.text("k", "", required=True), "entry.missing"),
        ("j: 1", lambda e: e.get("k", required=True), "entry.missing"),
    ],
)
def test_values_that_do_not_fit(entries: Read, text: str, take: Callable[[Entries], object], code: str) -> None:
    found = entries(text)
    take(found)
    assert [c for c, _, _ in codes(found)] == [code]
    for problem in found.problems:
        assert problem_line(problem, "id") != problem_line(problem, "en")


@pytest.mark.parametrize(
    ("text", "high", "hints"),
    [
        (
            "k: 95",
            0.9999,
            ("write a number, 0.5 to 0.9999; a share is meant: 95 % = 0.95", "yang dimaksud proporsi: 95 % = 0.95"),
        ),
        ("k: 0.1", 1, ("write a number, 0.5 to 1", "tulis angka 0.5 sampai 1")),
        ("k: 950", 1, ("write a number, 0.5 to 1", "tulis angka 0.5 sampai 1")),
    ],
)
def test_the_hint_says_what_a_number_may_be(entries: Read, text: str, high: float, hints: tuple[str, str]) -> None:
    found = entries(text)
    found.number("k", 1, 0.5, high)
    (problem,) = found.problems
    assert hint(problem, "en") == hints[0]
    assert hint(problem, "id").endswith(hints[1])


def test_unknown_keys_with_the_nearest(entries: Read) -> None:
    found = entries("a: {wieght: 1, other: 2}")
    found.mapping("a", known=("weight", "label"))
    assert codes(found) == [("entry.unknown", 1, 5), ("entry.unknown", 1, 16)]
    lines = [problem_line(p, "en") for p in found.problems]
    assert "did you mean 'weight'?" in lines[0]
    assert "hint" not in lines[1]


def test_single_values(entries: Read) -> None:
    found = entries("a: x\nb: 1\n")
    a, b = found.get("a"), found.get("b")
    assert a is not None and b is not None
    assert (as_text(a, found.problems, "a"), as_number(b, found.problems, "b"), as_integer(b, found.problems, "b")) == (
        "x", 1.0, 1,
    )  # fmt: skip
