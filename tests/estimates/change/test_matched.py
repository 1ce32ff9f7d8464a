import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from berdaya.estimates.change.compare import Arms
from berdaya.estimates.change.matched import Matched, Traits, Units, match_units
from berdaya.estimates.model import Settings
from berdaya.estimates.publish import Publish

ARMS = Arms("programme", "yes", "no", ("village", "members"))


def units(
    value: Sequence[float], numbers: Sequence[float], words: str, treated: str, psu: list[int] | None = None
) -> Units:
    n = len(value)
    traits = Traits(("members",), np.array(numbers)[:, None], ("village",), tuple((word,) for word in words))
    flags = np.array([one == "t" for one in treated])
    places = np.arange(n) if psu is None else np.array(psu)
    figures = np.array(value)[:, None]
    return Units("group", tuple(f"g{i}" for i in range(n)), flags, traits, places, figures, np.full((n, 1), 6.0))


def matched(given: Units, arms: Arms = ARMS, settings: Settings | None = None) -> Matched:
    return match_units(given, arms, settings or Settings(), ("x",), ("before", "after"))


def test_by_hand() -> None:
    """Village a: 10 with 11, 20 with 19; village b: 30 with 29. The control of 50 and the treated of village c are alone."""
    given = units([2, 3, 1, 1.0, 1.5, 0.5, 9, 9], [10, 20, 30, 11, 19, 29, 50, 7], "aabaabbc", "tttcccct")
    found = matched(given)
    assert found.counts == {"all": (4, 4), "incomplete": (0, 0), "unmatched": (1, 1), "matched": (3, 3)}
    own, other = np.array([2, 3, 1]), np.array([1, 1.5, 0.5])
    d = own - other
    assert (found.treated[0], found.control[0]) == pytest.approx((2, 1))
    assert found.value[0] == pytest.approx(d.mean())
    assert found.se[0] == pytest.approx(d.std(ddof=1) / math.sqrt(3))
    assert found.df[0] == 2
    low, high = stats.t.interval(0.95, 2, d.mean(), d.std(ddof=1) / math.sqrt(3))
    assert (found.low[0], found.high[0]) == pytest.approx((low, high))
    assert found.d[0] == pytest.approx(d.mean() / math.sqrt((own.var(ddof=1) + other.var(ddof=1)) / 2))
    by_label = {(one.trait, one.label): one for one in found.balance}
    members = by_label["members", ""]
    assert members.before == pytest.approx((67 / 4, 109 / 4))
    assert members.after == pytest.approx((20, 59 / 3))
    assert members.ratio == pytest.approx(np.var([10, 20, 30], ddof=1) / np.var([11, 19, 29], ddof=1))
    assert by_label["village", "a"].gap_after == 0
    assert by_label["village", "c"].before == (0.25, 0.0)


def test_a_known_effect_among_alike_is_found_where_the_plain_difference_is_not() -> None:
    """Larger groups have the programme more often and gain more: matching on size takes that out."""
    draw = np.random.default_rng(3)
    size = draw.integers(5, 40, 240).astype(float)
    treated = draw.random(240) < 0.15 + 0.35 * (size > 22)
    value = 0.5 * treated + 0.1 * size + draw.normal(0, 0.2, 240)
    given = units(value.tolist(), size.tolist(), "a" * 240, "".join("t" if one else "c" for one in treated))
    found = matched(given, replace(ARMS, caliper=0.1))
    assert value[treated].mean() - value[~treated].mean() > 0.9
    assert found.low[0] < 0.5 < found.high[0]
    assert found.se[0] < 0.06
    assert abs(found.balance[0].gap_after) < 0.1 < abs(found.balance[0].gap_before)
    assert found.unlike == ()
    assert found.gamma[0] > 3 and found.e[0] > found.e_limit[0] > 1


def test_what_lacks_a_trait_or_a_figure_is_left_out() -> None:
    given = units([1, math.nan, 2, 3], [10, 11, math.nan, 12], "aa" + "aa", "ttcc")
    found = matched(replace(given, traits=replace(given.traits, classes=(("a",), ("a",), ("a",), ("",)))))
    assert found.counts["incomplete"] == (1, 2)
    assert found.pairs[0] == 0
    assert np.isnan([found.value[0], found.se[0], found.gamma[0]]).all()
    alone = matched(units([1, 3], [10, 11], "aa", "tc"))
    assert (alone.pairs[0], alone.value[0]) == (1, -2)
    assert np.isnan(alone.se[0])


def test_pairs_that_share_sampling_units_are_surer_of_less() -> None:
    value = [3, 3.2, 1, 1.1, 2, 2.2, 2.1, 1.9]
    numbers = [10, 20, 30, 40, 11, 21, 31, 41]
    apart = matched(units(value, numbers, "a" * 8, "ttttcccc"))
    shared = matched(units(value, numbers, "a" * 8, "ttttcccc", [0, 0, 1, 1, 2, 2, 3, 3]))
    assert shared.value[0] == apart.value[0]
    assert shared.se[0] > apart.se[0]
    assert (apart.df[0], shared.df[0]) == (3, 3)
    assert matched(units(value, numbers, "a" * 8, "ttttcccc", [0, 0, 1, 1, 0, 0, 1, 1])).df[0] == 1


def test_turned_round_it_has_the_other_sign() -> None:
    draw = np.random.default_rng(7)
    value, numbers = draw.normal(size=20).tolist(), draw.normal(size=20).tolist()
    forth, back = (
        matched(units(value, numbers, "a" * 20, arms)) for arms in ("t" * 10 + "c" * 10, "c" * 10 + "t" * 10)
    )
    assert forth.value[0] == pytest.approx(-back.value[0])
    assert forth.se[0] == pytest.approx(back.se[0])
    assert forth.p[0] == pytest.approx(back.p[0])
    assert forth.e[0] == pytest.approx(back.e[0])


def test_few_persons_and_the_rules_of_publication() -> None:
    given = units([1, 2, 3, 4], [10, 20, 11, 21], "aaaa", "ttcc")
    assert matched(given, settings=Settings(threshold=13)).suppressed.tolist() == [True]
    assert matched(given, settings=Settings(threshold=12)).suppressed.tolist() == [False]
    beyond = matched(given, settings=Settings(publish=Publish(min_df=2, min_n=25, rse=1))).beyond
    assert beyond.tolist() == [[True, True, False]]
