import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from berdaya.responses.interviews import Flag, answer_sets, quality_csv, read_interviews

if TYPE_CHECKING:
    from tests.conftest import Made


def test_the_rows_of_a_wave_with_what_was_asked_and_missing(made: "Made") -> None:
    instrument = made.instrument(
        made.leaf("a"), made.leaf("b", {"member": 1, "leader": 1}), made.leaf("c", waves=("w2",))
    )
    answers = [[1, 2, "-"], [None, "dk", 3], ["na", "!", 0], ["-", 3, 2]]
    rows = {"wave": ["w1", "w2", "w2", "w2"], "role": ["member", "member", "member", "leader"]}
    found = read_interviews(made.responses(instrument, rows, answers, block=3), instrument, "w2")
    assert found.place.tolist() == [1, 2, 3]
    assert found.asked.tolist() == [[True, True, True], [False, True, True], [False, True, False]]
    assert found.missing.tolist() == [[True, True, False], [False, False, False], [False, False, False]]
    assert np.nan_to_num(found.values, nan=-1).tolist() == [[-1, -1, 3], [-1, -1, 0], [-1, 3, -1]]


def test_the_answers_of_each_role(made: "Made") -> None:
    leaves = (
        made.leaf("a", scale=(1, 5), direction="lower_is_better"),
        made.leaf("b", answers={0: {}, 3: {}}),
        made.leaf("c", scale=(0, 100)),
        made.leaf("d", decimals=True),
    )
    instrument = made.instrument(*leaves)
    rows = {"role": ["member", "member", "leader"]}
    responses = made.responses(instrument, rows, [[5, 0, 40, 0.5], [1, None, 7, 0.5], [1, 1, 1, 1]])
    (one,) = answer_sets(read_interviews(responses, instrument, ""), instrument)
    assert one.role == "member"
    assert one.codes.tolist() == [[4, 0, 1, 0], [0, -1, 0, 0]]
    assert one.choice.tolist() == [True, True, False, False]
    assert one.worth[0].tolist() == [1, 0.75, 0.5, 0.25, 0]
    assert np.nan_to_num(one.worth[1], nan=-1).tolist() == [0, -1, -1, 1, -1]
    assert one.turned.tolist() == [True, False, False, False]


def test_the_list_of_rows(made: "Made") -> None:
    instrument = made.instrument(made.leaf("a"))
    rows = {"file": ["a.csv", "a.csv"], "row": [2, 3], "respondent": ["=1+1", "r2"], "enumerator": ["e1", None]}
    found = read_interviews(made.responses(instrument, rows, [[1], [2]]), instrument, "")
    text = quality_csv(found, [Flag("duplicate", 0, 1.0, 0.95, 0.001, 1), Flag("fast", 1, 7.25, 12.0)])
    first, second = csv.DictReader(io.StringIO(text))
    assert first["respondent"] == "'=1+1"
    assert {key: first[key] for key in ("kind", "row", "value", "limit", "chance", "with_row", "with_respondent")} == {
        "kind": "duplicate", "row": "2", "value": "1", "limit": "0.95", "chance": "0.001", "with_row": "3",
        "with_respondent": "r2",
    }  # fmt: skip
    assert (second["kind"], second["enumerator"], second["value"], second["chance"]) == ("fast", "", "7.25", "")


def test_labels_as_numbers(made: "Made") -> None:
    instrument = made.instrument(made.leaf("a"))
    rows = {"enumerator": ["e2", None, "e1"], "row": [2, 3, 4]}
    found = read_interviews(made.responses(instrument, rows, [[1], [2], [3]]), instrument, "")
    codes, labels = found.codes("enumerator")
    assert (codes.tolist(), labels) == ([1, -1, 0], ("e1", "e2"))
    assert found.codes("village")[0].tolist() == [-1, -1, -1]
