import dataclasses
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.study.conftest import Folder


def test_a_study_is_frozen(study_folder: "Folder") -> None:
    study = study_folder.read()
    with pytest.raises(dataclasses.FrozenInstanceError):
        study.key = "x"  # type: ignore[misc]
    assert dataclasses.replace(study, key="x").key == "x"
