from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from berdaya.instrument.model import Band, Bands
from berdaya.report.workbook.names import name

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made


def test_cuts_words_and_owner(make: "Callable[..., Made]") -> None:
    book = make().book("id")
    sheet = book.worksheets[3]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in (5, 6, 7)] == [
        ("=rendah", 1),
        ("sedang", 2),
        ("tinggi", "ujung atas skala"),
    ]
    cells = {of: book.defined_names[name(of, "id")].attr_text for of in ("cuts", "categories", "owner", "low", "high")}
    assert cells["cuts"] == "'Kategori'!$B$5:$B$6"
    assert sheet[cells["owner"].split("!")[1].replace("$", "")].value == "kategori di bawahnya"
    assert sheet[cells["high"].split("!")[1].replace("$", "")].value == 3
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"decimal", "list"}


def test_a_cut_may_belong_above(make: "Callable[..., Made]") -> None:
    study = make()
    bands = replace(study.instrument.bands, owner="upper")
    book = replace(study, instrument=replace(study.instrument, bands=bands)).book("en")
    owner = book.defined_names[name("owner", "en")].attr_text.split("!")[1].replace("$", "")
    assert book.worksheets[3][owner].value == "the category above"


def test_one_category_has_no_cut(make: "Callable[..., Made]") -> None:
    study = make()
    bands = Bands((), (Band("all", {"id": "semua", "en": "all"}, "#ffffff", "#000000"),))
    book = replace(study, instrument=replace(study.instrument, bands=bands)).book("en")
    assert name("cuts", "en") not in book.defined_names
    assert book.worksheets[2]["I5"].value == "all"
