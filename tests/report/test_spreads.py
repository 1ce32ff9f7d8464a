from types import SimpleNamespace

from berdaya.report.model import Heading, PageBreak, Paragraph, Report
from berdaya.report.outline import place
from berdaya.report.spreads import spread


def test_a_turned_table_takes_its_heading_along(made: SimpleNamespace) -> None:
    wide, text = made.wide_table("en"), Paragraph.of("x")
    blocks = (Heading(1, "a"), text, PageBreak(), Heading(1, "b"), wide, wide, PageBreak(), text)
    parts = spread(place(Report("en", "t", "", "", "s", blocks)))
    assert [part.landscape for part in parts] == [False, True, False]
    assert [[type(item.block).__name__ for item in part.items] for part in parts] == [
        ["Heading", "Paragraph"],
        ["Heading", "Table", "Table"],
        ["Paragraph"],
    ]


def test_a_report_that_begins_and_ends_turned(made: SimpleNamespace) -> None:
    blocks = (Heading(1, "a"), made.wide_table("en"), PageBreak())
    parts = spread(place(Report("en", "t", "", "", "s", blocks)))
    assert [(part.landscape, len(part.items)) for part in parts] == [(True, 2)]
    assert spread(()) == ()
