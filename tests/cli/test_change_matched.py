from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_matched_groups_in_both_languages(shell: Shell, programme: "Path") -> None:
    ran = shell("change", programme, "--matched", "--lang", "id")
    assert ran.code == 0
    assert "dampak program hanya bila" in ran.err
    assert "masih terlalu berbeda menurut: members" in ran.err  # no caliper: the nearest may be far
    assert "!!" in ran.out
    document = shell("change", programme, "--matched", "--node", "overall", "--json").json
    (row,) = document["matched"]
    line = next(line for line in ran.out.splitlines() if line.startswith("overall"))
    assert f"+{row['value']:.2f}".replace(".", ",") in line.split()
    assert f"{row['e']:.2f}".replace(".", ",") in line.split()
    english = shell("change", programme, "--matched", "--lang", "en")
    assert "yes: 13 groups, 1 without a trait or a figure" in english.out
    assert "compare like with like" in english.err


def test_without_traits_it_says_what_is_missing(shell: Shell, programme: "Path") -> None:
    path = programme / "study.yaml"
    path.write_text(path.read_text("utf-8").replace(", match: [village, members]", ""), encoding="utf-8")
    assert shell("change", programme, "--matched", "--json").found() == [("study.match-missing", "study.yaml:9:38")]


def test_nobody_to_match(shell: Shell, programme: "Path") -> None:
    path = programme / "study.yaml"
    path.write_text(path.read_text("utf-8").replace("[village, members]", "[village], caliper: 0"), encoding="utf-8")
    frame = programme / "groups.csv"
    lines = [line.replace("yes,", "yes,far ") for line in frame.read_text("utf-8").splitlines()]
    frame.write_text("\n".join([*lines, ""]), encoding="utf-8")
    ran = shell("change", programme, "--matched", "--lang", "en")
    assert "Nobody could be matched." in ran.out
