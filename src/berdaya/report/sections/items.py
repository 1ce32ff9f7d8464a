"""The answers of one question by one role in the reported wave, as far as they may be shown."""

from dataclasses import dataclass, replace

from berdaya.instrument.model import Question
from berdaya.report.sections.score import score_of
from berdaya.report.sections.speech import Speech


@dataclass(frozen=True, slots=True)
class ItemAnswers:
    """Counts and weights of each answer (`levels`) and of each reason why one is missing (`reasons`).

    `shares` are weighted, among the answers; `coverage` is the weighted share of the asked who answered. `hidden`: too
    few persons to be shown; then there are no numbers here. `small`: few persons, but the profile shows them.
    """

    levels: tuple[float, ...]
    reasons: tuple[str, ...]
    counts: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    missing: tuple[float, ...] = ()
    n: float = 0.0
    coverage: float | None = None
    hidden: bool = False
    small: bool = False


def item_answers(speech: Speech, key: str, role: str) -> ItemAnswers | None:
    """Return the answers of a question by a role; None where role or wave is not asked it, or nobody of the role was there."""
    findings = speech.findings
    leaf = findings.instrument.node(key)
    question = leaf.question
    if question is None or role not in question.ask or not _in_wave(speech, key):
        return None
    if (role,) not in findings.roles.domains:
        return None
    levels = question_levels(question)
    if not set(levels) <= set(findings.frequencies.levels):
        levels = ()  # a wide scale: its answers are not listed one by one
    few = _few(speech, key, role)
    if few and findings.settings.profile == "public":
        return ItemAnswers(levels, findings.frequencies.reasons, hidden=True)
    return replace(_counted(speech, key, role, levels), small=few)


def _counted(speech: Speech, key: str, role: str, levels: tuple[float, ...]) -> ItemAnswers:
    findings = speech.findings
    frequencies = findings.frequencies
    item = [one.key for one in findings.instrument.leaves].index(key)
    place = (findings.frequency_waves.index(findings.wave), findings.frequency_roles.index(role), item)
    count, weight = frequencies.count[place], frequencies.weighted[place]
    at = [frequencies.levels.index(level) for level in levels]
    missing = tuple(float(n) for n in count[len(frequencies.levels) :])
    answered = float(weight[at].sum())
    of_role = score_of(findings.roles, findings.settings, key, findings.roles.domains.index((role,)))
    return ItemAnswers(
        levels,
        frequencies.reasons,
        tuple(float(count[i]) for i in at),
        tuple(float(weight[i]) / answered if answered else 0.0 for i in at),
        missing,
        float(count[at].sum()) if levels else of_role.n or 0.0,
        of_role.coverage,
    )


def question_levels(question: Question) -> tuple[float, ...]:
    """Return the answers that a question takes, in rising order; none where it takes any number."""
    if question.answers:
        return tuple(float(answer) for answer in sorted(question.answers))
    if question.decimals:
        return ()
    return tuple(float(answer) for answer in range(round(question.scale.min), round(question.scale.max) + 1))


def reported_roles(speech: Speech) -> tuple[str, ...]:
    """Return the roles that answered in the reported wave, in the instrument's order."""
    there = {labels[0] for labels in speech.findings.roles.domains}
    return tuple(role for role in speech.findings.instrument.roles if role in there)


def _in_wave(speech: Speech, key: str) -> bool:
    findings = speech.findings
    if findings.wave not in findings.frequency_waves:
        return False
    whole = findings.whole
    return all("not-asked" not in whole.notes[domain][whole.at(key)] for domain in range(len(whole.domains)))


def _few(speech: Speech, key: str, role: str) -> bool:
    """Whether the answers rest on too few persons."""
    roles = speech.findings.roles
    return bool(roles.suppressed[roles.domains.index((role,)), roles.at(key)])
