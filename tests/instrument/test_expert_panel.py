import numpy as np

from berdaya.instrument.expert_panel import expert_panel
from berdaya.instrument.judgements import ExpertScheme, Judged, Judgements, expert_schemes

GOOD = [[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]
BAD = [[1, 1 / 3, 1 / 5], [3, 1, 3], [5, 1 / 3, 1]]


def schemes() -> tuple[ExpertScheme, ...]:
    first = Judged("v", ("a", "b", "c"), ("Ani", "Budi"), np.array([GOOD, BAD]), {})
    second = Judged("w", ("d", "e"), ("Budi", "Citra"), np.array([[[1, 2], [1 / 2, 1]], [[1, 1], [1, 1]]]), {})
    return expert_schemes(Judgements("ahp", "ahp", "w.csv", (first, second)), "saaty-1980")


def test_each_expert_stands_where_he_judged_with_weights_of_his_own() -> None:
    panel = expert_panel(schemes()[0])
    assert panel.experts == ("Ani", "Budi", "Citra")
    assert {node: tuple(own) for node, own in panel.weights.items()} == {"v": ("Ani", "Budi"), "w": ("Budi", "Citra")}
    assert np.allclose(list(panel.weights["v"]["Ani"].values()), [4 / 7, 2 / 7, 1 / 7])
    assert np.allclose(list(panel.weights["w"]["Citra"].values()), 0.5)
    assert panel.differs
    assert panel.partly == ("v", "w")
    assert [(one.node, one.expert) for one in panel.inconsistent] == [("v", "Budi")]


def test_an_inconsistent_judgement_is_left_out_where_it_was_made_and_nowhere_else() -> None:
    panel = expert_panel(schemes()[0], leave_out=True)
    assert {node: tuple(own) for node, own in panel.weights.items()} == {"v": ("Ani",), "w": ("Budi", "Citra")}
    assert panel.experts == ("Ani", "Budi", "Citra")
    assert panel.left_out
    assert len(panel.inconsistent) == 1


def test_both_ways_to_join_judgements_have_the_same_experts() -> None:
    joint, apart = schemes()
    assert expert_panel(joint).weights == expert_panel(apart).weights


def test_one_expert_differs_from_nobody() -> None:
    one = Judged("v", ("a", "b"), ("",), np.array([[60.0, 40.0]]), {})
    (found,) = expert_schemes(Judgements("budget", "budget", "w.csv", (one,)), "saaty-1980")
    panel = expert_panel(found)
    assert panel.weights == {"v": {"": {"a": 0.6, "b": 0.4}}}
    assert not panel.differs
    assert panel.partly == ()
