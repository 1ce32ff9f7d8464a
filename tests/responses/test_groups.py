from pathlib import Path

import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.responses.groups import read_groups


def write(folder: Path, text: str) -> Path:
    (folder / "groups.csv").write_text(text, encoding="utf-8")
    return folder / "groups.csv"


def refused(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read_groups(write(folder, text))
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_the_frame_keeps_numbers_and_codes(tmp_path: Path) -> None:
    text = (
        "name,group,members,share,village_code,village\nAren,01,12,0.5,13.06.08.2001,Salo\nAnau,02,,2,13.06.08.2002,\n"
    )
    groups, problems = read_groups(write(tmp_path, text))
    assert problems == ()
    assert groups.table.schema == {
        "group": pl.String,
        "name": pl.String,
        "members": pl.Int64,
        "share": pl.Float64,
        "village_code": pl.String,
        "village": pl.String,
    }
    assert groups.table["group"].to_list() == ["01", "02"]
    assert groups.table["members"].to_list() == [12, None]
    assert (groups.attributes[0], groups.file, groups.given) == ("name", "groups.csv", True)


def test_columns_that_answers_have_themselves_are_left_out(tmp_path: Path) -> None:
    groups, problems = read_groups(write(tmp_path, "group,weight,village\n1,2,x\n"))
    assert groups.attributes == ("village",)
    assert [(p.code, str(p.where), p.severity) for p in problems] == [
        ("groups.reserved-column", "groups.csv:1:2", "warning")
    ]


def test_status_in_both_languages(tmp_path: Path) -> None:
    text = "group,status\n1,Aktif\n2,tidak aktif\n3,Bubar\n4,not_found\n5,Tidak ditemukan\n6,\n7,dissolved\n"
    groups, _ = read_groups(write(tmp_path, text))
    found = groups.table["status"].to_list()
    assert found == ["active", "inactive", "dissolved", "not_found", "not_found", None, "dissolved"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("No,Kode,Nama KUBE,Nagari\n1,k1,Mawar,Salo\n", {"No": [1], "name": ["Mawar"], "Nagari": ["Salo"]}),
        ("No,Nama Kelompok,Nagari\n1,k1,Salo\n", {"No": [1], "Nagari": ["Salo"]}),
        ("kelompok,kode\nk1,x\n", {"kode": ["x"]}),
        ("group,nama kelompok\nk1,Mawar\n", {"name": ["Mawar"]}),
    ],
)
def test_headers_in_words(tmp_path: Path, text: str, columns: dict[str, list[object]]) -> None:
    groups, problems = read_groups(write(tmp_path, text))
    assert groups.table.to_dict(as_series=False) == {"group": ["k1"]} | columns
    assert problems == ()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert refused(tmp_path, "group,status\n1,aktif\n,aktif\n1,sakit\n2,aktif,x\n") == [
        ("groups.blank-key", "groups.csv:3:1"),
        ("groups.duplicate", "groups.csv:4:1"),
        ("groups.unknown-status", "groups.csv:4:2"),
        ("responses.too-many-cells", "groups.csv:5"),
    ]
    assert refused(tmp_path, "grup,desa\n1,x\n") == [("groups.no-key-column", "groups.csv:1")]
    assert refused(tmp_path, "group\n") == [("responses.no-rows", "groups.csv")]


def test_weights_of_groups_are_told_with_their_place(tmp_path: Path) -> None:
    assert refused(tmp_path, "group,group_weight\n1,-2\n2,many\n3,\n4,0\n5,1.5\n") == [
        ("design.group-weight", "groups.csv:2:2"),
        ("design.group-weight", "groups.csv:3:2"),
    ]
    groups, _ = read_groups(write(tmp_path, 'group,group_weight\n1,"1,5"\n2,0\n3,\n'))
    assert groups.table["group_weight"].to_list() == [1.5, 0.0, None]
