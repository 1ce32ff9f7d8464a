"""How a sensitivity run is said, in the command and in the report: what was varied, and shares of the variance."""

from collections.abc import Iterator

from berdaya.estimates.sensitivity.model import Coverage, Sensitivity, SensitivitySpec, Uncertain
from berdaya.instrument.expert_panel import ExpertPanel
from berdaya.instrument.model import Aggregate, Instrument
from berdaya.words.format import NOTHING, integer, interval, percent, plain
from berdaya.words.say import say


def source_lines(run: Sensitivity, instrument: Instrument, lang: str, *, public: bool = False) -> Iterator[str]:
    """Yield what each source was varied by: "weights: each weight up to 25% more or less ..", and what could not be.

    `public`: experts are counted, not named.
    """
    for source in run.sources:
        yield f"{say(f'sensitivity.source-{source}', lang)}: {how(run, source, instrument, lang, public=public)}"
    if run.left_out:
        named = ", ".join(say(f"sensitivity.source-{source}", lang) for source in run.left_out)
        yield say("sensitivity.left-out", lang, sources=named)


def how(run: Sensitivity, source: Uncertain, instrument: Instrument, lang: str, *, public: bool = False) -> str:
    """Return how a source was varied."""
    spec = run.spec
    if source == "weights" and spec.panel is not None and spec.weights == "experts":
        return "; ".join(_experts(spec, spec.panel, instrument, lang, public=public))
    if source == "weights":
        values = {"spread": percent(spec.spread, 0, lang), "names": ", ".join(spec.schemes)}
        return say(f"sensitivity.how-weights-{spec.weights}", lang, **values)
    if source == "aggregate":
        return _kinds(run, instrument, lang)
    if source == "coverage":
        return "; ".join(_coverage(one, lang) for one in spec.coverage)
    if source == "bands":
        return say("sensitivity.how-bands", lang, shift=plain(run.cut_shift, lang))
    if source == "spacing" and spec.spacing is not None:
        return say("sensitivity.how-spacing-near", lang, spread=percent(spec.spacing, 0, lang))
    return say(f"sensitivity.how-{source}", lang)


def _experts(
    spec: SensitivitySpec, panel: ExpertPanel, instrument: Instrument, lang: str, *, public: bool
) -> Iterator[str]:
    """Yield who is drawn and how; what becomes of parts that not all judged, or nobody did; and of inconsistent judgements."""
    names = "" if public else f" ({', '.join(panel.experts)})"
    values = {"count": integer(len(panel.experts), lang), "scheme": panel.scheme, "names": names}
    yield say(f"sensitivity.how-weights-experts-{spec.take}", lang, **values)
    if panel.partly:
        parts = integer(len(panel.partly), lang)
        yield say(f"sensitivity.experts-partly-{spec.take}", lang, parts=parts)
    unjudged = sum(len(node.children) > 1 and node.key not in panel.weights for node in instrument.nodes)
    if unjudged:
        yield say("sensitivity.experts-unjudged", lang, parts=integer(unjudged, lang))
    if panel.inconsistent:
        name = "leave-out" if panel.left_out else "keep"
        yield say(f"sensitivity.experts-inconsistent-{name}", lang, count=integer(len(panel.inconsistent), lang))


def share(value: float | None, lang: str) -> str:
    """Return a share of the variance; an estimate below 0 or above 1 as that end."""
    return percent(None if value is None else min(max(value, 0.0), 1.0), 0, lang)


def share_span(low: float | None, high: float | None, lang: str) -> str:
    """Return the interval of a share, in percents."""
    if low is None or high is None:
        return NOTHING
    first, last = (100 * min(max(end, 0.0), 1.0) for end in (low, high))
    return f"{interval(first, last, 0, lang)}%"


def _kinds(run: Sensitivity, instrument: Instrument, lang: str) -> str:
    names = ", ".join(_kind(kind, lang) for kind in run.kinds)
    needs = any(kind is not None and (kind.kind in ("geometric", "harmonic") or _low_power(kind)) for kind in run.kinds)
    width = instrument.scale.max - instrument.scale.min
    name = f"how-aggregate-{run.spec.zero}" if needs else "how-aggregate"
    return say(f"sensitivity.{name}", lang, kinds=names, shift=plain(width / 3, lang))


def _low_power(kind: Aggregate) -> bool:
    return kind.kind == "power" and kind.power < 1


def _kind(kind: Aggregate | None, lang: str) -> str:
    if kind is None:
        return say("sensitivity.kind-own", lang)
    return say(f"sensitivity.kind-{kind.kind}", lang, order=plain(kind.power, lang))


def _coverage(coverage: Coverage, lang: str) -> str:
    if isinstance(coverage, str):
        return say(f"sensitivity.coverage-{coverage}", lang)
    return say("sensitivity.coverage-least", lang, share=percent(coverage, 0, lang))
