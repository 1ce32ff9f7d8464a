from collections.abc import Callable
from dataclasses import replace

from berdaya.estimates.publish import Publish
from berdaya.instrument.model import Aggregate
from berdaya.report.findings import Findings
from berdaya.report.model import Table
from berdaya.report.sections.method import aggregate_of, aggregate_words, band_law, band_ranges, empty_words, section
from berdaya.report.sections.speech import Speech

Printed = Callable[[object], str]
Rules = Callable[[Findings, Publish], Findings]


def test_bands_are_told_with_their_law(kube: Findings) -> None:
    speech = Speech(kube, "en")
    assert band_ranges(speech) == "**low** 0 to 1; **medium** above 1 to 2; **high** above 2 to 3"
    upper = replace(
        kube, instrument=replace(kube.instrument, bands=replace(kube.instrument.bands, owner="upper", classes=3))
    )
    assert band_ranges(Speech(upper, "en")) == "**low** 0 to below 1; **medium** 1 to below 2; **high** 2 to 3"
    assert band_law(Speech(upper, "en"), upper.instrument.bands).endswith("The class interval is (3 − 0) / 3 = 1.")


def test_the_method_holds_what_a_reader_needs(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "en")))
    for words in (
        "Means first",
        "follow from the sampling design",
        "resampling, 1,000 times over (seed 2022)",
        "250 first-stage sampling units in 108 separately sampled parts",
        "is not a zero",
        "Percent of ideal",
        "drawn at random",
        "fewer than 5",
    ):
        assert words in text


def test_the_tree_has_a_row_for_every_part(kube: Findings) -> None:
    table = next(b for b in section(Speech(kube, "id")) if isinstance(b, Table))
    assert len(table.rows) == 15
    assert "Cara menghitung" not in [column.head for column in table.columns]
    assert "Semua bagian dihitung dengan cara yang sama: rata-rata tertimbang." in table.note


def test_parts_that_are_made_unlike_say_so_each(kube: Findings) -> None:
    root = kube.instrument.root
    children = (replace(root.children[0], aggregate=Aggregate("geometric")), *root.children[1:])
    mixed = replace(kube, instrument=replace(kube.instrument, root=replace(root, children=children)))
    table = next(b for b in section(Speech(mixed, "en")) if isinstance(b, Table))
    assert [column.head for column in table.columns][3] == "Made as"
    assert [getattr(row.cells[3], "text", "") for row in table.rows[:2]] == ["weighted mean", "weighted geometric mean"]


def test_aggregates_are_inherited(kube: Findings) -> None:
    root = replace(kube.instrument.root, aggregate=Aggregate("power", 0.5))
    speech = Speech(replace(kube, instrument=replace(kube.instrument, root=root)), "en")
    node = speech.findings.instrument.node("a1_h")
    assert aggregate_of(speech, node) == Aggregate("power", 0.5)
    assert aggregate_words(speech, node) == "weighted power mean of order 0.5"
    assert "a zero does not decide everything" not in empty_words(speech)


def test_a_least_coverage_is_told(kube: Findings) -> None:
    half = replace(kube, settings=replace(kube.settings, min_coverage=0.5))
    assert "less than 50%" in empty_words(Speech(half, "en"))
    assert "only where nothing below it was answered" in empty_words(Speech(kube, "en"))


def test_the_bootstrap_is_told_only_where_something_comes_of_it(kube: Findings, printed: Printed) -> None:
    none = replace(kube.drivers.contribution, note="roles-apart")
    bare = replace(kube, drivers=replace(kube.drivers, contribution=none, shortfall=none))
    assert "Rao-Wu" not in printed(section(Speech(bare, "en")))


def test_rules_of_publication_are_told_with_what_they_concern(
    kube: Findings, printed: Printed, under_rules: Rules
) -> None:
    text = printed(section(Speech(under_rules(kube, Publish(min_df=8, rse=1)), "en")))
    assert "printed with the mark † and used in no sentence" in text
    assert "Beyond: fewer than 8 degrees of freedom. This concerns 0 of 51 scores of the study as a whole." in text
    assert "Beyond: relative standard error above 1% or not known. This concerns 27 of 51 scores" in text
    assert "†" not in printed(section(Speech(kube, "en")))


def test_an_overall_score_that_is_not_shown_is_told_of(kube: Findings, printed: Printed) -> None:
    assert "By choice of the authors" in printed(section(Speech(replace(kube, composite="hide"), "en")))
    assert "stands behind the scores" in printed(section(Speech(replace(kube, composite="last"), "en")))


def test_a_sample_drawn_as_one_whole_has_no_parts(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(replace(kube, psus=27, strata=1), "en")))
    assert "with 27 first-stage sampling units. Confidence intervals" in text
    assert "degrees of freedom are the units less one." in text
