from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_a_size_with_slovin_beside_it(shell: Shell) -> None:
    ran = shell("sample", "size", "--population", "246", "--margin", "0.1", "--lang", "id")
    assert ran.code == 0
    (row,) = [line for line in ran.out.splitlines() if line.startswith("keseluruhan")]
    assert row.split()[1:] == ["246", "96,0", "96,0", "69,3", "70", "70", "72", "(71,10)"]
    assert "dibulatkan ke atas" in ran.out
    assert "acak sederhana" in ran.out
    near = shell("sample", "size", "--population", "246", "--margin", "0.1", "--slovin-nearest", "--lang", "en")
    assert "71 (71.10)" in near.out
    assert "rounded to the nearest" in near.out


def test_parts_with_a_design_effect_and_response(shell: Shell) -> None:
    given = ("--population", "Salo=120, Koto Tuo=1.090", "--cluster", "7", "--rho", "0.1", "--response", "0.9")
    ran = shell("sample", "size", *given, "--lang", "en")
    assert "Design effect 1.6 = 1 + (m - 1) rho, with m = 7 answers in each group and rho = 0.1." in ran.out
    total = ran.out.splitlines()[5].split()
    assert total[0] == "sum"
    found = shell("sample", "size", *given, "--json").json
    assert [one["population"] for one in found["sizes"]] == [120, 1090]
    assert [str(found["answers"]), str(found["asked"])] == total[2:4]


def test_means_and_changes_have_no_slovin(shell: Shell) -> None:
    mean = shell("sample", "size", "--sd", "0.6", "--margin", "0.1", "--lang", "en")
    assert "139" in mean.out
    change = shell("sample", "size", "--change", "0.2", "--sd", "0.8", "--population", "270", "--lang", "id")
    assert "Pasangan yang memperlihatkan perubahan 0,2" in change.out
    assert not any("Slovin" in ran.out for ran in (mean, change))


def test_where_all_must_be_asked_it_says_so(shell: Shell) -> None:
    assert "it is a census" in shell("sample", "size", "--population", "27", "--margin", "0.01", "--lang", "en").err


@pytest.mark.parametrize(
    ("given", "codes", "code"),
    [
        (("--change", "0.2"), ["usage.sample-sd"], 2),
        (("--deff", "2", "--cluster", "7"), ["usage.together"], 2),
        (("--population", "a=1, a=2, x, =3, b=many"), ["usage.sample-population"] * 4, 2),
        (("--margin", "5"), ["stats.size-out-of-range"], 3),
        (("--population", "0"), ["stats.size-out-of-range"], 3),
        (("--margin", "5", "--confidence", "95", "--response", "0"), ["stats.size-out-of-range"] * 3, 3),
        (("--margin", "0,05x"), ["usage.bad-value"], 2),
    ],
)
def test_what_cannot_be_is_refused(shell: Shell, given: tuple[str, ...], codes: list[str], code: int) -> None:
    ran = shell("sample", "size", *given, "--json")
    assert ([found for found, _ in ran.found()], ran.code) == (codes, code)
