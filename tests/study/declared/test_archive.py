"""What study.yaml says for an archive: all keys, none, and all that is wrong at once."""

from typing import TYPE_CHECKING

from berdaya.study.model import Archive
from berdaya.study.read import read_study
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from tests.study.conftest import Folder

PLACE = "disclosure:"


def written(text: str) -> tuple[str, str]:
    return PLACE, f"archive: {text}\n{PLACE}"


def test_nothing_said_is_nothing_written(study_folder: "Folder") -> None:
    assert study_folder.read().archive == Archive()


def test_every_key(study_folder: "Folder") -> None:
    languages = study_folder.read().instrument.languages
    study_folder.change(
        written(
            "{abstract: About KUBE., authors: [A. Nur, B. Zain], producers: Dinas Sosial, funders: [], licence: CC-BY-4.0,"
            " collected: [2022-10-03, 2022-11-30], access: On request.}"
        )
    )
    assert study_folder.read().archive == Archive(
        abstract=dict.fromkeys(languages, "About KUBE."),
        authors=("A. Nur", "B. Zain"),
        producers=("Dinas Sosial",),
        funders=(),
        collected=("2022-10-03", "2022-11-30"),
        licence="CC-BY-4.0",
        access=dict.fromkeys(languages, "On request."),
    )


def test_one_day_and_an_address(study_folder: "Folder") -> None:
    study_folder.change(written("{collected: 2022-10-03, licence: 'https://example.org/licence'}"))
    archive = study_folder.read().archive
    assert (archive.collected, archive.licence) == (("2022-10-03",), "https://example.org/licence")


def test_all_that_is_wrong_is_told_at_once(study_folder: "Folder") -> None:
    text = "{collected: [2022-11-30, 2022-10-03], licence: free for all, author: A, producers: {a: b}}"
    assert study_folder.refused(written(text)) == [
        ("entry.unknown", "study.yaml:18:71"),
        ("entry.not-a-list", "study.yaml:18:93"),
        ("study.archive-collected", "study.yaml:18:22"),
        ("study.archive-licence", "study.yaml:18:57"),
    ]
    assert study_folder.refused(written("{collected: [2022-10-03, yesterday]}")) == [("study.date", "study.yaml:18:35")]


def test_a_workbook_says_it_too(study_folder: "Folder") -> None:
    study_folder.change(written("{authors: [A. Nur, B. Zain], collected: [2022-10-03, 2022-11-30], access: Ask us.}"))
    export_study(study_folder.path, "xlsx", study_folder.path.parent / "s.xlsx", "id")
    assert read_study(study_folder.path.parent / "s.xlsx").archive == study_folder.read().archive
