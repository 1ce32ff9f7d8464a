from berdaya.cli.blocks import block_lines
from berdaya.report.model import (
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    Number,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Table,
    Text,
)


def lines(block: Block) -> list[str]:
    return list(block_lines(block))


def test_blocks_as_lines() -> None:
    assert lines(Heading(2, "Head")) == ["", "== Head =="]
    assert lines(Paragraph((Run("a "), Run("bold", bold=True)))) == ["", "a bold"]
    assert lines(Note("mind")) == ["", "mind"]
    assert lines(Bullets(("one", "two"))) == ["", "- one", "- two"]
    assert lines(PageBreak()) == [""]


def test_a_table_is_aligned_and_has_its_note() -> None:
    rows = (Row((Text("all"), Number(12.0, "12"))), Row((Text("part", 1), Number(3.0, "3"))))
    table = Table("Counts", (Column("Who"), Column("n", "number")), rows, "As counted.")
    assert lines(table) == ["", "Counts:", "Who      n", "──────  ──", "all     12", "  part   3", "As counted."]
