"""Compute all that the report tells of a study."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import polars as pl

from berdaya import __version__
from berdaya.errors import InputError
from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.change import Change, change
from berdaya.estimates.compute import estimate
from berdaya.estimates.drivers import find_drivers
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
from berdaya.responses.model import Responses
from berdaya.responses.rates import frame_counts
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.run import Counted, check_attributes, choose_waves
from berdaya.study.targets import attributes_of, label_problems, outcomes
from berdaya.tally.count import Wanted

MOST_LABELS = 20  # an attribute with more labels is a name or a code, not a breakdown
MOST_DETAILED_ROWS = 200_000  # above this the design effect would need more memory than a laptop has
NOT_A_BREAKDOWN = {"name", "nama", "group_weight"}
PARTS = ("numpy", "scipy", "polars", "typst", "vl-convert-python", "xlsxwriter", "python-docx")


def analyse(study: Study, command: str = "berdaya report") -> tuple[Findings, Counted]:
    """Return the findings of a study's last wave, and the tally that they were made from.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `read_answers` and `count_and_list`; also for interviews that cannot be read.
    """
    responses = read_answers(study)
    evidence = read_evidence(
        study.interviews, study.instrument, _group_keys(responses), named=study.interviews != study.folder
    )
    attributes = breakdowns(study, responses)
    if unknown := label_problems(study.targets, responses):
        raise InputError(unknown)
    detail = responses.rows.height <= MOST_DETAILED_ROWS
    tallied = tuple(dict.fromkeys((*attributes, *attributes_of(study.targets))))
    wanted = Wanted(attributes=tallied, units=True, detail=detail, frequencies=True)
    counted = count_and_list(study, responses, wanted)
    return _find(counted, evidence, attributes, command), counted


def breakdowns(study: Study, responses: Responses) -> tuple[str, ...]:
    """Return the attributes to report by: those that study.yaml names under `report: by:`, else every attribute of groups
    and respondents with 2 to 20 labels that is neither a number, a name nor a code.
    """
    chosen = study.report.get("by")
    if chosen is not None:
        names = [part.strip() for part in chosen.split(",")] if isinstance(chosen, str) else chosen
        listed = tuple(str(name) for name in names) if isinstance(names, list) else (str(names),)
        check_attributes(responses, listed)
        return tuple(name for name in listed if name in responses.attributes)
    return tuple(name for name in responses.attributes if _is_breakdown(responses.rows, name))


def _is_breakdown(rows: pl.DataFrame, name: str) -> bool:
    column = rows[name]
    if column.dtype.is_numeric() or name in NOT_A_BREAKDOWN or name.endswith("_code"):
        return False
    groups = rows["group"].n_unique()
    labels = column.drop_nulls().n_unique()
    return 2 <= labels <= MOST_LABELS and labels < groups


def _group_keys(responses: Responses) -> list[str]:
    return [str(key) for key in responses.groups.table["group"]] if responses.groups.given else []


def _find(counted: Counted, evidence: Evidence, attributes: tuple[str, ...], command: str) -> Findings:
    study, tally, responses = counted.study, counted.tally, counted.responses
    instrument, settings = study.instrument, study.settings
    wave = choose_waves(study, "")[0]

    def by(*names: str, at: str = wave) -> Estimates:
        return estimate(
            instrument, tally, settings, names, at, lonely=study.design.lonely_psu, deff=tally.one_row_a_cell
        )

    lonely = study.design.lonely_psu
    assert tally.frequencies is not None
    whole, frame = by(), make_frame(instrument, tally, settings, (), wave)
    psus, strata = count_psus(frame)
    earlier = {w: by(at=w) for w in study.waves if w != wave}
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
            frame=frame_counts(responses),
            respondents={name: respondents_by(tally, name, wave) for name in attributes},
        ),
        whole=whole,
        earlier=earlier,
        by={name: by(name) for name in attributes},
        groups=by("group"),
        group_names=_group_names(responses),
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
        problems=(*counted.problems, *evidence.problems),
        manifest=Manifest(
            berdaya=__version__,
            instrument_sha256=sha256(instrument),
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
        change=_change(counted, earlier, whole, wave),
        worked=explain(frame, instrument.root.key) if not whole.by and frame.domains.size else None,
    )


def _change(counted: Counted, earlier: Mapping[str, Estimates], whole: Estimates, wave: str) -> Change | None:
    """Return the change since the wave before; None where there is none."""
    if not earlier:
        return None
    study, before = counted.study, list(earlier)[-1]
    lonely = study.design.lonely_psu
    pair = (before, wave)
    return change(study.instrument, counted.tally, study.settings, earlier[before], whole, pair, lonely=lonely)


def _group_names(responses: Responses) -> dict[str, str]:
    table = responses.groups.table
    keys = [str(k) for k in table["group"]]
    named = next((c for c in ("name", "nama") if c in table.columns), None)
    return dict(zip(keys, [str(n) for n in table[named]] if named else keys, strict=True))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
