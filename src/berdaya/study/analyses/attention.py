"""Which groups of a study need help: the command's call, and what the report takes over."""

from dataclasses import dataclass, replace

from berdaya.errors import ComputeError, Problem
from berdaya.estimates.attention import GroupFacts, attend
from berdaya.estimates.attention_model import FEWEST, Attention, GroupErrors, Steps
from berdaya.estimates.attention_shown import disclosed
from berdaya.estimates.change.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.steps import fewest_steps
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Estimates
from berdaya.estimates.units import roles_differ
from berdaya.evidence.model import Evidence
from berdaya.evidence.read import read_evidence
from berdaya.responses.assessors import assessors_of
from berdaya.responses.model import Responses
from berdaya.responses.roster import Roster, roster_of
from berdaya.study.breakdowns import breakdowns
from berdaya.study.declared.targets import attributes_of
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, choose_one_wave, count_study
from berdaya.tally.count import Wanted
from berdaya.tally.design import within_first

MOST_ROWS = 200_000  # above this answers are not held one by one: the fewest steps are not searched


@dataclass(frozen=True)
class Attended:
    """The groups of a study in their tiers, with the list of groups and what interviews say; `problems` are warnings."""

    counted: Counted
    attention: Attention
    roster: Roster
    evidence: Evidence

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd in the answers and the interviews."""
        return (*self.counted.problems, *self.evidence.problems)


def attention_of(study: Study, wave: str = "") -> Attended:
    """Return which groups of a study need help, in a wave ("": the last).

    Groups stand in tiers (help first, watch, sound) by the rule of study.yaml `attention:`; those that are inactive,
    dissolved or not found are listed by their status. What the study's disclosure profile withholds is not in the value.
    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown wave; an unknown attribute to report by; interviews that cannot be read.
    ComputeError
        Fewer than five groups have a score; roles are scored apart.
    """
    chosen = choose_one_wave(study, wave)
    responses = read_answers(study)
    roster = roster_of(responses)
    keys = roster.groups if roster.given else ()
    evidence = read_evidence(study.interviews, study.instrument, keys, named=study.interviews != study.folder)
    counted = count_and_list(study, responses, replace(_wanted(study, responses), detail=_one_by_one(responses)))
    now, whole = _estimate(counted, chosen, "group"), _estimate(counted, chosen)
    absent = why_absent(counted, chosen, now)
    if absent is not None:
        raise ComputeError(absent)
    shown = disclosed(find_attention(counted, chosen, now, whole), study.settings)
    return Attended(counted, shown, roster, evidence)


def find_attention(counted: Counted, wave: str, now: Estimates, whole: Estimates) -> Attention:
    """Return the groups in their tiers from estimates of a wave that are at hand, by group and of the whole.

    Nothing is withheld yet: whoever shows it takes `disclosed` of it.
    """
    study = counted.study
    single, errors = single_groups(counted, _wanted(study, counted.responses))
    if single is not counted:
        now = _estimate(single, wave, "group")
    place = study.waves.index(wave) if wave in study.waves else 0
    before = study.waves[place - 1] if place else ""
    own_role = next(iter(study.instrument.roles), "")
    frame: list[Frame] = []  # made when the first group needs it

    def steps(domain: int, band: int) -> Steps:
        if not frame:
            frame.append(make_frame(study.instrument, counted.tally, study.settings, ("group",), wave))
        return fewest_steps(frame[0], domain, band)

    facts = GroupFacts(
        now=now,
        whole=whole,
        roster=roster_of(counted.responses),
        assessors=assessors_of(counted.responses, wave, own_role),
        wave=wave,
        wave_before=before,
        moved=_moved(single, (before, wave), now) if before else None,
        steps=steps,
        errors=errors,
    )
    return attend(study.instrument, facts, study.settings, study.attention)


def single_groups(counted: Counted, wanted: Wanted) -> tuple[Counted, GroupErrors]:
    """Return a study as its single groups are estimated, and of what their errors are.

    Where groups (or what holds them) were drawn, one group is no sample of groups: of what is said of it, only the choice
    of people within it is left to chance, and the stage that draws these is what counts.
    """
    study, spec = counted.study, counted.study.design
    drawn = bool(spec.stages) and spec.stages[0].unit != "respondent"
    if not drawn or counted.tally.certain:
        return counted, ""
    inner = within_first(spec)
    if inner is None:
        return counted, "none"
    given = replace(study, design=inner)
    return count_study(given, counted.responses, wanted), "within"


def _wanted(study: Study, responses: Responses) -> Wanted:
    """What is tallied: also all that the report is by, so that both withhold the same groups."""
    named = dict.fromkeys((*breakdowns(study, responses), *attributes_of(study.targets)))
    attributes = tuple(name for name in named if name in responses.attributes)
    return Wanted(attributes=attributes, units=study.settings.mode == "units_first")


def _one_by_one(responses: Responses) -> bool:
    return responses.rows.height <= MOST_ROWS


def why_absent(counted: Counted, wave: str, now: Estimates) -> Problem | None:
    """Return why a study has no tiers of groups; None where it has."""
    study = counted.study
    if study.design.replicates is not None:
        return Problem("design.replicates-not-here", study.design.replicates.where)
    by_person = study.settings.mode == "units_first" and study.settings.count == "persons"
    if by_person and roles_differ(study.instrument, counted.tally, wave):
        return Problem("estimates.roles-apart")
    scored = int((now.band[:, now.at(study.instrument.root.key)] >= 0).sum())
    single = (
        not counted.responses.groups.given and counted.responses.rows.height <= counted.responses.groups.table.height
    )
    if scored < FEWEST or single:
        return Problem("estimates.few-groups", values={"groups": scored, "fewest": FEWEST})
    return None


def _estimate(counted: Counted, wave: str, *by: str) -> Estimates:
    study = counted.study
    return estimate(study.instrument, counted.tally, study.settings, by, wave, lonely=study.design.lonely_psu)


def _moved(counted: Counted, waves: tuple[str, str], now: Estimates) -> Change:
    study, lonely = counted.study, counted.study.design.lonely_psu
    before = _estimate(counted, waves[0], "group")
    return change(study.instrument, counted.tally, study.settings, before, now, waves, lonely=lonely)
