from berdaya.report.workbook.grid import cell, cells_of, column, span


def test_letters_of_columns() -> None:
    assert [column(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_sheet_name_is_quoted() -> None:
    assert cell(0, 0, "It's") == "'It''s'!A1"
    assert cell(9, 3, "Skor", fixed=True) == "'Skor'!$D$10"


def test_a_range_of_one_cell_is_a_cell() -> None:
    assert span((1, 1), (1, 1), "S", fixed=True) == "'S'!$B$2"
    assert span((1, 1), (4, 2), "S", fixed=True) == "'S'!$B$2:$C$5"


def test_neighbours_become_ranges() -> None:
    assert cells_of([7, 1, 2, 3], 0) == "A2:A4,A8"
    assert cells_of([], 0) == ""
