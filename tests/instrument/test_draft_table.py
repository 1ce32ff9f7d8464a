from typing import Any

from berdaya.instrument.draft_table import read_indicators
from berdaya.located import Located, Problems


def plain(at: Located) -> Any:
    if isinstance(at.value, dict):
        return {key: plain(value) for key, value in at.items()}
    return [plain(item) for item in at.value] if isinstance(at.value, list) else at.value


def shape(node: dict[str, Any]) -> Any:
    return node["key"] if "children" not in node else (node["key"], [shape(child) for child in node["children"]])


def cells(*rows: list[str]) -> dict[int, dict[int, str]]:
    return {n: {at: text for at, text in enumerate(row, start=1) if text} for n, row in enumerate(rows, start=1)}


def test_a_table_below_its_title_with_cells_left_blank() -> None:
    table = cells(
        ["Kisi-kisi"],
        [],
        ["No.", "Variabel", "Indikator", "Pernyataan", "Bobot", "Skor 0", "Skor 1", "Responden"],
        ["1", "Modal", "Sehat", "Seberapa sehat?", "2,5", "sakit", "sehat"],
        ["2", "", "Sekolah", "Tamat apa?"],
        ["", "B. Peran"],
        ["3", "", "Rapat", "Hadir?"],
    )
    problems = Problems()
    tree = plain(read_indicators({"Lain": cells(["x"]), "Tabel": table}, "k.xlsx", problems))
    assert shape(tree) == ("overall", [("modal", ["sehat", "sekolah"]), ("b_peran", ["rapat"])])
    first = tree["children"][0]["children"][0]
    assert (first["weight"], first["question"]["id"]) == (2.5, "Seberapa sehat?")
    assert first["answers"] == {"0": {"id": "sakit"}, "1": {"id": "sehat"}}
    assert [(p.code, p.values["columns"]) for p in problems] == [("draft.unused-columns", "Responden")]


def test_the_last_of_indicators_is_the_criterion_and_serves_as_question() -> None:
    table = cells(["Indikator", "Sub-Indikator"], ["Ekonomi", "Laba naik"], ["", "Tabungan"])
    tree = plain(read_indicators({"t": table}, "k.xlsx", Problems()))
    assert shape(tree) == ("overall", [("ekonomi", ["laba_naik", "tabungan"])])
    assert tree["children"][0]["children"][0]["question"] == {"id": "Laba naik"}


def test_a_first_row_that_hangs_nowhere_is_told() -> None:
    problems = Problems()
    read_indicators({"t": cells(["Variabel", "Indikator"], ["", "Sehat"], ["V", "Sekolah"])}, "k.xlsx", problems)
    assert [(p.code, p.where.cell) for p in problems] == [("draft.no-level", "B2")]


def test_a_workbook_without_such_a_table() -> None:
    assert plain(read_indicators({"t": cells(["Nama", "Umur"], ["A", "3"])}, "k.xlsx", Problems())) == {}
