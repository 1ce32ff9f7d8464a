from dataclasses import replace

import numpy as np
import pytest
from tests.conftest import Made

from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.model import Sensitivity, SensitivitySpec
from berdaya.estimates.sensitivity.sensitivity import sensitivity
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.report.sensitivity_words import how, share, share_span, source_lines


@pytest.fixture(scope="module")
def ran() -> tuple[Sensitivity, Instrument]:
    made = Made()
    instrument = made.instrument(made.leaf("x"), made.leaf("y"))
    tally = made.tally(instrument, {}, np.random.default_rng(1).integers(0, 4, (20, 2)).tolist(), detail=True)
    return sensitivity(instrument, (tally, tally), Settings(), SensitivitySpec(base=16)), instrument


def test_each_source_is_told_with_its_numbers(ran: tuple[Sensitivity, Instrument]) -> None:
    run, instrument = ran
    lines = list(source_lines(run, instrument, "en"))
    assert len(lines) == 6
    assert "about 25%" in lines[1]
    assert "geometric at every level; zeros are met by adding 1 before" in lines[2]
    assert "taken as the lowest answer" in lines[3]
    assert "0.15" in lines[4]
    assert "0,15" in list(source_lines(run, instrument, "id"))[4]


def test_what_is_set_otherwise_is_told_otherwise(ran: tuple[Sensitivity, Instrument]) -> None:
    run, instrument = ran
    kinds = (Aggregate("power", 2.0), Aggregate("minimum"))
    spec = SensitivitySpec(weights="box", spread=0.1, coverage=("own", 0.5), spacing=0.2, zero="veto")
    other = replace(run, spec=spec, kinds=kinds)
    assert how(other, "weights", instrument, "en") == "each up to 10% more or less than that of the instrument"
    assert how(other, "aggregate", instrument, "en") == "power mean of order 2, the lowest part"
    assert how(other, "coverage", instrument, "en").endswith("no score where less than 50% answered")
    assert "20%" in how(other, "spacing", instrument, "id")
    veto = replace(other, kinds=(None, Aggregate("harmonic")))
    assert how(veto, "aggregate", instrument, "en").endswith("a zero makes such a mean zero")
    schemes = replace(other, spec=replace(spec, weights="schemes", schemes={"a": {}, "b": {}}))
    assert how(schemes, "weights", instrument, "en") == "those of one of these schemes: a, b"
    left = replace(run, sources=("sampling",), left_out=("weights", "bands"))
    assert list(source_lines(left, instrument, "en"))[-1].endswith("weights, cuts of the categories.")


def test_shares_stay_between_their_ends() -> None:
    assert [share(value, "en") for value in (-0.03, 0.256, 1.2, None)] == ["0%", "26%", "100%", "–"]
    assert share_span(-0.1, 0.255, "id") == "0–26%"
    assert share_span(None, 0.2, "en") == "–"
