"""In which order the overall score and its parts are told, and whether it is."""

from berdaya.instrument.model import Node
from berdaya.report.composite import placed
from berdaya.report.sections.speech import Speech, analyses, inner


def shows_overall(speech: Speech) -> bool:
    """Whether the overall score is shown."""
    return speech.findings.composite != "hide"


def main_nodes(speech: Speech, root: Node) -> tuple[Node, ...]:
    """Return the root and the branches below it (the analyses), those that are shown, in their order."""
    return placed(speech.findings.composite, root, analyses(root))


def tree_rows(speech: Speech, root: Node) -> tuple[tuple[Node, int, bool], ...]:
    """Return the nodes with children as rows of a table: each with its indent, and whether it is strong."""
    (_, _), *below = inner(root)
    step = 0 if speech.findings.composite == "first" else 1
    rows = [(node, depth - step, depth < 2) for node, depth in below]
    return placed(speech.findings.composite, (root, 0, True), rows)


def told_nodes(speech: Speech, root: Node) -> tuple[Node, ...]:
    """Return what stands for the whole: the root, or where the overall score is hidden its parts."""
    return (root,) if shows_overall(speech) else analyses(root) or root.children
