import datetime as dt

import polars as pl

from berdaya.responses.plain import codes_of, distinct_texts, floats, plain, typed


def test_whole_numbers_stay_numbers_and_blanks_are_null() -> None:
    assert plain(pl.Series([1.0, float("nan"), None])).to_list() == [1, None, None]
    assert plain(pl.Series([1.5, 2.0])).to_list() == [1.5, 2.0]
    assert plain(pl.Series([1, 2], dtype=pl.UInt8)).dtype == pl.Int64
    assert plain(pl.Series([" a ", "", "  ", None])).to_list() == ["a", None, None, None]
    assert plain(pl.Series(["a"], dtype=pl.Categorical)).to_list() == ["a"]
    assert plain(pl.Series([None, None])).dtype == pl.String
    assert plain(pl.Series([dt.date(2022, 1, 2)])).to_list() == ["2022-01-02"]


def test_codes_by_value_label_and_recode() -> None:
    known = pl.Series(["1", "member", "x"])
    assert codes_of(pl.Series([1, 5, None]), known, {}, {}).to_list() == [0, None, None]
    assert codes_of(pl.Series(["x", "?"]), known, {"?": "1"}, {}).to_list() == [2, 0]
    assert codes_of(pl.Series([7, 8]), known, {"Ketua": "x"}, {"7": "member", "8": "Ketua"}).to_list() == [1, 2]
    assert codes_of(pl.Series([None], dtype=pl.String), known, {}, {}).to_list() == [None]


def test_distinct_texts_in_the_order_met() -> None:
    assert distinct_texts([pl.Series([2, 1, 2]), pl.Series(["b", None, "1"])]).to_list() == ["2", "1", "b"]


def test_attributes_are_numbers_only_when_all_are() -> None:
    assert typed(pl.Series(["1", "2", None])).to_list() == [1, 2, None]
    assert typed(pl.Series(["1,5", "2"])).to_list() == [1.5, 2.0]
    assert typed(pl.Series(["01", "2"])).dtype == pl.Categorical
    assert typed(pl.Series(["13.06.08", "2"])).dtype == pl.Categorical
    assert typed(pl.Series([3])).dtype == pl.Int64
    assert floats(pl.Series(["1,5", "x", "nan"])).to_list() == [1.5, None, None]


def test_codes_longer_than_a_number_keeps_stay_text() -> None:
    assert typed(pl.Series(["1306082511900001", "7"])).to_list() == ["1306082511900001", "7"]
    assert typed(pl.Series(["9" * 400])).dtype == pl.Categorical
    assert typed(pl.Series(["0,333333333333333315"])).dtype == pl.Float64
    assert plain(pl.Series([1e300, 2.0])).dtype == pl.Float64
