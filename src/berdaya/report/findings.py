"""All that a report tells, computed and without language: what the sections are written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from berdaya.errors import Problem
from berdaya.estimates.attention_model import Attention
from berdaya.estimates.change.change import Change
from berdaya.estimates.change.compare import Comparison
from berdaya.estimates.change.few_psus import FewPsus
from berdaya.estimates.change.matched import Matched
from berdaya.estimates.change.pairs import Pairs
from berdaya.estimates.change.split import ChangeSplit
from berdaya.estimates.drivers.drivers import Drivers
from berdaya.estimates.drivers.influence import Influence
from berdaya.estimates.drivers.leave_out import LeaveOut
from berdaya.estimates.drivers.priorities import Priorities
from berdaya.estimates.explain import Explanation
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.poverty.model import Poverty
from berdaya.estimates.quality.model import FieldQuality
from berdaya.estimates.reliability.model import Reliability
from berdaya.estimates.reliability.rasch_model import Rasch
from berdaya.estimates.reliability.rater_agreement import RaterAgreement
from berdaya.estimates.response import ResponseFacts
from berdaya.estimates.sample_facts import SampleFacts
from berdaya.estimates.sensitivity.dominance import Compared
from berdaya.estimates.sensitivity.model import Sensitivity
from berdaya.estimates.shares import Shares
from berdaya.estimates.stages import Staged
from berdaya.estimates.targets import Outcome
from berdaya.estimates.weights.scheme_scores import WeighedScheme
from berdaya.evidence.model import Evidence
from berdaya.instrument.model import Instrument, Text
from berdaya.instrument.weights import Scheme
from berdaya.report.letter_model import LetterSettings
from berdaya.report.map_model import AreaMap
from berdaya.report.model import Composite
from berdaya.stats.random_index import RandomIndex
from berdaya.tally.model import DesignSpec, Frequencies


@dataclass(frozen=True)
class Manifest:
    """What made the report: no clock and no absolute path, so equal inputs give equal bytes."""

    berdaya: str
    instrument_sha256: str
    answers_sha256: str
    evidence_sha256: str
    versions: Mapping[str, str]  # of the parts that compute and draw
    seed: int
    replicates: int
    command: str


@dataclass(frozen=True)
class ChangeDetail:
    """What the change since the wave before is made of (of the highest nodes that both waves asked alike), who moved
    (None: nobody can be matched), the change against a comparison group (None: there is none), and errors of the change of the
    whole that hold with few PSUs (None: the change has no chapter).
    """

    splits: tuple[ChangeSplit, ...]
    pairs: Pairs | None
    comparison: Comparison | None = None
    few: FewPsus | None = None


@dataclass(frozen=True)
class DriverDetail:
    """How much each part of the tree moves the score, what becomes of it without one, and which criteria come first.

    `left_out` is None in units first mode, where a score is no function of criterion means.
    """

    influence: Influence
    left_out: LeaveOut | None
    priorities: Priorities


@dataclass(frozen=True)
class PovertyFindings:
    """What a definition of poverty says of the whole, and of the parts of each attribute."""

    whole: Poverty
    by: Mapping[str, Poverty]


@dataclass(frozen=True)
class OtherWeights:
    """Scores under every weight scheme, the one in use first, and the table of random indices that consistency is held against.
    `units` says whose scores chose weights: "groups" or "persons".
    """

    schemes: tuple[WeighedScheme, ...]
    random_index: RandomIndex
    units: str


@dataclass(frozen=True)
class SensitivityDetail:
    """The sensitivity run (None: `absent` says why, "mode", "weights" or "nothing"), the same with answers scored as they are
    (None: no other scoring was drawn), and waves and parts compared under every scoring.
    """

    run: Sensitivity | None
    as_scored: Sensitivity | None = None
    compared: tuple[Compared, ...] = ()
    absent: str = ""


@dataclass(frozen=True)
class Findings:
    """One study's results for one wave (the last), with earlier waves beside it.

    `whole` is the study as a whole; `earlier` the same for earlier waves, in order; `by` one Estimates an attribute
    (one attribute each); `groups` by group; `roles` by role. `frequencies` has waves and roles in the order of
    `frequency_waves` and `frequency_roles`. `psus` and `strata` count those of the first
    stage that the wave's rows are from. `problems` are warnings.
    """

    study: str
    title: Text
    date: str  # ISO, or ""
    place: Mapping[str, str]
    synthetic: bool
    instrument: Instrument
    design: DesignSpec
    settings: Settings
    waves: tuple[str, ...]
    wave: str
    response: ResponseFacts
    whole: Estimates
    earlier: Mapping[str, Estimates]
    by: Mapping[str, Estimates]
    groups: Estimates
    group_names: Mapping[str, str]  # the group's `name`, or its key
    roles: Estimates
    persons: Shares
    group_shares: Shares
    drivers: Drivers
    frequencies: Frequencies
    frequency_waves: tuple[str, ...]
    frequency_roles: tuple[str, ...]
    evidence: Evidence
    psus: int
    strata: int
    certain: bool
    problems: tuple[Problem, ...]
    manifest: Manifest
    chapters: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # numbers of a thesis's chapters
    composite: Composite = "first"  # where the overall score stands in the report
    change: Change | None = None  # of `whole` since the wave before
    groups_change: Change | None = None  # of `groups` since the wave before
    targets: tuple[Outcome, ...] = ()
    letter: LetterSettings = field(default_factory=LetterSettings)  # report: letterhead, number, .. of study.yaml
    groups_before: Estimates | None = None  # by group in the wave before the reported one; None: there is none
    group_traits: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))  # of the frame
    worked: Explanation | None = None  # how the overall score (hidden: its first part) came about; None by role
    attention: Attention | None = None  # None: no groups to sort into tiers
    change_detail: ChangeDetail | None = None  # None: not asked for, or there is no earlier wave
    compares: bool = False  # the study names a comparison group
    sample: SampleFacts | None = None  # None: the chapter on the sample is not asked for
    matched: Matched | None = None  # None: the study names no traits to match by
    weightings: int = 0  # replicate weights that errors come from; 0: errors are those of the declared stages
    map: AreaMap | None = None  # None: nothing is said of a map
    poverty: tuple[PovertyFindings, ...] | None = None  # None: not asked for; empty: the errors asked for cannot be had
    reliability: Reliability | None = None  # None: not asked for
    drivers_wanted: bool = False  # the study asks for what drives the score in detail
    rasch: Rasch | None = None  # with `reliability`
    raters: tuple[RaterAgreement, ...] = ()  # with `reliability`, where groups were rated twice
    sensitivity: SensitivityDetail | None = None  # None: not asked for
    driver_detail: DriverDetail | None = None  # None: not asked for, or influence does not exist
    field_quality: FieldQuality | None = None  # None: not asked for
    scheme: Scheme | None = None  # the weights in use; None: the instrument's own
    weights: OtherWeights | None = None  # None: not asked for
    staged: Staged | None = None  # None: not asked for
