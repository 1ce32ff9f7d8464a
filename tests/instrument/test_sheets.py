from berdaya.instrument.sheets import NEEDED_SHEETS, SHEETS, text_column


def test_names_of_columns_and_sheets() -> None:
    assert text_column("label", "id") == "label:id"
    assert set(NEEDED_SHEETS) < set(SHEETS)
