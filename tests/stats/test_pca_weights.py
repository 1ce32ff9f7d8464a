"""Principal components against COINr 1.1.14 (get_PCA) on ASEM."""

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berdaya.errors import ComputeError
from berdaya.stats.pca_weights import pca_weights

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Outside

FIGURES = 49 + 49 + 49  # loadings, eigenvalues and their shares
VALUES = np.array([[1, 2, 7], [2, 3, 7], [3, 5, 7], [4, 4, 7]], float)


def rows_of(path: "Path") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_loadings_and_eigenvalues_are_those_of_coinr(outside: "Outside") -> None:
    folder = outside.folder("coinr", FIGURES) / "asem"
    parents = {row["iCode"]: row["Parent"] for row in rows_of(folder / "Meta_Ind.csv") if row["Level"] == "1"}
    table = rows_of(folder / "stage_Aggregated.csv")
    printed = {
        row["iCode"]: float(row["Weight"]) for row in rows_of(folder / "pca_weights_L1.csv") if row["Level"] == "1"
    }
    eigen: dict[str, list[tuple[float, float]]] = {}
    for row in rows_of(folder / "pca_eigen_L1.csv"):
        eigen.setdefault(row["group"], []).append((float(row["eigen"]), float(row["share"])))
    compared = 0
    for group, values in eigen.items():
        codes = [code for code, parent in parents.items() if parent == group]
        scores = np.array([[float(row[code]) for code in codes] for row in table])
        found = pca_weights(scores)
        theirs = np.array([printed[code] for code in codes])
        theirs = theirs if theirs.sum() >= 0 else -theirs
        assert found.loadings == pytest.approx(theirs, abs=1e-9), group
        assert found.eigenvalues == pytest.approx([value for value, _ in values], abs=1e-9)
        assert found.eigenvalues / found.eigenvalues.sum() == pytest.approx([share for _, share in values], abs=1e-9)
        assert found.weights == pytest.approx(theirs**2, abs=1e-9)
        assert found.against.tolist() == (theirs < 0).tolist()
        compared += len(theirs) + 2 * len(values)
    assert compared == FIGURES
    outside(compared)


def test_a_constant_column_has_weight_0() -> None:
    found = pca_weights(VALUES)
    assert found.weights == pytest.approx([0.5, 0.5, 0])
    assert len(found.eigenvalues) == 2
    assert pca_weights(VALUES[:, 1:]).weights.tolist() == [1.0, 0.0]


def test_what_runs_against_the_rest_is_marked_and_never_negative() -> None:
    found = pca_weights(np.column_stack([VALUES[:, 0], VALUES[:, 1], -VALUES[:, 0]]))
    assert found.against.tolist() == [False, False, True]
    assert (found.weights > 0).all() and found.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "code"),
    [([[1, 2], [1, 2], [1, 2]], "weights.nothing-varies"), ([[1, 2], [2, 3]], "weights.too-few-units")],
)
def test_what_has_no_components(values: list[list[float]], code: str) -> None:
    with pytest.raises(ComputeError) as caught:
        pca_weights(values)
    assert caught.value.problems[0].code == code


@given(st.permutations(range(4)), st.permutations(range(3)), st.floats(0.01, 100), st.floats(-5, 5))
def test_order_unit_and_zero_point_change_nothing(
    rows: list[int], columns: list[int], unit: float, zero: float
) -> None:
    found = pca_weights(VALUES)
    assert pca_weights(VALUES[rows] * unit + zero).weights == pytest.approx(found.weights)
    assert pca_weights(VALUES[:, columns]).weights == pytest.approx(found.weights[columns])
