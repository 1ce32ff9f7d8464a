"""How far a study's results depend on chance and on choices, as commands hand it out."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

from berdaya.errors import InputError, Problem
from berdaya.estimates.sensitivity.dominance import Compared, parts_compared, waves_compared
from berdaya.estimates.sensitivity.model import Sensitivity, SensitivitySpec
from berdaya.estimates.sensitivity.sensitivity import Progress, kind_name, sensitivity
from berdaya.instrument.model import Instrument
from berdaya.instrument.weights import given_scheme
from berdaya.save import save_bytes
from berdaya.stats.sobol_indices import SobolIndices
from berdaya.study.analyses.attention import single_groups
from berdaya.study.analyses.weights import read_schemes
from berdaya.study.declared.expert_draws import VARIANTS, find_panel
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_attributes, choose_one_wave, counts_document
from berdaya.tally.count import Wanted
from berdaya.words.format import or_none

DRAWS = "sensitivity-draws.parquet"
MOST_ROWS = 200_000  # above this answers are not held one by one


@dataclass(frozen=True)
class SensitivityResult:
    """A study's sensitivity run, and the same with answers scored as they are (None: no other scoring was drawn).

    `compared`: waves, and parts by attributes, under every increasing scoring. `problems` are warnings.
    """

    counted: Counted
    run: Sensitivity
    as_scored: Sensitivity | None
    compared: tuple[Compared, ...]
    problems: tuple[Problem, ...]
    draws: Path


def sensitivity_of(
    study: Study,
    spec: SensitivitySpec | None = None,
    wave: str = "",
    by: Sequence[str] = (),
    *,
    progress: Progress = lambda share: None,
) -> SensitivityResult:
    """Return how far a study's scores, categories and ranks depend on chance and on choices, and on which most.

    `spec` None is that of study.yaml. Waves are compared under every scoring with the wave before, and parts by the attributes
    `by` with one another. Every run is written to results/sensitivity-draws.parquet, what is set aside to results/rejected.csv.

    Raises
    ------
    InputError
        As `count_study`; an unknown attribute or wave; sensitivity.too-many-parts; with weights of schemes or experts as
        `read_schemes`, and sensitivity.no-schemes or as `find_panel`.
    ComputeError
        As `sensitivity`.
    """
    chosen = choose_one_wave(study, wave)
    responses = read_answers(study)
    attributes = tuple(name for name in by if name not in ("group", "role"))
    check_attributes(responses, attributes)
    counted = count_and_list(study, responses, Wanted(attributes=attributes, detail=responses.rows.height <= MOST_ROWS))
    spec = spec or study.sensitivity
    compared = (*wave_comparison(counted, chosen), *part_comparisons(counted, chosen, by))
    run, as_scored = run_sensitivity(counted, chosen, spec, progress)
    draws = study.results / DRAWS
    buffer = BytesIO()
    run.draws.write_parquet(buffer)
    save_bytes(draws, buffer.getvalue())
    return SensitivityResult(counted, run, as_scored, compared, (*counted.problems, *_warnings(counted, spec)), draws)


def run_sensitivity(
    counted: Counted, wave: str, spec: SensitivitySpec, progress: Progress = lambda share: None
) -> tuple[Sensitivity, Sensitivity | None]:
    """Return the run of a tally, and that without the source "spacing" where it was drawn."""
    study = counted.study
    spec = with_schemes(study, spec)
    wanted = Wanted(detail=counted.tally.one_row_a_cell)
    single, errors = single_groups(counted, wanted)
    tallies = (counted.tally, None if errors == "none" else single.tally)

    def one(of: SensitivitySpec, start: float, share: float) -> Sensitivity:
        lonely = study.design.lonely_psu
        told = (lambda done: progress(start + share * done)) if share else progress
        return sensitivity(study.instrument, tallies, study.settings, of, wave, lonely=lonely, progress=told)

    others = tuple(source for source in spec.sources if source != "spacing")
    twice = counted.tally.one_row_a_cell and "spacing" in spec.sources and bool(others)
    run = one(spec, 0.0, 0.5 if twice else 1.0)
    if "spacing" not in run.sources or len(run.sources) < 2:
        progress(1.0)
        return run, None
    return run, one(replace(spec, sources=others), 0.5, 0.5)


def with_schemes(study: Study, spec: SensitivitySpec) -> SensitivitySpec:
    """Return the specification with the weights that it draws from: of each scheme, or of each expert of one.

    Schemes are the instrument's own, and one for each method and file; other ways of working out the same judgements are left
    out: they would count their experts twice.
    """
    if spec.weights not in ("schemes", "experts") or spec.schemes or spec.panel or "weights" not in spec.sources:
        return spec
    found, _ = read_schemes(study)
    if spec.weights == "experts":
        return replace(spec, panel=find_panel(spec, found, study.weights.use, study.weights.folder.name))
    schemes = [given_scheme(study.as_written), *(one.scheme for one in found if one.scheme.method not in VARIANTS)]
    if len(schemes) < 2:
        values = {"folder": study.weights.folder.name, "kind": "schemes"}
        raise InputError(Problem("sensitivity.no-schemes", values=values))
    by_child = {one.name: {key: w for own in one.weights.values() for key, w in own.items()} for one in schemes}
    return replace(spec, schemes=by_child)


def wave_comparison(counted: Counted, wave: str) -> tuple[Compared, ...]:
    """Return the comparison with the wave before, where there is one and answers are held one by one."""
    study, tally = counted.study, counted.tally
    place = study.waves.index(wave) if wave in study.waves else 0
    before = study.waves[place - 1] if place else ""
    if not tally.one_row_a_cell or before not in tally.wave.labels or wave not in tally.wave.labels or not before:
        return ()
    lonely = study.design.lonely_psu
    return (waves_compared(study.instrument, tally, study.settings, (before, wave), lonely),)


def part_comparisons(counted: Counted, wave: str, by: Sequence[str]) -> tuple[Compared, ...]:
    """Return the comparison of parts by each attribute on its own; all that are too many are told at once."""
    study, tally = counted.study, counted.tally
    found: list[Compared] = []
    problems: list[Problem] = []
    if tally.one_row_a_cell:
        for name in by:
            try:
                given = (study.instrument, tally, study.settings, (name,), wave, study.design.lonely_psu)
                found.append(parts_compared(*given))
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(found)


def _warnings(counted: Counted, spec: SensitivitySpec) -> tuple[Problem, ...]:
    if counted.tally.one_row_a_cell or "spacing" not in spec.sources:
        return ()
    values = {"rows": int(counted.tally.rows.sum()), "most": MOST_ROWS}
    return (Problem("sensitivity.too-many-rows", severity="warning", values=values),)


def node_rows(run: Sensitivity, instrument: Instrument, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a node, with unrounded numbers; what does not exist is null. `node` keeps one node's row."""
    labels = [band.key for band in instrument.bands.labels]
    for n, key in enumerate(run.nodes):
        if node in ("", key):
            yield {
                "node": key,
                "value": or_none(run.value[n]),
                "band": labels[run.band[n]] if run.band[n] >= 0 else None,
                "median": or_none(run.median[n]),
                "range_90": {"low": or_none(run.low90[n]), "high": or_none(run.high90[n])},
                "range_95": {"low": or_none(run.low95[n]), "high": or_none(run.high95[n])},
                "bands": {label: or_none(run.bands[n, b]) for b, label in enumerate(labels)},
                "same_band": or_none(run.same[n]),
                "empty": float(run.empty[n]),
                "score": _index_rows(run, run.scores, n),
                "category": _index_rows(run, run.categories, n),
            }


def rank_rows(run: Sensitivity) -> Iterator[dict[str, Any]]:
    """Yield one row a group, the first rank first."""
    ranks = run.ranks
    order = sorted(
        range(len(ranks.groups)), key=lambda g: (not isfinite(ranks.rank[g]), ranks.rank[g], ranks.groups[g])
    )
    for g in order:
        yield {
            "group": ranks.groups[g],
            "value": or_none(ranks.value[g]),
            "rank": or_none(ranks.rank[g]),
            **{name: or_none(getattr(ranks.over_runs, name)[g]) for name in ranks.over_runs._fields},
            "suppressed": bool(ranks.suppressed[g]),
        }


def compared_rows(found: Compared, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a pair and node that can be compared; `node` keeps one node's rows."""
    for p, (waves, labels) in enumerate(zip(found.waves, found.labels, strict=True)):
        for n, key in enumerate(found.nodes):
            if node in ("", key) and found.verdict[p, n]:
                yield {
                    "node": key,
                    **{
                        side: {"by": dict(zip(found.by, labels[k], strict=True)), "wave": waves[k] or None}
                        for k, side in enumerate(("first", "second"))
                    },
                    "verdict": str(found.verdict[p, n]),
                    "p_higher": or_none(found.p_higher[p, n]),
                    "p_lower": or_none(found.p_lower[p, n]),
                    "sample": {1.0: "higher", -1.0: "lower"}.get(float(found.sample[p, n])),
                    "levels": [
                        {
                            "from": level,
                            "difference": or_none(found.difference[p, n, j]),
                            "se": or_none(found.se[p, n, j]),
                        }
                        for j, level in enumerate(found.thresholds)
                    ],
                    "suppressed": bool(found.suppressed[p, n]),
                }


def spec_document(run: Sensitivity, *, public: bool = False) -> dict[str, Any]:
    """Return what was drawn, as plain data, in the words of study.yaml; `public`: without experts' names."""
    spec = run.spec
    kinds = [
        "own" if kind is None else {"power": kind.power} if kind.kind == "power" else kind_name(kind)
        for kind in run.kinds
    ]
    return {
        **asdict(replace(spec, aggregate=(), schemes={}, panel=None)),
        "sources": list(run.sources),
        "left_out": list(run.left_out),
        "runs": run.draws_made,
        "weights": _weights_document(spec, public=public),
        "aggregate": kinds,
        "coverage": list(spec.coverage),
        "bands": run.cut_shift,
        "spacing": "any" if spec.spacing is None else spec.spacing,
    }


def _weights_document(spec: SensitivitySpec, *, public: bool) -> dict[str, Any]:
    panel = spec.panel
    if spec.weights != "experts" or panel is None:
        return {"kind": spec.weights, **({"schemes": list(spec.schemes)} if spec.schemes else {"spread": spec.spread})}
    return {
        "kind": "experts",
        "scheme": panel.scheme,
        "take": spec.take,
        "inconsistent": "leave_out" if spec.leave_out else "keep",
        "experts": len(panel.experts),
        "names": None if public else list(panel.experts),
        "judged_by": {node: len(own) for node, own in panel.weights.items()},
        "inconsistent_judgements": [
            {"node": one.node, "expert": None if public else one.expert, "ratio": one.ratio, "limit": one.limit}
            for one in panel.inconsistent
        ],
    }


def sensitivity_document(found: SensitivityResult, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya sensitivity --json` prints."""
    counted, run = found.counted, found.run
    instrument = counted.study.instrument
    document = spec_document(run, public=counted.study.settings.profile == "public")
    for part in ("schemes", "spread", "scheme", "take", "leave_out", "panel"):
        del document[part]
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "wave": run.wave or None,
        "sensitivity": document,
        "nodes": list(node_rows(run, instrument, node)),
        "as_scored": list(node_rows(found.as_scored, instrument, node)) if found.as_scored else None,
        "ranks": {
            "groups": list(rank_rows(run)),
            "move": {
                source: {name: or_none(part[s]) for name, part in run.ranks.indices._asdict().items()}
                for s, source in enumerate(run.sources)
            },
            "sampling_within_groups": not run.ranks.fixed,
        },
        "compared": [row for one in found.compared for row in compared_rows(one, node)],
        "lonely": run.lonely,
        "draws": found.draws.name,
        "warnings": problem_rows(found.problems, lang),
    }


def _index_rows(run: Sensitivity, indices: SobolIndices, n: int) -> dict[str, dict[str, float | None]]:
    return {
        source: {name: or_none(part[s, n]) for name, part in indices._asdict().items()}
        for s, source in enumerate(run.sources)
    }
