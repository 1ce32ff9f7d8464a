from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.estimates.domains import make_domains
from berdaya.estimates.means import influence, item_means, make_blocks, role_weights, through_tree
from berdaya.instrument.tree import make_tree
from berdaya.tally.model import DesignSpec

if TYPE_CHECKING:
    from tests.conftest import Made

ROWS: dict[str, Any] = {
    "group": ["a", "a", "a", "b", "b"],
    "role": ["member", "member", "leader", "member", "leader"],
    "weight": [1.0, 3.0, 1.0, 2.0, 1.0],
    "group_weight": [1.0, 1.0, 1.0, 4.0, 4.0],
}
ANSWERS: list[list[Any]] = [[0, 1], [2, None], [3, "-"], [1, 2], ["dk", "-"]]


def made_means(made: Made, by_group: bool) -> Any:
    instrument = made.instrument(made.leaf("x", {"member": 2, "leader": 1}), made.leaf("y"))
    tally = made.tally(instrument, ROWS, ANSWERS, DesignSpec(weight="column"))
    domains = make_domains(tally, (), "")
    blocks = make_blocks(tally, domains, by_group)
    return instrument, tally, domains, blocks, item_means(instrument, tally, domains, blocks)


def test_blocks_are_roles_or_roles_of_groups(made: Made) -> None:
    _, _, _, plain, _ = made_means(made, False)
    assert plain.role.tolist() == [0, 1]
    assert plain.size.tolist() == [1, 1]
    _, tally, _, blocks, _ = made_means(made, True)
    assert list(zip(blocks.role.tolist(), blocks.size.tolist(), strict=True)) == [(0, 1), (0, 4), (1, 1), (1, 4)]
    assert (tally.sample.psu[blocks.unit] == blocks.psu).all()


def test_means_of_roles_shares_and_coverage_by_persons(made: Made) -> None:
    instrument, tally, _, _, means = made_means(made, False)
    leader, member = (tally.role.labels.index(r) for r in ("leader", "member"))
    assert means.role_means[0, member].tolist() == [(0 + 6 + 2) / 6, (1 + 4) / 3]
    assert means.role_means[0, leader, 0] == 3
    assert np.isnan(means.role_means[0, leader, 1])
    assert means.share[0, :, 0].tolist() == [pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert means.share[0, :, 1].tolist() == [0, 1]
    assert means.value[0, 0] == pytest.approx((3 + 2 * 8 / 6) / 3)
    assert means.coverage[0].tolist() == [pytest.approx(7 / 8), pytest.approx(3 / 6)]
    assert means.lowest[0, 0] == pytest.approx((3 / 2 + 2 * 8 / 6) / 3)
    assert means.highest[0, 0] == pytest.approx((6 / 2 + 2 * 8 / 6) / 3)
    assert role_weights(instrument, ("leader", "member", "other")).tolist() == [[1, 0], [2, 1], [0, 0]]


def test_means_over_groups(made: Made) -> None:
    _, tally, _, _, means = made_means(made, True)
    leader, member = (tally.role.labels.index(r) for r in ("leader", "member"))
    assert means.role_means[0, member, 0] == pytest.approx((1.5 + 4 * 1) / 5)
    assert means.role_means[0, leader, 0] == 3  # of the one group whose leader answered
    assert means.role_means[0, member, 1] == pytest.approx((1 + 4 * 2) / 5)


def test_groups_of_no_weight_have_no_mean(made: Made) -> None:
    instrument = made.instrument(made.leaf("x"))
    tally = made.tally(instrument, {"group_weight": [0.0, 0.0]}, [[1], [2]])
    domains = make_domains(tally, (), "")
    means = item_means(instrument, tally, domains, make_blocks(tally, domains, True))
    assert math.isnan(means.value[0, 0])


def test_influence_by_hand(made: Made) -> None:
    _, tally, domains, blocks, means = made_means(made, False)
    own, group = influence(means, tally, domains, blocks)
    cell = next(c for c in range(len(own)) if tally.sums[c, 0] == 6)  # the answer 2 of weight 3
    assert own[cell, 0] == pytest.approx(2 / 3 * 3 * (2 - 8 / 6) / 6)
    assert own.sum(axis=0) == pytest.approx([0, 0])
    assert not group.any()


def test_through_tree_takes_each_domains_slope(made: Made) -> None:
    tree = make_tree(made.instrument(made.leaf("x", {"member": 1}), made.leaf("y")))  # overall = (x + y) / 2
    own = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    value = np.array([[2.0, 1.0, 3.0], [1.0, 1.0, np.nan]])  # nobody answered y in the second domain
    carried = through_tree(own, np.array([1, 0, 1]), tree, value)
    assert carried[:, 0].tolist() == [1.0, 3.5, 5.0]
