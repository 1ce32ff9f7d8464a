from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.study.analyses.test_rater_agreements import twice

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_how_far_raters_agree(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("reliability", twice(small).path, "--raters", "--lang", "id")
    assert ran.code == 0
    (line,) = [line for line in ran.out.splitlines() if line.startswith("q4 ")]
    assert line.split()[3:5] == ["3", "6"] and line.split()[-1] == "a"
    assert "ICC2" not in ran.out  # which no row has
    assert "\n(a) penilainya tidak sama untuk semua kelompok" in ran.err
    assert "Alfa Krippendorff" in ran.err
    single = shell("reliability", small.path, "--raters", "--node", "q4", "--lang", "en")
    assert "Intraclass correlations" in single.out
    assert [line.split()[0] for line in single.out.splitlines()[-2:]] == ["ICC1", "ICC1k"]


def test_json_is_the_librarys(shell: Shell, small: "SmallStudy") -> None:
    from berdaya.study.analyses.rater_agreements import agreement_document, agreement_of
    from berdaya.study.read import read_study

    document = shell("reliability", twice(small).path, "--raters", "--json").json
    assert document == agreement_document(agreement_of(read_study(small.path)), "en")


def test_nobody_rated_twice(shell: Shell, small: "SmallStudy") -> None:
    ran = shell("reliability", small.path, "--raters", "--json")
    assert (ran.code, ran.found()) == (3, [("reliability.no-raters", "")])


def test_a_study_without_waves_is_told_of_none(shell: Shell, small: "SmallStudy") -> None:
    told = shell("reliability", small.path, "--raters", "--lang", "en").err.splitlines()
    assert told[0] == "error reliability.no-raters: no group was rated by two people in the same role"
