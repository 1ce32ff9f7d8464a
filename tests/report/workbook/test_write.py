"""The file: same bytes, no formulas from texts, and (slow) a real recalculation in LibreOffice."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from berdaya.errors import UsageError
from berdaya.estimates.model import Settings
from berdaya.instrument.model import Aggregate
from berdaya.report.workbook import workbook_bytes, write_workbook
from berdaya.report.workbook.formulas import AT
from berdaya.report.workbook.frequencies_sheet import columns
from berdaya.report.workbook.pen import FIRST

if TYPE_CHECKING:
    from tests.report.workbook.conftest import Made

SHEETS = {
    "en": ["Summary", "Frequencies", "Scores", "Categories", "About"],
    "id": ["Ringkasan", "Frekuensi", "Skor", "Kategori", "Tentang"],
}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_cached_values_are_the_engines(make: "Callable[..., Made]", lang: str) -> None:
    study = make()
    book, estimates = study.book(lang), study.estimates()
    assert book.sheetnames == SHEETS[lang]
    scores = book.worksheets[2]
    for place, key in enumerate(estimates.nodes):
        assert scores.cell(FIRST + place + 1, AT.key + 1).value == key
        _same(scores.cell(FIRST + place + 1, AT.score + 1).value, float(estimates.value[0, place]))
        _same(scores.cell(FIRST + place + 1, AT.printed + 1).value, float(estimates.value[0, place]))
        assert scores.cell(FIRST + place + 1, AT.difference + 1).value == 0


def test_same_bytes_twice_and_from_another_folder(make: "Callable[..., Made]", tmp_path: Path) -> None:
    study = make()
    here = Path.cwd()
    write_workbook(study.contents("id"), tmp_path / "a b" / "satu é.xlsx")
    os.chdir(tmp_path)
    try:
        write_workbook(study.contents("id"), Path("dua.xlsx"))
    finally:
        os.chdir(here)
    first, second = (tmp_path / "a b" / "satu é.xlsx").read_bytes(), (tmp_path / "dua.xlsx").read_bytes()
    assert first == second
    assert first != workbook_bytes(study.contents("en"))


def test_dates_are_the_reports(make: "Callable[..., Made]") -> None:
    file = workbook_bytes(make().contents())
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2022-11-30T00:00:00Z") == 2
    undated = replace(make().contents().facts, date="")
    assert workbook_bytes(make().contents(facts=undated))[:2] == b"PK"


def test_no_text_is_taken_for_a_formula(make: "Callable[..., Made]") -> None:
    book = make().book(formulas=True)
    texts: dict[str, set[str]] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for one in row:
                if isinstance(one.value, str) and one.value[:1] in "=+-@":
                    texts.setdefault(one.data_type, set()).add(one.value)
    assert {"=1+2", "+1", "@x", "-harm", "=total", "=low", "=cmd()", "=1+1 & a title", "+SUM(1;2)"} <= _begins(
        texts["s"]
    )
    assert not any(text.startswith(("=1", "=low", "=total", "=cmd", "+", "-h", "@")) for text in texts["f"])


def _begins(texts: set[str]) -> set[str]:
    return texts | {part for text in texts for part in text.split(" · ")}


def test_a_missing_package_says_what_to_install(make: "Callable[..., Made]", monkeypatch: pytest.MonkeyPatch) -> None:
    contents = make().contents()
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as caught:
        workbook_bytes(contents)
    assert caught.value.problems[0].code == "usage.missing-extra"


def _same(cell: object, value: float) -> None:
    if value != value:
        assert cell == "–"
    else:
        assert isinstance(cell, (int, float))
        assert abs(cell - value) <= 1e-9


def _recalculate(files: Mapping[str, bytes], folder: Path) -> dict[str, Any]:
    """Open workbooks in LibreOffice, let it calculate, and read them again."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("no LibreOffice (apt-get install --no-install-recommends libreoffice-calc)")
    out = folder / "out"
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    inputs = [str(folder / f"{name}.xlsx") for name in files]
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *inputs]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: openpyxl.load_workbook(out / f"{name}.xlsx", data_only=True) for name in files}


def _edited(study: "Made", lang: str, changes: Mapping[tuple[int, int, int], float]) -> bytes:
    """Return a workbook with cells (sheet, row, column) changed; formulas lose their cached values on the way."""
    book = study.book(lang, formulas=True)
    for (sheet, row, col), value in changes.items():
        cell = book.worksheets[sheet].cell(row + 1, col + 1)
        assert isinstance(cell.value, (int, float)), (sheet, row, col, cell.value)
        cell.value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _expect(book: Any, study: "Made", lang: str) -> None:
    estimates, contents = study.estimates(), study.contents(lang)
    scores = book.worksheets[2]
    for place in range(len(estimates.nodes)):
        _same(scores.cell(FIRST + place + 1, AT.score + 1).value, float(estimates.value[0, place]))
        word = scores.cell(FIRST + place + 1, AT.category + 1).value
        band = int(estimates.band[0, place])
        assert word == (contents.categories[band].word if band >= 0 else "–")
        assert not str(scores.cell(FIRST + place + 1, AT.difference + 1).value).startswith("#")


def _weights(study: "Made", weights: Mapping[str, float]) -> "Made":
    def changed(node: Any) -> Any:
        children = tuple(changed(child) for child in node.children)
        return replace(node, weight=weights.get(node.key, node.weight), children=children)

    return replace(study, instrument=replace(study.instrument, root=changed(study.instrument.root)))


def _over(study: "Made", root: Aggregate, power: Aggregate) -> "Made":
    """Return the study with another mean at the root and at node `pow`."""
    top = study.instrument.root
    children = tuple(replace(child, aggregate=power) if child.key == "pow" else child for child in top.children)
    return replace(study, instrument=replace(study.instrument, root=replace(top, aggregate=root, children=children)))


def _owner(study: "Made") -> "Made":
    """Return the study with its cuts on scores that occur, each belonging to the category above."""
    value = study.estimates().value[0]
    bands = replace(study.instrument.bands, cuts=(float(np.nanmin(value)), float(value[0])), owner="upper")
    return replace(study, instrument=replace(study.instrument, bands=bands))


def _more(study: "Made", key: str, answer: float, weight: float) -> "Made":
    """Add a member who was asked one question only."""
    answers = tuple(answer if leaf.key == key else float("nan") for leaf in study.instrument.leaves)
    return study.with_rows([replace(study.rows[1], answers=answers, weight=weight)])


_NEW = {"geo": 0.25, "g2": 4.0, "h1": 0.0, "p2": 0.5, "low": 7.0}


def _changes(study: "Made", *, counts: bool) -> dict[tuple[int, int, int], float]:
    """Change weights; and counts: 11.5 more members answer 1 to g1, 30 leave h1 blank, 2 add 9.5 each to h2."""
    contents = study.contents()
    keys = [node.key for node in contents.nodes]
    changes = {(2, FIRST + keys.index(key), AT.weight): weight for key, weight in _NEW.items()}
    if not counts:
        return changes
    rows = {(row.item, row.role): i for i, row in enumerate(contents.answers)}
    at = columns(contents)
    g1, h1, h2 = (contents.answers[rows[key, "member"]] for key in ("g1", "h1", "h2"))
    ones = contents.levels.index(1.0)
    changes[1, FIRST + rows["g1", "member"], 4 + ones] = (g1.counts[ones] or 0.0) + 11.5
    changes[1, FIRST + rows["h1", "member"], at.missing] = h1.missing[0] + 30
    changes[1, FIRST + rows["h2", "member"], at.total] = h2.total + 19
    changes[1, FIRST + rows["h2", "member"], at.weight] = h2.weight + 2
    return changes


def _changed(study: "Made", *, counts: bool) -> "Made":
    study = _weights(study, _NEW)
    if not counts:
        return study
    study = _more(_more(study, "g1", 1.0, 11.5), "h2", 9.5, 2.0)
    return _more(study, "h1", float("-inf"), 30.0)


@pytest.mark.slow
def test_libreoffice_recalculates_the_index(make: "Callable[..., Made]", tmp_path: Path) -> None:
    cases = {
        "veto": (make(), "en", True),
        "shift": (make(Settings(zero="shift", min_coverage=0.55), seed=2), "id", True),
        "nothing-vetoes": (make(least=1.0), "id", True),
        "groups": (make(Settings(count="groups"), seed=3), "en", False),
        "few": (make(people=1), "en", False),
        "harmonic": (_over(make(seed=4, least=1.0), Aggregate("harmonic"), Aggregate("power", 2.0)), "en", True),
        "negative": (_over(make(seed=5), Aggregate("power", -2.0), Aggregate("geometric")), "id", True),
        "lowest": (_over(make(seed=6), Aggregate("minimum"), Aggregate("power", -1.5)), "en", True),
        "upper": (_owner(make(seed=7, least=1.0)), "id", True),
    }
    files = {}
    for name, (study, lang, counts) in cases.items():
        files[name] = _edited(study, lang, {})
        files[f"{name}-changed"] = _edited(study, lang, _changes(study, counts=counts))
    books = _recalculate(files, tmp_path)
    for name, (study, lang, counts) in cases.items():
        _expect(books[name], study, lang)
        _expect(books[f"{name}-changed"], _changed(study, counts=counts), lang)
        same = {"en": "equal those of the report", "id": "sama dengan laporan"}[lang]
        assert _says(books[name], same), name
        moved = name != "few"  # one leader gave all answers: new weights change nothing
        assert _says(books[f"{name}-changed"], same) != moved, name


def _says(book: Any, words: str) -> bool:
    """Return whether the summary says so of its scores."""
    said = [str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True) if row[0]]
    return any(words in line and "no longer" not in line and "tidak lagi" not in line for line in said)
