from typing import TYPE_CHECKING

import pytest

from berdaya.errors import InputError
from berdaya.study.analyse import analyse
from berdaya.study.analyses.changes import change_document, change_of, comparison_of, comparison_rows
from berdaya.study.check import check_place
from berdaya.study.declared.comparison import arms_problems, compare
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.export import export_study

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SmallStudy

SAID = "comparison: {by: village, treated: Salo, control: Koto Tuo}"


@pytest.fixture
def twice(small: "SmallStudy") -> "SmallStudy":
    """The small study, asked twice: everybody a point higher the second time, as far as the scale goes."""
    head, *lines = (small.path / "responses/a.csv").read_text("utf-8").split()
    rows = [f"{line},a" for line in lines]
    for line in lines:
        cells = line.split(",")
        cells[4:] = [str(min(3, int(cell) + 1)) if cell.isdecimal() else cell for cell in cells[4:]]
        rows.append(f"{','.join(cells)},b")
    small.write("responses/a.csv", "\n".join([f"{head},wave", *rows]) + "\n")
    small.change("study.yaml", ("design:", f"waves: [a, b]\n{SAID}\ndesign:"))
    return small


def refused(study: "SmallStudy", old: str, new: str) -> list[tuple[str, str]]:
    study.change("study.yaml", (old, new))
    with pytest.raises(InputError) as caught:
        change_of(read_study(study.path))
    study.change("study.yaml", (new, old))
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_the_command_and_the_report_have_the_same_figures(twice: "SmallStudy") -> None:
    study = read_study(twice.path)
    changed = change_of(study)
    found = comparison_of(changed)
    assert found is not None
    assert (found.by, found.labels) == ("village", ("Salo", "Koto Tuo"))
    detail = analyse(study)[0].change_detail
    assert detail is not None and detail.comparison is not None
    assert list(comparison_rows(detail.comparison)) == list(comparison_rows(found))
    (row,) = comparison_rows(found, "overall")
    assert row["value"] == pytest.approx(row["treated"]["change"] - row["control"]["change"])
    document = change_document(changed, "en")
    assert document["comparison"][0] == row


def test_what_is_wrong_with_it_is_told_in_its_place(twice: "SmallStudy") -> None:
    assert refused(twice, "by: village", "by: vilage") == [("study.unknown-attribute", "study.yaml:7:18")]
    assert refused(twice, "control: Koto Tuo", "control: Salo") == [("study.comparison-alike", "study.yaml:7:51")]
    assert refused(twice, "treated: Salo", "treated: true") == [("study.comparison-label", "study.yaml:7:36")]
    assert refused(twice, "treated: Salo", "treated: Sallo") == [("study.comparison-unknown", "study.yaml:7:36")]
    assert refused(twice, "treated: Salo", "tretaed: Salo")[:1] == [("entry.unknown", "study.yaml:7:27")]
    twice.change("study.yaml", ("treated: Salo", "treated: Sallo"))
    with pytest.raises(InputError) as caught:
        check_place(twice.path)
    assert [(p.code, p.values["near"]) for p in caught.value.problems] == [("study.comparison-unknown", "Salo")]


def test_without_it_nothing_is_compared(twice: "SmallStudy") -> None:
    twice.change("study.yaml", (SAID, ""))
    study = read_study(twice.path)
    changed = change_of(study)
    assert comparison_of(changed) is None
    assert arms_problems(study.comparison, read_answers(study)) == ()
    assert analyse(study)[0].change_detail is None


def test_a_part_that_a_wave_lacks_cannot_be_compared(twice: "SmallStudy") -> None:
    text = (twice.path / "responses/a.csv").read_text("utf-8")
    kept = [line for line in text.splitlines() if not (",g3," in line and line.endswith(",a"))]
    twice.write("responses/a.csv", "\n".join(kept) + "\n")
    study = read_study(twice.path)
    changed = change_of(study)
    assert compare(study, changed.counted.tally, changed.change.waves) is None
    assert "comparison" not in change_document(changed, "en")


def test_a_workbook_says_it_too(twice: "SmallStudy", tmp_path: "Path") -> None:
    export_study(twice.path, "xlsx", tmp_path / "s.xlsx")
    assert read_study(tmp_path / "s.xlsx").comparison == read_study(twice.path).comparison
