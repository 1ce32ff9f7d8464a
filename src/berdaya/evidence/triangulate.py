"""Does what people say agree with the score? The mark of a criterion, and the quotes to print beside it.

Interviews never change a score: nothing here sees an estimate, only the place of its category.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from berdaya.evidence.model import Mark, Passage, Sign


@dataclass(frozen=True, slots=True)
class Triangulation:
    """The mark of a criterion, and what it rests on: passages by sign, and the persons who spoke."""

    mark: Mark
    met: int
    not_met: int
    about: int
    persons: int

    @property
    def passages(self) -> int:
        """All passages, signed or not."""
        return self.met + self.not_met + self.about


def triangulate(passages: Iterable[Passage], band_index: int | None, n_bands: int) -> Triangulation:
    """Compare the passages of one criterion with the category of its score.

    Only signed passages make the mark, also those that may not be quoted:

    - agrees: highest category and at least 2/3 "+", lowest category and at least 2/3 "-", or a category between
      with both signs;
    - contradicts: highest category and at least 2/3 "-", lowest category and at least 2/3 "+";
    - none: no signed passage, or no category to compare with;
    - mixed: otherwise.

    Parameters
    ----------
    passages
        The passages of one criterion.
    band_index
        The category of the score, from 0 (lowest); None where there is none.
    n_bands
        The number of categories.
    """
    passages = tuple(passages)
    met, not_met = (sum(p.sign == sign for p in passages) for sign in ("+", "-"))
    persons = len({p.speaker for p in passages})
    mark = _mark(met, not_met, band_index, n_bands)
    return Triangulation(mark, met, not_met, len(passages) - met - not_met, persons)


def _mark(met: int, not_met: int, band_index: int | None, n_bands: int) -> Mark:
    if band_index is None or n_bands < 2 or met + not_met == 0:
        return "none"
    if not 0 <= band_index < n_bands:
        raise ValueError(f"category {band_index} of {n_bands}")
    if 0 < band_index < n_bands - 1:
        return "agrees" if met and not_met else "mixed"
    fitting, opposed = (met, not_met) if band_index else (not_met, met)
    if 3 * fitting >= 2 * (fitting + opposed):
        return "agrees"
    return "contradicts" if 3 * opposed >= 2 * (fitting + opposed) else "mixed"


def select_quotes(passages: Iterable[Passage], limit: int = 3) -> tuple[Passage, ...]:
    """Choose the quotes to print for one criterion; never one without consent, none when none may be quoted.

    The view of most signed passages (quotable or not; at a tie "+") fills the places, then passages that are merely
    about the criterion; the last place is kept for one dissenting quote when there is one (and `limit` is above 1).
    Within each, whoever has not been quoted yet comes first: another person, another role, another group; then the
    earlier date and place. The same passages give the same quotes in any order.
    """
    passages = tuple(passages)
    signs = [p.sign for p in passages]
    major: Sign = "+" if signs.count("+") >= signs.count("-") else "-"
    quotable = [p for p in passages if p.quotable]
    dissent = [p for p in quotable if p.sign not in (major, "")] if limit > 1 else []
    chosen: list[Passage] = []
    for sign in (major, ""):
        _choose(chosen, [p for p in quotable if p.sign == sign], limit - bool(dissent))
    _choose(chosen, dissent, len(chosen) + bool(dissent))
    return tuple(chosen)


def _choose(chosen: list[Passage], among: Sequence[Passage], upto: int) -> None:
    left = sorted(among, key=_place)
    while left and len(chosen) < upto:
        best = min(left, key=lambda p: _repeats(p, chosen))  # min keeps the earlier of equals
        left.remove(best)
        chosen.append(best)


def _place(p: Passage) -> tuple[object, ...]:
    where = p.where
    return p.date, where.file, where.line, where.column, where.sheet, len(where.cell), where.cell, p.text


def _repeats(p: Passage, chosen: Sequence[Passage]) -> tuple[bool, int, int]:
    return (
        any(p.speaker == c.speaker for c in chosen),
        sum(p.role == c.role for c in chosen),
        sum(p.group == c.group for c in chosen),
    )
