from typing import Any

import pytest

from berdaya.errors import Where
from berdaya.instrument.flat_in import LONGEST_KEY, make_key, tree_of
from berdaya.instrument.sheet_cells import Sheet
from berdaya.instrument.texts import Texts
from berdaya.located import Entries, Located, Problems, column_letters


def sheet(heads: list[str], *rows: list[Any]) -> Sheet:
    where = Where("s.xlsx", sheet="Instrumen")
    columns = {
        head: Where("s.xlsx", sheet="Instrumen", cell=f"{column_letters(i)}1") for i, head in enumerate(heads, start=1)
    }
    cells = tuple(
        {
            head: Located(value, Where("s.xlsx", sheet="Instrumen", cell=f"{column_letters(i)}{row}"), {})
            for i, (head, value) in enumerate(zip(heads, values, strict=True), start=1)
            if value is not None
        }
        for row, values in enumerate(rows, start=2)
    )
    return Sheet("Instrumen", where, columns, cells)


def plain(at: Located | None) -> Any:
    assert at is not None
    if isinstance(at.value, dict):
        return {key: plain(value) for key, value in at.items()}
    return [plain(item) for item in at.value] if isinstance(at.value, list) else at.value


def shape(node: dict[str, Any]) -> Any:
    return node["key"] if "children" not in node else (node["key"], [shape(child) for child in node["children"]])


def test_blank_cells_mean_the_same_as_above_and_keys_are_made() -> None:
    table = sheet(
        ["analisis", "bobot analisis", "variabel", "kriteria", "pertanyaan", "0", "3"],
        ["Modal", 2, "Modal manusia", "Kesehatan", "Seberapa sehat?", "sakit", "sehat"],
        [None, None, None, "Pendidikan", "Sekolah?", None, None],
        [None, None, "Modal sosial", "Kesehatan", "Rukun?", None, None],
        ["Peran", None, "-", "Rapat", "Hadir?", None, None],
    )
    problems = Problems()
    tree, made = tree_of(table, None, ("id",), problems)
    assert list(problems) == []
    found = plain(tree)
    assert shape(found) == (
        "overall",
        [
            ("modal", [("modal_manusia", ["kesehatan", "pendidikan"]), ("modal_sosial", ["kesehatan_2"])]),
            ("peran", ["rapat"]),
        ],
    )
    assert found["children"][0]["weight"] == 2
    first = found["children"][0]["children"][0]["children"][0]
    assert first["question"] == {"id": "Seberapa sehat?"}
    assert first["answers"] == {"0": {"id": "sakit"}, "3": {"id": "sehat"}}
    assert [(key.level, key.key, key.where.cell) for key in made][:3] == [
        (0, "modal", "A2"),
        (1, "modal_manusia", "C2"),
        (None, "kesehatan", "D2"),
    ]


def test_keys_that_are_written_stay_and_tell_nodes_of_one_name_apart() -> None:
    table = sheet(
        ["analisis", "kunci analisis", "kriteria", "kunci kriteria", "pertanyaan"],
        ["Sama", "a1", "X", "x", "?"],
        ["Sama", "a2", "Y", None, "?"],
    )
    tree, made = tree_of(table, None, ("id",), Problems())
    assert shape(plain(tree)) == ("overall", [("a1", ["x"]), ("a2", ["y"])])
    assert [key.key for key in made] == ["y"]


def test_the_roots_own_entries_are_kept() -> None:
    root = Located({"key": Located("top", Where(), {}), "weight": Located(1, Where(), {})}, Where(), {})
    tree, _ = tree_of(sheet(["kriteria", "pertanyaan"], ["X", "?"]), root, ("id",), Problems())
    assert (plain(tree)["key"], plain(tree)["weight"]) == ("top", 1)


def test_all_that_is_wrong_is_told_with_its_cell() -> None:
    table = sheet(
        ["analisis", "bobot analisis", "variabel", "kriteria", "pertanyaan", "pertanyaan (xx)", "bobott kriteria"],
        [None, None, "V", "X", "?", None, None],
        ["A", 1, "V", "X", "?", None, None],
        ["A", 2, "V", "Y", "?", None, None],
        ["B", None, None, "Z", "?", None, None],
    )
    problems = Problems()
    tree_of(table, None, ("id", "en"), problems)
    assert [(p.code, p.where.cell) for p in problems] == [
        ("book.unknown-column", "G1"),
        ("instrument.unknown-language", "F1"),
        ("book.level-missing", "C2"),
        ("book.level-differs", "B4"),
        ("book.level-missing", "A5"),
    ]


def test_a_text_that_is_missing_has_the_place_of_its_blank_cell() -> None:
    table = sheet(
        ["analisis", "kriteria", "pertanyaan", "pertanyaan (en)", "3", "3 (en)", "analisis (en)"],
        ["A", "X", None, "What?", "sehat", None, None],
        ["A", "Y", "Siapa?", "Who?", None, "well", None],
    )
    tree, _ = tree_of(table, None, ("id", "en"), Problems())
    assert tree is not None
    problems = Problems()
    texts = Texts(("id", "en"), problems)
    (analysis,) = Entries.open(tree, problems, "tree").list("children")
    own = Entries.open(analysis, problems, "analysis")
    texts.read(own, "label")
    for leaf in own.list("children"):
        question = Entries.open(leaf, problems, "leaf")
        texts.read(question, "question")
        texts.read(question.mapping("answers"), "3")
    assert [(p.code, p.where.cell) for p in problems] == [
        ("instrument.missing-translation", cell) for cell in ("G2", "C2", "F2", "E3")
    ]


def test_a_sheet_without_criteria() -> None:
    problems = Problems()
    assert tree_of(sheet(["analisis", "0"], ["A", "x"]), None, ("id",), problems) == (None, ())
    assert [p.code for p in problems] == ["book.no-criterion-column"]


@pytest.mark.parametrize(
    ("words", "key"),
    [("Éfek – 2", "efek_2"), ("a" * 50, "a" * LONGEST_KEY), ("Role", "role_1"), ("日本", "k"), ("2022", "k_2022")],
)
def test_keys_are_small_letters_and_never_words_of_ours(words: str, key: str) -> None:
    assert make_key(words) == key
