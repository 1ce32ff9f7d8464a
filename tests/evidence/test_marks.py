import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.evidence.marks import read_marks

KEYS = ("a2_d2", "a3_e1", "a3")


def faults(text: str) -> list[str]:
    return [fault.code for fault in read_marks(text, KEYS)[1]]


def test_a_passage_names_one_criterion_with_its_sign() -> None:
    text = "Lalu {==kami dijawab==}{>>a2_d2 +<<} dan {==tidak ada==}{>>a3_e1 -<<}, {==itu saja==}{>> a3 <<}."
    marked, wrong = read_marks(text, KEYS)
    assert wrong == []
    assert [(m.text, m.codes[0].key, m.codes[0].sign) for m in marked] == [
        ("kami dijawab", "a2_d2", "+"),
        ("tidak ada", "a3_e1", "-"),
        ("itu saja", "a3", ""),
    ]
    assert text[marked[0].at :].startswith("{==kami")
    assert text[marked[0].codes[0].at :].startswith("a2_d2")


def test_a_comment_may_name_several_criteria_and_long_dashes_are_minus() -> None:
    marked, wrong = read_marks("{==a\n  b==}\n{>>a2_d2+, a3_e1 –;a3 −<<}", KEYS)
    assert wrong == []
    assert marked[0].text == "a b"
    assert [(c.key, c.sign) for c in marked[0].codes] == [("a2_d2", "+"), ("a3_e1", "-"), ("a3", "-")]


def test_unknown_keys_are_returned_for_the_reader_to_judge() -> None:
    marked, wrong = read_marks("{==a==}{>>a9 +<<}", KEYS)
    assert marked[0].codes[0].key == "a9"
    assert wrong == []


def test_remarks_and_other_marks_are_left_alone() -> None:
    assert read_marks("Teks {>>suara tidak jelas, menit 12<<} lalu {++tambah++} {--hapus--} {>>a9 lucu<<}", KEYS) == (
        [],
        [],
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a {==tanpa akhir {>>a3 +<<}", "evidence.unclosed-mark"),
        ("a {==x==}{>>a3 + dan seterusnya", "evidence.unclosed-mark"),
        ("a ==} b", "evidence.stray-mark"),
        ("a <<} b", "evidence.stray-mark"),
        ("{==a {==b==}{>>a3 +<<} c==}{>>a3 -<<}", "evidence.nested-mark"),
        ("{==a {>>catatan<<} b==}{>>a3 +<<}", "evidence.nested-mark"),
        ("a {>>a3 +<<}", "evidence.comment-without-passage"),
        ("a {>>a3 +, a2_d2<<}", "evidence.comment-without-passage"),
        ("{==a==} lalu", "evidence.passage-without-comment"),
        ("{==a==}{>> <<}", "evidence.passage-without-comment"),
        ("{== \n ==}{>>a3 +<<}", "evidence.empty-passage"),
        ("{====}{>>a3 +<<}", "evidence.empty-passage"),
        ("{==a==}{>>a3 + bagus sekali<<}", "evidence.bad-comment"),
        ("{==a==}{>>a3 ++<<}", "evidence.bad-comment"),
        ("{==a==}{>>a3 +, a3 -<<}", "evidence.criterion-twice"),
    ],
)
def test_what_is_wrong_is_said_once(text: str, code: str) -> None:
    found = faults(text)
    assert code in found
    assert len(found) <= 2  # an unclosed passage leaves its comment alone


def test_a_nested_mark_is_told_once_and_does_not_hide_the_inner_passage() -> None:
    marked, wrong = read_marks("{==a {==b==}{>>a3 +<<} c==}{>>a3 -<<}", KEYS)
    assert [m.text for m in marked] == ["b"]
    assert [(w.code, w.at) for w in wrong] == [("evidence.nested-mark", 0)]


def test_a_forgotten_end_does_not_swallow_the_next_passage() -> None:
    marked, wrong = read_marks("{==satu {==dua==}{>>a3 +<<}", KEYS)
    assert [m.text for m in marked] == ["dua"]
    assert [(w.code, w.at) for w in wrong] == [("evidence.unclosed-mark", 0)]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["{==", "==}", "{>>", "<<}", "a3 +", "a3", "kata", "\n", ",", " "]), max_size=30))
def test_any_mixture_of_marks_is_read_and_none_is_lost_silently(parts: list[str]) -> None:
    text = "".join(parts)
    marked, wrong = read_marks(text, KEYS)
    assert all(text.startswith("{==", mark.at) for mark in marked)
    assert all(0 <= fault.at <= len(text) for fault in wrong)
    assert [f.at for f in wrong] == sorted(f.at for f in wrong)
    if text.count("{==") != text.count("==}"):
        assert wrong


@pytest.mark.parametrize("text", ["{==a==}" + " " * 200_000, "{==a==} " * 20_000, "{>>a1_h1 +<<} " * 20_000])
def test_hostile_texts_take_no_longer_than_their_length(text: str) -> None:
    began = time.perf_counter()
    read_marks(text, ["a1_h1"])
    assert time.perf_counter() - began < 5  # were every mark to look at all the rest, it would be minutes
