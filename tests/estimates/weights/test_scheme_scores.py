from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Settings
from berdaya.estimates.weights.scheme_scores import (
    SchemeScores,
    WeighedScheme,
    differs_below,
    scheme_scores,
    weighed_nodes,
)
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import Scheme, equal_scheme, given_scheme, with_scheme

if TYPE_CHECKING:
    from tests.conftest import Made
    from tests.estimates.conftest import Small


def found_for(
    small: "Small", weights: dict[str, dict[str, float]], **settings: Any
) -> tuple[SchemeScores, SchemeScores]:
    instrument = small.instrument()
    rows, answers = small.study(waves=("",))
    tally = small.made.tally(instrument, rows, answers, units=settings.get("mode") == "units_first")
    base = scheme_scores(instrument, tally, Settings(**settings))
    other = with_scheme(instrument, Scheme("x", "given", weights))
    return base, scheme_scores(other, tally, Settings(**settings), against=base)


def test_another_scheme_from_the_same_tally(small: "Small") -> None:
    base, other = found_for(small, {"overall": {"a": 1, "b": 9, "c": 0}})
    instrument = with_scheme(small.instrument(), Scheme("x", "given", {"overall": {"a": 1, "b": 9, "c": 0}}))
    rows, answers = small.study(waves=("",))
    again = estimate(instrument, small.made.tally(instrument, rows, answers), Settings())
    assert other.whole.value == pytest.approx(again.value)
    assert other.whole.se == pytest.approx(again.se)
    moved = (other.groups.band != base.groups.band).sum(axis=0)
    assert other.changed[0].tolist() == moved.tolist()
    assert other.compared[0, 0] == 6
    at = other.whole.at("overall")
    theirs = spearmanr(other.groups.value[:, at], base.groups.value[:, at]).statistic
    assert other.rank[0, at] == pytest.approx(theirs)
    assert other.rank[0, other.whole.at("a")] == pytest.approx(1)


def test_the_scheme_in_use_moves_nobody(small: "Small") -> None:
    base, same = found_for(small, {})
    assert not base.changed.any() and not same.changed.any()
    assert same.whole.value.tolist() == base.whole.value.tolist()


def test_groups_are_those_of_their_role_where_no_figure_may_mix_roles(small: "Small") -> None:
    base, other = found_for(small, {"a": {"a1": 0, "a2": 0, "a3": 1}}, mode="units_first")
    assert base.whole.by == ("role",)
    assert other.compared.shape == (3, len(base.whole.nodes))
    member = base.whole.domains.index(("member",))
    assert other.compared[member, base.whole.at("a")] == 6


def test_an_order_of_two_groups_is_none(made: "Made") -> None:
    instrument = made.instrument(made.leaf("q1"), made.leaf("q2"))
    tally = made.tally(instrument, {"group": ["a", "b"]}, [[1, 2], [2, 3]])
    base = scheme_scores(instrument, tally, Settings())
    assert np.isnan(scheme_scores(instrument, tally, Settings(), against=base).rank).all()


def weighed(instrument: Instrument, scheme: Scheme) -> WeighedScheme:
    nothing: Any = None
    return WeighedScheme(scheme, with_scheme(instrument, scheme), nothing)


def test_which_nodes_are_shown_and_which_schemes_differ_there(small: "Small") -> None:
    instrument = small.instrument()
    given, equal = (weighed(instrument, scheme(instrument)) for scheme in (given_scheme, equal_scheme))
    mine = weighed(instrument, Scheme("x", "ahp", {"b": {"b1": 1, "b2": 3}}, "weights/ahp.csv"))
    assert list(weighed_nodes((given, equal))) == ["overall"]
    assert list(weighed_nodes((given, equal, mine))) == ["overall", "b"]
    assert list(weighed_nodes((given,), "c")) == ["c"]
    assert [differs_below(mine, given, key) for key in ("overall", "a", "b")] == [True, False, True]
    assert not differs_below(equal, given, "b")
