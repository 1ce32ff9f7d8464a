"""Those with the programme beside those without it who are like them, as commands hand it out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from berdaya.errors import InputError, Problem, Where
from berdaya.estimates.change.compare import Arms
from berdaya.estimates.change.matched import ALPHA, LARGE_GAP, SMALL_GAP, Matched, UnitKind, match_units
from berdaya.estimates.change.matched_units import matched_units
from berdaya.estimates.publish import rule_names
from berdaya.responses.model import Responses
from berdaya.study.declared.comparison import arms_problems
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, choose_two_waves, counts_document
from berdaya.tally.count import Wanted
from berdaya.tally.model import Tally
from berdaya.words.format import or_none

FIGURES = ("treated", "control", "value", "se", "df", "low", "high", "p", "gamma", "d", "e", "e_limit")


@dataclass(frozen=True)
class MatchedStudy:
    """A matched comparison, and the tally that it was made from."""

    counted: Counted
    matched: Matched


def matched_of(study: Study, wave: str = "", since: str = "") -> MatchedStudy:
    """Return the comparison of those with the programme and matched ones without it: of changes, of scores in one wave.

    What is set aside is written to the study's results/rejected.csv.

    Raises
    ------
    InputError
        study.match-missing: the study does not say by which traits to match; study.match-varies; otherwise as `count_study`.
    """
    arms = study.comparison
    if arms is None or not arms.match:
        raise InputError(Problem("study.match-missing", arms.where if arms else Where(study.file)))
    responses = read_answers(study)
    if unknown := arms_problems(arms, responses):
        raise InputError((*responses.problems, *unknown))
    attributes = tuple(dict.fromkeys((arms.by, *arms.match)))
    counted = count_and_list(study, responses, Wanted(attributes=attributes, units=True, detail=True))
    before, after = choose_two_waves(study, wave, since)
    waves = (before, after) if before else (after,)
    return MatchedStudy(counted, match_tally(study, counted.tally, responses, arms, waves))


def match_tally(study: Study, tally: Tally, responses: Responses, arms: Arms, waves: tuple[str, ...]) -> Matched:
    """Return the matched comparison of a tally that holds the attributes of `arms`."""
    given = (study.instrument, tally, study.settings)
    units = matched_units(*given, arms, unit_kind(arms, responses), waves, study.design.lonely_psu)
    scale = study.instrument.scale
    most = len(waves) * (scale.max - scale.min)
    return match_units(units, arms, study.settings, tuple(node.key for node in study.instrument.nodes), waves, most)


def unit_kind(arms: Arms, responses: Responses) -> UnitKind:
    """Return what the programme is a matter of: of groups where their list says who has it, else of respondents."""
    return "group" if responses.groups.given and arms.by in responses.groups.attributes else "respondent"


def matched_rows(found: Matched, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a node with pairs; `node` keeps one node's row."""
    for n, key in enumerate(found.nodes):
        if node in ("", key) and found.pairs[n]:
            yield {
                "node": key,
                "pairs": int(found.pairs[n]),
                **{name: or_none(getattr(found, name)[n]) for name in FIGURES},
                "suppressed": bool(found.suppressed[n]),
                "beyond": list(rule_names(found.beyond[n])),
            }


def matched_document(matched: MatchedStudy, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya change --matched --json` prints."""
    found, counted = matched.matched, matched.counted
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "waves": list(found.waves),
        "by": found.arms.by,
        "labels": {"treated": found.arms.treated, "control": found.arms.control},
        "unit": found.kind,
        "match": {
            "exactly": list(found.class_names),
            "nearest": list(found.number_names),
            "caliper": found.arms.caliper,
        },
        "units": {name: {"treated": one[0], "control": one[1]} for name, one in found.counts.items()},
        "balance": [_balance_row(asdict(one)) for one in found.balance],
        "unlike": list(found.unlike),
        "limits": {"small": SMALL_GAP, "large": LARGE_GAP, "alpha": ALPHA},
        "matched": list(matched_rows(found, node)),
        "warnings": problem_rows(counted.problems, lang),
    }


def _balance_row(row: dict[str, Any]) -> dict[str, Any]:
    pairs = {
        f"{when}": {"treated": or_none(row[when][0]), "control": or_none(row[when][1])} for when in ("before", "after")
    }
    numbers = {name: or_none(row[name]) for name in ("gap_before", "gap_after", "ratio")}
    return {"trait": row["trait"], "label": row["label"] or None, **pairs, **numbers}
