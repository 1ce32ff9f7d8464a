from dataclasses import replace

from berdaya.report.findings import Findings
from berdaya.report.sections.order import main_nodes, shows_overall, told_nodes, tree_rows
from berdaya.report.sections.speech import Speech


def test_the_root_stands_where_the_study_says(kube: Findings) -> None:
    root = kube.instrument.root
    speeches = [Speech(replace(kube, composite=where), "en") for where in ("first", "last", "hide")]
    keys = [[node.key for node in main_nodes(speech, root)] for speech in speeches]
    assert keys == [["overall", "a1", "a2", "a3"], ["a1", "a2", "a3", "overall"], ["a1", "a2", "a3"]]
    rows = [[(node.key, indent, strong) for node, indent, strong in tree_rows(speech, root)] for speech in speeches]
    assert rows[0][:3] == [("overall", 0, True), ("a1", 1, True), ("a1_h", 2, False)]
    assert rows[1][:2] == [("a1", 0, True), ("a1_h", 1, False)]
    assert rows[1][-1] == ("overall", 0, True)
    assert rows[2] == rows[1][:-1]
    assert [shows_overall(speech) for speech in speeches] == [True, True, False]


def test_parts_stand_for_a_hidden_whole(kube: Findings) -> None:
    root = kube.instrument.root
    hidden = Speech(replace(kube, composite="hide"), "en")
    assert [node.key for node in told_nodes(Speech(kube, "en"), root)] == ["overall"]
    assert [node.key for node in told_nodes(hidden, root)] == ["a1", "a2", "a3"]
    flat = replace(root, children=kube.instrument.leaves[:2])
    assert told_nodes(hidden, flat) == kube.instrument.leaves[:2]
