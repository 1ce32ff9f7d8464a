"""Waves, and which of them ask the same."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_waves_that_the_instrument_asks_must_be_declared(study_folder: "Folder") -> None:
    text = (study_folder.path / "instrument.yaml").read_text(encoding="utf-8")
    study_folder.write(text.replace("key: q2,", "key: q2, waves: [after],"), "instrument.yaml")
    assert study_folder.refused() == [("study.wave-not-declared", "study.yaml:10:8")]
    study_folder.change(("waves: []", "waves: [before, after]"))
    assert study_folder.read().waves == ("before", "after")


def test_a_wave_may_ask_what_another_asks(study_folder: "Folder") -> None:
    study_folder.change(("waves: []", "waves: [a, b]\nasks: {b: a}"))
    study = study_folder.read()
    assert study.as_written == study.instrument  # every question is asked in every wave
    wrong = study_folder.refused(("waves: []", "waves: [a, b]\nasks: {c: a, b: aa}"))
    assert wrong == [("study.asks-unknown", "study.yaml:11:8"), ("study.asks-unknown", "study.yaml:11:17")]
