"""Read a transcript: who spoke in the front matter, then the text with coded passages (see `marks`).

---
person: P07
role: member
group: k03
date: 2022-10-12
language: id
consent: yes        # may be quoted
---
{==Pengaduan kami dijawab dalam seminggu.==}{>>a2_d2 +<<}
"""

from bisect import bisect_right

from berdaya.errors import InputError, Where
from berdaya.evidence.interview import Known, read_criterion, read_interview
from berdaya.evidence.marks import read_marks
from berdaya.evidence.model import Passage
from berdaya.located import Entries, Problems, decode, parse_yaml

REQUIRED = ("person", "role", "group", "date", "language", "consent")
KEYS = (*REQUIRED, "synthetic")


def read_transcript(data: bytes, name: str, known: Known, problems: Problems) -> list[Passage]:
    """Return the coded passages of a transcript; what is wrong is noted in `problems`.

    Parameters
    ----------
    data
        The file's bytes: UTF-8; with a warning also Windows-1252 or UTF-16. Any line ends.
    name
        How problems name the file.
    known
        What may be named.
    problems
        Takes problems and warnings.
    """
    try:
        text, warnings = decode(data, name)
        problems.extend(warnings)
        place = _Place(name, text.replace("\r\n", "\n").replace("\r", "\n"))
        head, body = _split(place.text)
        if not head:
            problems.error("evidence.no-front-matter", Where(name, 1, 1))
            return []
        own = Problems()
        root = parse_yaml(head, name, own)
        problems.extend(own)
    except InputError as error:
        problems.extend(error.problems)
        return []
    interview = read_interview(Entries.open(root, problems, known=KEYS), known, REQUIRED)
    marked, faults = read_marks(place.text[body:], known.criteria)
    for fault in faults:
        note = problems.warn if fault.code == "evidence.passage-without-comment" else problems.error
        note(fault.code, place(body + fault.at), found=fault.found)
    if not marked and not faults:
        problems.warn("evidence.no-passages", Where(name))
    passages = []
    for mark in marked:
        for code in mark.codes:
            if read_criterion(code.key, place(body + code.at), known, problems):
                passages.append(interview.passage(code.key, code.sign, mark.text, place(body + mark.at)))
    return passages


def _split(text: str) -> tuple[str, int]:
    """Return the front matter (with its first line, so that lines keep their numbers) and where the body starts."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return "", 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            head = "\n".join(lines[:number])
            return (head, len(head) + 1 + len(line)) if "".join(lines[1:number]).strip() else ("", 0)
    return "", 0


class _Place:
    """Turns an offset in a text into line and column."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self._starts = [0, *(i + 1 for i, sign in enumerate(text) if sign == "\n")]

    def __call__(self, offset: int) -> Where:
        line = bisect_right(self._starts, offset)
        return Where(self.name, line, offset - self._starts[line - 1] + 1)
