from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from berdaya.errors import InputError, UsageError
from berdaya.instrument.read import read_instrument
from berdaya.instrument.study_book import parts_of_book
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.book_start import start_book, start_from
from berdaya.words import say


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_blank_template_can_be_used_at_once(lang: str, tmp_path: Path) -> None:
    study = read_study(start_book(tmp_path / "studi saya é.xlsx", "blank", lang))
    assert study.problems == ()
    assert study.synthetic
    answers = read_answers(study)
    assert (answers.rows.height, answers.problems) == (5, ())


@pytest.mark.parametrize(
    ("lang", "heads"),
    [("id", ["responden", "kelompok", "peran", "putaran"]), ("en", ["respondent", "group", "role", "wave"])],
)
def test_the_kube_template_is_ready_to_be_filled_in(lang: str, heads: list[str], tmp_path: Path) -> None:
    path = start_book(tmp_path / "k.xlsx", "kube", lang)
    with pytest.raises(InputError) as caught:
        read_study(path)
    found = [(p.code, p.where.sheet) for p in caught.value.problems]
    titles = {"id": ("Kelompok", "Jawaban"), "en": ("Groups", "Answers")}[lang]
    assert found == [("responses.no-rows", title) for title in titles]
    book = load_workbook(path)
    answers, groups = book.worksheets[4], book.worksheets[3]
    assert [cell.value for cell in answers[3]][:4] == heads
    assert [cell.value for cell in answers[3]][4:7] == ["sex", "age_class", "a1_h1"]
    assert answers.freeze_panes == "D4"
    entries = [row[0].value for row in book.worksheets[1]]
    assert {"id": "Jawaban 1: putaran", "en": "Answers 1: wave"}[lang] in entries  # where people were asked once
    for name in ("lonely", "min-n", "min-df", "rse"):
        assert say(f"book.entry-{name}", lang) in entries
    groups.append(
        ["k01", "Mawar", "Salo", "13.06.08.2001", "tani", "tumbuh", "bubar" if lang == "id" else "dissolved", 12]
    )
    answers.append(["r1", "k01", "member", "after", "perempuan", "30-39", 3])
    book.save(path)
    study = read_study(path)
    assert study.groups is not None
    assert study.groups.table["status"].to_list() == ["dissolved"]
    assert read_answers(study).rows.select("respondent", "group", "wave", "sex").rows() == [
        ("r1", "k01", "after", "perempuan")
    ]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"usage\.file-exists"):
        start_book(tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match=r"usage\.unknown-template"):
        start_book(tmp_path / "b.xlsx", "desa")
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("name", ["studi.xlsx", "studi"])
def test_a_study_from_a_table_of_indicators(name: str, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Variabel", "Indikator"], ["V", "A"], [None, "B"], ["W", "C"], [None, "D"]):
        book.active.append(row)
    book.save(tmp_path / "kisi.xlsx")
    files, unknown = start_from(tmp_path / name, tmp_path / "kisi.xlsx", "id")
    assert all(file.is_file() for file in files)
    assert {p.code for p in unknown} == {"draft.scale", "draft.weights", "draft.no-rubric"}
    instrument, problems = read_instrument(files[0] if name.endswith("xlsx") else tmp_path / name / "instrument.yaml")
    assert ([leaf.key for leaf in instrument.leaves], problems) == (["a", "b", "c", "d"], ())
    with pytest.raises(UsageError):
        start_from(tmp_path / name, tmp_path / "kisi.xlsx")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_headers_of_a_form_may_be_put_in_the_place_of_ours(lang: str, tmp_path: Path) -> None:
    """As pasted from Google Forms: the row above still says what our columns were, in words that match too."""
    path = start_book(tmp_path / "k.xlsx", "kube", lang)
    book = load_workbook(path)
    answers = book.worksheets[4]
    heads = ["Timestamp", "Nama kelompok", *(cell.value for cell in answers[1][6:])]
    for place, cell in enumerate(answers[3]):
        cell.value = heads[place] if place < len(heads) else None
    book.save(path)
    parts = parts_of_book(path, "k.xlsx")["answers"]
    assert [(part.header, part.heads[:2]) for part in parts] == [(3, ("Timestamp", "Nama kelompok"))]


def test_a_study_in_one_language_leaves_the_columns_of_the_other_alone(tmp_path: Path) -> None:
    book = start_book(tmp_path / "s.xlsx", "blank", "id")
    whole = read_study(book)
    found = load_workbook(book)
    rows = {row[0].value: row[1] for row in found["Studi"].iter_rows(min_row=2)}
    rows["Bahasa"].value = "id"
    found.save(book)
    study = read_study(book)
    assert study.instrument.languages == ("id",)
    assert study.title == {"id": whole.title["id"]}
    assert [leaf.key for leaf in study.instrument.leaves] == [leaf.key for leaf in whole.instrument.leaves]
    assert [(p.code, p.values["unused"]) for p in study.problems] == [("book.language-unused", "en")]
