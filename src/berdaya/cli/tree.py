"""An explanation as a tree of lines."""

from collections.abc import Iterator

from berdaya.estimates.explain import Explanation, RoleAnswers
from berdaya.instrument.model import Instrument
from berdaya.words import say
from berdaya.words.format import number, percent

DIGITS = 6  # enough to recompute a score by hand to the printed places


def explanation_lines(explained: Explanation, instrument: Instrument, lang: str) -> list[str]:
    """Return the tree: each node with its value, weight and how it is made; at questions the answers counted.

    Where groups are the units, the top node's value is the mean of the groups' own scores, listed below it.
    """
    return [
        _node(explained, instrument, lang),
        *(f"   {one.group}: {number(one.score, DIGITS, lang)}  × {one.weight:g}" for one in explained.scores),
        *_below(explained, instrument, lang, ""),
    ]


def _below(explained: Explanation, instrument: Instrument, lang: str, indent: str) -> Iterator[str]:
    parts: list[Explanation | RoleAnswers] = [*explained.children, *explained.answers]
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        lead, deeper = ("└─ ", "   ") if last else ("├─ ", "│  ")
        if isinstance(part, Explanation):
            yield f"{indent}{lead}{_node(part, instrument, lang)}"
            yield from _below(part, instrument, lang, indent + deeper)
        else:
            yield f"{indent}{lead}{_role(part, instrument, lang)}"
            for group in part.groups:
                mean = f"{number(group.total, DIGITS, lang)} / {number(group.answered, DIGITS, lang)}"
                yield f"{indent}{deeper}   {group.group}: {mean} = {number(group.mean, DIGITS, lang)}  × {group.weight:g}"


def _node(explained: Explanation, instrument: Instrument, lang: str) -> str:
    parts = [f"{explained.key} = {number(explained.value, DIGITS, lang)}  {instrument.label(explained.key, lang)}"]
    if explained.aggregate:
        kind, _, order = explained.aggregate.partition(" ")
        parts.append(f"{say(f'explain.{kind}', lang)} {order}".rstrip())
    weight = f"{say('cli.weight', lang)} {explained.weight:g}"
    parts.append(f"{weight} ({percent(explained.share, 1, lang)})" if explained.share is not None else weight)
    parts.append(f"{say('cli.coverage', lang)} {percent(explained.coverage, 1, lang)}")
    if explained.lost:
        parts.append(f"{say('cli.lost', lang)} {percent(explained.lost, 1, lang)}")
    if explained.answered is not None:
        total, answered = (number(v, DIGITS, lang) for v in (explained.total, explained.answered))
        parts.append(f"Σwx / Σw = {total} / {answered}")
    parts.append(f"n = {explained.n}")
    return " · ".join(parts)


def _role(answers: RoleAnswers, instrument: Instrument, lang: str) -> str:
    role = instrument.roles.get(answers.role, {}).get(lang) or answers.role
    counts = ", ".join(f"{name}: {count}" for name, count in answers.counts.items())
    if not answers.count:
        return f"{role}: {say('cli.empty', lang)}" + (f" ({counts})" if counts else "")
    mean = number(answers.mean, DIGITS, lang)
    if answers.groups:
        head = f"{role}: {mean}"
    else:
        head = f"{role}: {number(answers.total, DIGITS, lang)} / {number(answers.answered, DIGITS, lang)} = {mean}"
    weight = f"{say('cli.weight', lang)} {answers.weight:g}"
    return f"{head} · {weight} · n = {answers.count}" + (f" ({counts})" if counts else "")
