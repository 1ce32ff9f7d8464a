import io
import sys
from pathlib import Path

import pytest

from berdaya.cli.show import (
    listed,
    out,
    out_json,
    prepare_output,
    refusal_document,
    show_counts,
    show_problems,
    show_sum,
    some,
    text_table,
)
from berdaya.errors import Problem, Where

COUNTS = {"rows": 3, "used": 2, "rejected": 1, "cells": {"counted": 5, "missing": 2, "set_aside": 0}}


@pytest.mark.parametrize(
    ("encoding", "printed"), [("cp1252", "a `- b −"), ("ascii", "a `- b -"), ("utf-8", "a └─ b −")]
)
def test_any_text_is_printed_on_any_console(monkeypatch: pytest.MonkeyPatch, encoding: str, printed: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    prepare_output()
    out("a └─ b −")
    out("日本")
    sys.stdout.flush()
    first, second = raw.getvalue().decode(encoding).splitlines()
    assert first == (printed if encoding != "cp1252" else "a `- b -")
    assert second == ("日本" if encoding == "utf-8" else "??")


def test_json_is_plain_ascii_and_refuses_what_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    out_json({"a": "é"})
    assert capsys.readouterr().out == '{"a": "\\u00e9"}\n'
    with pytest.raises(ValueError, match="JSON"):
        out_json({"a": float("nan")})


def test_the_same_hint_is_printed_once_in_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    odd = [Problem("groups.unknown-status", Where("g.csv", line), {"value": line}) for line in (2, 3)]
    show_problems([*odd, Problem("groups.duplicate", Where("g.csv", 4), {"group": "k1", "first": 2}), odd[0]], "en")
    hints = [line for line in capsys.readouterr().err.splitlines() if line.startswith("  hint: ")]
    assert [hint.split()[1] for hint in hints] == ["write", "delete", "write"]


def test_counts_name_the_list_of_what_was_set_aside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    show_counts(COUNTS, "en", tmp_path / "results")
    printed = capsys.readouterr()
    assert printed.out == "3 rows: 2 used, 1 set aside. 7 cells: 5 counted, 2 missing, 0 set aside.\n"
    assert printed.err == f"Set aside: see {tmp_path / 'results' / 'rejected.csv'}\n"
    show_counts({**COUNTS, "rejected": 0}, "id", tmp_path / "results")
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith("3 baris: ")


def test_a_sum_is_printed_where_there_are_several(capsys: pytest.CaptureFixture[str]) -> None:
    one = Problem("usage.call")
    show_sum([one], "en")
    assert capsys.readouterr().err == ""
    show_sum([one, Problem("usage.call", severity="warning")], "en")
    assert capsys.readouterr().err == "To mend: 1. Warnings: 1.\n"


def test_a_refusal_has_the_keys_of_the_contract() -> None:
    document = refusal_document([Problem("file.missing", Where("a.csv", 3, 4), {"file": "a.csv"})], None, "en")
    assert list(document) == ["problems", "counts"]
    assert list(document["problems"][0]) == [
        *("code", "file", "line", "column", "sheet", "cell", "message", "hint", "severity")
    ]


def test_a_table_has_columns_of_equal_width() -> None:
    lines = text_table(["a", "score"], [["long", "1"], ["b", "12"]], [False, True])
    assert lines == ["a     score", "────  ─────", "long      1", "b        12"]


def test_a_list() -> None:
    assert listed(" a, b,,c ") == ("a", "b", "c")


def test_very_many_names_are_counted() -> None:
    assert some("abc", "en") == "a, b, c"
    assert some("abcdefgh", "en", "; ") == "a; b; c; d; e; f; g; h"
    assert some("abcdefghi", "en", "; ") == "a; b; c; d; e; f; g; h; … (9 in all)"
    assert some("abcdefghi", "id").endswith("h, … (seluruhnya 9)")
