from __future__ import annotations

from typing import TYPE_CHECKING, Any

from berdaya.tally.frequencies import answer_levels
from berdaya.tally.model import DesignSpec

if TYPE_CHECKING:
    from tests.conftest import Made


def test_levels_of_all_discrete_questions(made: Made) -> None:
    instrument = made.instrument(
        made.leaf("x"),
        made.leaf("five", scale=(1, 5)),
        made.leaf("rubric", scale=(0, 10), answers={0: {}, 10: {}}),
        made.leaf("any", scale=(0, 100), decimals=True),
    )
    assert answer_levels(instrument) == (0, 1, 2, 3, 4, 5, 10)


def test_counts_by_wave_and_role(made: Made) -> None:
    instrument = made.instrument(made.leaf("x", {"member": 1, "leader": 1}), made.leaf("y"))
    rows: dict[str, Any] = {
        "role": ["member", "member", "leader", "member"],
        "wave": ["b", "b", "b", "a"],
        "weight": [1.0, 2.0, 4.0, 8.0],
    }
    answers = [[3, None], [3, "na"], [0, "-"], ["dk", "!"]]
    found = made.tally(instrument, rows, answers, DesignSpec(weight="column"), frequencies=True).frequencies
    assert found is not None
    assert list(found.levels) == [0, 1, 2, 3]
    assert list(found.reasons) == ["blank", "na", "dk", "rf", "set_aside"]
    names = [*found.levels, *found.reasons]
    wave, role = {"a": 0, "b": 1}, {"leader": 0, "member": 1}
    assert found.count.shape == (2, 2, 2, 9)
    x = found.count[:, :, 0]
    assert x[wave["b"], role["member"]].tolist() == [2.0 if name == 3 else 0 for name in names]
    assert x[wave["b"], role["leader"]].tolist() == [1.0 if name == 0 else 0 for name in names]
    assert x[wave["a"], role["member"]].tolist() == [1.0 if name == "dk" else 0 for name in names]
    assert found.weighted[wave["b"], role["member"], 0, 3] == 3.0
    y = dict(zip(names, found.count[:, :, 1].sum(axis=(0, 1)), strict=True))
    assert y == {0: 0, 1: 0, 2: 0, 3: 0, "blank": 1, "na": 1, "dk": 0, "rf": 0, "set_aside": 1}
    assert found.weighted.sum() == 1 + 2 + 4 + 8 + 1 + 2 + 8
