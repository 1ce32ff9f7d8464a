from tests.instrument.test_draft_table import cells, plain, shape

from berdaya.instrument.draft_form import is_form, read_form
from berdaya.located import Problems

CHOICES = cells(
    ["list_name", "name", "label::Indonesia (id)"],
    ["skor", "0", "tidak"],
    ["skor", "1", "ya"],
    ["kota", "baso", "Baso"],
)


def test_groups_are_nodes_and_numbered_choices_rubrics() -> None:
    survey = cells(
        ["type", "name", "label::English (en)", "label::Indonesia (id)", "relevant"],
        ["start", "start"],
        ["begin_group", "modal", "Capital", "Modal"],
        ["begin group", "manusia", "Human", "Manusia"],
        ["select_one skor", "q1", "Healthy?", "Sehat?"],
        ["end_group"],
        ["select_one skor", "Q 2", "School?", "Sekolah?", "${q1} = 1"],
        ["end_group"],
        ["begin_group", "kosong", "Empty", "Kosong"],
        ["text", "nama", "Name", "Nama"],
        ["select_one kota", "kota", "Town", "Kota"],
        ["end_group"],
    )
    problems = Problems()
    tree = plain(read_form({"Survey": survey, "choices": CHOICES}, "f.xlsx", problems))
    assert shape(tree) == ("overall", [("modal", [("manusia", ["q1"]), "q_2"])])
    first = tree["children"][0]["children"][0]["children"][0]
    assert (first["question"], first["answers"]) == ("Sehat?", {"0": "tidak", "1": "ya"})
    assert [(p.code, p.values["questions"]) for p in problems] == [
        ("draft.left-out", "nama (text), kota (select_one)"),
        ("draft.conditions", "Q 2"),
    ]


def test_what_is_a_form() -> None:
    assert is_form({"survey ": {}})
    assert not is_form({"Kisi-kisi": {}})
