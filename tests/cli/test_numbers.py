from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.cli.numbers import number, whole
from berdaya.study.start import start_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


@pytest.mark.parametrize(
    ("text", "value"), [("0,05", 0.05), ("0.05", 0.05), (" 3 ", 3.0), ("-1,5", -1.5), (0.05, 0.05)]
)
def test_numbers(text: str | float, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "x", "1.200,5", "nan", "inf", "5%"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        number(text)


@pytest.mark.parametrize(
    ("text", "value"), [("30", 30), ("1.200", 1200), ("1 200", 1200), ("1.200.000", 1200000), (5, 5)]
)
def test_whole_numbers(text: str | int, value: int) -> None:
    assert whole(text) == value


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1.00", "1,5", "1.200.5", "0.5"])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match="whole"):
        whole(text)


def test_a_decimal_comma_in_a_call(shell: Shell, tmp_path: "Path") -> None:
    start_demo(tmp_path)
    given = ("reliability", tmp_path, "--node", "a1_h", "--role", "member", "--json")
    assert shell(*given, "--level", "0,1").json == shell(*given, "--level", "0.1").json
    sizes = ("sample", "size", "--json", "--population", "1.000")
    assert shell(*sizes, "--margin", "0,1").json == shell(*sizes, "--margin", "0.1").json
    draw = ("sample", "draw", tmp_path, "--n", "9", "--allocate", "neyman", "--strata", "village", "--json", "--sd")
    villages = shell("estimate", tmp_path, "--by", "village", "--node", "overall", "--json").json["estimates"]
    for sign in ",.":
        spreads = ",".join(f"{one['by']['village']}=0{sign}5" for one in villages)
        drawn = shell(*draw, spreads, "--out", tmp_path / f"{ord(sign)}.csv").json
        assert set(drawn["query"]["sd"].values()) == {0.5}


@pytest.mark.parametrize(
    ("lang", "call", "words"),
    [
        (
            "id",
            ("reliability", "--level", "5%"),
            ("'5%'", "tulis angka, misalnya 0,05 atau 0.05; berdaya reliability --help"),
        ),
        ("en", ("sample", "draw", ".", "--n", "1.5"), ("'1.5'", "write a whole number from 0, such as 30")),
    ],
)
def test_the_hint_says_which_number(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, lang: str, call: tuple[str, ...], words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BERDAYA_LANG", lang)
    ran = shell(*call)
    assert ran.code == 2
    assert all(one in ran.err for one in ("usage.bad-value", *words))
