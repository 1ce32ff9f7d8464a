import numpy as np
import polars as pl
import pytest

from berdaya.errors import Where
from berdaya.tally.adjust import adjust
from berdaya.tally.design import lay_out
from berdaya.tally.model import CalibrateSpec, DesignSpec, Margin, NonResponse, TrimSpec

ROWS = pl.DataFrame(
    {
        "file": ["a.csv"] * 6,
        "row": list(range(6)),
        "respondent": [f"p{i}" for i in range(6)],
        "group": list("aabbcc"),
        "role": ["member"] * 4 + ["leader"] * 2,
        "wave": [""] * 6,
        "weight": [1.0, 1.0, 1.0, 9.0, 1.0, 3.0],
        "sex": list("fmfmfm"),
    }
)
GROUPS = pl.DataFrame({"group": list("abcd")})
KNOWN = CalibrateSpec("t.csv", (Margin("sex", "", {"f": 30.0, "m": 20.0}, {"f": Where(), "m": Where()}),))


def test_without_adjustments_weights_stay() -> None:
    spec = DesignSpec(weight="column")
    layout = lay_out(ROWS, spec)
    after, told = adjust(ROWS, GROUPS, layout, spec)
    assert after is layout
    assert [name for name, _ in told.steps] == ["base"]


def test_each_step_takes_the_weights_of_the_one_before() -> None:
    spec = DesignSpec(weight="column", nonresponse=NonResponse(()), trim=TrimSpec(0.5, 2.0), calibrate=KNOWN)
    layout, told = adjust(ROWS, GROUPS, lay_out(ROWS, spec), spec)
    steps = dict(told.steps)
    assert list(steps) == ["base", "nonresponse", "trim", "calibrate"]
    np.testing.assert_allclose(steps["nonresponse"], ROWS["weight"].to_numpy() * 4 / 3)
    members, leaders = steps["trim"][:4], steps["trim"][4:]
    assert members.tolist() == pytest.approx([8 / 3, 8 / 3, 8 / 3, 8.0])  # twice the mean of 4, the rest shared out
    assert leaders.tolist() == pytest.approx([4 / 3, 4.0])  # the mean of leaders is 8/3, and both lie within
    assert told.trimmed == (1, 3)
    women = (ROWS["sex"] == "f").to_numpy()
    assert steps["calibrate"][women].sum() == pytest.approx(30, rel=1e-9)
    assert layout.weight is steps["calibrate"]
    assert [one.before for one in told.margins] == pytest.approx([20 / 3, 44 / 3])
