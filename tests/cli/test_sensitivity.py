from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.sensitivity.model import SensitivitySpec
from berdaya.study.analyses.sensitivity import sensitivity_document, sensitivity_of
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_json_is_what_the_library_gives(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("sensitivity", small.path, "--base", "32", "--seed", "5", "--sources", "weights,sampling", "--json")
    assert ran.code == 0
    assert ran.err == ""
    spec = SensitivitySpec(sources=("sampling", "weights"), base=32, seed=5)
    assert ran.json == sensitivity_document(sensitivity_of(read_study(small.path), spec), "en")


def test_tables_in_both_languages(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("sensitivity", small.path, "--base", "32", "--by", "sex", "--lang", "en")
    assert ran.code == 0
    assert ran.out.startswith("256 versions of the result, from 32 base points and seed 2022.")
    for words in (
        "What decides the score of Score",
        "Ranks of groups",
        "Score: parts by sex",
        "zeros are met by adding 1",
    ):
        assert words in ran.out
    row = next(line for line in ran.out.splitlines() if line.startswith("scoring of the answers"))
    assert row.count("%") == 6
    assert "Alone: the share" in ran.err
    ran = shell("sensitivity", small.path, "--base", "32", "--lang", "id", "--node", "v1")
    assert "Yang menentukan skor Satu" in ran.out
    assert "256 versi hasil" in ran.out
    assert "Peringkat" not in ran.out
    assert "Bobot" not in ran.err


def test_a_wrong_call_is_told_whole(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("sensitivity", small.path, "--base", "500", "--sources", "weight,luck", "--json")
    assert ran.code == 2
    assert [code for code, _ in ran.found()] == ["usage.sensitivity-base", *["usage.sensitivity-source"] * 2]
    assert "did you mean 'weights'?" in shell("sensitivity", small.path, "--sources", "weight").err


@pytest.mark.parametrize(("option", "code"), [("--node", "estimates.unknown-node"), ("--wave", "estimates.no-waves")])
def test_unknown_names(shell: Shell, small: "SmallStudy", option: str, code: str) -> None:
    assert shell("sensitivity", small.path, option, "nothing", "--json").found()[0][0] == code


def test_what_does_not_exist_is_exit_3(shell: Shell, small: "SmallStudy") -> None:
    small.change("study.yaml", ("design:", "estimates: {mode: units_first}\ndesign:"))
    ran = shell("sensitivity", small.path, "--json")
    assert ran.code == 3
    assert ran.found() == [("sensitivity.means-first", "")]
