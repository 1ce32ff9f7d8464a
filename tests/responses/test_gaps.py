import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from berdaya.responses.gaps import Gap, find_gaps
from berdaya.responses.interviews import read_interviews
from berdaya.study.read import read_answers, read_study

if TYPE_CHECKING:
    from tests.conftest import Made, Outside


def test_what_is_missing_by_question_part_and_row(made: "Made") -> None:
    instrument = made.instrument(made.leaf("a"), made.leaf("b", {"member": 1, "leader": 1}))
    rows = {"role": ["member", "member", "leader", "member"], "enumerator": ["e1", "e2", "e1", None]}
    responses = made.responses(instrument, rows, [[1, None], ["dk", "rf"], ["-", 2], ["na", "!"]])
    found = find_gaps(read_interviews(responses, instrument, ""), ("role", "enumerator"), 0.5, 0.5)
    assert found.items == (Gap(2, 1, 2), Gap(4, 2, 4))
    assert dict(found.parts["role"]) == {"leader": Gap(1, 0, 1), "member": Gap(5, 3, 3)}
    assert dict(found.parts["enumerator"]) == {"e1": Gap(3, 1, 2), "e2": Gap(2, 2, 1)}
    assert [(flag.at, flag.value) for flag in found.flags] == [(0, 0.5), (1, 1.0)]
    assert found.items[0].share == 0.5
    assert np.isnan(Gap(0, 0, 0).share)


def test_questions_that_lack_answers_together(made: "Made") -> None:
    instrument = made.instrument(*(made.leaf(key) for key in "abc"))
    answers = [[1, None, None]] * 8 + [[None, 1, 1]] * 6 + [[1, 1, None]] + [[1, 1, 1]] * 25 + [[None] * 3] * 9
    found = find_gaps(read_interviews(made.responses(instrument, {}, answers), instrument, ""), (), 0.25, 0.5)
    (one,) = found.together
    gone = np.array([[cell is None for cell in row] for row in answers if any(row)], float)
    assert (one.first, one.second, one.both) == (1, 2, 8)
    assert one.expected == pytest.approx(8 * 9 / 40)
    assert one.phi == pytest.approx(np.corrcoef(gone[:, 1], gone[:, 2])[0, 1])


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def printed_counts(name: str, printed: Any) -> dict[str, int]:
    """How many answered each question, as a study's description has it."""
    if name == "safi_mozambique":
        return {key: n for key, (_, n) in printed["items"].items()}
    if name == "myanmar_mcct":
        parts = printed["items"].values()
        return {key: int(value[1]) for part in parts for key, value in part.items() if isinstance(value, list)}
    shares = [country["item_prevalence_weighted"] for country in printed.values()]
    return {key: int(sum(country[key][2] for country in shares)) for key in shares[0]}


@pytest.mark.parametrize(
    ("name", "figures"), [("safi_mozambique", 17), ("myanmar_mcct", 42), ("fies_four_countries", 8)]
)
def test_counts_of_answers_of_real_studies(
    outside: "Outside", monkeypatch: pytest.MonkeyPatch, name: str, figures: int
) -> None:
    folder = outside.folder(name, figures, "BERDAYA_REAL")
    monkeypatch.setenv("BERDAYA_REAL", str(folder.parent))
    study = read_study(EXAMPLES / name)
    gaps = find_gaps(read_interviews(read_answers(study), study.instrument, ""), (), 0.25, 0.5)
    printed = printed_counts(name, json.loads((folder / "expected.json").read_text(encoding="utf-8")))
    compared = 0
    for leaf, gap in zip(study.instrument.leaves, gaps.items, strict=True):
        if leaf.key in printed:
            assert gap.asked - gap.missing == printed[leaf.key], leaf.key
            compared += 1
    assert compared == figures
    outside(compared)
