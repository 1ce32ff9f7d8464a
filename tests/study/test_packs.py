from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.errors import InputError, UsageError
from berdaya.study.declared.poverty_packs import LINES
from berdaya.study.packs import ToWrite, write_pack
from berdaya.study.read import read_study
from berdaya.study.workbook.book_start import start_book

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def yaml_of(small: "SmallStudy") -> str:
    return (small.path / "study.yaml").read_bytes().decode()


def placed(found: tuple[ToWrite, ...]) -> list[tuple[str, str]]:
    return [(str(one.where), one.text) for one in found]


def test_a_pack_is_taken_over_once(small: "SmallStudy") -> None:
    found = write_pack(small.path, "money")
    assert ([file.name for file in found.files], found.to_write) == (["money.yaml", LINES], ())
    assert yaml_of(small).endswith("\npoverty: money.yaml\n")
    with pytest.raises(InputError) as caught:
        read_study(small.path)
    codes = {p.code for p in caught.value.problems}
    assert codes == {"poverty.unknown-name"}  # its names are examples
    small.change("study.yaml", ("poverty: money.yaml\n", ""))
    with pytest.raises(UsageError) as refused:
        write_pack(small.path, "money")
    assert [p.code for p in refused.value.problems] == ["usage.file-exists"] * 2


def test_a_second_pack_and_a_checklist(small: "SmallStudy") -> None:
    write_pack(small.path, "bps-14")
    line = yaml_of(small).count("\n")
    again = write_pack(small.path, "global-mpi")  # though the first one names no question of the study
    assert placed(again.to_write) == [(f"study.yaml:{line}:1", "poverty: [bps-14.yaml, global-mpi.yaml]")]
    assert write_pack(small.path, "kube-stages").to_write == ()
    assert yaml_of(small).endswith("\npoverty: bps-14.yaml\nstages: kube-stages.yaml\n")


@pytest.mark.parametrize(
    ("end", "line"),
    [
        ("...\n", "study.yaml"),
        ("report: {by:\n  [sex]}\n# poverty", ""),
        ("poverty:\n", "study.yaml:7:1"),
        ("# tidak ada caf\xe9\n".encode("cp1252"), "study.yaml"),
    ],
)
def test_study_yaml_is_left_alone_where_a_line_would_not_be_read(
    small: "SmallStudy", end: str | bytes, line: str
) -> None:
    before = (small.path / "study.yaml").read_bytes() + (end if isinstance(end, bytes) else end.encode())
    small.write("study.yaml", before)
    found = write_pack(small.path, "bps-14")
    assert placed(found.to_write) == ([(line, "poverty: bps-14.yaml")] if line else [])
    assert (small.path / "study.yaml").read_bytes() == before + (b"" if line else b"\npoverty: bps-14.yaml\n")


@pytest.mark.parametrize(("lang", "sheet"), [("id", "Studi"), ("en", "Study")])
def test_a_new_workbook_is_told_in_which_cell_the_file_belongs(tmp_path: Path, lang: str, sheet: str) -> None:
    book = start_book(tmp_path / "studi.xlsx", lang=lang)
    before = book.read_bytes()
    cells = []
    for pack in ("global-mpi", "kube-stages"):
        found = write_pack(book, pack)
        ((place, text),) = placed(found.to_write)
        assert text == f"{pack}.yaml" == found.files[0].name and found.files[0].parent == tmp_path
        assert place.startswith(f"studi.xlsx:{sheet}!B")
        cells.append(place.partition("!")[2])
    assert book.read_bytes() == before  # it may be open in a spreadsheet
    open_book = load_workbook(book)
    labels = {"id": ["Kemiskinan: berkas", "Tahap: daftar penanda"], "en": ["Poverty: files", "Stages: checklist"]}
    assert [open_book[sheet][cell.replace("B", "A")].value for cell in cells] == labels[lang]
    for cell in cells:
        open_book[sheet][cell] = "bps-14.yaml"
    open_book.save(book)
    assert [one.text for one in write_pack(book, "bps-14").to_write] == ["bps-14.yaml, bps-14.yaml"]


def test_a_workbook_without_the_row_is_told_of_the_first_free_one(tmp_path: Path) -> None:
    book = start_book(tmp_path / "studi.xlsx")
    changed = load_workbook(book)
    sheet = changed["Studi"]
    labels = [cell.value for cell in sheet["A"]]
    for label in ("Tahap: daftar penanda", "Kemiskinan: berkas"):
        sheet.delete_rows(labels.index(label) + 1)
    changed.save(book)
    found = write_pack(book, "bps-14")
    row = sheet.max_row + 1
    assert placed(found.to_write) == [
        (f"studi.xlsx:Studi!A{row}", "Kemiskinan: berkas"),
        (f"studi.xlsx:Studi!B{row}", "bps-14.yaml"),
    ]


def test_what_is_no_study_takes_no_pack(small: "SmallStudy", tmp_path: Path) -> None:
    small.write("study.yaml", "study: [")
    for place in (small.path, tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(InputError):
            write_pack(place, "bps-14")
    assert not (small.path / "bps-14.yaml").exists() and not (tmp_path / "bps-14.yaml").exists()
