from typing import TYPE_CHECKING

import polars as pl

from berdaya.study.workbook.contents import Grid, contents_of

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def test_all_that_a_folder_holds(small: "SmallStudy") -> None:
    small.write("interviews/a.md", "---\nperson: P1\n---\nteks\n")
    small.write("interviews.csv", "role,group\nmember,g1\n")
    small.change("study.yaml", ("study: small", "study: small\ndate: 2022-11-30"))
    contents = contents_of(small.path)
    assert contents.document == {
        "study": "small",
        "date": "2022-11-30",
        "responses": [{"attributes": ["sex"]}],
        "design": {"selection": "random"},
    }
    assert contents.groups == Grid(
        ("group", "village", "business", "members"),
        (("g1", "Salo", "tani", "12"), ("g2", "Salo", "ternak", "10"), ("g3", "Koto Tuo", "tani", "9")),
    )
    assert contents.answers[0].rows[2] == ("r3", "g1", "member", "P", "2", "dk", "2", "")
    assert contents.transcripts == (("a.md", "---\nperson: P1\n---\nteks\n"),)
    assert contents.interviews == (Grid(("role", "group"), (("member", "g1"),)),)


def test_columns_and_numbers_come_as_they_were_matched(small: "SmallStudy") -> None:
    frame = pl.read_csv(small.path / "responses/a.csv").rename({"q1": "tanya satu"})
    frame.with_columns(pl.col("tanya satu").cast(pl.Float64)).write_parquet(small.path / "responses/a.parquet")
    small.change("study.yaml", ("{file: responses/a.csv,", "{file: responses/a.parquet, columns: {q1: tanya satu},"))
    contents = contents_of(small.path)
    assert contents.document["responses"] == [{"columns": {"q1": "tanya satu"}, "attributes": ["sex"]}]
    assert contents.answers[0].headers[4] == "tanya satu"
    assert contents.answers[0].rows[0][4] == "1"
