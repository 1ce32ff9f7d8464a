from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from berdaya.estimates.model import Estimates
from berdaya.report.compose import compose, marks
from berdaya.report.findings import Findings
from berdaya.report.model import Figure, Heading, Note, Report, Table
from berdaya.report.sections.speech import Speech

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]


def shape(report: Report) -> list[tuple[str, int]]:
    return [(type(b).__name__, len(b.rows) if isinstance(b, Table) else 0) for b in report.blocks]


def test_both_languages_have_the_same_blocks(kube: Findings) -> None:
    indonesian, english = compose(kube, "id"), compose(kube, "en")
    assert shape(indonesian) == shape(english)
    assert indonesian.title != english.title
    assert indonesian.date == english.date == "2022-11-30"


def test_both_languages_have_the_same_numbers(kube: Findings, printed: Printed) -> None:
    def numbers(lang: str) -> list[str]:
        report = compose(kube, lang)
        cells = [c for b in report.blocks if isinstance(b, Table) for row in b.rows for c in row.cells]
        return [repr(cell.value) for cell in cells if hasattr(cell, "value")]

    assert numbers("id") == numbers("en")


def test_the_same_findings_give_the_same_report(kube: Findings) -> None:
    assert compose(kube, "id") == compose(kube, "id")


def test_the_chapters_stand_in_order(kube: Findings) -> None:
    heads = [b.anchor for b in compose(kube, "en").blocks if isinstance(b, Heading) and b.level == 1]
    assert heads[:7] == ["summary", "method", "response", "respondents", "answers", "scores", "groups"]
    assert heads[7:15] == ["attention", "by", "map", "drivers", "evidence", "missing", "assumptions", "manifest"]
    assert all(head.startswith("annex") for head in heads[15:])


def test_no_place_of_a_template_is_left(kube: Findings, printed: Printed) -> None:
    for lang in ("id", "en"):
        text = printed(replace(compose(kube, lang), properties={}))
        assert "{" not in text
        assert "**" not in text
        assert "nan" not in text.splitlines()


def test_the_english_report_has_no_decimal_comma_and_the_indonesian_no_decimal_point(kube: Findings) -> None:
    for lang, wrong in (("en", "2,21"), ("id", "2.21")):
        texts = [
            c.text
            for b in compose(kube, lang).blocks
            if isinstance(b, Table)
            for r in b.rows
            for c in r.cells
            if hasattr(c, "text")
        ]
        assert not [text for text in texts if wrong in text]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_marks_tell_of_made_up_data_and_of_the_profile(
    kube: Findings, with_profile: Callable[[Findings, Literal["internal", "public"]], Findings], lang: str
) -> None:
    internal = marks(Speech(kube, lang))
    assert (
        internal
        == {
            "id": ("Data buatan (sintetis)", "Internal, bukan untuk publikasi"),
            "en": ("Made-up data (synthetic)", "Internal, not for publication"),
        }[lang]
    )
    public = marks(Speech(replace(with_profile(kube, "public"), synthetic=False), lang))
    assert public == (("Profil publik",) if lang == "id" else ("Public profile",))


def spoil(estimates: Estimates, seed: int) -> Estimates:
    """Change every figure that must not be published."""
    random = np.random.default_rng(seed)
    changed: dict[str, Any] = {}
    for name in (
        "value",
        "se",
        "df",
        "low",
        "high",
        "n",
        "groups",
        "coverage",
        "lost",
        "lowest",
        "highest",
        "distance",
        "persons",
    ):
        array = getattr(estimates, name)
        changed[name] = np.where(estimates.suppressed, random.uniform(0, 3, array.shape), array)
    changed["band"] = np.where(estimates.suppressed, random.integers(0, 3, estimates.band.shape), estimates.band)
    changed["bands"] = np.where(
        estimates.suppressed[..., None], random.uniform(0, 1, estimates.bands.shape), estimates.bands
    )
    return replace(estimates, **changed)


def test_in_public_no_withheld_figure_reaches_the_report(small: "Small", printed: Printed) -> None:
    findings = small(27, "public")
    assert findings.groups.suppressed.any()
    report = compose(findings, "id")
    for seed in (1, 2):
        spoiled = replace(
            findings,
            whole=spoil(findings.whole, seed),
            groups=spoil(findings.groups, seed),
            roles=spoil(findings.roles, seed),
            by={name: spoil(e, seed) for name, e in findings.by.items()},
        )
        assert compose(spoiled, "id") == report
    assert "tidak ditampilkan (<5 orang" in printed(report)


def test_within_the_house_small_groups_are_shown_and_marked(small: "Small", printed: Printed) -> None:
    findings = small(27, "internal")
    assert findings.groups.suppressed.any()
    text = printed(compose(findings, "en"))
    assert "* rests on fewer than 5 persons" in text
    assert "not shown (<5 persons" not in text
    table = next(b for b in compose(findings, "en").blocks if isinstance(b, Table) and b.caption == "Groups by name")
    few = dict(zip(findings.groups.domains, findings.groups.suppressed[:, 0], strict=True))
    marked = {(getattr(row.cells[1], "text", ""),): "*" in getattr(row.cells[3], "text", "") for row in table.rows}
    assert marked == few


def test_an_instrument_in_one_language_is_reported_in_both(small: "Small", printed: Printed) -> None:
    findings = small(6, languages=("en",))
    report = compose(findings, "id")
    assert report.title == "Small"
    text = printed(report)
    assert "Ringkasan" in text
    assert "Criterion A1" in text


def test_a_scale_of_a_hundred_keeps_two_decimals(small: "Small", printed: Printed) -> None:
    findings = small(6, scale=(0, 100), bands="bands: {cuts: [25, 50, 75]}")
    text = printed(compose(findings, "en"))
    root = findings.whole.value[0, 0]
    assert f"{root:.2f}" in text
    assert "0 is the lowest, 100 the highest" in text


def test_units_first_tells_roles_apart_and_has_no_drivers(small: "Small", printed: Printed) -> None:
    findings = small(8, extra="estimates: {mode: units_first}\n")
    assert findings.whole.by == ("role",)
    report = compose(findings, "en")
    text = printed(report)
    assert "Scores with intervals, categories and the confidence in them: Leader" in text
    assert any(isinstance(b, Note) and "roles are asked different questions" in b.text for b in report.blocks)


def test_units_first_over_groups_has_drivers_of_every_groups_own_score(small: "Small", printed: Printed) -> None:
    findings = small(8, extra="estimates: {mode: units_first, count: groups}\n")
    text = printed(compose(findings, "en"))
    assert "Each unit's own score is split" in text
    assert findings.drivers.contribution.share.sum() == pytest.approx(findings.whole.value[0, 0], abs=1e-9)
    assert "cannot be split" not in text


def test_without_a_list_of_groups_no_rate_is_told(small: "Small", printed: Printed) -> None:
    text = printed(compose(small(6, frame=False), "en"))
    assert "the response rate is not known" in text
    assert "Response rate" not in text


def test_many_groups_get_a_table_in_an_annex_and_no_figure(small: "Small") -> None:
    report = compose(small(70), "en")
    figures = [b.caption for b in report.blocks if isinstance(b, Figure)]
    assert not [caption for caption in figures if "each group" in caption or "by variables" in caption]
    heads = [b.anchor for b in report.blocks if isinstance(b, Heading)]
    assert "annex-groups" in heads
    tables = [b for b in report.blocks if isinstance(b, Table) and b.caption == "Groups by name"]
    assert [len(table.rows) for table in tables] == [70]


def test_the_subtitle_names_what_there_is(kube: Findings, small: "Small") -> None:
    assert compose(kube, "en").subtitle == (
        "Report of scores from questionnaires and interviews · wave: after · area code 13.06.08"
    )
    assert compose(small(4), "en").subtitle == "Report of scores from questionnaires"
