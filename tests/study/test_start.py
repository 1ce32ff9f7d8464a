from typing import TYPE_CHECKING

import pytest

from berdaya.errors import UsageError
from berdaya.study.read import read_answers, read_study
from berdaya.study.start import DEMO, TEMPLATES, start_demo, start_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_copied_whole(tmp_path: "Path", template: str) -> None:
    files = start_study(tmp_path / "a" / "b", template)
    assert {"study.yaml", "instrument.yaml", "groups.csv", "README.md"} <= {file.name for file in files}
    assert all(file.is_file() for file in files)
    assert not [file for file in files if file.suffix == ".pyc" or file.name == "__init__.py"]


def test_an_empty_folder_will_do_and_a_full_one_not(tmp_path: "Path") -> None:
    start_study(tmp_path, "blank")
    with pytest.raises(UsageError) as caught:
        start_study(tmp_path, "blank")
    assert [p.code for p in caught.value.problems] == ["usage.folder-not-empty"]
    with pytest.raises(UsageError) as unknown:
        start_study(tmp_path / "x", "baso")
    assert [p.code for p in unknown.value.problems] == ["usage.unknown-template"]


def test_a_demo_knows_its_own_folder(tmp_path: "Path") -> None:
    folder = tmp_path / "demo"
    files = start_demo(folder)
    assert (folder / DEMO).is_file()
    (folder / "groups.csv").write_text("x", encoding="utf-8")
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    assert start_demo(folder) == files
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "mine"
    study = read_study(folder)
    assert (study.synthetic, read_answers(study).problems) == (True, ())
    with pytest.raises(UsageError):
        start_demo(tmp_path)
