"""What drives a study's scores: contributions, influence, leave-one-out, priorities, gaps, an outside outcome, next steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np

from berdaya.errors import ComputeError, InputError, Problem, UsageError
from berdaya.estimates.attention_model import Steps
from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.drivers import Drivers, find_drivers
from berdaya.estimates.drivers.gap import GapParts, gap_parts
from berdaya.estimates.drivers.influence import Influence, influence
from berdaya.estimates.drivers.leave_out import LeaveOut, leave_one_out
from berdaya.estimates.drivers.outcome import OutcomeShares, outcome_shares
from berdaya.estimates.drivers.priorities import Priorities, priorities
from berdaya.estimates.drivers.steps import fewest_steps
from berdaya.estimates.drivers.unit_rows import Across, UnitRows, unit_rows
from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Estimates
from berdaya.estimates.units import roles_differ
from berdaya.report.findings import DriverDetail
from berdaya.responses.roster import roster_of
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, check_attributes, check_node, choose_one_wave
from berdaya.tally.count import Wanted
from berdaya.tally.model import Axis, Tally

FEWEST_GROUPS = 10  # with fewer, influence is measured across persons where nothing else is asked for
MOST_ROWS = 200_000  # above this answers are not held one by one
ACROSS: tuple[Across, ...] = get_args(Across)
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class DriversQuery:
    """What is asked of a study's drivers.

    `wave` "": the last; `node` "": the overall score. `across` is what influence is measured across: "groups" or "persons"; "":
    groups where ten or more have a score, else persons. `between` are two parts whose gap is split: "village=Salo,Koto",
    "wave=before,after". `outcome` is a numeric attribute that is not in the tree. `leave_out`, `priorities`, `steps`: whether
    these are wanted.
    """

    wave: str = ""
    node: str = ""
    across: str = ""
    between: str = ""
    outcome: str = ""
    leave_out: bool = False
    priorities: bool = False
    steps: bool = False


@dataclass(frozen=True)
class Gap:
    """The gap of a node from a first part of the study to a second, over the criteria below it.

    `values` and `persons` are of the two parts, `suppressed` whether one rests on too few persons to be published.
    """

    by: str
    labels: tuple[str, str]
    node: str
    items: tuple[str, ...]
    values: tuple[float, float]
    persons: tuple[int, int]
    suppressed: tuple[bool, bool]
    parts: GapParts


@dataclass(frozen=True)
class GroupSteps:
    """A group, its score and category, and the fewest answers that carry it into the next."""

    group: str
    name: str
    value: float
    band: int
    steps: Steps


@dataclass(frozen=True)
class Driven:
    """What drives a node of a study in a wave; what was not asked for is None.

    `few` are the nodes that rest on too few persons to be published; `hidden` counts groups whose steps are withheld for that.
    """

    counted: Counted
    wave: str
    node: str
    drivers: Drivers
    influence: Influence
    few: frozenset[str] = frozenset()
    left_out: LeaveOut | None = None
    priorities: Priorities | None = None
    gap: Gap | None = None
    outcome: OutcomeShares | None = None
    steps: tuple[GroupSteps, ...] | None = None
    hidden: int = 0


def drivers_of(study: Study, query: DriversQuery) -> Driven:
    """Return what drives a study's scores: contributions, shortfalls and influence, and what else is asked for.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown node, wave, attribute or part of the study; an outcome that is no number.
    UsageError
        `across` or `between` cannot be read.
    ComputeError
        What was asked for does not exist here.
    """
    if query.across and query.across not in ACROSS:
        raise UsageError(Problem("drivers.across", values={"name": query.across}))
    by, pair = _read_between(query.between)
    wave = choose_one_wave(study, query.wave)
    if query.node:
        check_node(study.instrument, query.node)
    responses = read_answers(study)
    attributes = tuple(name for name in (by, query.outcome) if name and name not in ("group", "role", "wave"))
    check_attributes(responses, (*attributes, *(["wave"] if by == "wave" else [])), ("wave",) if study.waves else ())
    detail = responses.rows.height <= MOST_ROWS
    units = study.settings.mode == "units_first"
    if units and (by or query.leave_out):
        raise ComputeError(Problem("drivers.units-first"))
    counted = count_and_list(
        study, responses, Wanted(attributes=attributes, units=units, detail=detail, follows_replicates=True)
    )
    frames = Frames(counted, wave)
    rows = frames.rows(query.across)
    key = query.node or study.instrument.root.key
    found = influence(rows)
    steps, hidden = _steps(frames) if query.steps else (None, 0)
    return Driven(
        counted=counted,
        wave=wave,
        node=key,
        drivers=_drivers(frames, key),
        influence=found,
        few=_few(frames),
        left_out=leave_one_out(frames.whole, frames.groups, frames.lonely) if query.leave_out else None,
        priorities=priorities(frames.whole, found, frames.lonely) if query.priorities else None,
        gap=_gap(frames, by, pair, key) if by else None,
        outcome=_outcome(rows, query.outcome, key) if query.outcome else None,
        steps=steps,
        hidden=hidden,
    )


class Frames:
    """A wave of a study as a whole and by group."""

    def __init__(self, counted: Counted, wave: str) -> None:
        study = counted.study
        self.counted, self.wave, self.lonely = counted, wave, study.design.lonely_psu
        self.whole = self.frame()
        self.groups = self.frame("group")

    def frame(self, *by: str, wave: str | None = None) -> Frame:
        """Return the frame by attributes, of another wave where one is named."""
        study, tally, wave = self.counted.study, self.counted.tally, self.wave if wave is None else wave
        if wave not in tally.wave.labels:
            known = [name for name in study.waves if name in tally.wave.labels]
            raise ComputeError(Problem("study.empty-wave", values={"wave": wave, "known": ", ".join(known)}))
        return make_frame(study.instrument, tally, study.settings, by, wave)

    def rows(self, across: str = "") -> UnitRows:
        """Return what influence is measured across; raise ComputeError where that does not exist."""
        settings, tally = self.counted.study.settings, self.counted.tally
        by_person = settings.mode == "units_first" and settings.count == "persons"
        if across == "groups" and by_person:
            raise ComputeError(Problem("drivers.groups-of-persons"))
        groups = None if by_person else unit_rows(self.groups, "groups", self.lonely)
        many = groups is not None and int((~np.isnan(groups.value[:, 0])).sum()) >= FEWEST_GROUPS
        if groups is not None and (across == "groups" or (not across and (many or not tally.one_row_a_cell))):
            return groups
        if not tally.one_row_a_cell:
            raise ComputeError(_too_many(tally))
        instrument = self.counted.study.instrument
        apart = roles_differ(instrument, tally, self.wave)  # then those who speak of themselves are compared
        return unit_rows(self.whole, "persons", self.lonely, role=next(iter(instrument.roles), "") if apart else "")


def _drivers(frames: Frames, node: str) -> Drivers:
    """The contributions to a node; where roles are scored apart, those of the persons who speak of themselves."""
    found = find_drivers(frames.whole, lonely=frames.lonely, node=node)
    role = next(iter(frames.counted.study.instrument.roles), "")
    if found.contribution.note != "roles-apart":
        return found
    frame = frames.frame("role")
    if (role,) not in frame.domains.labels:
        return found
    domain = frame.domains.labels.index((role,))
    return replace(find_drivers(frame, lonely=frames.lonely, node=node, domain=domain), role=role)


def driver_detail(counted: Counted, wave: str) -> DriverDetail | None:
    """Return the detail that a report has; None where influence does not exist. Leave-one-out is of means first alone."""
    frames = Frames(counted, wave)
    try:
        found = influence(frames.rows())
    except ComputeError:
        return None
    first = counted.study.settings.mode == "means_first"
    left = leave_one_out(frames.whole, frames.groups, frames.lonely) if first else None
    return DriverDetail(found, left, priorities(frames.whole, found, frames.lonely))


def _read_between(between: str) -> tuple[str, str]:
    """Return attribute and labels of "village=Salo,Koto"; labels may hold commas, and are told apart where they are known."""
    name, equals, labels = (part.strip() for part in between.partition("="))
    if between and not (name and equals and "," in labels):
        raise UsageError(Problem("drivers.between", values={"value": between}))
    return name, labels


def _pair(text: str, known: Sequence[str]) -> tuple[str, str]:
    """Return the two labels of a text; raise InputError where one is not known, or both are the same."""
    cuts = [at for at, sign in enumerate(text) if sign == ","]
    pairs = [(text[:at].strip(), text[at + 1 :].strip()) for at in cuts]
    found = next((pair for pair in pairs if pair[0] in known and pair[1] in known and pair[0] != pair[1]), None)
    if found is not None:
        return found
    first, second = pairs[0]
    if first == second:
        raise UsageError(Problem("drivers.between", values={"value": text}))
    unknown = [label for label in (first, second) if label not in known]
    listed = ", ".join(known)
    raise InputError(Problem("estimates.unknown-domain", values={"name": one, "known": listed}) for one in unknown)


def _gap(frames: Frames, by: str, text: str, node: str) -> Gap:
    study = frames.counted.study
    if by == "wave":
        first, second = _pair(text, study.waves)
        sides = [(frames.frame(wave=wave), np.zeros(1, np.int64)) for wave in (first, second)]
        found = [(_estimates(frames, wave=wave), 0) for wave in (first, second)]
    else:
        frame = frames.frame(by)
        known = [labels[0] for labels in frame.domains.labels]
        first, second = _pair(text, known)
        sides = [(frame, np.array([known.index(label)], np.int64)) for label in (first, second)]
        whole = _estimates(frames, by)
        found = [(whole, known.index(label)) for label in (first, second)]
    at = frames.whole.tree.keys.index(node)
    return Gap(
        by=by,
        labels=(first, second),
        node=node,
        items=tuple(frames.whole.tree.keys[i] for i in frames.whole.tree.leaf),
        values=_two([float(one.value[d, at]) for one, d in found]),
        persons=_two([int(one.persons[d, at]) for one, d in found]),
        suppressed=_two([bool(one.suppressed[d, at]) for one, d in found]),
        parts=gap_parts(sides, at, frames.lonely),
    )


def _two(values: Sequence[Any]) -> Any:
    return values[0], values[1]


def _estimates(frames: Frames, *by: str, wave: str | None = None) -> Estimates:
    study = frames.counted.study
    given = (study.instrument, frames.counted.tally, study.settings, by)
    return estimate(*given, frames.wave if wave is None else wave, lonely=frames.lonely)


def _few(frames: Frames) -> frozenset[str]:
    """The nodes that rest on too few persons (in any role, where roles are scored apart)."""
    whole = _estimates(frames)
    return frozenset(key for n, key in enumerate(whole.nodes) if whole.suppressed[:, n].any())


def _outcome(rows: UnitRows, name: str, node: str) -> OutcomeShares:
    values = outcome_values(rows, name)
    found = outcome_shares(rows, name, values, node)
    if found is None:
        raise ComputeError(Problem("drivers.outcome-few-rows", values={"name": name, "node": node}))
    return found


def outcome_values(rows: UnitRows, name: str) -> Floats:
    """Return an attribute's numbers (R,) of persons, or their means by group; NaN where it is blank."""
    tally, domains = rows.frame.tally, rows.frame.domains
    axis = _axis(tally, name)
    numbers = _numbers(axis, name)[axis.codes[domains.cells]]
    if rows.across == "persons":
        return numbers
    there = ~np.isnan(numbers)
    weight = tally.weight[domains.cells] * there
    total = np.bincount(domains.domain, weights=weight, minlength=domains.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        sums = np.bincount(domains.domain, weights=weight * np.where(there, numbers, 0.0), minlength=domains.size)
        return np.asarray(sums / total)


def _axis(tally: Tally, name: str) -> Axis:
    return {"group": tally.group, "role": tally.role, "wave": tally.wave, **tally.attributes}[name]


def _numbers(axis: Axis, name: str) -> Floats:
    found, wrong = np.full(len(axis.labels), np.nan), []
    for place, label in enumerate(axis.labels):
        try:
            found[place] = float(label.replace(",", ".")) if label.strip() else np.nan
        except ValueError:
            found[place] = np.inf
        if np.isinf(found[place]):
            wrong.append(label)
    if wrong:
        values = {"name": name, "value": ", ".join(wrong[:3])}
        raise InputError(Problem("drivers.outcome-not-a-number", values=values))
    return found


def _too_many(tally: Tally) -> Problem:
    return Problem("drivers.rows-too-many", values={"rows": int(tally.rows.sum()), "most": MOST_ROWS})


def _steps(frames: Frames) -> tuple[tuple[GroupSteps, ...], int]:
    """The steps of every group with a category, and how many groups are withheld."""
    study, tally = frames.counted.study, frames.counted.tally
    if not tally.one_row_a_cell:
        raise ComputeError(_too_many(tally))
    by_person = study.settings.mode == "units_first" and study.settings.count == "persons"
    if by_person and roles_differ(study.instrument, tally, frames.wave):
        raise ComputeError(Problem("estimates.roles-apart"))
    now, names = _estimates(frames, "group"), roster_of(frames.counted.responses).names
    root, public = now.at(study.instrument.root.key), study.settings.profile == "public"
    leaves = [now.at(leaf.key) for leaf in study.instrument.leaves]
    found, hidden = [], 0
    for d, labels in enumerate(now.domains):
        band = int(now.band[d, root])
        if band < 0:
            continue
        if public and now.suppressed[d, root]:
            hidden += 1
            continue
        if public and now.suppressed[d, leaves].any():
            steps = Steps(reason="hidden")
        else:
            steps = fewest_steps(frames.groups, d, band)
            steps = replace(steps, moves=()) if public else steps  # which answers would rise tells what people answered
        found.append(GroupSteps(labels[0], names.get(labels[0], labels[0]), float(now.value[d, root]), band, steps))
    return tuple(found), hidden
