from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, UsageError
from berdaya.study.import_file import Matched, import_file
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

FORMS = """\
Timestamp,Responden,Nama kelompok,sex,Pertama?,data/q2,catatan
x,p1,g1,L,2,3,baik
x,p2,g2,P,1,0,
"""


def test_what_is_matched_is_written_and_comments_stay(small: "SmallStudy", tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS, encoding="utf-8")
    small.change("study.yaml", ("responses:", "# Jawaban / answers\nresponses:"))
    found = import_file(read_study(small.path), tmp_path / "forms.csv", {"role": "member"})
    assert found.matched == (
        Matched("Responden", "respondent", "word"),
        Matched("Nama kelompok", "group", "word"),
        Matched("sex", "sex", "key"),
        Matched("Pertama?", "q1", "text"),
        Matched("data/q2", "q2", "path"),
    )
    assert (found.counts.rows, found.counts.used, found.written) == (2, 2, True)
    text = (small.path / "study.yaml").read_text("utf-8")
    assert "# Jawaban / answers" in text
    assert "{file: responses/a.csv, attributes: [sex]}" in text
    study = read_study(small.path)
    assert study.sources[1].columns == {
        "respondent": "Responden",
        "group": "Nama kelompok",
        "q1": "Pertama?",
        "q2": "data/q2",
    }
    assert (study.sources[1].attributes, dict(study.sources[1].constants)) == (("sex",), {"role": "member"})
    assert read_answers(study).rows.height == 20
    again = import_file(study, small.path / "responses" / "forms.csv", {"role": "member"})
    assert again.entry == found.entry
    assert len(read_study(small.path).sources) == 2


def test_traits_of_respondents_may_be_written_in_words(small: "SmallStudy", tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS.replace("sex", "Jenis kelamin"), encoding="utf-8")
    found = import_file(read_study(small.path), tmp_path / "forms.csv", {"role": "member"})
    assert Matched("Jenis kelamin", "sex", "word") in found.matched
    assert found.entry["attributes"] == ["sex"]
    assert read_answers(read_study(small.path)).rows["sex"].to_list()[-2:] == ["L", "P"]


def test_a_trial_writes_nothing(small: "SmallStudy", tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text(FORMS, encoding="utf-8")
    before = (small.path / "study.yaml").read_bytes()
    assert not import_file(read_study(small.path), tmp_path / "forms.csv", trial=True).written
    assert (small.path / "study.yaml").read_bytes() == before
    assert not (small.path / "responses" / "forms.csv").exists()


def test_what_cannot_be_told_is_refused_and_nothing_is_written(small: "SmallStudy", tmp_path: Path) -> None:
    before = (small.path / "study.yaml").read_bytes()
    (tmp_path / "b.csv").write_text("Responden,Pertama?\np1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"responses\.no-group-column"):
        import_file(read_study(small.path), tmp_path / "b.csv")
    (tmp_path / "a.csv").write_text(FORMS, encoding="utf-8")  # another file of that name is there
    with pytest.raises(UsageError, match=r"usage\.file-exists"):
        import_file(read_study(small.path), tmp_path / "a.csv")
    export_study(small.path, "xlsx", tmp_path / "s.xlsx")
    with pytest.raises(UsageError) as caught:
        import_file(read_study(tmp_path / "s.xlsx"), tmp_path / "a.csv")
    assert [p.code for p in caught.value.problems] == ["usage.import-into-book"]
    assert (small.path / "study.yaml").read_bytes() == before


def test_files_without_a_row_are_named_no_more(small: "SmallStudy", tmp_path: Path) -> None:
    small.write("responses/a.csv", "respondent,group,role,sex,q1,q2,q3,q4\n")
    (tmp_path / "forms.csv").write_text(FORMS, encoding="utf-8")
    assert import_file(read_study(small.path), tmp_path / "forms.csv").dropped == ("responses/a.csv",)
    assert [source.file for source in read_study(small.path).sources] == ["responses/forms.csv"]
