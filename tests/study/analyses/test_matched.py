from pathlib import Path

import pytest

from berdaya.errors import InputError
from berdaya.study.analyse import analyse
from berdaya.study.analyses.matched import match_tally, matched_document, matched_of, matched_rows, unit_kind
from berdaya.study.read import read_answers, read_study
from berdaya.study.workbook.export import export_study


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def codes(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        matched_of(read_study(folder))
    return [(p.code, str(p.where)) for p in caught.value.problems]


def test_groups_with_the_programme_beside_groups_without(programme: Path) -> None:
    study = read_study(changed(programme, "members]}", "members], caliper: 0.5}"))
    found = matched_of(study)
    document = matched_document(found, "en")
    assert document["unit"] == "group"
    assert document["match"] == {"exactly": ["village"], "nearest": ["members"], "caliper": 0.5}
    assert document["units"]["incomplete"] == {"treated": 1, "control": 0}
    for part in ("treated", "control"):
        units = {name: document["units"][name][part] for name in ("all", "incomplete", "unmatched", "matched")}
        assert units["all"] == units["incomplete"] + units["unmatched"] + units["matched"]
    row = next(row for row in document["matched"] if row["node"] == "overall")
    assert row["value"] == pytest.approx(row["treated"] - row["control"])
    assert row["pairs"] == document["units"]["matched"]["treated"]
    (members,) = [one for one in document["balance"] if one["trait"] == "members"]
    assert abs(members["gap_after"]) < abs(members["gap_before"])
    assert list(matched_rows(found.matched, "q1")) == [one for one in document["matched"] if one["node"] == "q1"]


def test_the_report_has_the_same_figures(programme: Path) -> None:
    study = read_study(programme)
    findings = analyse(study)[0]
    assert findings.matched is not None
    assert list(matched_rows(findings.matched)) == list(matched_rows(matched_of(study).matched))


def test_scores_where_there_is_one_wave(programme: Path) -> None:
    text = (programme / "answers.csv").read_text(encoding="utf-8")
    head, *lines = text.splitlines()
    kept = [line.replace(",after,", ",") for line in lines if ",after," in line]
    (programme / "answers.csv").write_text("\n".join([head.replace(",wave", ""), *kept, ""]), encoding="utf-8")
    study = read_study(changed(programme, "waves: [before, after]\n", ""))
    found = matched_of(study)
    assert found.matched.waves == ("",)
    assert 0 < found.matched.treated[0] < 3
    findings = analyse(study)[0]
    assert findings.matched is not None and findings.change is None


def test_respondents_where_the_programme_is_a_matter_of_persons(programme: Path) -> None:
    study = read_study(
        changed(programme, 'by: programme, treated: "yes", control: "no"', "by: sex, treated: L, control: P")
    )
    found = matched_of(study)
    assert found.matched.kind == "respondent"
    assert found.matched.counts["all"] == (80, 80)
    responses = read_answers(study)
    assert study.comparison is not None
    assert unit_kind(study.comparison, responses) == "respondent"
    again = match_tally(study, found.counted.tally, responses, study.comparison, ("before", "after"))
    assert again.value.tolist() == found.matched.value.tolist()


def test_what_is_wrong_with_it_is_told_in_its_place(programme: Path) -> None:
    changed(programme, "match: [village, members]", "match: [vilage, programme]")
    assert codes(programme) == [
        ("study.unknown-attribute", "study.yaml:9:67"),
        ("study.match-itself", "study.yaml:9:67"),
    ]
    changed(programme, "match: [vilage, programme]", "match: [village], caliper: -1")
    assert [code for code, _ in codes(programme)] == ["entry.out-of-range"]
    changed(programme, "match: [village], caliper: -1", "match: [sex]")
    assert [code for code, _ in codes(programme)] == ["study.match-varies"]
    changed(programme, ", match: [sex]", "")
    assert [code for code, _ in codes(programme)] == ["study.match-missing"]
    changed(programme, 'treated: "yes"', 'treated: "yess"')
    changed(programme, 'control: "no"', 'control: "no", match: [village]')
    assert [code for code, _ in codes(programme)] == ["study.comparison-unknown"]


def test_a_workbook_says_it_too(programme: Path, tmp_path: Path) -> None:
    changed(programme, "members]}", "members], caliper: 0.5}")
    export_study(programme, "xlsx", tmp_path / "s.xlsx")
    assert read_study(tmp_path / "s.xlsx").comparison == read_study(programme).comparison
