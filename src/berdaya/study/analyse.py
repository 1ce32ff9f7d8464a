"""Compute all that the report tells of a study."""

from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version

from berdaya import __version__
from berdaya.errors import ComputeError, InputError, Problem
from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.change.change import Change, change, few_psus_of_change
from berdaya.estimates.change.matched import Matched
from berdaya.estimates.change.pairs import moved_pairs
from berdaya.estimates.change.split import split_change
from berdaya.estimates.compute import estimate
from berdaya.estimates.domains import make_domains
from berdaya.estimates.drivers.drivers import find_drivers
from berdaya.estimates.explain import explain
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Estimates
from berdaya.estimates.precision import count_psus
from berdaya.estimates.reliability.model import Reliability, ReliabilityQuery
from berdaya.estimates.reliability.rasch import rasch
from berdaya.estimates.reliability.rasch_model import Rasch
from berdaya.estimates.reliability.rater_agreement import RaterAgreement, rater_agreement
from berdaya.estimates.reliability.reliability import reliability
from berdaya.estimates.response import ResponseFacts, respondents_by
from berdaya.estimates.shares import group_band_shares, person_shares
from berdaya.estimates.stages import Staged
from berdaya.evidence.model import Evidence
from berdaya.evidence.read import read_evidence
from berdaya.instrument.canonical import sha256
from berdaya.instrument.model import Instrument
from berdaya.report.findings import ChangeDetail, Findings, Manifest, OtherWeights, PovertyFindings, SensitivityDetail
from berdaya.responses.assessors import ENUMERATOR
from berdaya.responses.model import Responses
from berdaya.responses.rates import frame_counts
from berdaya.responses.roster import roster_of
from berdaya.study.analyses.attention import find_attention, why_absent
from berdaya.study.analyses.changes import changed_nodes
from berdaya.study.analyses.drivers import driver_detail
from berdaya.study.analyses.matched import match_tally, unit_kind
from berdaya.study.analyses.poverty import measures_of
from berdaya.study.analyses.quality import find_quality
from berdaya.study.analyses.sensitivity import part_comparisons, run_sensitivity, wave_comparison
from berdaya.study.analyses.stages import place_groups, read_markers
from berdaya.study.analyses.weights import read_schemes, weigh
from berdaya.study.breakdowns import NOT_A_BREAKDOWN, breakdowns, marker_columns
from berdaya.study.declared.comparison import arms_problems, compare
from berdaya.study.declared.poverty_names import attributes_of as poverty_attributes
from berdaya.study.declared.poverty_names import word_problems
from berdaya.study.declared.targets import attributes_of, label_problems, outcomes
from berdaya.study.maps.areas import area_map
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, choose_waves
from berdaya.study.sample.sample_facts import sample_facts
from berdaya.tally.count import Wanted

MOST_DETAILED_ROWS = 200_000  # above this the design effect would need more memory than a laptop has
MOST_COMPARED = 6  # parts of an attribute that the report compares two by two
PARTS = ("numpy", "scipy", "polars", "typst", "vl-convert-python", "xlsxwriter", "python-docx")


def analyse(study: Study, command: str = "berdaya report") -> tuple[Findings, Counted]:
    """Return the findings of a study's last wave, and the tally that they were made from.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `read_answers` and `count_and_list`; also for interviews that cannot be read.
    ComputeError
        study.empty-wave: nobody answered in the last wave.
    """
    responses = read_answers(study)
    evidence = read_evidence(
        study.interviews, study.instrument, _group_keys(responses), named=study.interviews != study.folder
    )
    attributes = breakdowns(study, responses)
    measures = study.poverty if "poverty" in study.sections else ()
    unknown = (
        *label_problems(study.targets, responses),
        *arms_problems(study.comparison, responses),
        *word_problems(measures, responses),
    )
    if unknown:
        raise InputError((*responses.problems, *unknown))
    detail = responses.rows.height <= MOST_DETAILED_ROWS or bool({"reliability", "poverty"} & {*study.sections})
    areas = (study.map.column,) if study.map and study.map.column else ()
    arms = (study.comparison.by, *study.comparison.match) if study.comparison else ()
    named = poverty_attributes(measures, study.instrument)
    raters = (ENUMERATOR,) if "reliability" in study.sections and ENUMERATOR in responses.attributes else ()
    tallied = tuple(dict.fromkeys((*attributes, *attributes_of(study.targets), *areas, *arms, *named, *raters)))
    wanted = Wanted(attributes=tallied, units=True, detail=detail, frequencies=True, follows_replicates=True)
    counted = count_and_list(study, responses, wanted)
    return _find(counted, evidence, attributes, command), counted


def _group_keys(responses: Responses) -> list[str]:
    return [str(key) for key in responses.groups.table["group"]] if responses.groups.given else []


def _find(counted: Counted, evidence: Evidence, attributes: tuple[str, ...], command: str) -> Findings:
    study, tally, responses = counted.study, counted.tally, counted.responses
    instrument, settings = study.instrument, study.settings
    wave = choose_waves(study, "")[0]
    if wave not in tally.wave.labels:
        known = [name for name in study.waves if name in tally.wave.labels]
        raise ComputeError(Problem("study.empty-wave", values={"wave": wave, "known": ", ".join(known)}))

    def by(*names: str, at: str = wave) -> Estimates:
        return estimate(
            instrument, tally, settings, names, at, lonely=study.design.lonely_psu, deff=tally.one_row_a_cell
        )

    lonely = study.design.lonely_psu
    assert tally.frequencies is not None
    whole, frame = by(), make_frame(instrument, tally, settings, (), wave)
    psus, strata = count_psus(frame)
    earlier = {w: by(at=w) for w in study.waves if w != wave}
    before = next(reversed(list(earlier)), "")
    moved = _change(counted, before, earlier[before], whole, wave) if before else None
    detail = _detail(counted, moved, (earlier[before], whole)) if moved else None
    groups, groups_before = by("group"), by("group", at=before) if before else None
    return Findings(
        study=study.key,
        title=study.title,
        date=study.date or responses.newest,
        place=study.place,
        synthetic=study.synthetic,
        instrument=instrument,
        design=study.design,
        settings=settings,
        waves=study.waves,
        wave=wave,
        response=ResponseFacts(
            counts=tally.counts,
            frame=frame_counts(responses, wave),
            respondents={name: respondents_by(tally, name, wave) for name in attributes},
        ),
        whole=whole,
        earlier=earlier,
        by={name: by(name) for name in attributes},
        groups=groups,
        group_names=roster_of(responses).names,
        roles=by("role"),
        persons=person_shares(instrument, tally, settings, (), wave, lonely),
        group_shares=group_band_shares(instrument, tally, settings, (), wave, lonely),
        drivers=find_drivers(frame, lonely=lonely),
        frequencies=tally.frequencies,
        frequency_waves=tally.wave.labels,
        frequency_roles=tally.role.labels,
        evidence=evidence,
        psus=psus,
        strata=strata,
        certain=tally.certain,
        sample=sample_facts(counted, wave, attributes) if "sample" in study.sections else None,
        weightings=len(tally.replicates.factors) if tally.replicates else 0,
        problems=(*counted.problems, *evidence.problems),
        manifest=Manifest(
            berdaya=__version__,
            instrument_sha256=sha256(study.as_written),
            answers_sha256=responses.sha256,
            evidence_sha256=evidence.sha256,
            versions={name: found for name in PARTS if (found := _version(name))},
            seed=SEED,
            replicates=REPLICATES,
            command=command,
        ),
        chapters=study.chapters,
        composite=study.composite,
        targets=outcomes(study.targets, wave, lambda names, at: by(*names, at=at)),
        change=moved,
        groups_change=_change(counted, before, groups_before, groups, wave) if groups_before else None,
        letter=study.letter,
        groups_before=groups_before,
        group_traits=_group_traits(responses, marker_columns(study)),
        worked=explain(frame, instrument.root.key) if not whole.by and frame.domains.size else None,
        change_detail=detail,
        compares=study.comparison is not None,
        drivers_wanted="drivers" in study.sections,
        driver_detail=driver_detail(counted, wave) if "drivers" in study.sections else None,
        matched=_matched(counted, before, wave),
        reliability=_reliability(counted, wave),
        rasch=_rasch(counted, wave),
        poverty=_poverty(counted, attributes, wave, before),
        raters=_raters(counted, wave),
        sensitivity=_sensitivity(counted, wave, attributes),
        map=area_map(study.map, responses.groups, by) if study.map else None,
        field_quality=find_quality(counted, wave).found if "quality" in study.sections else None,
        scheme=study.scheme,
        weights=_weights(counted, wave) if "weights" in study.sections else None,
        staged=_staged(study, groups),
        attention=None if why_absent(counted, wave, groups) else find_attention(counted, wave, groups, whole),
    )


def _staged(study: Study, groups: Estimates) -> Staged | None:
    """Return the stages of groups, where the report is to have them."""
    if study.stages is None or "stages" not in study.sections:
        return None
    return place_groups(study, read_markers(study, study.stages), groups)


def _change(counted: Counted, before: str, then: Estimates, now: Estimates, wave: str) -> Change:
    """Return the change since the wave before."""
    study = counted.study
    lonely = study.design.lonely_psu
    return change(study.instrument, counted.tally, study.settings, then, now, (before, wave), lonely=lonely)


def _detail(counted: Counted, moved: Change, estimates: tuple[Estimates, Estimates]) -> ChangeDetail | None:
    """Return the change in detail where the report is to have it; pairs need a tally with one cell a row."""
    study, tally = counted.study, counted.tally
    if "change" not in study.sections and study.comparison is None:
        return None
    waves, lonely = moved.waves, study.design.lonely_psu
    given = (study.instrument, tally, study.settings, waves)
    nodes = changed_nodes(study.instrument.root, moved)
    if study.composite == "hide":
        nodes = tuple(key for one in nodes for key in _parts_of(study.instrument, one))
    pairs = moved_pairs(*given, lonely=lonely) if tally.one_row_a_cell and tally.replicates is None else None
    splits = tuple(split_change(*given, node=key, lonely=lonely) for key in nodes)
    few = few_psus_of_change(*given[:3], *estimates, moved, lonely=lonely)
    return ChangeDetail(splits, pairs, compare(study, tally, waves), few)


def _reliability(counted: Counted, wave: str) -> Reliability | None:
    """Return how well the questions measure together, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return None
    given = (study.instrument, counted.tally, study.settings, wave)
    return reliability(*given, ReliabilityQuery(polychoric=True), study.design.lonely_psu)


def _rasch(counted: Counted, wave: str) -> Rasch | None:
    """Return the Rasch model of sets of yes/no questions, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return None
    return rasch(study.instrument, counted.tally, study.settings, wave, lonely=study.design.lonely_psu)


def _poverty(
    counted: Counted, attributes: tuple[str, ...], wave: str, before: str
) -> tuple[PovertyFindings, ...] | None:
    """Return how many are poor, where the report is to have it."""
    if "poverty" not in counted.study.sections:
        return None
    whole = measures_of(counted, (), wave, before)
    by = {name: measures_of(counted, (name,), wave) for name in attributes}
    return tuple(
        PovertyFindings(one, {name: found[place] for name, found in by.items()}) for place, one in enumerate(whole)
    )


def _weights(counted: Counted, wave: str) -> OtherWeights:
    """Return the scores under every scheme."""
    study = counted.study
    schemes, _ = read_schemes(study)
    return OtherWeights(weigh(counted, wave, schemes), study.weights.random_index, study.weights.units)


def _raters(counted: Counted, wave: str) -> tuple[RaterAgreement, ...]:
    """Return how far raters of the same groups agree, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return ()
    return rater_agreement(study.instrument, counted.tally, wave, confidence=study.settings.confidence)


def _matched(counted: Counted, before: str, wave: str) -> Matched | None:
    """Return the matched comparison where the study names traits; respondents need a tally with one cell a row."""
    study, tally, arms = counted.study, counted.tally, counted.study.comparison
    if arms is None or not arms.match or tally.replicates is not None:
        return None
    if unit_kind(arms, counted.responses) == "respondent" and not tally.one_row_a_cell:
        return None
    return match_tally(study, tally, counted.responses, arms, (before, wave) if before else (wave,))


def _sensitivity(counted: Counted, wave: str, attributes: tuple[str, ...]) -> SensitivityDetail | None:
    """Return what decides the result, where the report is to have it."""
    study, tally = counted.study, counted.tally
    if "sensitivity" not in study.sections:
        return None
    if tally.replicates is not None:
        return SensitivityDetail(None, absent="weights")
    if study.settings.mode != "means_first":
        return SensitivityDetail(None, absent="mode")
    try:
        run, as_scored = run_sensitivity(counted, wave, study.sensitivity)
    except ComputeError:
        return SensitivityDetail(None, absent="nothing")
    parts = [name for name in attributes if 2 <= make_domains(tally, (name,), wave).size <= MOST_COMPARED]
    return SensitivityDetail(run, as_scored, (*wave_comparison(counted, wave), *part_comparisons(counted, wave, parts)))


def _parts_of(instrument: Instrument, key: str) -> tuple[str, ...]:
    """The nodes with children below the root in its place; any other node itself."""
    root = instrument.root
    return tuple(node.key for node in root.children if node.children) if key == root.key else (key,)


def _group_traits(responses: Responses, markers: Collection[str]) -> dict[str, dict[str, str]]:
    """What the frame says of each group, without names, codes and weights; blanks are left out."""
    table = responses.groups.table
    columns = [
        c for c in responses.groups.attributes if c not in {*NOT_A_BREAKDOWN, *markers} and not c.endswith("_code")
    ]
    return {
        str(row["group"]): {c: _shown(row[c]) for c in columns if row[c] is not None and str(row[c]).strip()}
        for row in table.select("group", *columns).iter_rows(named=True)
    }


def _shown(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
