from dataclasses import replace

import numpy as np
import pytest
from tests.conftest import Made

from berdaya.estimates.model import Settings
from berdaya.estimates.sensitivity.model import Sensitivity, SensitivitySpec
from berdaya.estimates.sensitivity.sensitivity import sensitivity
from berdaya.instrument.expert_panel import ExpertPanel
from berdaya.instrument.judgements import Consistency
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


def test_experts_are_named_or_counted(ran: tuple[Sensitivity, Instrument]) -> None:
    run, instrument = ran
    panel = ExpertPanel("ahp", ("Ani", "Budi"), {"overall": {"Ani": {}, "Budi": {}}})
    alike = replace(run, spec=SensitivitySpec(weights="experts", panel=panel))
    text = how(alike, "weights", instrument, "en")
    assert text == (
        "in each version those of one of the 2 experts in “ahp” (Ani, Budi), each alike likely, the same expert at all levels"
    )
    assert "Ani" not in how(alike, "weights", instrument, "id", public=True)
    assert "2 pakar" in how(alike, "weights", instrument, "id", public=True)
    told = Consistency("overall", "Ani", 3, "cr", 0.3, 0.1, False)
    partly = replace(panel, weights={"x": {"Ani": {}}}, inconsistent=(told,))
    for take, words in (("one", "another who did stands in"), ("mixture", "those who did are mixed")):
        spec = SensitivitySpec(weights="experts", take=take, panel=partly)  # type: ignore[arg-type]
        text = how(replace(run, spec=spec), "weights", instrument, "en")
        assert f"parts that only some of them judged: 1; {'where the expert drawn did not, ' * (take == 'one')}" in text
        assert words in text
        assert "parts that no expert judged, which keep their weights: 1" in text
        assert text.endswith("judgements that are not consistent enough, taken as they are: 1")
    out = SensitivitySpec(weights="experts", panel=replace(partly, left_out=True))
    assert how(replace(run, spec=out), "weights", instrument, "id").endswith("tidak cukup konsisten, ditinggalkan: 1")


def test_shares_stay_between_their_ends() -> None:
    assert [share(value, "en") for value in (-0.03, 0.256, 1.2, None)] == ["0%", "26%", "100%", "–"]
    assert share_span(-0.1, 0.255, "id") == "0–26%"
    assert share_span(None, 0.2, "en") == "–"
