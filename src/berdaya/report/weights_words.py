"""What is said of schemes in words: consistency, the judgement most out of line, and why data could not choose."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from berdaya.estimates.weights.scheme_scores import WeighedScheme
from berdaya.instrument.judgements import Consistency
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import GIVEN, Scheme
from berdaya.words.format import NOTHING, interval, number, plain
from berdaya.words.say import say


def title_of(scheme: Scheme, lang: str) -> str:
    """Return what a scheme is called in a report; one with a name of its own has that too."""
    title = say(f"weights.title-{scheme.method}", lang)
    return title if scheme.name == scheme.method else f"{title} “{scheme.name}”"


def method_words(scheme: Scheme | None, lang: str) -> str:
    """Return the method of a scheme in words; None: the instrument's own weights."""
    return say(f"weights.method-{scheme.method if scheme else GIVEN}", lang)


def ratio_words(one: Consistency, lang: str) -> str:
    """Return the consistency ratio as it is printed."""
    return number(one.ratio, 3, lang)


def limit_words(one: Consistency, lang: str) -> str:
    """Return the largest ratio that is accepted; none where none is published."""
    return NOTHING if one.limit is None else number(one.limit, 3 if one.measure == "input" else 2, lang)


def verdict_words(one: Consistency, lang: str) -> str:
    """Return whether judgements are consistent enough."""
    untold = one.ratio is None and one.missing > 0
    name = "untold" if untold else "unknown" if one.accepted is None else "accepted" if one.accepted else "refused"
    return say(f"weights.verdict-{name}", lang)


def worst_words(one: Consistency, instrument: Instrument, lang: str, expert: str = "") -> str:
    """Return which comparison is most out of line, and what it would have to be; `expert` names who made it, else his name."""
    worst = one.worst
    assert worst is not None
    values = {
        "expert": expert or one.expert or say("weights.group", lang),
        "first": instrument.label(worst.first, lang),
        "second": instrument.label(worst.second, lang),
        "judged": ratio_of(worst.judged, lang),
        "implied": ratio_of(worst.implied, lang),
        **({"ratio": number(worst.ratio, 3, lang)} if one.measure == "cr" else {}),
    }
    return say(f"weights.worst-{one.measure}", lang, **values)


def ratio_of(value: float, lang: str) -> str:
    """Return how many times more: 3, 1/3, 2,5.

    Examples
    --------
    >>> ratio_of(3.0, "id"), ratio_of(1 / 3, "id"), ratio_of(2.47, "id"), ratio_of(0.4, "en")
    ('3', '1/3', '2,5', '1/2.5')
    """
    near = Fraction(value).limit_denominator(9)
    if value >= 1:
        return plain(round(value, 1), lang)
    if near.numerator == 1 and abs(float(near) - value) < 1e-4:
        return str(near)
    return f"1/{plain(round(1 / value, 1), lang)}"


def note_lines(schemes: Sequence[WeighedScheme], lang: str, node: str = "") -> Iterator[str]:
    """Yield what is to be known of weights: intervals where an optimum is not unique, and what scores chose; each note once
    with all the nodes that it is about.
    """
    instrument = schemes[0].instrument
    yield from _free_lines(schemes, lang, node)
    found: dict[tuple[str, str], list[str]] = {}
    for one in schemes:
        for key, note, about in one.data.notes if one.data else ():
            if node in ("", key):
                children = ", ".join(instrument.label(child, lang) for child in about)
                label = instrument.label(key, lang)
                told = f"{children} ({label})" if children else label
                found.setdefault((title_of(one.scheme, lang), note.partition(".")[2] or note), []).append(told)
    weighed = sum(len(one.children) > 1 for one in instrument.nodes)
    for (title, name), places in found.items():
        nodes = say("weights.everywhere", lang) if len(places) == weighed > 1 and not node else "; ".join(places)
        yield say(f"weights.note-{name}", lang, scheme=title, nodes=nodes)


def _free_lines(schemes: Sequence[WeighedScheme], lang: str, node: str) -> Iterator[str]:
    for one in schemes:
        spread = (one.experts.spread if one.experts else None) or {}
        told = [
            f"{one.instrument.label(child, lang)} {interval(*of.free, 3, lang)}"
            for key, children in spread.items()
            for child, of in children.items()
            if of.free and node in ("", key)
        ]
        if told:
            yield say("weights.note-free", lang, scheme=title_of(one.scheme, lang), intervals="; ".join(told))
