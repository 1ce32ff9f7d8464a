"""What the interviews say beside the scores: the mark of every criterion that was spoken of."""

from collections.abc import Iterable, Mapping

from berdaya.evidence.model import Mark
from berdaya.evidence.triangulate import Triangulation, triangulate
from berdaya.report.sections.speech import Speech
from berdaya.report.sections.views import views, whole_score

MARKS: tuple[Mark, ...] = ("agrees", "mixed", "contradicts", "none")


def agreements(speech: Speech) -> Mapping[str, Triangulation]:
    """Return the marks of the nodes with passages, in the order of the tree.

    A score beyond the rules of publication has no category to hold what people say against.
    """
    findings = speech.findings
    bands = len(findings.instrument.bands.labels)
    seen = views(speech)
    found = {}
    for node in findings.instrument.nodes:
        passages = findings.evidence.of(node.key)
        if passages:
            scores = [whole_score(speech, node.key, view) for view in seen]
            placed = [score.band for score in scores if score.band is not None and not score.beyond]
            band = placed[0] if len(placed) == 1 else None  # roles that score apart have no category in common
            found[node.key] = triangulate(passages, band, bands)
    return found


def counted(marks: Iterable[Triangulation]) -> Mapping[Mark, int]:
    """Return how many criteria have each mark."""
    found = [mark.mark for mark in marks]
    return {mark: found.count(mark) for mark in MARKS}


def marked(agreed: Mapping[str, Triangulation], mark: Mark) -> tuple[str, ...]:
    """Return the keys that have a mark."""
    return tuple(key for key, one in agreed.items() if one.mark == mark)
