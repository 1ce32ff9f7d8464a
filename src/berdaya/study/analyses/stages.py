"""The stages of a study's groups, by the checklist that it names, against their scores."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

import numpy as np
import polars as pl

from berdaya.errors import InputError, Problem, Where
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates
from berdaya.estimates.stages import NO, UNKNOWN, YES, Staged, StageRule, any_of, judge
from berdaya.located import Problems, nearest
from berdaya.responses.folded import fold
from berdaya.responses.model import Groups
from berdaya.responses.tables import shown
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, choose_one_wave, counts_document
from berdaya.tally.count import Wanted

WORDS = {
    **dict.fromkeys(("1", "yes", "y", "ya", "true", "benar", "sudah", "ada", "v", "vv", "✓", "✔"), YES),
    **dict.fromkeys(("0", "no", "n", "tidak", "false", "salah", "belum", "tidak ada", "-", "–"), NO),
    **dict.fromkeys(("", "dk", "unknown", "not known", "tidak tahu", "tidak diketahui"), UNKNOWN),
}
FEWEST = 3  # groups from which a rank correlation tells anything


@dataclass(frozen=True)
class StagesOf:
    """The verdicts, and the study with the tally that the scores are of."""

    counted: Counted
    staged: Staged


def stages_of(study: Study, wave: str = "") -> StagesOf:
    """Return the stage of every group by the study's checklist, with its overall score in a wave ("": the last).

    Raises
    ------
    InputError
        stages.none: the study names no checklist; stages.no-column, stages.unknown-value; as `count_study`.
    """
    if study.stages is None:
        raise InputError(Problem("stages.none", Where(study.file)))
    wave = choose_one_wave(study, wave)
    responses = read_answers(study)
    marked = read_markers(study, study.stages)
    wanted = Wanted(units=study.settings.mode == "units_first", follows_replicates=True)  # no errors are told
    counted = count_and_list(study, responses, wanted)
    groups = None
    if wave in counted.tally.wave.labels:
        groups = estimate(
            study.instrument, counted.tally, study.settings, ("group",), wave, lonely=study.design.lonely_psu
        )
    return StagesOf(counted, place_groups(study, marked, groups))


Marked = tuple[tuple[str, dict[str, int]], ...]


def read_markers(study: Study, rule: StageRule) -> Marked:
    """Return each group of a study's list with its markers by a rule.

    Raises
    ------
    InputError
        stages.no-column, stages.unknown-value, all at once.
    """
    problems = Problems()
    groups = study.groups or Groups(pl.DataFrame({"group": []}), study.file)
    table, file = groups.table, groups.file
    columns = {}
    for marker in rule.markers:
        for name in marker.columns:
            if name not in table.columns:
                values = {"column": name, "file": file, "marker": marker.key, **nearest(name, table.columns)}
                problems.error("stages.no-column", Where(file), **values)
            else:
                columns[name] = _column(groups, name, problems)
    if problems.any_error:
        raise InputError(problems.found)
    found = {one.key: any_of(np.stack([columns[name] for name in one.columns], axis=1)) for one in rule.markers}
    keys = [str(key) for key in table["group"]]
    return tuple((key, {name: int(state[at]) for name, state in found.items()}) for at, key in enumerate(keys))


def _column(groups: Groups, name: str, problems: Problems) -> Any:
    texts = groups.table[name].cast(pl.String).fill_null("").to_list()
    states = [WORDS.get(fold(text)) for text in texts]
    for at, (group, text) in enumerate(zip(groups.table["group"], texts, strict=True)):
        if states[at] is None:
            values = {"group": str(group), "column": name, "value": shown(text)}
            problems.error("stages.unknown-value", groups.place(at, name), **values)
    return np.array([UNKNOWN if state is None else state for state in states], dtype=np.int64)


def place_groups(study: Study, marked: Marked, groups: Estimates | None) -> Staged:
    """Return the verdicts with each group's overall score beside it; under profile public not where it may not be shown."""
    rule = study.stages
    assert rule is not None
    scores, few, withheld = _scores(study, groups)
    judged = (judge(rule, key, markers, scores.get(key)) for key, markers in marked)
    found = tuple(replace(one, small=one.group in few) for one in judged)
    met = {
        one.key: (count[YES], count[NO], count[UNKNOWN])
        for one in rule.markers
        if (count := {state: sum(m[one.key] == state for _, m in marked) for state in (YES, NO, UNKNOWN)})
    }
    both = [(one.sure, one.score) for one in found if one.settled and one.score is not None]
    return Staged(rule, found, met, _agreement(both), len(both), withheld)


def _scores(study: Study, groups: Estimates | None) -> tuple[dict[str, float], set[str], int]:
    """The overall score of each group that has one to be shown, those of few people, and how many are withheld."""
    few: set[str] = set()
    if groups is None or study.composite == "hide":
        return {}, few, 0
    at = groups.nodes.index(study.instrument.root.key)
    scores, withheld = {}, 0
    for d, (label, *_) in enumerate(groups.domains):
        if not isfinite(groups.value[d, at]):
            continue
        if groups.suppressed[d, at] and study.settings.profile == "public":
            withheld += 1
            continue
        scores[label] = float(groups.value[d, at])
        if groups.suppressed[d, at]:
            few.add(label)
    return scores, few, withheld


def _agreement(pairs: list[tuple[int, float]]) -> float:
    from scipy.stats import spearmanr  # late: scipy costs start-up time

    stages, scores = ({one for one, _ in pairs}, {other for _, other in pairs})
    if len(pairs) < FEWEST or len(stages) < 2 or len(scores) < 2:
        return nan
    stage, score = np.array(pairs, dtype=np.float64).T
    return float(spearmanr(stage, score).statistic)


def stages_document(found: StagesOf, lang: str) -> dict[str, Any]:
    """Return what `berdaya stages --json` prints."""
    staged, study = found.staged, found.counted.study
    rule = staged.rule
    keys = [stage.key for stage in rule.stages]
    return {
        **study_head(study),
        "counts": counts_document(found.counted.tally.counts),
        "rule": {
            "key": rule.key,
            "source": list(rule.source),
            "date": rule.date,
            "stages": [
                {"key": one.key, "needed": one.needed, "markers": [marker.key for marker in one.markers]}
                for one in rule.stages
            ],
        },
        "groups": None if study.settings.profile == "public" else list(_rows(staged, keys)),
        "markers": {
            key: dict(zip(("yes", "no", "unknown"), counts, strict=True)) for key, counts in staged.met.items()
        },
        "agreement": staged.agreement if isfinite(staged.agreement) else None,
        "scored": staged.scored,
        "withheld": staged.withheld,
        "warnings": problem_rows(found.counted.problems, lang),
    }


def _rows(staged: Staged, keys: list[str]) -> Iterator[dict[str, Any]]:
    for one in staged.groups:
        yield {
            "group": one.group,
            "stage": keys[one.sure - 1] if one.sure else None,
            "at_most": keys[one.most - 1] if one.most else None,
            "next": keys[one.sure] if one.sure < len(keys) else None,
            "short": one.short,
            "lacking": list(one.lacking),
            "unknown": list(one.unknown),
            "score": one.score,
            "suppressed": one.small,
        }
