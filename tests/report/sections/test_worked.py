from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.publish import Publish
from berdaya.report.composite import as_shown
from berdaya.report.findings import Findings
from berdaya.report.model import Number, Table
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.worked import section

if TYPE_CHECKING:
    from tests.report.conftest import Small

Printed = Callable[[object], str]


def tables(speech: Speech) -> list[Table]:
    return [block for block in section(speech) if isinstance(block, Table)]


def numbers(table: Table) -> list[list[float | None]]:
    return [[cell.value for cell in row.cells if isinstance(cell, Number)] for row in table.rows]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_numbers_can_be_worked_out_by_hand(kube: Findings, lang: str) -> None:
    first, *others = tables(Speech(kube, lang))
    total, weights, mean = (row[0] for row in numbers(first)[-3:])
    assert total is not None and weights is not None
    assert mean == pytest.approx(total / weights, rel=1e-12)
    value = mean
    for table in others:
        *parts, sums, last = numbers(table)
        assert value in [score for _, score, _ in parts]
        assert sums[0] == pytest.approx(sum(weight or 0 for weight, _, _ in parts))
        assert sums[2] == pytest.approx(sum(product or 0 for _, _, product in parts))
        assert last[1] == pytest.approx((sums[2] or 0) / (sums[0] or 1), rel=1e-12)
        value = last[1]
    assert value == kube.whole.value[0, 0]


def test_all_digits_are_printed(kube: Findings, printed: Printed) -> None:
    text = printed(section(Speech(kube, "id")))
    assert f"{kube.whole.value[0, 0]:.6f}".replace(".", ",") in text
    assert "Anggota" in text


def test_without_weights_the_sum_follows_from_the_counts(small: "Small") -> None:
    speech = Speech(small(6), "en")
    first = tables(speech)[0]
    assert first.note == "Every answer has weight 1."
    total, weights, _ = (row[0] for row in numbers(first)[-3:])
    counts = {row.cells[0].text.split(" ")[0]: numbers(first)[i][0] for i, row in enumerate(first.rows[:-3])}  # type: ignore[union-attr]
    scored = {int(answer): count or 0 for answer, count in counts.items() if answer.isdecimal()}
    assert (sum(scored.values()), sum(a * n for a, n in scored.items())) == (weights, total)


def test_other_means_and_hidden_figures_are_not_worked_out(kube: Findings) -> None:
    assert kube.worked is not None
    assert section(Speech(replace(kube, worked=None), "en")) == ()
    assert section(Speech(replace(kube, worked=replace(kube.worked, aggregate="geometric")), "en")) == ()
    hidden = replace(kube.whole, suppressed=kube.whole.suppressed | True)
    public = replace(kube, whole=hidden, settings=replace(kube.settings, profile="public"))
    assert section(Speech(public, "en")) == ()


def test_an_example_ends_in_no_category_beyond_the_rules(
    kube: Findings, printed: Printed, under_rules: Callable[[Findings, Publish], Findings]
) -> None:
    table = section(Speech(under_rules(kube, Publish(min_df=1000)), "en"))[-1]
    assert isinstance(table, Table)
    assert "may not be published" in table.note
    assert "category" not in table.note


def test_without_the_overall_score_the_example_ends_in_a_part(kube: Findings, printed: Printed) -> None:
    blocks = section(Speech(as_shown(replace(kube, composite="hide")), "en"))
    assert "up to \nCharacteristics of the poor in KUBE" in printed(blocks)
    assert isinstance(blocks[-1], Table)
    assert blocks[-1].note.startswith("Characteristics of the poor in KUBE is 2.290")
