"""The whole study, or its parts where roles are asked different things and no figure may mix them."""

from dataclasses import dataclass

from berdaya.report.sections.score import Score, score_of
from berdaya.report.sections.speech import Speech


@dataclass(frozen=True, slots=True)
class View:
    """A domain of the whole estimates; `name` is empty where there is only one, else the role's words."""

    domain: int
    name: str = ""

    def titled(self, caption: str) -> str:
        """Return a caption with the view's name."""
        return f"{caption}: {self.name}" if self.name else caption


def views(speech: Speech) -> tuple[View, ...]:
    """Return the views of the study, at least one."""
    whole = speech.findings.whole
    if not whole.by:
        return (View(0),)
    return tuple(
        View(domain, ", ".join(speech.place(by, label) for by, label in zip(whole.by, labels, strict=True)))
        for domain, labels in enumerate(whole.domains)
    ) or (View(0),)


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
