import numpy as np
import pytest

from berdaya.estimates.poverty.model import Figures, Indicator, Line, Measure, Money, Poverty
from berdaya.instrument.model import Compare
from berdaya.report.poverty_words import (
    assumption_lines,
    figure_words,
    interval_words,
    item_figures,
    main_figures,
    value_words,
)

ROOF = Indicator("roof", Compare("roof", "equals", 0), {"id": "Atap", "en": "Roof"}, 1.0)
MPI = Measure(
    "mpi",
    "dimensions",
    title={"id": "Kekurangan", "en": "Deprivations"},
    source=("a thesis", "a page"),
    date="2022",
    open=({"id": "Batasnya?", "en": "The cut?"},),
    recorded={"system": "DTSEN", "as_of": "2025-07", "origin": "letter"},
    indicators=(ROOF,),
    dimensions=(("home", {"en": "Home"}),),
    k=1 / 3,
)


def found(measure: Measure, names: tuple[tuple[str, str], ...], unsized: int = 0) -> Poverty:
    one, n = np.full((1, len(names)), 0.375), np.array([40])
    lost = np.array([0.2])
    figures = Figures(
        (), ((),), names, one, one, one, one, one, one > 1, n, n, n * 1.0, lost, n, np.zeros(one.shape, bool)
    )
    return Poverty(measure, "", figures, unsized=unsized)


@pytest.mark.parametrize(
    ("name", "value", "change", "words"),
    [
        ("H", 0.5391, "", ("53,9%", "53.9%")),
        ("M0", 0.2962, "", ("0,296", "0.296")),
        ("P1", 0.05, "", ("0,050", "0.050")),
        ("H", -0.0712, "absolute", ("−7,1 poin", "−7.1 points")),
        ("M0", 0.02, "absolute-year", ("+0,020", "+0.020")),
        ("M0", -34.03, "relative", ("−34,0%", "−34.0%")),
        ("H", float("nan"), "", ("–", "–")),
    ],
)
def test_numbers_as_they_are_printed(name: str, value: float, change: str, words: tuple[str, str]) -> None:
    assert (value_words(name, value, "id", change), value_words(name, value, "en", change)) == words


def test_an_interval_with_an_end_that_does_not_exist() -> None:
    assert interval_words("H", 0.1, 0.2, "en") == "10.0% – 20.0%"
    assert interval_words("H", float("nan"), 0.2, "en") == "–"


def test_names_of_figures() -> None:
    assert figure_words(MPI, "censored", "roof", "id") == "miskin dan kekurangan: Atap"
    assert figure_words(MPI, "dimension", "home", "id") == "sumbangan ke M0, dimensi: Home"  # the language there is
    assert figure_words(MPI, "H", "", "en") == "share who are poor (H)"
    one = found(MPI, (("H", ""), ("censored", "roof"), ("P0", "Agam 2021")))
    assert main_figures(one) == (("H", ""), ("P0", "Agam 2021"))
    assert item_figures(MPI)[1] == (("dimension",), ("home",))
    assert item_figures(Measure("m", "money")) == ()


def test_every_assumption_is_told() -> None:
    lines = list(assumption_lines(found(MPI, (("H", ""),), unsized=3), "en"))
    assert lines == [
        "Source: a thesis; a page.",
        "Date: 2022.",
        "Recorded as given: DTSEN, as of 2025-07, by letter.",
        "Each row counts once, by its weight.",
        "Poor from 33.3% of all weights on (the cut-off k).",
        "Weights: Roof 100.0%.",
        "Rows that lack one of the answers are left out: 20.0% of the weight; 40 rows count.",
        "3 rows are left out: it is not known how many persons they stand for.",
        "Open question: The cut?",
    ]


def test_those_of_criteria_and_of_money() -> None:
    shelter = Indicator("shelter", Compare("shelter", "equals", 0), direct=True)
    criteria = Measure("c", "criteria", indicators=(ROOF, shelter), at_least=1)
    lines = list(assumption_lines(found(criteria, (("poor", ""),)), "id"))
    assert "Miskin bila memenuhi sedikitnya 1 dari 1 kriteria." in lines
    assert "Miskin bagaimanapun juga: shelter." in lines
    line = Line("Kab. Agam", "2021", 444710, "BPS")
    money = Measure("m", "money", money=Money("spent", "", {"": (line,)}), persons="size")
    lines = list(assumption_lines(found(money, (("P0", line.name),)), "id"))
    assert "Garis: Kab. Agam 2021, 444.710 per kapita per bulan (BPS)." in lines
    assert "Setiap baris mewakili sebanyak orang menurut “size”." in lines
    waves = Measure("m", "money", money=Money("spent", "", {"after": (line,)}))
    assert any("Line of after: Kab. Agam 2021" in text for text in assumption_lines(found(waves, ()), "en"))


def test_a_source_that_ends_in_a_full_stop_gets_no_second_one() -> None:
    one = found(Measure("m", "dimensions", source=("a page", "No official measure.")), (("H", ""),))
    assert next(assumption_lines(one, "en")) == "Source: a page; No official measure."
