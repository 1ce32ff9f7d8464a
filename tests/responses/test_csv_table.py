from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berdaya.errors import InputError
from berdaya.responses import csv_table
from berdaya.responses.csv_table import read_csv, separator
from berdaya.responses.tables import RawTable


def table(folder: Path, data: str | bytes, header: int = 1) -> RawTable:
    path = folder / "a.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_csv(path, "a.csv", header)


def codes(folder: Path, data: str | bytes) -> list[str]:
    with pytest.raises(InputError) as caught:
        table(folder, data)
    return [p.code for p in caught.value.problems]


@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_separators(tmp_path: Path, sep: str) -> None:
    found = table(tmp_path, f'a{sep}b\r\n1{sep}"x{sep}y"\r\n')
    assert found.read(["a", "b"]).to_pylist() == [{"a": "1", "b": f"x{sep}y"}]
    assert separator(f"a{sep}b") == sep


@pytest.mark.parametrize(
    ("encoding", "shown"), [("utf-8-sig", "UTF-8 BOM"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_other_encodings_are_read_with_a_warning(tmp_path: Path, encoding: str, shown: str) -> None:
    found = table(tmp_path, "nama,é\nSiti,3\n".encode(encoding))
    assert found.headers == ("nama", "é")
    assert [(p.code, p.values["encoding"], p.severity) for p in found.problems] == [
        ("file.other-encoding", shown, "warning")
    ]


def test_quoted_newlines_keep_the_line_numbers(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b\n"x\ny",1\n\nz,2\n')
    assert [found.number(i) for i in range(2)] == [2, 5]
    assert str(found.place(5, "b")) == "a.csv:5:2"


def test_blank_short_and_long_rows(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n1,2\n , \n3\n4,5,6\n7,8,\n")
    assert found.read(["b"]).column("b").to_pylist() == ["2", "", "5", "8"]
    assert {p.code: p.values["count"] for p in found.problems} == {
        "responses.blank-rows": 1,
        "responses.short-rows": 1,
    }
    assert dict(found.overlong) == {2: "6"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='ab1,;\t \n\r"é', max_size=40), st.sampled_from(["a,b\n", "a;b;c\r\n", "a\tb\n"]))
def test_the_quick_way_agrees_with_the_careful_one(tmp_path: Path, body: str, head: str) -> None:
    quick = csv_table._read_regular(head + body, "a.csv", ())
    if quick is None:
        return
    slow = csv_table._build(csv_table._records(head + body, "a.csv"), "a.csv", 1, ())
    assert (quick.headers, quick.height, list(quick.numbers)) == (slow.headers, slow.height, list(slow.numbers))
    assert slow.problems == ()
    assert dict(quick.positions) == dict(slow.positions)
    filled = [{k: v or "" for k, v in row.items()} for row in quick.read(quick.headers).to_pylist()]
    careful = [{k: v.rstrip("\r\n") for k, v in row.items()} for row in slow.read(slow.headers).to_pylist()]
    assert filled == careful  # only a last quote that stays open differs: it takes in the end of the line


def test_a_plain_file_is_read_the_quick_way() -> None:
    quick = csv_table._read_regular("a,b\r\n1,\r\n,2 x\r\n", "a.csv", ())
    assert quick is not None
    assert quick.read(["a", "b"]).to_pylist() == [{"a": "1", "b": None}, {"a": None, "b": "2 x"}]
    quoted = csv_table._read_regular('"a","b"\n"1,5",""\n2,"x ""y"""\n', "a.csv", ())
    assert quoted is not None
    assert quoted.read(["a", "b"]).to_pylist() == [{"a": "1,5", "b": ""}, {"a": "2", "b": 'x "y"'}]
    for text in (
        "a,b\n1,2,3\n4\n",
        "a,b\n1,2\n,\n",
        'a,b\n1,"2\n3"\n',
        'a,b\n1,"2\n',
        "a,b\n1\r2,3\n",
        "a,b\n",
        "a\n1\n",
    ):
        assert csv_table._read_regular(text, "a.csv", ()) is None


def test_a_header_further_down_and_excels_hint(tmp_path: Path) -> None:
    assert table(tmp_path, "Judul\n\na,b\n1,2\n", header=2).number(0) == 4
    hinted = table(tmp_path, "sep=;\na;b\n1;2,5\n")
    assert (hinted.headers, hinted.number(0)) == (("a", "b"), 3)


def test_a_file_without_answers(tmp_path: Path) -> None:
    assert codes(tmp_path, "") == ["file.empty"]
    assert codes(tmp_path, "a,b\n") == ["responses.no-rows"]
    assert codes(tmp_path, ",,\n1,2,3\n") == ["responses.no-header"]


def test_duplicated_columns_are_all_told(tmp_path: Path) -> None:
    assert codes(tmp_path, "a,b,a,b\n1,2,3,4\n") == ["responses.duplicate-column"] * 2


def test_a_cell_longer_than_any_answer(tmp_path: Path) -> None:
    assert codes(tmp_path, 'a,b\n1,"' + "x" * 200_000 + "\n") == ["responses.unclosed-quote"]
    assert codes(tmp_path, bytes(range(256))) == ["file.not-text"]


def test_a_stray_quote_does_not_swallow_rows(tmp_path: Path) -> None:
    for text in ('a,b\n1,2\n3,"4\n5,6\n7,8\n', 'a,b,c,d\n1,2,3,4\n5,"6,7,8\n1,2,3,4\n5,"6,7,8\n'):
        with pytest.raises(InputError) as caught:
            table(tmp_path, text)
        assert [(p.code, p.where.line) for p in caught.value.problems] == [("responses.unclosed-quote", 3)]
    remark = table(tmp_path, 'a,b,c\n1,"baik,\nsekali, ya,\nsungguh",3\n4," 5"" besi",6\n')
    assert remark.height == 2


def test_signs_that_no_eye_sees_are_trimmed(tmp_path: Path) -> None:
    found = table(tmp_path, "\ufeff\ufeffgroup,\u200eq1\u200b\nk1,2\n".encode())
    assert found.headers == ("group", "q1")


def test_columns_without_a_name_are_left_out(tmp_path: Path) -> None:
    assert table(tmp_path, "a,,b\n1,2,3\n").headers == ("a", "b")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.csv", "file.missing"), (tmp_path, "file.is-folder")):
        with pytest.raises(InputError) as caught:
            read_csv(path, "x.csv")
        assert [p.code for p in caught.value.problems] == [code]
