"""What chapters on request need beyond the rest: each computed only where study.yaml asks for it."""

from berdaya.errors import ComputeError
from berdaya.estimates.change.change import Change, few_psus_of_change
from berdaya.estimates.change.matched import Matched
from berdaya.estimates.change.pairs import moved_pairs
from berdaya.estimates.change.split import split_change
from berdaya.estimates.domains import make_domains
from berdaya.estimates.model import Estimates
from berdaya.estimates.reliability.model import Reliability, ReliabilityQuery
from berdaya.estimates.reliability.rasch import rasch
from berdaya.estimates.reliability.rasch_model import Rasch
from berdaya.estimates.reliability.rater_agreement import RaterAgreement, rater_agreement
from berdaya.estimates.reliability.reliability import reliability
from berdaya.estimates.stages import Staged
from berdaya.instrument.model import Instrument
from berdaya.report.findings import ChangeDetail, OtherWeights, PovertyFindings, SensitivityDetail
from berdaya.study.analyses.changes import changed_nodes
from berdaya.study.analyses.matched import match_tally, unit_kind
from berdaya.study.analyses.poverty import measures_of
from berdaya.study.analyses.sensitivity import part_comparisons, run_sensitivity, wave_comparison
from berdaya.study.analyses.stages import place_groups, read_markers
from berdaya.study.analyses.weights import read_schemes, weigh
from berdaya.study.declared.comparison import compare
from berdaya.study.model import Study
from berdaya.study.run import Counted

MOST_COMPARED = 6  # parts of an attribute that the report compares two by two


def for_stages(study: Study, groups: Estimates) -> Staged | None:
    """Return the stages of groups, where the report is to have them."""
    if study.stages is None or "stages" not in study.sections:
        return None
    return place_groups(study, read_markers(study, study.stages), groups)


def for_change(counted: Counted, moved: Change, estimates: tuple[Estimates, Estimates]) -> ChangeDetail | None:
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


def for_reliability(counted: Counted, wave: str) -> Reliability | None:
    """Return how well the questions measure together, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return None
    given = (study.instrument, counted.tally, study.settings, wave)
    return reliability(*given, ReliabilityQuery(polychoric=True), study.design.lonely_psu)


def for_rasch(counted: Counted, wave: str) -> Rasch | None:
    """Return the Rasch model of sets of yes/no questions, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return None
    return rasch(study.instrument, counted.tally, study.settings, wave, lonely=study.design.lonely_psu)


def for_poverty(
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


def for_weights(counted: Counted, wave: str) -> OtherWeights | None:
    """Return the scores under every scheme, where the report is to have them."""
    study = counted.study
    if "weights" not in study.sections:
        return None
    schemes, _ = read_schemes(study)
    return OtherWeights(weigh(counted, wave, schemes), study.weights.random_index, study.weights.units)


def for_raters(counted: Counted, wave: str) -> tuple[RaterAgreement, ...]:
    """Return how far raters of the same groups agree, where the report is to have it."""
    study = counted.study
    if "reliability" not in study.sections:
        return ()
    return rater_agreement(study.instrument, counted.tally, wave, confidence=study.settings.confidence)


def for_matched(counted: Counted, before: str, wave: str) -> Matched | None:
    """Return the matched comparison where the study names traits; respondents need a tally with one cell a row."""
    study, tally, arms = counted.study, counted.tally, counted.study.comparison
    if arms is None or not arms.match or tally.replicates is not None:
        return None
    if unit_kind(arms, counted.responses) == "respondent" and not tally.one_row_a_cell:
        return None
    return match_tally(study, tally, counted.responses, arms, (before, wave) if before else (wave,))


def for_sensitivity(counted: Counted, wave: str, attributes: tuple[str, ...]) -> SensitivityDetail | None:
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
