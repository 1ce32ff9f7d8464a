import numpy as np
import polars as pl
import pytest

from berdaya.errors import InputError
from berdaya.tally.design import lay_out
from berdaya.tally.model import DesignSpec, ReplicateSpec, Stage
from berdaya.tally.replicates import with_replicates

ROWS = pl.DataFrame(
    {
        "respondent": ["a", "b", "c"],
        "group": ["g", "g", "h"],
        "role": ["m"] * 3,
        "wave": [""] * 3,
        "weight": [2.0, 4.0, 0.0],
    }
)
GIVEN = np.array([[4.0, 0.0], [0.0, 8.0], [0.0, 0.0]])


def spec(said: ReplicateSpec | None, *stages: Stage) -> DesignSpec:
    return DesignSpec("random", stages, "column", replicates=said)


def test_whole_weights_become_factors_and_factors_stay() -> None:
    said = ReplicateSpec("rw*", "jk1")
    found = with_replicates(lay_out(ROWS, spec(said)), GIVEN, spec(said)).replicates
    assert found is not None
    assert found.factors.tolist() == [[2, 0, 0], [0, 2, 0]]
    assert (found.scale, found.rscales.tolist(), found.df, found.staged) == (0.5, [1, 1], None, False)
    said = ReplicateSpec("rw*", "brr", scale=0.1, rscales=(3.0,), df=4, combined=False)
    found = with_replicates(lay_out(ROWS, spec(said)), GIVEN, spec(said)).replicates
    assert found is not None
    assert found.factors.tolist() == GIVEN.T.tolist()
    assert (found.scale, found.rscales.tolist(), found.df) == (0.1, [3, 3], 4)


def test_without_them_a_layout_stays_as_it_is() -> None:
    lay = lay_out(ROWS, spec(None))
    assert with_replicates(lay, None, spec(None)) is lay


def test_warnings_about_taylor_errors_go_and_those_about_df_stay() -> None:
    said = ReplicateSpec("rw*", "brr", combined=False)
    design = spec(said, Stage("group", ("role",)))
    lay = lay_out(ROWS, design)
    assert [p.code for p in with_replicates(lay, GIVEN, design).problems] == ["design.few-psus"]
    alone = spec(said, Stage("role"))
    assert [p.code for p in lay_out(ROWS, alone).problems] == ["design.single-psu"]
    assert with_replicates(lay_out(ROWS, alone), GIVEN, alone).problems == ()


def test_what_does_not_fit_is_told_at_once() -> None:
    said = ReplicateSpec("rw*", "jkn", rscales=(1.0, 0.5, 0.5))
    with pytest.raises(InputError) as caught:
        with_replicates(lay_out(ROWS, spec(said)), GIVEN + 1, spec(said))
    assert [p.code for p in caught.value.problems] == ["design.replicates-rscales", "design.replicates-of-zero"]
    with pytest.raises(InputError, match=r"design\.replicates-few"):
        with_replicates(lay_out(ROWS, spec(said)), GIVEN[:, :1], spec(said))
