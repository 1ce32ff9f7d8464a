"""What a study is called."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_title_in_one_text_serves_all_languages(study_folder: "Folder") -> None:
    study_folder.change(("{id: Studi kecil, en: A tiny study}", "KUBE Baso"))
    assert dict(study_folder.read().title) == {"id": "KUBE Baso", "en": "KUBE Baso"}
    assert study_folder.refused(("{id: Studi kecil, en: A tiny study}", "{id: Studi kecil}")) == [
        ("instrument.missing-translation", "study.yaml:2:8")
    ]
