"""The weights of a study step by step, what they reach and what they cost, as commands and the report hand them out."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from berdaya.estimates.compute import estimate
from berdaya.estimates.sample_facts import WeightStep, weight_steps
from berdaya.save import save_bytes
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, choose_waves, count_study, counts_document, lay_out_weights
from berdaya.tally.adjust import Adjusted
from berdaya.tally.count import Wanted
from berdaya.words.format import or_none

FILE = "weights.csv"
ROWS = ("file", "row", "respondent", "group", "role", "wave")


@dataclass(frozen=True)
class Realised:
    """The overall score of the last wave (by role where roles are asked apart), its error and realised design effect V / V_srs,
    with weights as they came (`step` "base") and as they are used ("used"). NaN is what does not exist.
    """

    step: str
    by: dict[str, str]
    value: float
    se: float
    deff: float
    n: int


@dataclass(frozen=True)
class SampleWeights:
    """The weights of a study: `adjusted` has them row by row, `steps` by step, wave and role."""

    counted: Counted
    adjusted: Adjusted
    steps: tuple[WeightStep, ...]
    realised: tuple[Realised, ...]


def sample_weights(study: Study) -> SampleWeights:
    """Return the weights of a study after each step: as they came, for non-response, trimmed, calibrated.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`: also where the classes of non-response or the known totals do not fit the answers.
    """
    responses = read_answers(study)
    wanted = Wanted(units=study.settings.mode == "units_first", detail=True, follows_replicates=True)
    counted = count_and_list(study, responses, wanted)
    _, adjusted = lay_out_weights(study, responses)
    realised = list(_realised(counted, "used"))
    if len(adjusted.steps) > 1:
        bare = replace(study, design=replace(study.design, nonresponse=None, trim=None, calibrate=None))
        realised = [*_realised(count_study(bare, responses, wanted), "base"), *realised]
    return SampleWeights(counted, adjusted, weight_steps(responses.rows, adjusted), tuple(realised))


def _realised(counted: Counted, step: str) -> Iterator[Realised]:
    study = counted.study
    wave = choose_waves(study, "")[0]
    lonely = study.design.lonely_psu
    found = estimate(study.instrument, counted.tally, study.settings, (), wave, lonely=lonely, deff=True)
    at = found.at(study.instrument.root.key)
    for d, labels in enumerate(found.domains):
        by = dict(zip(found.by, labels, strict=True))
        value, se, deff, n = (float(part[d, at]) for part in (found.value, found.se, found.deff, found.n))
        yield Realised(step, by, value, se, deff, int(n))


def weights_csv(weights: SampleWeights) -> bytes:
    """Return the weights as csv, one row a row of answers and a column a step; numbers are not rounded."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    steps = weights.adjusted.steps
    writer.writerow([*ROWS, *(name for name, _ in steps), "weight"])
    columns = [weight.tolist() for _, weight in steps]
    texts = weights.counted.responses.rows.select(pl.col(name).cast(pl.String) for name in ROWS).fill_null("")
    for key, *values in zip(texts.iter_rows(), *columns, columns[-1], strict=True):
        writer.writerow([*key, *values])
    return out.getvalue().encode("utf-8-sig")


def write_weights(weights: SampleWeights) -> Path:
    """Write results/weights.csv of the study.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    path = weights.counted.study.results / FILE
    save_bytes(path, weights_csv(weights))
    return path


def weights_document(weights: SampleWeights, lang: str) -> dict[str, Any]:
    """Return what `berdaya sample weights --json` prints."""
    counted, adjusted = weights.counted, weights.adjusted
    lowered, raised = adjusted.trimmed
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "steps": [{**asdict(one), "effective": one.effective} for one in weights.steps],
        "nonresponse": [{**asdict(one), "factor": one.factor} for one in adjusted.classes],
        "trimmed": {"lowered": lowered, "raised": raised} if counted.study.design.trim else None,
        "margins": [asdict(one) for one in adjusted.margins],
        "rounds": adjusted.rounds,
        "overall": [
            {**asdict(one), **{name: or_none(getattr(one, name)) for name in ("value", "se", "deff")}}
            for one in weights.realised
        ],
        "warnings": problem_rows(counted.problems, lang),
    }
