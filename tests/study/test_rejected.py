import csv
from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError, Problem, Where
from berdaya.responses.model import Rejected
from berdaya.study.read import read_answers, read_study
from berdaya.study.rejected import count_and_list, write_rejected
from berdaya.study.run import AnswersError
from berdaya.tally.count import Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy

ONE = Rejected("a.csv", 3, "q1", "=9", "responses.out-of-range", Where("a.csv", 3, 5))


def test_no_list_without_need_and_an_old_one_is_emptied(tmp_path: "Path") -> None:
    assert write_rejected(tmp_path / "results", ()) is None
    assert not (tmp_path / "results").exists()
    path = write_rejected(tmp_path / "results", (ONE,))
    assert path is not None
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"file": "a.csv", "row": "3", "column": "q1", "value": "'=9", "reason": "responses.out-of-range"}
        ]
    assert write_rejected(tmp_path / "results", ()) == path
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["file,row,column,value,reason"]


def test_a_list_that_says_the_same_is_not_written_again(tmp_path: "Path", monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rejected(tmp_path / "results", (ONE,))

    def refuse(*_: object) -> None:
        raise InputError(Problem("file.locked"))

    monkeypatch.setattr("berdaya.study.rejected.save_bytes", refuse)
    assert write_rejected(tmp_path / "results", (ONE,)) == path
    with pytest.raises(InputError, match=r"file\.locked"):
        write_rejected(tmp_path / "results", ())


def test_a_refused_study_leaves_its_list(small: "SmallStudy") -> None:
    small.change("responses/a.csv", ("P,3,2,1", "P,9,2,1"))
    study = read_study(small.path)
    with pytest.raises(AnswersError):
        count_and_list(study, read_answers(study), Wanted())
    assert "responses/a.csv,3,q1,9," in (small.path / "results" / "rejected.csv").read_text("utf-8-sig")
    small.change("responses/a.csv", ("P,9,2,1", "P,3,2,1"))
    assert count_and_list(study, read_answers(study), Wanted()).rejected == ()
    assert len((small.path / "results" / "rejected.csv").read_text("utf-8-sig").splitlines()) == 1
