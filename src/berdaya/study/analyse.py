"""Compute all that the report tells of a study."""

from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version

from berdaya import __version__
from berdaya.errors import ComputeError, InputError, Problem
from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.change.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers.drivers import find_drivers
from berdaya.estimates.explain import explain
from berdaya.estimates.frame import make_frame
from berdaya.estimates.model import Estimates
from berdaya.estimates.precision import count_psus
from berdaya.estimates.response import ResponseFacts, respondents_by
from berdaya.estimates.shares import group_band_shares, person_shares
from berdaya.evidence.model import Evidence
from berdaya.evidence.read import read_evidence
from berdaya.instrument.canonical import sha256
from berdaya.report.findings import Findings, Manifest
from berdaya.responses.assessors import ENUMERATOR
from berdaya.responses.model import Responses
from berdaya.responses.rates import frame_counts
from berdaya.responses.roster import roster_of
from berdaya.study import on_request
from berdaya.study.analyses.attention import find_attention, why_absent
from berdaya.study.analyses.drivers import driver_detail
from berdaya.study.analyses.quality import find_quality
from berdaya.study.breakdowns import NOT_A_BREAKDOWN, breakdowns, marker_columns
from berdaya.study.declared.comparison import arms_problems
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
    detail = on_request.for_change(counted, moved, (earlier[before], whole)) if moved else None
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
        matched=on_request.for_matched(counted, before, wave),
        reliability=on_request.for_reliability(counted, wave),
        rasch=on_request.for_rasch(counted, wave),
        poverty=on_request.for_poverty(counted, attributes, wave, before),
        raters=on_request.for_raters(counted, wave),
        sensitivity=on_request.for_sensitivity(counted, wave, attributes),
        map=area_map(study.map, responses.groups, by) if study.map else None,
        field_quality=find_quality(counted, wave).found if "quality" in study.sections else None,
        scheme=study.scheme,
        weights=on_request.for_weights(counted, wave),
        staged=on_request.for_stages(study, groups),
        attention=None if why_absent(counted, wave, groups) else find_attention(counted, wave, groups, whole),
    )


def _change(counted: Counted, before: str, then: Estimates, now: Estimates, wave: str) -> Change:
    """Return the change since the wave before."""
    study = counted.study
    lonely = study.design.lonely_psu
    return change(study.instrument, counted.tally, study.settings, then, now, (before, wave), lonely=lonely)


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
