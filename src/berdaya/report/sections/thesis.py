"""The chapters of a thesis: sections below numbered chapters, with numbered headings and the source below each table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from berdaya.report.model import Block, Heading, PageBreak, Table
from berdaya.report.sections.speech import Speech
from berdaya.words.format import roman

Sections = Iterable[Callable[[Speech], tuple[Block, ...]]]
CHAPTERS = {"method": 3, "results": 4}  # where study.yaml says nothing under `report: chapters:`


def thesis(speech: Speech, chapters: Mapping[str, Sections]) -> tuple[Block, ...]:
    """Return the blocks of the chapters, each beginning a page."""
    blocks: list[Block] = []
    for name, sections in chapters.items():
        number = speech.findings.chapters.get(name, CHAPTERS[name])
        title = speech.say(f"chapter-{name}", number=roman(number) if speech.lang == "id" else number)
        blocks += [PageBreak(), Heading(1, title, f"chapter-{name}", chapter=number)]
        blocks += _numbered(speech, number, (block for section in sections for block in section(speech)))
    return tuple(blocks[1:])


def _numbered(speech: Speech, chapter: int, blocks: Iterable[Block]) -> Iterator[Block]:
    """Set headings one step down with their numbers, and give each table its source."""
    first = second = 0
    for block in blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                first, second = first + 1, 0
                number = f"{chapter}.{first}"
            elif block.level == 2:
                second += 1
                number = f"{chapter}.{first}.{second}"
            else:
                number = ""
            yield replace(block, level=block.level + 1, text=f"{number} {block.text}".strip())
        elif isinstance(block, Table) and not block.source:
            yield replace(block, source=source_of(speech))
        else:
            yield block


def source_of(speech: Speech) -> str:
    """Return what the tables were made from: the study's own data, and their year; made-up data are called so."""
    if speech.findings.synthetic:
        return speech.say("source-synthetic")
    year = speech.findings.date[:4]
    return speech.say("source-year", year=year) if year else speech.say("source")
