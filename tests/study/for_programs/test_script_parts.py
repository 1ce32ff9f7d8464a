"""What all scripts share: places that are filled, comments, and the formula of a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.study.for_programs.test_data_table import table_of

from berdaya.study.for_programs.script_parts import comment, filled, notes, opening, own_number, piece, score_formulas

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_places_are_filled_in_their_order() -> None:
    assert "@scores@" in piece("analysis.sps")
    text = filled("analysis.sps", {"scores": "@lines@", "lines": "LIST."})  # what is filled in may hold a place
    assert "@scores@" not in text
    assert "@lines@" not in text
    assert text.count("LIST.") == 2


def test_comments() -> None:
    words = comment("word " * 40, "*")
    assert len(words.splitlines()) == 2
    assert all(line.startswith("* word") and len(line) <= 116 for line in words.splitlines())
    told = notes(("data-note-spss", "scores-note-stat", "means-note"), "spss", "en", str.upper)
    assert list(told) == ["data_note", "scores_note", "means_note"]
    assert told["means_note"].startswith("THE WEIGHTED MEAN OF EACH QUESTION")


def test_the_formula_of_a_score(small: SmallStudy) -> None:
    small.change(
        "instrument.yaml",
        ("{key: q1, ", "{key: q1, direction: lower_is_better, scale: {min: -2, max: 3}, "),
        ("{key: q2, ", "{key: q2, decimals: true, scale: {min: 0.5, max: 4}, "),
    )
    formulas = score_formulas(table_of(small))
    assert formulas[0] == "3 - (q1 - (-2)) * (3 - 0) / (3 - (-2))"
    assert formulas[1] == "0 + (q2 - 0.5) * (3 - 0) / (4 - 0.5)"
    assert [own_number(value) for value in (1.0, -0.5, 2.25)] == ["1", "(-0.5)", "2.25"]


def test_how_a_script_opens(small: SmallStudy) -> None:
    small.change("study.yaml", ("design:", "synthetic: true\ndesign:"))
    parts = opening(table_of(small), "en", "codebook.about", ("scaled",))
    assert parts[0].startswith("Small. Study small, instrument small (version 1, sha256 ")
    assert parts[1] == "SYNTHETIC DATA: nobody gave these answers."
    assert parts[2].startswith("NOT THE SAME AS IN BERDAYA: a stratum with one PSU borrows")
