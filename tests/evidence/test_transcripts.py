import pytest

from berdaya.errors import Where
from berdaya.evidence import Passage
from berdaya.evidence.interview import Known
from berdaya.evidence.transcripts import read_transcript
from berdaya.located import Problems

KNOWN = Known(("a1", "a2_d2", "a3_e1"), {"member": "member"}, frozenset({"k1"}), "id")
HEAD = """---
person: P07
role: member
group: k1
date: 2022-10-12
language: id
consent: yes
---
"""
TEXT = (
    HEAD + "Tanya: aduan?\n\nJawab: {==Pengaduan kami dijawab\ndalam seminggu.==}{>>a2_d2 +, a3_e1 -<<} {>>hujan<<}\n"
)


def read(text: str | bytes) -> tuple[list[Passage], list[tuple[str, int, int, str]]]:
    problems = Problems()
    data = text if isinstance(text, bytes) else text.encode()
    passages = read_transcript(data, "interviews/a.md", KNOWN, problems)
    return passages, [(p.code, p.where.line, p.where.column, p.severity) for p in problems]


def test_passages_with_their_places() -> None:
    passages, problems = read(TEXT)
    assert problems == []
    assert [(p.criterion, p.sign, p.text) for p in passages] == [
        ("a2_d2", "+", "Pengaduan kami dijawab dalam seminggu."),
        ("a3_e1", "-", "Pengaduan kami dijawab dalam seminggu."),
    ]
    assert passages[0].where == Where("interviews/a.md", 11, 8)
    assert (passages[0].person, passages[0].group, passages[0].date, passages[0].quotable) == (
        "P07",
        "k1",
        "2022-10-12",
        True,
    )


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_ends_give_the_same_places(ending: str) -> None:
    assert read(TEXT.replace("\n", ending)) == read(TEXT)


def test_other_encodings_are_read_with_a_warning() -> None:
    text = TEXT.replace("seminggu", "sepekán")
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.encode("cp1252")):
        passages, problems = read(data)
        assert [p[0] for p in problems] == ["file.other-encoding"]
        assert passages[0].text == "Pengaduan kami dijawab dalam sepekán."
        assert passages[0].where.line == 11


def test_bytes_that_are_no_text() -> None:
    assert read(b"PK\x03\x04\x00\x00")[1][0][0] == "file.other-kind"


@pytest.mark.parametrize(
    "text", ["", "Hanya teks\n", "---\nperson: P07\n", "---\n---\nteks", "\n" + TEXT, "---\n \n---\n"]
)
def test_no_front_matter(text: str) -> None:
    passages, problems = read(text)
    assert passages == []
    assert problems == [("evidence.no-front-matter", 1, 1, "error")]


def test_slips_in_the_front_matter() -> None:
    text = TEXT.replace("person: P07\n", "persn: P07\n").replace("role: member", "role: [member]")
    assert sorted(p[:2] for p in read(text)[1]) == [("entry.missing", 2), ("entry.not-text", 3), ("entry.unknown", 2)]
    assert read(TEXT.replace("group: k1", "group: k1\ngroup: k1"))[1][0][:2] == ("file.yaml-duplicate-key", 5)
    assert read(TEXT.replace("group: k1", "group: 'k1"))[1][0][0] == "file.yaml-syntax"


def test_synthetic_interviews_say_so() -> None:
    assert read(TEXT.replace("consent: yes", "consent: yes\nsynthetic: yes"))[0][0].synthetic
    assert not read(TEXT)[0][0].synthetic


def test_without_consent_nothing_may_be_quoted() -> None:
    assert not read(TEXT.replace("consent: yes", "consent: no"))[0][0].quotable


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("ya {==x==}{>>a2_d3 +<<}", ("evidence.unknown-criterion", 9, 14, "error")),
        ("ya {==x==}{>>a1 +, a9 -<<}", ("evidence.unknown-criterion", 9, 20, "error")),
        ("ya\n {==x", ("evidence.unclosed-mark", 10, 2, "error")),
        ("ya ==}", ("evidence.stray-mark", 9, 4, "error")),
        ("{==x {==y==}{>>a1<<} z==}", ("evidence.nested-mark", 9, 1, "error")),
        ("ya {>>a1 +<<}", ("evidence.comment-without-passage", 9, 4, "error")),
        ("ya {==x==}", ("evidence.passage-without-comment", 9, 4, "warning")),
        ("ya {== ==}{>>a1<<}", ("evidence.empty-passage", 9, 4, "error")),
        ("{==x==}{>>a1 baik<<}", ("evidence.bad-comment", 9, 11, "error")),
        ("{==x==}{>>a1, a1 +<<}", ("evidence.criterion-twice", 9, 15, "error")),
        ("belum diberi kode", ("evidence.no-passages", 0, 0, "warning")),
    ],
)
def test_what_is_wrong_in_the_text(body: str, problem: tuple[str, int, int, str]) -> None:
    assert read(HEAD + body)[1] == [problem]


def test_all_is_told_at_once() -> None:
    text = HEAD.replace("date: 2022-10-12", "date: kemarin") + "{==x==}{>>a9<<} {==y==}{>>a8<<} ==}"
    assert [p[0] for p in read(text)[1]] == [
        "evidence.bad-date", "evidence.stray-mark", "evidence.unknown-criterion", "evidence.unknown-criterion",
    ]  # fmt: skip
