"""One thing that was said about a group, to stand beside its weakest criteria."""

from collections.abc import Iterable, Sequence

from berdaya.evidence.model import Passage


def group_quote(passages: Iterable[Passage], group: str, weakest: Sequence[str] = ()) -> Passage | None:
    """Return the passage to quote for a group; None where nobody of it may be quoted.

    First what says that one of the weakest criteria is not met (the weakest one first), then whatever else was said of
    them, then of any other criterion, what is not met first; within each the earlier date and place. The same passages
    give the same quote in any order.
    """
    own = [passage for passage in passages if passage.group == group and passage.quotable]
    return min(own, key=lambda passage: _place(passage, weakest), default=None)


def _place(passage: Passage, weakest: Sequence[str]) -> tuple[object, ...]:
    weak = passage.criterion in weakest
    met = passage.sign != "-"
    where = passage.where
    near = list(weakest).index(passage.criterion) if weak else len(weakest)
    return not weak, met, near, passage.date, where.file, where.line, where.sheet, where.cell, passage.text
