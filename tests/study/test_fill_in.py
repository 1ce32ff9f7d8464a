from typing import TYPE_CHECKING

from openpyxl import Workbook

from berdaya.instrument.study_book import HEAD
from berdaya.study.fill_in import (
    TableColumn,
    answer_column,
    column_title,
    drop_down,
    our_name,
    table_sheet,
    typed,
)

if TYPE_CHECKING:
    from tests.conftest import Made


def test_texts_that_look_like_numbers_stay_what_they_are() -> None:
    assert [typed(text) for text in ("12", "-1", "0.5", "1e5", "00", "1,5", "", "dk", "1234567890123456")] == [
        12, -1, 0.5, "1e5", "00", "1,5", "", "dk", "1234567890123456",
    ]  # fmt: skip


def test_a_sheet_says_what_its_columns_are(made: "Made") -> None:
    instrument = made.instrument(made.leaf("x", scale=(1, 5)), made.leaf("y", decimals=True))
    heads = ("responden", "kelompok", "peran", "putaran", "x", "y", "umur")
    columns = [
        answer_column(head, instrument, ("before", "after"), "'Daftar'!$A$2:$A$9", "id", ["leader"]) for head in heads
    ]
    choices = [list(one.choices) if not isinstance(one.choices, str) else one.choices for one in columns]
    assert choices == [
        [],
        "'Daftar'!$A$2:$A$9",
        ["leader"],
        ["before", "after"],
        ["1", "2", "3", "4", "5", "na", "dk", "rf"],
        [],
        [],
    ]
    sheet = table_sheet(Workbook(), "Lembar", columns, (), "id")
    assert [cell.value for cell in sheet[HEAD]] == list(heads)
    assert sheet["A2"].value == "contoh: r001"
    assert sheet["A1"].value == column_title("respondent", "id")
    assert sheet.freeze_panes == "D4"


def test_examples_are_left_out_beside_rows() -> None:
    sheet = table_sheet(Workbook(), "x", [TableColumn("a", "what", "1")], [("7",)], "en")
    assert [[cell.value for cell in row] for row in sheet] == [["what"], [None], ["a"], [7]]


def test_lists_that_excel_cannot_hold_have_no_drop_down() -> None:
    sheet = Workbook().active
    for choices in (["x" * 300], ["a,b"]):
        drop_down(sheet, choices, "A1", "en")
    assert sheet.data_validations.dataValidation == []
    drop_down(sheet, ["a", "b"], "A1", "en")
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"a,b"']


def test_our_names_are_known_in_words() -> None:
    assert [our_name(head) for head in ("Responden", "wave", "desa")] == ["respondent", "wave", "desa"]
