from collections.abc import Callable
from dataclasses import replace

from berdaya.errors import Problem, Where
from berdaya.estimates.publish import Publish
from berdaya.report.findings import Findings
from berdaya.report.model import Bullets, Table
from berdaya.report.sections.assumptions import MOST, section, setting_lines
from berdaya.report.sections.speech import Speech
from berdaya.tally.model import Stage

WARNING = Problem("evidence.looks-like-name", Where("interviews/a.md", 3), {"found": "Pak R…"}, "warning")


def settings(findings: Findings) -> dict[str, list[str]]:
    table = next(block for block in section(Speech(findings, "en")) if isinstance(block, Table))
    return {getattr(row.cells[0], "text", ""): [getattr(c, "text", "") for c in row.cells[1:]] for row in table.rows}


def warnings(findings: Findings) -> tuple[str, ...]:
    return next((block.items for block in section(Speech(findings, "en")) if isinstance(block, Bullets)), ())


def test_every_setting_says_whether_somebody_chose_it(kube: Findings) -> None:
    found = settings(kube)
    assert found["count"] == ["persons", "Each answer counts once, with its weight.", "default"]
    assert found["selection"][2] == "chosen"
    assert found["same_within"] == [
        "0.05",
        "A change between waves whose interval lies within ±5% of the scale's width is called none.",
        "default",
    ]
    assert "same_within" not in settings(replace(kube, change=None))
    assert found["bands"][1] == "low 0 to 1; medium above 1 to 2; high above 2 to 3"
    assert found["seed / replicates"][0] == "2022 / 1000"
    assert set(found) >= {
        "mode",
        "min_coverage",
        "zero",
        "confidence",
        "same_within",
        "profile",
        "threshold",
        "stages",
        "weight",
        "finite",
    }


def test_settings_without_effect_say_so(kube: Findings) -> None:
    bare = replace(kube, design=replace(kube.design, stages=(Stage("group"),)))
    assert settings(bare)["finite"][1] == "No effect here: no stage states a population size."
    assert "correction is used" in settings(kube)["finite"][1]


def test_least_coverage_of_single_parts_is_a_setting(kube: Findings) -> None:
    assert "min_coverage (tree)" not in settings(kube)
    root = kube.instrument.root
    parts = tuple(replace(part, min_coverage=0.5) for part in root.children)
    strict = replace(kube, instrument=replace(kube.instrument, root=replace(root, min_coverage=1.0, children=parts)))
    value, meaning, chosen = settings(strict)["min_coverage (tree)"]
    assert (value, chosen) == ("0.5, 1", "chosen")
    assert meaning.endswith("0.5: a1, a2, a3; 1: overall.")


def test_warnings_are_spoken_with_their_place(kube: Findings, printed: Callable[[object], str]) -> None:
    assert "There is nothing to warn of." in printed(section(Speech(kube, "en")))
    assert warnings(replace(kube, problems=(WARNING,))) == (
        "the passage seems to name a person (Pak R…) (interviews/a.md:3)",
    )


def test_in_public_warnings_name_nobody(kube: Findings) -> None:
    lonely = Problem("design.single-psu", values={"unit": "village"}, severity="warning")
    public = replace(kube, problems=(WARNING, WARNING, lonely), settings=replace(kube.settings, profile="public"))
    assert warnings(public) == (
        "evidence.looks-like-name: 2",
        "the whole sample is one village, so errors do not exist",
    )


def test_very_many_warnings_are_counted(kube: Findings) -> None:
    many = tuple(replace(WARNING, where=Where("a.md", line)) for line in range(1, MOST + 4))
    assert warnings(replace(kube, problems=many))[-1] == "and 3 more"


def test_rules_and_the_place_of_the_overall_score_are_settings_where_chosen(kube: Findings) -> None:
    settings = replace(kube.settings, publish=Publish(min_n=30, rse=12.5))
    lines = setting_lines(Speech(replace(kube, settings=settings, composite="hide"), "en"))
    assert sum(line.startswith(("publish ", "composite")) for line in lines) == 3
    assert (
        "publish rse = 12.5 (chosen): Figures beyond it (relative standard error above 12.5% or not known)"
        in "".join(lines)
    )
    assert not any(line.startswith(("publish ", "composite")) for line in setting_lines(Speech(kube, "en")))
