"""The whole study, or its parts where roles are asked different things and no figure may mix them."""

from dataclasses import dataclass, replace

from berdaya.instrument.model import Node
from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech


@dataclass(frozen=True, slots=True)
class View:
    """A domain of the whole estimates; `name` and `role` are empty where there is only one, else the role's."""

    domain: int
    name: str = ""
    role: str = ""

    def titled(self, caption: str) -> str:
        """Return a caption with the view's name."""
        return f"{caption}: {self.name}" if self.name else caption


def views(speech: Speech) -> tuple[View, ...]:
    """Return the views of the study, at least one; roles in the instrument's order."""
    whole = speech.findings.whole
    if not whole.by:
        return (View(0),)
    order = list(speech.findings.instrument.roles)
    found = [View(domain, speech.role(labels[0]), labels[0]) for domain, labels in enumerate(whole.domains)]
    return tuple(sorted(found, key=lambda view: order.index(view.role))) or (View(0),)


def tree_of(speech: Speech, view: View) -> Node:
    """Return the tree that a view is shown in: without what its role is never asked."""
    root = speech.findings.instrument.root
    return (_pruned(root, view.role) if view.role else None) or root


def _pruned(node: Node, role: str) -> Node | None:
    if node.question is not None:
        return node if role in node.question.ask else None
    children = tuple(kept for child in node.children if (kept := _pruned(child, role)) is not None)
    return replace(node, children=children) if children else None


def whole_score(speech: Speech, key: str, view: View) -> Score:
    """Return the score of a node in a view of the whole."""
    return score_of(speech.findings.whole, speech.findings.settings, key, view.domain)


def earlier_score(speech: Speech, wave: str, key: str, view: View) -> Score:
    """Return the score of a node in an earlier wave, in the same view."""
    earlier, whole = speech.findings.earlier[wave], speech.findings.whole
    labels = whole.domains[view.domain] if view.domain < len(whole.domains) else ()
    if labels not in earlier.domains:
        return Score(key)
    return score_of(earlier, speech.findings.settings, key, earlier.domains.index(labels))
