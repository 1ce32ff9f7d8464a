"""A Data Package: by the rules of the standard, and enough to read data.csv back as it was."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.study.for_programs.test_data_table import STAGES, table_of

from berdaya.responses.model import State
from berdaya.study.for_programs.data_table import DataTable
from berdaya.study.for_programs.export_data import export_data
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

ROOT = Path(__file__).resolve().parents[3]
KUBE = ROOT / "src/berdaya/templates/kube"
READ = {"string": str, "integer": int, "number": float}


def package_of(study: Path, target: Path, lang: str = "en", by: tuple[str, ...] = ()) -> dict[str, Any]:
    export_data(read_study(study), "datapackage", target, by, lang)
    found: dict[str, Any] = json.loads((target / "datapackage.json").read_text(encoding="utf-8"))
    return found


def marks(field: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    listed = field.get("missingValues", schema["missingValues"])
    return [one if isinstance(one, str) else one["value"] for one in listed]


def rows_by_schema(folder: Path, resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Read a resource by what datapackage.json says alone; the label of a missing value stands for it as a text in < >."""
    schema = resource["schema"]
    with (folder / resource["path"]).open(encoding=resource["encoding"], newline="") as file:
        head, *lines = list(csv.reader(file))
    fields = schema["fields"]
    assert head == [field["name"] for field in fields]
    found = []
    for line in lines:
        row: dict[str, Any] = {}
        for field, cell in zip(fields, line, strict=True):
            if cell in marks(field, schema):
                place = marks(field, schema).index(cell)
                row[field["name"]] = f"<{field['missingValues'][place]['label']}>" if "missingValues" in field else None
                continue
            value = READ[field["type"]](cell)
            ends = field.get("constraints", {})
            assert ends.get("minimum", value) <= value <= ends.get("maximum", value)
            assert value in [one["value"] for one in field.get("categories", [{"value": value}])]
            row[field["name"]] = value
        found.append(row)
    return found


def check_rules(folder: Path, package: dict[str, Any]) -> None:
    """What the standard (version 2) says must be so."""
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert all(isinstance(package[name], str) for name in ("title", "description"))
    assert all(source["title"] and isinstance(source["version"], str) for source in package["sources"])
    assert [resource["path"] for resource in package["resources"]] == ["data.csv", "expected.csv"]
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        assert (resource["bytes"], resource["type"], resource["mediatype"]) == (len(data), "table", "text/csv")
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert len(set(names)) == len(names)
        for field in resource["schema"]["fields"]:
            assert field["type"] in READ
            for listed in (field.get("categories", []), field.get("missingValues", [])):
                for what in ("value", "label"):
                    assert len({one[what] for one in listed}) == len(listed)
            assert not field.get("categories") or field["type"] in ("string", "integer")
        key = resource["schema"].get("primaryKey", [])
        read = [tuple(row[name] for name in key) for row in rows_by_schema(folder, resource)]
        assert not key or (len(set(read)) == len(read) and None not in {cell for row in read for cell in row})
    assert "licenses" not in package
    assert "contributors" not in package


def same_cells(table: DataTable, rows: list[dict[str, Any]], words: dict[int, str]) -> int:
    """Compare the answers and why there is none, cell by cell, with what was read."""
    compared = 0
    for place, leaf in enumerate(table.study.instrument.leaves):
        for row, value, state in zip(rows, table.values[:, place], table.states[:, place], strict=True):
            assert row[leaf.key] == (value if state == State.COUNTED else f"<{words[state]}>")
            compared += 1
    return compared


def test_the_small_study_reads_back(small: SmallStudy, tmp_path: Path) -> None:
    small.change("study.yaml", ("design: {selection: random}\n", f"problems: set_aside\n{STAGES}"))
    small.change("responses/a.csv", ("r1,g1,member,L,1,2,3,", "r1,g1,member,L,9,2,3,"))
    package = package_of(small.path, tmp_path / "d", by=("sex",))
    check_rules(tmp_path / "d", package)
    data, expected = package["resources"]
    assert data["schema"]["primaryKey"] == ["respondent", "group", "role"]
    rows = rows_by_schema(tmp_path / "d", data)
    table = table_of(small, "sex")
    words = {
        1: "Asked, no answer",
        2: "Not asked",
        3: "Answer that cannot be used",
        5: "Not applicable",
        6: "Does not know",
    }
    assert same_cells(table, rows, words) == 18 * 4
    for name in table.rows.columns:
        assert [row[name] for row in rows] == [cell if cell != "" else None for cell in table.rows[name].to_list()]
    found = {row["node"]: row for row in rows_by_schema(tmp_path / "d", expected)}
    assert found["overall"]["value"] == table.estimates[0].value[0, table.estimates[0].at("overall")]


def test_the_example_reads_back_in_both_languages(tmp_path: Path) -> None:
    package = package_of(KUBE, tmp_path / "d", "id", by=("sex",))
    check_rules(tmp_path / "d", package)
    data = package["resources"][0]
    assert data["schema"]["primaryKey"] == ["respondent", "group", "role", "wave"]
    assert package["languages"] == ["id", "en"]
    assert package["berdaya"]["synthetic"] is True
    assert len(package["berdaya"]["instrument"]["sha256"]) == 64
    assert package["berdaya"]["place"]["code"] == "13.06.08"
    assert "DATA BUATAN" in package["description"]
    assert "SYNTHETIC DATA" in package["translations"]["en"]["description"]
    fields = {field["name"]: field for field in data["schema"]["fields"]}
    first = fields["a1_h1"]
    assert first["categories"][0] == {
        "value": 0,
        "label": "Tidak ikut mengatur sama sekali",
        "translations": {"en": {"label": "Has no say at all"}},
    }
    assert first["categoriesOrdered"] is True
    assert first["translations"]["en"]["title"] == "Ability to control available resources"
    assert "Ditanyakan kepada: Anggota. Putaran: sesudah." in first["description"]
    assert fields["role"]["categories"][0]["label"] == "Anggota"
    again = tmp_path / "again"
    export_data(read_study(KUBE), "datapackage", again, ("sex",), "id")
    assert (again / "datapackage.json").read_bytes() == (tmp_path / "d/datapackage.json").read_bytes()


def test_labels_that_are_the_same_are_told_apart(small: SmallStudy, tmp_path: Path) -> None:
    answers = "answers: {0: {id: Ya, en: Yes}, 1: {id: Ya, en: 'Yes!'}, 2: {id: Bisa, en: May}, 3: {id: Tak, en: No}}, "
    small.change("instrument.yaml", ("{key: q1, ", f"{{key: q1, {answers}"))
    package = package_of(small.path, tmp_path / "d", "id")
    field = next(one for one in package["resources"][0]["schema"]["fields"] if one["name"] == "q1")
    assert [one["label"] for one in field["categories"]] == ["Ya (0)", "Ya (1)", "Bisa", "Tak"]
    check_rules(tmp_path / "d", package)


@pytest.mark.parametrize("program", ["r", "datapackage"])
def test_beside_the_script_of_r_too(small: SmallStudy, tmp_path: Path, program: str) -> None:
    export_data(read_study(small.path), program, tmp_path / program)
    package = json.loads((tmp_path / program / "datapackage.json").read_text(encoding="utf-8"))
    check_rules(tmp_path / program, package)
    assert (tmp_path / program / "analysis.R").exists() == (program == "r")


def test_whole_and_decimal_answers(small: SmallStudy, tmp_path: Path) -> None:
    small.change("instrument.yaml", ("{key: q2, ", "{key: q2, decimals: true, scale: {min: 0.5, max: 9}, "))
    fields = package_of(small.path, tmp_path / "d")["resources"][0]["schema"]["fields"]
    kinds = {field["name"]: (field["type"], field.get("constraints")) for field in fields}
    assert kinds["q1"] == ("integer", {"minimum": 0, "maximum": 3})
    assert kinds["q2"] == ("number", {"minimum": 0.5, "maximum": 9})
    assert kinds["design_n1"] == ("number", None)


@pytest.mark.parametrize(
    ("licence", "said"),
    [("CC-BY-4.0", {"name": "CC-BY-4.0"}), ("https://example.org/l", {"path": "https://example.org/l"})],
)
def test_licence_and_people_where_study_yaml_names_them(
    small: SmallStudy, tmp_path: Path, licence: str, said: dict[str, str]
) -> None:
    archive = (
        f"archive: {{authors: [A. Nur], producers: [BPS], licence: '{licence}', abstract: About., access: Ask us.}}\n"
    )
    small.change("study.yaml", ("design:", f"{archive}design:"))
    package = package_of(small.path, tmp_path / "d")
    assert package["licenses"] == [said]
    assert package["contributors"] == [
        {"title": "A. Nur", "roles": ["creator"]},
        {"title": "BPS", "roles": ["producer"]},
    ]
    assert "\n\nAbout.\n\n" in package["description"]
    assert package["description"].endswith("\n\nAsk us.")
