"""Random indices: how inconsistent judgements are that somebody makes by throwing dice, by five published tables."""

from typing import Literal, get_args

import numpy as np

RandomIndex = Literal["saaty-1980", "saaty-later", "alonso-lamata", "tummala-ling", "donegan-dodd"]
RANDOM_INDEX: tuple[RandomIndex, ...] = get_args(RandomIndex)
# From 3 things on, one by one; what is smaller cannot be inconsistent.
_TABLES: dict[RandomIndex, tuple[float, ...]] = {
    "saaty-1980": (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    "saaty-later": (0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
    "alonso-lamata": (
        *(0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854),
        *(1.5141, 1.5365, 1.5551, 1.5713, 1.5838),
    ),
    "tummala-ling": (
        *(0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882),
        *(1.5117, 1.5356, 1.5571, 1.5714, 1.5831),
    ),
    "donegan-dodd": (
        *(0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055, 1.4213),
        *(1.4497, 1.4643, 1.4822, 1.4969, 1.5078, 1.5153, 1.5262, 1.5313, 1.5371),
    ),
}


def random_index(things: int, table: RandomIndex = "saaty-1980") -> float:
    """Return the mean consistency index of random judgements about so many things.

    Parameters
    ----------
    things
        How many things are compared with each other.
    table
        Whose simulation: "saaty-1980" (the one of most textbooks), "saaty-later", "alonso-lamata", "tummala-ling",
        "donegan-dodd".

    Returns
    -------
    The random index, without a unit: 0 for fewer than three things, NaN beyond the end of the table (15; Donegan and Dodd 20).

    References
    ----------
    Saaty (1980), The Analytic Hierarchy Process; Saaty (2005), Theory and Applications of the ANP, p. 31; Alonso and Lamata
    (2006), Int. J. Uncertainty 14:445-459; Tummala and Ling (1998), Theory and Decision 44:221-230; Donegan and Dodd (1991),
    Mathematical and Computer Modelling 15(10):135-137. Agrees with pymcdm 1.4.0 (Tummala-Ling) and AHPy 2.1 (later Saaty,
    Donegan-Dodd).

    Examples
    --------
    >>> random_index(3), random_index(7, "alonso-lamata"), random_index(2), random_index(16)
    (0.58, 1.3417, 0.0, nan)
    """
    values = _TABLES[table]
    if things < 3:
        return 0.0
    return values[things - 3] if things - 3 < len(values) else float(np.nan)
