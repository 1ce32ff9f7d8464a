from typing import TYPE_CHECKING

import pytest

from berdaya.errors import ComputeError, InputError
from berdaya.study.analyses.poverty import poverty_document, poverty_of
from berdaya.study.check import check_place
from berdaya.study.read import read_study
from berdaya.study.workbook.contents import contents_of
from berdaya.study.workbook.export import write_folder, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy

MPI = """\
title: {id: Kekurangan, en: Deprivations}
source: a thesis
cutoff: 1/2
cutoffs: [1/2, 1]
dimensions:
  - {key: one, indicators: [{key: a, deprived: {q1: {at_most: 1}}}]}
  - {key: two, indicators: [{key: b, deprived: {q2: {at_most: 1}}}, {key: c, deprived: {q3: {at_most: 1}}}]}
"""


def study_with(small: "SmallStudy", text: str = MPI, **more: str) -> None:
    small.write("mpi.yaml", text)
    small.change("study.yaml", ("design:", "poverty: mpi.yaml\ndesign:"))
    for old, new in more.items():
        small.change("study.yaml", (old, new))


def test_by_hand(small: "SmallStudy") -> None:
    study_with(small)
    (one,) = poverty_document(poverty_of(read_study(small.path)), "id")["measures"]
    assert (one["measure"], one["title"], one["assumptions"]["weights"]) == (
        "mpi",
        "Kekurangan",
        {"a": 0.5, "b": 0.25, "c": 0.25},
    )
    rows = {(row["figure"], row["item"]): row for row in one["figures"]}
    # q1 <= 1: r1 r5 r9 r13 r14 r17; q2 <= 1: r5 r9 r16; q3 <= 1: r2 r9 r11 r16. r3 and r6 lack an answer.
    assert rows["H", None]["n"] == 13 and rows["H", None]["lost"] == pytest.approx(2 / 15)
    assert rows["H", None]["value"] == pytest.approx(7 / 13)
    scores = [0.5, 0.75, 1, 0.5, 0.5, 0.5, 0.5]  # r1 r5 r9 r13 r14 r16 r17
    assert rows["A", None]["value"] == pytest.approx(sum(scores) / 7)
    assert rows["M0", None]["value"] == pytest.approx(sum(scores) / 13)
    assert rows["uncensored", "c"]["value"] == pytest.approx(4 / 13)
    assert rows["censored", "c"]["value"] == pytest.approx(2 / 13)
    assert rows["dimension", "one"]["value"] == pytest.approx(3 / sum(scores))
    assert [row["value"] for row in one["over"] if row["figure"] == "H"] == pytest.approx([7 / 13, 1 / 13])
    assert one["open"] == [] and one["unsized"] == 0


def test_by_attributes(small: "SmallStudy") -> None:
    study_with(small)
    (one,) = poverty_document(poverty_of(read_study(small.path), ("village", "sex")), "en")["measures"]
    heads = [row["by"] for row in one["figures"] if row["figure"] == "H"]
    assert heads[0] == {"village": "Koto Tuo", "sex": "L"} and len(heads) == 4
    assert sum(row["value"] for row in one["parts"] if row["figure"] == "share-of-M0") == pytest.approx(1)
    with pytest.raises(InputError) as caught:
        poverty_of(read_study(small.path), ("vilage",))
    assert [p.code for p in caught.value.problems] == ["estimates.unknown-attribute"]


def test_waves(small: "SmallStudy") -> None:
    study_with(small)
    text = (small.path / "responses/a.csv").read_text(encoding="utf-8")
    small.write("responses/b.csv", text.replace(",1,1,", ",2,2,"))
    small.change(
        "study.yaml",
        (
            "attributes: [sex]}\n",
            "attributes: [sex], wave: a}\n  - {file: responses/b.csv, attributes: [sex], wave: b}\n",
        ),
        ("design:", "waves: [a, b]\ndesign:"),
    )
    study = read_study(small.path)
    (one,) = poverty_document(poverty_of(study), "en")["measures"]
    moved = {row["figure"]: row["value"] for row in one["changes"] if row["change"] == "absolute" and not row["item"]}
    assert one["since"] == "a" and moved["M0"] < 0
    assert moved["incidence"] + moved["intensity"] == pytest.approx(moved["M0"])
    assert "changes" not in poverty_document(poverty_of(study, wave="a"), "en")["measures"][0]
    with pytest.raises(InputError) as caught:
        poverty_of(study, wave="b", since="b")
    assert [p.code for p in caught.value.problems] == ["estimates.no-wave-before"]


def test_a_workbook_and_a_copy_have_the_same_figures(small: "SmallStudy", tmp_path: "Path") -> None:
    study_with(small)
    wanted = poverty_document(poverty_of(read_study(small.path)), "en")["measures"]
    write_workbook(contents_of(small.path), tmp_path / "book" / "s.xlsx", "id")
    book = tmp_path / "book" / "s.xlsx"
    assert poverty_document(poverty_of(read_study(book)), "en")["measures"] == wanted
    write_folder(contents_of(book), tmp_path / "copy")
    assert poverty_document(poverty_of(read_study(tmp_path / "copy")), "en")["measures"] == wanted


def test_a_word_that_nobody_has(small: "SmallStudy") -> None:
    study_with(small, MPI + "programme: {village: {is: [Salo, Solo]}}\n")
    study = read_study(small.path)
    with pytest.raises(InputError) as caught:
        poverty_of(study)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.where)) == ("poverty.unknown-word", "mpi.yaml:8:13")
    assert problem.values["known"] == "Koto Tuo, Salo"
    with pytest.raises(InputError) as checked:
        check_place(small.path)
    assert [p.code for p in checked.value.problems] == ["poverty.unknown-word"]


def test_a_study_that_names_none_and_one_that_nobody_answers(small: "SmallStudy") -> None:
    with pytest.raises(InputError) as caught:
        poverty_of(read_study(small.path))
    assert [p.code for p in caught.value.problems] == ["study.no-poverty"]
    study_with(small, MPI.replace("cutoff:", "persons: size\ncutoff:", 1))
    small.write(
        "groups.csv", "group,village,business,members,size\ng1,Salo,a,12,\ng2,Salo,a,9,\ng3,Koto Tuo,a,9,\n"
    )  # all blank
    with pytest.raises(ComputeError) as none:
        poverty_of(read_study(small.path))
    assert [p.code for p in none.value.problems] == ["estimates.nobody-counts"]
