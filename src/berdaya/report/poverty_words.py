"""Words of poverty that the command and the report share: what a figure is called, how it is printed, what it rests on."""

from collections.abc import Iterator
from math import isfinite

from berdaya.estimates.poverty.model import Line, Measure, Poverty
from berdaya.instrument.model import Text
from berdaya.words.format import NOTHING, integer, number, percent, plain
from berdaya.words.say import say

INDICES = ("M0", "M1", "M2", "P1", "P2", "incidence", "intensity")  # numbers that are no share of persons


def main_figures(one: Poverty) -> tuple[tuple[str, str], ...]:
    """Return the figures that say how many are poor and how poor: those that are of no indicator, criterion or dimension."""
    return tuple((name, item) for name, item in one.figures.names if not item or name in ("P0", "P1", "P2"))


def item_figures(measure: Measure) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the figures that each indicator, dimension or criterion has, and which there are."""
    keys = tuple(one.key for one in measure.indicators)
    if measure.kind == "criteria":
        return ((("met", "unknown"), keys),)
    if measure.kind == "dimensions":
        of_each = (("uncensored", "censored", "contribution"), keys)
        return (of_each, (("dimension",), tuple(key for key, _ in measure.dimensions)))
    return ()


def text_of(text: Text, lang: str, otherwise: str = "") -> str:
    """Return a text in a language, else in the one there is."""
    return text.get(lang) or next((words for words in text.values() if words), "") or otherwise


def item_words(measure: Measure, item: str, lang: str) -> str:
    """Return the label of an indicator, a criterion or a dimension; anything else is a name already."""
    labels = {one.key: one.label for one in measure.indicators}
    return text_of(labels.get(item, {}), lang, item)


def dimension_words(measure: Measure, key: str, lang: str) -> str:
    """Return the label of a dimension."""
    return text_of(dict(measure.dimensions).get(key, {}), lang, key)


def figure_words(measure: Measure, name: str, item: str, lang: str) -> str:
    """Return what a figure is called."""
    words = dimension_words(measure, item, lang) if name == "dimension" else item_words(measure, item, lang)
    return say(f"poverty.figure-{name}", lang, item=words)


def value_words(name: str, value: float, lang: str, change: str = "") -> str:
    """Return a figure, its error or an end of its interval as it is printed; `change` is the kind of a change."""
    if not isfinite(value):
        return NOTHING
    text = _number_words(name, value, lang, change)
    return say("poverty.points", lang, value=text) if _in_points(name, change) else text


def _in_points(name: str, change: str) -> bool:
    """Whether a change is of a share, and told in points of a hundred."""
    return change.startswith("absolute") and name not in INDICES


def _number_words(name: str, value: float, lang: str, change: str) -> str:
    if not isfinite(value):
        return NOTHING
    sign = "+" if change and value > 0 else ""
    if change.startswith("relative"):
        return f"{sign}{percent(value / 100, 1, lang)}"
    if name in INDICES:
        return f"{sign}{number(value, 3, lang)}"
    return f"{sign}{number(value * 100, 1, lang)}" if change else percent(value, 1, lang)


def interval_words(name: str, low: float, high: float, lang: str, change: str = "") -> str:
    """Return an interval as it is printed."""
    ends = [_number_words(name, end, lang, change) for end in (low, high)]
    if NOTHING in ends:
        return NOTHING
    text = " – ".join(ends)
    return say("poverty.points", lang, value=text) if _in_points(name, change) else text


def assumption_lines(one: Poverty, lang: str) -> Iterator[str]:
    """Yield what a measure rests on: note, source, date, all assumptions, what was left out, and the open questions."""

    def told(name: str, /, **values: object) -> str:
        return say(f"poverty.about-{name}", lang, **values)

    measure, figures = one.measure, one.figures
    if note := text_of(measure.note, lang):
        yield note
    if measure.source:
        yield told("source", source="; ".join(measure.source).removesuffix("."))
    if measure.date:
        yield told("date", date=measure.date)
    if measure.recorded:
        yield told("recorded", **measure.recorded)
    yield told("persons", name=measure.persons) if measure.persons else told("one")
    yield from _counting_lines(measure, lang)
    n = integer(float(figures.n.sum()), lang)
    lost = percent(figures.lost_of_all, 1, lang)
    yield told({"criteria": "unknown", "money": "money"}.get(measure.kind, measure.missing), n=n, lost=lost)
    if one.unsized:
        yield told("unsized", count=integer(one.unsized, lang))
    for text in measure.open:
        yield told("open", text=text_of(text, lang))


def _counting_lines(measure: Measure, lang: str) -> Iterator[str]:
    def told(name: str, /, **values: object) -> str:
        return say(f"poverty.about-{name}", lang, **values)

    if measure.kind == "dimensions":
        yield told("cutoff", cutoff=percent(measure.k, 1, lang))
        shares = (f"{item_words(measure, one.key, lang)} {percent(one.weight, 1, lang)}" for one in measure.indicators)
        yield told("weights", weights="; ".join(shares))
    if measure.kind == "criteria":
        direct = [item_words(measure, one.key, lang) for one in measure.indicators if one.direct]
        yield told("at-least", number=measure.at_least, count=len(measure.indicators) - len(direct))
        if direct:
            yield told("direct", names="; ".join(direct))
    for wave, lines in measure.money.lines.items() if measure.money else ():
        yield from (_line(line, wave, lang) for line in lines)


def _line(line: Line, wave: str, lang: str) -> str:
    values = {"name": line.name, "amount": plain(line.amount, lang), "source": line.source}
    if wave:
        return say("poverty.about-line-wave", lang, wave=wave, **values)
    return say("poverty.about-line", lang, **values)
