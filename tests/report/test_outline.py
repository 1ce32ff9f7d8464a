from collections.abc import Callable
from types import SimpleNamespace

from berdaya.report.model import Heading, Paragraph, Report
from berdaya.report.outline import contents, place


def _levels(*levels: int) -> list[int]:
    report = Report("en", "t", "", "", "s", tuple(Heading(level, "x") for level in levels))
    return [item.level for item in place(report)]


def test_heading_levels_never_skip() -> None:
    assert _levels(3, 1, 3, 4, 2, 9) == [1, 1, 2, 3, 2, 3]


def test_anchors_are_unique() -> None:
    blocks = (Heading(1, "Kriteria é"), Heading(1, "Kriteria e"), Heading(1, "???"), Heading(1, "x", "own"))
    report = Report("en", "t", "", "", "s", blocks)
    assert [item.anchor for item in place(report)] == ["kriteria-e", "kriteria-e-2", "part", "own"]


def test_a_heading_alone_below_its_chapter_is_not_listed() -> None:
    heads = [(1, "a"), (2, "b"), (1, "c"), (2, "d"), (2, "e"), (3, "f"), (1, "g"), (2, "h")]
    blocks = [Heading(level, text) for level, text in heads]
    quiet = Heading(2, "q", listed=False)
    report = Report("en", "t", "", "", "s", (*blocks, quiet))
    shown = [item.block.text for item in contents(place(report)) if isinstance(item.block, Heading)]
    assert shown == ["a", "c", "d", "e", "g"]


def test_numbers_and_contents(sample: Callable[[str], Report]) -> None:
    placed = place(sample("id"))
    figures = [item.number for item in placed if type(item.block).__name__ == "Figure"]
    tables = [item.number for item in placed if type(item.block).__name__ == "Table"]
    assert figures == list(range(1, 8))
    assert tables == [1, 2]
    assert [item.level for item in contents(placed)] == [1, 1, 1, 1, 1, 1, 1]
    assert all(not item.anchor for item in placed if isinstance(item.block, Paragraph))


def test_words_lead_to_what_stands_below_them(made: SimpleNamespace) -> None:
    kinds = (
        Heading(1, "A"), Paragraph.of("to a part"), Heading(2, "B"), Paragraph.of("to words"), Paragraph.of("to a table"),
        made.criteria_table("id"), Paragraph.of("to the next chapter"), Heading(1, "C"), Paragraph.of("last"),
    )  # fmt: skip
    placed = place(Report("id", "t", "", "", "s", kinds))
    assert [item.block for item in placed if item.leads] == [kinds[1], kinds[4]]
