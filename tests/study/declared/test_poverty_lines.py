from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.located import Problems, parse_yaml
from berdaya.study.declared.poverty_lines import read_lines
from berdaya.study.declared.poverty_packs import LINES, pack_text
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

    from berdaya.estimates.poverty.model import Money

MONEY = "money: {value: spending, per: members, area: Kab. Agam, date: '2021'}\n"
OWN = """\
lines:
  - {area: Salo, date: 2021-03, amount: 400000, source: BPS}
  - {area: Salo, date: 2022-03, amount: 450000, source: BPS}
  - {area: Baso, date: 2022-03, amount: 440000, source: BPS}
"""


def read(small: "SmallStudy", text: str, waves: str = "") -> "Money":
    small.write("money.yaml", text)
    small.write(
        "groups.csv",
        "group,village,business,members,spending\ng1,Salo,tani,12,1\ng2,Salo,ternak,10,2\ng3,Koto Tuo,tani,9,3\n",
    )
    small.change("study.yaml", ("design:", f"poverty: money.yaml\n{waves}design:"))
    if waves:
        small.change("study.yaml", ("attributes: [sex]", "attributes: [sex], wave: a"))
    (measure,) = read_study(small.path).poverty
    assert measure.money is not None
    return measure.money


def test_the_lines_that_come_with_it(small: "SmallStudy") -> None:
    found = read(small, MONEY)
    (line,) = found.of_wave("")
    assert (line.name, line.amount, found.per) == ("Kab. Agam 2021", 444710, "members")
    assert line.source == "bappeda.agamkab.go.id/Pojok/detail/44"


def test_only_lines_that_could_be_checked_come_with_it() -> None:
    lines = read_lines(parse_yaml(pack_text(LINES), LINES, Problems()), Problems())
    assert lines is not None and len(lines) == 15
    assert all(line.source for line in lines)
    assert {line.date for line in lines if line.area == "Kab. Agam"} == {str(year) for year in range(2015, 2022)}
    assert not {485222, 558963} & {line.amount for line in lines}  # of a press article that contradicts itself
    assert all(line.amount > 1000 for line in lines)  # no dollars a day
    whole, urban, rural = ({line.area: line for line in lines if line.date == "2025-03"}[name] for name in (
        "Indonesia", "Indonesia (urban / perkotaan)", "Indonesia (rural / perdesaan)"))  # fmt: skip
    assert rural.amount < whole.amount < urban.amount


def test_own_lines_and_one_for_each_wave(small: "SmallStudy") -> None:
    small.write("own.yaml", OWN)
    text = "money: {value: spending, lines: own.yaml, area: Salo, date: {a: 2021-03, b: 2022-03}}\n"
    found = read(small, text, "waves: [a, b]\n")
    assert [line.amount for wave in ("a", "b") for line in found.of_wave(wave)] == [400000, 450000]
    small.write("money.yaml", text.replace("{a: 2021-03, b: 2022-03}", "[2021-03, 2022-03]"))
    (measure,) = read_study(small.path).poverty
    assert measure.money and [line.amount for line in measure.money.of_wave("b")] == [400000, 450000]


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("{a: 2021-03}", "poverty.line-of-wave"),
        ("{a: 2021-03, b: [2021-03, 2022-03]}", "poverty.lines-differ"),
        ("2023-03", "poverty.no-line"),
        ("{a: 2021-03, c: 2022-03}", "entry.unknown"),
    ],
)
def test_what_is_wrong_with_a_date(small: "SmallStudy", date: str, code: str) -> None:
    small.write("own.yaml", OWN)
    text = f"money: {{value: spending, lines: own.yaml, area: Salo, date: {date}}}\n"
    with pytest.raises(InputError) as caught:
        read(small, text, "waves: [a, b]\n")
    assert code in [p.code for p in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("date: 2022-03, amount: 450000", "date: 2021-03, amount: 1", ("poverty.line-twice", "own.yaml:3:5")),
        (", source: BPS", "", ("entry.missing", "own.yaml:2:5")),
        ("400000", "-1", ("entry.out-of-range", "own.yaml:2:41")),
        ("lines:", "others:", ("entry.unknown", "own.yaml:1:1")),
        ("area: Salo, date: 2021-03", "area: Solo, date: 2021-03", ("poverty.no-line", "money.yaml:1:61")),
    ],
)
def test_what_is_wrong_with_a_file_of_lines(small: "SmallStudy", old: str, new: str, problem: tuple[str, str]) -> None:
    small.write("own.yaml", OWN.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read(small, "money: {value: spending, lines: own.yaml, area: Salo, date: 2021-03}\n")
    assert problem in [(p.code, str(p.where)) for p in caught.value.problems]


def test_an_unknown_area(small: "SmallStudy") -> None:
    with pytest.raises(InputError) as caught:
        read(small, MONEY.replace("Kab. Agam", "Agam"))
    assert [p.code for p in caught.value.problems] == ["poverty.no-line"]
