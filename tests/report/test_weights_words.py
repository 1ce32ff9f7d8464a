from pathlib import Path
from typing import Any

import pytest

from berdaya.errors import Where
from berdaya.estimates.weights.data_weights import DataScheme
from berdaya.estimates.weights.scheme_scores import WeighedScheme
from berdaya.instrument.judgements import Consistency, ExpertScheme, Spread, Worst
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.weights import Scheme
from berdaya.report.weights_words import (
    limit_words,
    method_words,
    note_lines,
    ratio_of,
    ratio_words,
    title_of,
    verdict_words,
    worst_words,
)

KUBE = Path(__file__).resolve().parents[2] / "src" / "berdaya" / "templates" / "kube"


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return read_instrument(KUBE / "instrument.yaml")[0]


def test_how_many_times_more() -> None:
    assert [ratio_of(value, "id") for value in (1.0, 3.0, 1 / 3, 2.47, 1 / 2.47, 1 / 15)] == [
        "1",
        "3",
        "1/3",
        "2,5",
        "1/2,5",
        "1/15",
    ]


def test_ratio_limit_and_verdict() -> None:
    good = Consistency("v", "Ani", 3, "cr", 0.0234, 0.1, True)
    open_ = Consistency("v", "Ani", 12, "input", 0.5, None, None)
    assert (ratio_words(good, "id"), limit_words(good, "id"), verdict_words(good, "id")) == ("0,023", "0,10", "ya")
    few = Consistency("v", "Ani", 3, "cr", None, 0.1, None, missing=1)
    assert (ratio_words(few, "id"), verdict_words(few, "id")) == ("–", "tidak dapat diketahui")
    assert (limit_words(open_, "en"), verdict_words(open_, "en")) == ("–", "no limit known")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_worst_judgement(instrument: Instrument, lang: str) -> None:
    worst = Worst("a1", "a2", 1 / 3, 2.0, 0.02, Where("w.csv", 2, 4))
    found = worst_words(Consistency("overall", "Ani", 3, "cr", 0.3, 0.1, False, worst=worst), instrument, lang)
    assert (
        found.startswith("Ani: ")
        and f"“{instrument.label('a1', lang)}”" in found
        and "1/3" in found
        and "{" not in found
    )
    other = worst_words(
        Consistency("overall", "", 3, "input", 0.3, 0.1, False, worst=worst), instrument, lang, "pakar 1"
    )
    assert other.startswith("pakar 1: ") and "{" not in other


def test_what_a_scheme_is_called() -> None:
    assert title_of(Scheme("ahp", "ahp", {}), "id") == "AHP"
    assert title_of(Scheme("rank b", "rank", {}), "en") == "ranks “rank b”"
    assert method_words(None, "id") == "bobot yang ditetapkan"


def test_weights_that_are_not_the_only_optimal_ones_have_intervals(instrument: Instrument) -> None:
    scheme, scores = Scheme("bwm-nonlinear", "bwm-nonlinear", {}), None
    spread = {"overall": {"a1": Spread(0.2, 0.2, 1, (0.158, 0.247)), "a2": Spread(0.4, 0.4, 1)}}
    nothing: Any = scores
    one = WeighedScheme(scheme, instrument, nothing, experts=ExpertScheme(scheme, (), spread))
    (line,) = note_lines([one], "id")
    assert line.startswith("BWM, nonlinear: bobot lain sama cocoknya")
    assert f"di dalam {instrument.label('a1', 'id')} 0,158–0,247;" in line
    assert list(note_lines([one], "id", "a1")) == []


def test_notes_of_one_kind_stand_together(instrument: Instrument) -> None:
    scheme, nothing = Scheme("pca", "pca", {}), None
    notes = (("overall", "against", ("a1",)), ("a3", "against", ("a3_e", "a3_s")), ("a3", "weights.nothing-varies", ()))
    scores: Any = nothing
    one = WeighedScheme(scheme, instrument, scores, data=DataScheme(scheme, {}, notes))
    first, second = note_lines([one], "en")
    labels = {key: instrument.label(key, "en") for key in ("overall", "a1", "a3", "a3_e", "a3_s")}
    assert first.endswith("at {a1} ({overall}); {a3_e}, {a3_s} ({a3})".format(**labels))
    assert second.endswith(f"below {labels['a3']}")
    assert len(list(note_lines([one], "id", "overall"))) == 1
