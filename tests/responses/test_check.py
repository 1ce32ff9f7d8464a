import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from berdaya.responses.check import REASONS, TWICE, find_twice

KEY = st.tuples(st.integers(-2, 2), st.integers(0, 2), st.integers(0, 1), st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(KEY, min_size=1, max_size=30), st.sampled_from(["number", "text", "wide"]))
def test_the_first_usable_row_is_kept(rows: list[tuple[int, int, int, bool]], kind: str) -> None:
    scale = 2**61 if kind == "wide" else 1
    respondent = pl.Series([r[0] * scale if kind != "text" else f"r{r[0]}" for r in rows])
    codes = [pl.Series([r[i] for r in rows], dtype=pl.UInt32) for i in (1, 2)]
    usable = np.array([r[3] for r in rows])
    seen: set[tuple[int, int, int]] = set()
    expected = []
    for r in rows:
        expected.append(r[3] and r[:3] in seen)
        if r[3]:
            seen.add(r[:3])
    assert find_twice(respondent, codes, usable).tolist() == expected


def test_reasons_are_codes_of_the_catalogue() -> None:
    from berdaya.words.problems import catalogue

    assert {code for code, _ in REASONS} <= set(catalogue())
    assert REASONS[TWICE - 1][0] == "responses.respondent-twice"
