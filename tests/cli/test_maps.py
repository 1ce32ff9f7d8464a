from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_a_map_is_imported_and_told(
    mapped: "SmallStudy", shell: Shell, areas_of: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "desa.geojson"
    file.write_text(areas_of(["1306082001", "1306082003"]), encoding="utf-8")
    trial = shell("map", "import", file, mapped.path, "--dry-run", "--lang", "en")
    assert (trial.code, (mapped.path / "map.geojson").exists()) == (0, False)
    assert "'KODE_DESA' of the file with 'village_code' of the groups" in trial.out
    assert "2 areas kept (kemendagri 2025), 1 of them with groups; 0 elsewhere left out." in trial.out
    assert "Not in the file: 1 area of groups (13.06.08.2002)." in trial.err
    assert "Nothing was written" in trial.out
    found = shell("map", "import", file, mapped.path, "--json").json
    assert (found["file"], found["areas"], found["written"]) == ("map.geojson", 2, True)
    assert (found["matched"], found["absent"]) == (["13.06.08.2001"], ["13.06.08.2002"])
    assert shell("check", mapped.path, "--json").found("warning") == [("map.not-on-map", "groups.csv")]
    shown = shell("map", "import", file, mapped.path, "--lang", "id")
    assert "map.geojson kini menjadi peta studi" in shown.out
    broken = shell("map", "import", tmp_path / "no.geojson", mapped.path, "--json")
    assert (broken.code, broken.found()) == (1, [("file.missing", "no.geojson")])


def test_help_in_both_languages(shell: Shell) -> None:
    assert "import" in shell("map", "--lang", "id").out
    assert "menurut kode, tidak pernah menurut nama" in shell("map", "import", "--help", "--lang", "id").out
