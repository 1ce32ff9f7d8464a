from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.errors import UsageError
from berdaya.instrument.canonical import sha256
from berdaya.instrument.tree import asked_items
from berdaya.study.analyse import analyse
from berdaya.study.maps.map_import import import_map
from berdaya.study.read import read_answers, read_study
from berdaya.study.start import start_demo
from berdaya.study.workbook.export import export_study
from berdaya.study.workbook.next_wave import start_next_wave

if TYPE_CHECKING:
    from tests.conftest import SmallStudy


def codes(error: pytest.ExceptionInfo[UsageError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_folder_with_one_more_wave(small: "SmallStudy", tmp_path: Path) -> None:
    old = read_study(small.path)
    target = tmp_path / "putaran dua é"
    files = start_next_wave(target, small.path, "2026-2", last="2026-1")
    (blank,) = (file for file in files if file.parent.name == "responses" and len(file.read_text().splitlines()) == 1)
    heads = blank.read_text().strip().split(",")
    first = next(line for line in (small.path / "responses/a.csv").read_text().splitlines()[1:] if line)
    values = dict(
        zip((small.path / "responses/a.csv").read_text().splitlines()[0].split(","), first.split(","), strict=True)
    )
    with blank.open("a") as stream:
        stream.write(",".join(values.get(head, "") for head in heads) + "\n")
    study = read_study(target)
    assert study.waves == ("2026-1", "2026-2")
    assert sha256(study.instrument) == sha256(old.instrument)
    rows = read_answers(study).rows
    assert rows["wave"].value_counts().sort("wave")["count"].to_list() == [read_answers(old).rows.height, 1]
    assert study.groups is not None and old.groups is not None
    assert study.groups.table.equals(old.groups.table)
    findings, _ = analyse(study)
    assert findings.wave == "2026-2"
    assert findings.change is not None
    assert findings.change.waves == ("2026-1", "2026-2")


def test_the_demo_as_a_workbook_and_back(tmp_path: Path) -> None:
    start_demo(tmp_path / "demo")
    (book,) = start_next_wave(tmp_path / "b.xlsx", tmp_path / "demo", "2026-2", "id")
    sheets = load_workbook(book, read_only=True).sheetnames
    assert "Wawancara" in sheets
    answers = [name for name in sheets if name.startswith("Jawaban")]
    rows = list(load_workbook(book)[answers[-1]].iter_rows(min_row=3, values_only=True))
    assert rows[0][:3] == ("responden", "kelompok", "peran")
    assert "putaran" not in rows[0]
    assert all(value is None for row in rows[1:] for value in row)
    found = load_workbook(book)
    found[answers[-1]].append(["r1", "k01", "member"] + [2] * (len(rows[0]) - 3))
    found.save(book)
    study, old = read_study(book), read_study(tmp_path / "demo")
    assert sha256(study.as_written) == sha256(old.as_written)
    assert study.waves == ("before", "after", "2026-2")
    before, after, now = (asked_items(study.instrument, wave) for wave in study.waves)
    assert now.tolist() == after.tolist()
    assert now.sum() > before.sum()


def test_what_belongs_to_one_round_stays_behind(small: "SmallStudy", tmp_path: Path) -> None:
    letter = "report: {number: 1/2026, signature: {name: A, date: 2026-01-02}, by: [village]}"
    small.change("study.yaml", ("study: small", f"study: small\ndate: 2026-01-01\n{letter}"))
    (small.path / "interviews").mkdir(exist_ok=True)
    start_next_wave(tmp_path / "next", small.path, "b", last="a")
    text = (tmp_path / "next" / "study.yaml").read_text()
    assert "2026-01" not in text and "1/2026" not in text
    assert "village" in text and "name: A" in text
    assert not (tmp_path / "next" / "interviews").exists()


@pytest.mark.parametrize(
    ("wave", "last", "code"),
    [("b", "", "usage.last-wave"), ("a", "a", "usage.wave-exists"), (" ", "a", "usage.wave-exists")],
)
def test_waves_need_names_of_their_own(small: "SmallStudy", tmp_path: Path, wave: str, last: str, code: str) -> None:
    with pytest.raises(UsageError) as error:
        start_next_wave(tmp_path / "next", small.path, wave, last=last)
    assert codes(error) == [code]
    assert not (tmp_path / "next").exists()


def test_nothing_is_replaced(small: "SmallStudy", tmp_path: Path) -> None:
    export_study(small.path, "xlsx", tmp_path / "a.xlsx")
    for target, code in ((tmp_path / "a.xlsx", "usage.file-exists"), (small.path, "usage.folder-not-empty")):
        with pytest.raises(UsageError) as error:
            start_next_wave(target, small.path, "b", last="a")
        assert codes(error) == [code]


def test_what_lies_beside_a_workbook_goes_along(
    mapped: "SmallStudy", areas_of: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "desa.geojson").write_text(areas_of(["1306082001", "1306082002"]), encoding="utf-8")
    import_map(read_study(mapped.path, shapes=False), tmp_path / "desa.geojson")
    target = tmp_path / "next" / "s-2.xlsx"
    files = start_next_wave(target, mapped.path, "2026-2", last="2026-1")
    assert files == (target, tmp_path / "next" / "s-2-map.geojson")
    study = read_study(target)
    assert study.map is not None and study.map.shapes is not None
