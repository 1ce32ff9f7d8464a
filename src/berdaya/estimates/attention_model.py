"""Groups that need help, as values: the rule, the groups in their tiers, and what stands above them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tier = Literal["help", "watch", "sound"]
TIERS: tuple[Tier, ...] = ("help", "watch", "sound")
GroupErrors = Literal["", "within", "none"]
ASIDE = ("inactive", "dissolved", "not_found")  # statuses that never get a tier
FEWEST = 5  # scored groups; with fewer there is nothing to sort into tiers


@dataclass(frozen=True)
class Rule:
    """When a group is put in which tier: study.yaml `attention:`.

    `help`: the confidence in the lowest category from which a group needs help first; `sound`: that in the highest from
    which it is sound; `fall`: the confidence that its score fell, by `fall_by` at least (points of the scale; None: a tenth
    of its width), from which it stands one tier nearer to help; `coverage`: the share of answers below which it is not called
    sound. `ended`: the statuses that count as ended.
    """

    help: float = 0.8
    sound: float = 0.8
    fall: float = 0.9
    fall_by: float | None = None
    coverage: float = 0.8
    ended: tuple[str, ...] = ("dissolved", "not_found")


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group's score against the wave before; `fell` is how surely it is lower, None where an error does not exist.

    `small`: the score before rests on too few persons to be published.
    """

    before: float
    value: float
    se: float | None = None
    df: float | None = None
    fell: float | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class WeakCriterion:
    """A criterion's value in a group, on the instrument's scale, and how many answers it rests on; None where withheld.

    `small`: of few persons. `beyond` names the rules of publication that it is beyond.
    """

    key: str
    value: float | None
    answered: int | None
    small: bool = False
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Answers to a criterion that go up: of how many respondents, and by how many steps together."""

    key: str
    answers: int
    steps: int


@dataclass(frozen=True, slots=True)
class Steps:
    """The fewest answers, each one step higher, that move a group into the next category, and one way to do it.

    `count` is None where none would, and `reason` says why: highest (there is no next category), unreachable (the answers
    given cannot carry it there), too-many (rows: the answers were not read one by one), hidden (see `disclosed`).
    """

    count: int | None = None
    moves: tuple[Move, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GroupAttention:
    """One group in its tier; `name` is its key where the list gives none.

    `reasons` are keys of words/attention.toml (`why-...`). `sure` is the confidence in its category, None without an error.
    `covered` is the share of answers (by weight) that it has. `tied` counts further criteria that score as the last of
    `weakest`. `ranks` are the best and the worst place that it may have among the groups with a tier. `small`: its score
    rests on too few persons to be published, `closed`: one of its criteria does. `beyond` names the rules of publication
    that its score is beyond.
    """

    group: str
    name: str
    tier: Tier
    reasons: tuple[str, ...]
    value: float
    band: int
    sure: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    covered: float | None = None
    exact: bool = False  # nothing was sampled below its score
    change: GroupChange | None = None
    weakest: tuple[WeakCriterion, ...] = ()
    tied: int = 0
    steps: Steps | None = None
    ranks: tuple[int, int] | None = None
    small: bool = False
    closed: bool = False
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndedScore:
    """The overall score with ended groups counted as lowest: value = (1 − share) base + share L.

    `base` is the overall score ("overall") or the mean of the scores of the groups that have not ended ("groups"). `se` is
    (1 − share) times that of the overall score where the share is known without error; `note` (a key of
    words/attention.toml) says why something is missing.
    """

    base_is: Literal["overall", "groups"]
    base: float | None
    ended: int
    share: float | None
    value: float | None
    se: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssessorShare:
    """How much of the variance between groups lies between those who scored them (analysis of variance, clipped at 0).

    `share` is None where it cannot be told, and `reason` says why: one-assessor, one-group-each, all-equal.
    """

    kind: str
    groups: int
    assessors: int
    several: int  # groups left out because several assessors scored them
    share: float | None = None
    between: float | None = None
    within: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Attention:
    """All of it, for one wave; nothing is withheld yet (see `disclosed`).

    `before` names the wave that `change` is against ("": none). `groups` are sorted by name within each tier, help first.
    `statuses` counts the list of groups by status ("" for not known); `aside` names the groups of each status that gets no
    tier, `unscored` those that have no score. `hidden` counts the groups that were withheld. `errors` says of what the errors
    of single groups are where the design draws groups: of whom was chosen within them ("within"), or of nothing, for it does
    not say how people were chosen there ("none").
    """

    rule: Rule
    wave: str
    before: str
    groups: tuple[GroupAttention, ...]
    statuses: Mapping[str, int]
    aside: Mapping[str, tuple[str, ...]]
    unscored: tuple[str, ...]
    hidden: int
    ended: EndedScore | None
    assessors: tuple[AssessorShare, ...]
    errors: GroupErrors = ""

    def of_tier(self, tier: Tier) -> tuple[GroupAttention, ...]:
        """Return the groups of a tier, by name."""
        return tuple(group for group in self.groups if group.tier == tier)
