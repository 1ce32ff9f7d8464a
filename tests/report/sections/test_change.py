import pytest

from berdaya.report.findings import Findings
from berdaya.report.sections.change import Verdict, before, change_of, change_words
from berdaya.report.sections.score import Score
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import View


def score(value: float | None, low: float | None = None, high: float | None = None, **more: object) -> Score:
    return Score("x", value=value, low=low, high=high, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("then", "now", "verdict", "span"),
    [
        (score(1.5, 1.4, 1.6), score(2.0, 1.9, 2.1), "up", (0.3, 0.7)),
        (score(2.0, 1.9, 2.1), score(1.5, 1.4, 1.6), "down", (-0.7, -0.3)),
        (score(1.5, 1.4, 1.6), score(1.6, 1.5, 1.7), "unclear", (-0.1, 0.3)),
        (score(1.5), score(2.0, 1.9, 2.1), "unclear", (None, None)),
        (score(1.5, notes=("certain",)), score(1.6, notes=("certain",)), "up", (None, None)),
        (score(1.5, notes=("certain",)), score(1.5, notes=("certain",)), "same", (None, None)),
    ],
)
def test_a_change_is_called_one_only_where_it_surely_is(
    then: Score, now: Score, verdict: Verdict, span: tuple[float | None, float | None]
) -> None:
    found = change_of(then, now)
    assert found is not None
    assert found.verdict == verdict
    assert [found.low, found.high] == pytest.approx(list(span))
    assert found.value == pytest.approx((now.value or 0) - (then.value or 0))


def test_no_change_without_both_scores() -> None:
    assert change_of(Score("x", hidden=True), score(1.0)) is None
    assert change_of(score(1.0), Score("x", hidden=True)) is None


def test_words(kube: Findings) -> None:
    speech = Speech(kube, "id")
    wave, then = before(speech, "a3", View(0))
    assert (wave, speech.score(then.value)) == ("before", "1,50")
    assert before(speech, "overall", View(0))[0] == ""
    change = change_of(then, score(2.02, 1.99, 2.06))
    assert change is not None
    assert change_words(speech, change).startswith("naik +0,52 (selang 95%: 0,4")
    unsure = change_of(score(1.5), score(1.4))
    assert unsure is not None
    assert change_words(Speech(kube, "en"), unsure) == "up or down cannot be told: −0.10"
