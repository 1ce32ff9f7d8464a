from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from berdaya.estimates.model import Settings

if TYPE_CHECKING:
    from tests.conftest import Made


def test_a_node_is_found_by_its_key(made: Made) -> None:
    e = made.estimate(made.instrument(made.leaf("x"), made.leaf("y")), {}, [[1, 2], [2, 3]])
    assert [e.at(key) for key in ("overall", "x", "y")] == [0, 1, 2]
    assert e.value.shape == e.bands.shape[:2] == (1, 3)
    with pytest.raises(ValueError, match="not in tuple"):
        e.at("z")


def test_defaults_are_those_of_the_contract() -> None:
    s = Settings()
    assert (s.count, s.mode, s.min_coverage, s.zero, s.confidence) == ("persons", "means_first", 0.0, "veto", 0.95)
    assert (s.profile, s.threshold) == ("internal", 5)
