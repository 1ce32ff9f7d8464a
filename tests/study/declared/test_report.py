"""What study.yaml says of the report."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_sections_on_request(study_folder: "Folder") -> None:
    study_folder.change(("disclosure:", "report: {sections: [quality, quality]}\ndisclosure:"))
    assert study_folder.read().sections == ("quality",)
    found = study_folder.refused(("disclosure:", "report: {sections: [chnage]}\ndisclosure:"))
    assert found == [("entry.not-a-choice", "study.yaml:18:21")]


def test_a_chapter_that_cannot_be_is_not_left_out_in_silence(study_folder: "Folder") -> None:
    found = study_folder.refused(("disclosure:", "report: {sections: [change, stages, poverty]}\ndisclosure:"))
    assert [code for code, _ in found] == ["study.no-poverty", "stages.none", "estimates.no-waves"]
    assert {place for _, place in found} == {"study.yaml:18:20"}
