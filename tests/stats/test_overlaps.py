import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from berdaya.stats.overlaps import overlaps

times = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10), st.integers(0, 1)), min_size=1, max_size=12)


@given(times)
def test_against_all_pairs(found: list[tuple[int, int, int]]) -> None:
    start, length, who = (np.array(part, float) for part in zip(*found, strict=True))
    end, codes = start + length, who.astype(np.int64)
    other, together = overlaps(start, end, codes)
    keys = list(zip(start.tolist(), end.tolist(), strict=True))
    for at in range(len(found)):
        before = [
            min(end[b], end[at]) - start[at]
            for b in range(len(found))
            if b != at and codes[b] == codes[at] and (keys[b], b) < (keys[at], at)
        ]
        assert together[at] == max([0.0, *before])
        assert (other[at] >= 0) == (together[at] > 0)


def test_what_is_not_known_overlaps_nothing() -> None:
    other, together = overlaps(np.array([0.0, np.nan, 2]), np.array([9.0, 9, np.nan]), np.zeros(3, np.int64))
    assert other.tolist() == [-1, -1, -1]
    assert together.tolist() == [0, 0, 0]
