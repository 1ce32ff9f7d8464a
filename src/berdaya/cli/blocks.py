"""Blocks of a report as lines of a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from berdaya.cli.show import text_table

if TYPE_CHECKING:
    from berdaya.report.model import Block


def block_lines(block: "Block") -> Iterator[str]:
    """Return a block as lines, a blank one first; a block that no terminal can show gives none more."""
    from berdaya.report.model import Bullets, Heading, Note, Paragraph, Table

    yield ""
    match block:
        case Heading():
            yield f"== {block.text} =="
        case Paragraph():
            yield "".join(run.text for run in block.runs)
        case Note():
            yield block.text
        case Bullets():
            yield from (f"- {item}" for item in block.items)
        case Table():
            yield f"{block.caption}:"
            rows = [[f"{'  ' * getattr(cell, 'indent', 0)}{_text(cell)}" for cell in row.cells] for row in block.rows]
            yield from text_table([one.head for one in block.columns], rows, [c.side == "right" for c in block.columns])
            yield from [block.note] if block.note else []


def _text(cell: object) -> str:
    return str(getattr(cell, "text", ""))
