from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from berdaya.errors import UsageError
from berdaya.instrument.judgements import Kind
from berdaya.study.analyses.weights_blank import write_blank
from berdaya.study.declared.weights_files import KINDS, read_judgements
from berdaya.study.read import read_study

if TYPE_CHECKING:
    from tests.conftest import SmallStudy

ANSWERS: dict[str, tuple[tuple[str, object], ...]] = {
    "ahp": (("judgement", "1/3"),),
    "bwm": (("best to", 1), ("to worst", 1)),
    "budget": (("points", 50),),
    "rank": (("rank", 1),),
    "given": (),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_sheet_that_is_filled_in_is_read_without_a_key_typed(small: "SmallStudy", kind: Kind, lang: str) -> None:
    study = read_study(small.path)
    path = write_blank(study, kind, ("Ani", "Budi"), lang)
    book = load_workbook(path)
    sheet = book[book.sheetnames[0]]
    head = [cell.value for cell in sheet[1]]
    words = {
        "judgement": "penilaian",
        "best to": "terbaik terhadap ini",
        "to worst": "ini terhadap terburuk",
        "points": "poin",
        "rank": "peringkat",
    }
    for name, value in ANSWERS[kind]:
        at = head.index(name if lang == "en" else words[name])
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at + 1).value = value
    book.save(path)
    (found,), problems = read_judgements(study.weights.folder, study.as_written)
    assert problems == ()
    assert [one.node for one in found.nodes] == ["overall", "v1", "v2"]
    assert {one.experts for one in found.nodes} == {("",) if kind == "given" else ("Ani", "Budi")}
    if kind == "ahp":
        assert found.nodes[0].values[0, 0, 1] == pytest.approx(1 / 3)
        assert sheet.cell(2, head.index("judgement" if lang == "en" else "penilaian") + 1).number_format == "@"
    if kind == "given":
        assert found.nodes[0].values.tolist() == [[2, 1]]
    guide = " ".join(str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True))
    assert ("copy the rows" in guide or "salin baris" in guide) == (kind != "given")  # which has no column of experts


def test_labels_stand_in_both_languages_and_one_node_may_be_asked_for(small: "SmallStudy") -> None:
    study = read_study(small.path)
    path = write_blank(study, "budget", node="overall")
    rows = list(load_workbook(path)["budget"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == ["Satu / First", "Dua / Second"]
    assert {row[0] for row in rows} == {"1"}


def test_what_is_refused(small: "SmallStudy") -> None:
    study = read_study(small.path)
    write_blank(study, "ahp")
    for method, code in (("ahp", "usage.file-exists"), ("entropy", "usage.weights-method")):
        with pytest.raises(UsageError) as caught:
            write_blank(study, method)
        assert [problem.code for problem in caught.value.problems] == [code]
    with pytest.raises(UsageError) as caught:
        write_blank(study, "rank", node=study.instrument.leaves[0].key)
    assert [problem.code for problem in caught.value.problems] == ["usage.weights-nothing"]
    assert not (study.weights.folder / "rank.xlsx").exists()


def test_a_sheet_that_nobody_filled_in_is_told(small: "SmallStudy") -> None:
    study = read_study(small.path)
    write_blank(study, "ahp")
    found, problems = read_judgements(study.weights.folder, study.as_written)
    assert found == ()
    assert [(problem.code, problem.severity) for problem in problems] == [("weights.empty", "warning")]
