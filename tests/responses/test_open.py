from pathlib import Path

import pytest

from berdaya.errors import InputError
from berdaya.responses.open import KINDS, open_table


def test_the_ending_tells_the_kind(tmp_path: Path) -> None:
    for ending in (".csv", ".TXT", ".tsv"):
        path = tmp_path / f"a{ending}"
        path.write_text("a\tb\n1\t2\n", encoding="utf-8")
        assert open_table(path, path.name).headers == ("a", "b")
    for name, code in (("a.xls", "responses.unknown-kind"), ("a", "responses.unknown-kind")):
        with pytest.raises(InputError) as caught:
            open_table(tmp_path / name, name)
        assert [p.code for p in caught.value.problems] == [code]


@pytest.mark.parametrize("ending", KINDS)
def test_a_folder_and_a_missing_file_of_every_kind(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"folder{ending}").mkdir()
    for name, code in ((f"folder{ending}", "file.is-folder"), (f"none{ending}", "file.missing")):
        with pytest.raises(InputError) as caught:
            open_table(tmp_path / name, name)
        assert [p.code for p in caught.value.problems] == [code]
