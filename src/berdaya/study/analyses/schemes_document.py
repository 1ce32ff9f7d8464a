"""Weight schemes as plain data."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from berdaya.estimates.model import Estimates
from berdaya.estimates.weights.scheme_scores import WeighedScheme
from berdaya.instrument.judgements import Consistency
from berdaya.instrument.weights import effective_weights, shares
from berdaya.study.analyses.weights import Weighed
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import counts_document
from berdaya.words.format import or_none


def schemes_document(weighed: Weighed, lang: str, node: str = "") -> dict[str, Any]:
    """Return what `berdaya weights --json` prints; `node` keeps the weights and consistency of one node's children, and that
    node's scores. What does not exist is null.
    """
    study = weighed.counted.study
    return {
        **study_head(study),
        "counts": counts_document(weighed.counted.tally.counts),
        "wave": weighed.wave or None,
        "use": weighed.in_use.scheme.name,
        "random_index": study.weights.random_index,
        "units": study.weights.units,
        "schemes": [_scheme(one, weighed, node) for one in weighed.schemes],
        "warnings": problem_rows(weighed.problems, lang),
    }


def _scheme(one: WeighedScheme, weighed: Weighed, node: str) -> dict[str, Any]:
    scheme = one.scheme
    notes = one.data.notes if one.data else ()
    return {
        "name": scheme.name,
        "method": scheme.method,
        "source": scheme.source or None,
        "in_use": one is weighed.in_use,
        "recommended": one.data is None,
        "weights": list(weight_rows(one, node)),
        "consistency": [
            consistency_row(c) for c in (one.experts.consistency if one.experts else ()) if _is(node, c.node)
        ],
        "notes": [{"node": key, "note": note, "children": list(about)} for key, note, about in notes if _is(node, key)],
        "scores": list(score_rows(one, weighed, node)),
    }


def _is(node: str, key: str) -> bool:
    return node in ("", key)


def weight_rows(one: WeighedScheme, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a child of every node (of one node): its weight among its siblings, its effective weight in the root, the
    lowest and highest weight over experts, and, where a best-worst optimum is not unique, the interval that is as good.

    `own`: the scheme says something of the node; else the weights are the instrument's.
    """
    weights, effective = shares(one.instrument), effective_weights(one.instrument)
    spread = (one.experts.spread if one.experts else None) or {}
    for parent in one.instrument.nodes:
        for child in parent.children if _is(node, parent.key) else ():
            of = spread.get(parent.key, {}).get(child.key)
            yield {
                "parent": parent.key,
                "node": child.key,
                "weight": weights[child.key],
                "effective": effective[child.key],
                "own": parent.key in one.scheme.weights,
                "experts": of.experts if of else None,
                "low": of.low if of else None,
                "high": of.high if of else None,
                "free": list(of.free) if of and of.free else None,
                "units": one.data.units.get(parent.key) if one.data else None,
            }


def consistency_row(one: Consistency) -> dict[str, Any]:
    """Return an expert's consistency on a node ("expert" null: of the group's mean judgements)."""
    found = asdict(one)
    worst = one.worst
    return {
        **found,
        "expert": one.expert or None,
        "worst": None
        if worst is None
        else {
            "first": worst.first,
            "second": worst.second,
            "judged": worst.judged,
            "implied": worst.implied,
            "ratio": worst.ratio,
            "place": str(worst.where) or None,
        },
    }


def score_rows(one: WeighedScheme, weighed: Weighed, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a node with children (a node): its score, category and confidence, the difference to the scheme in use, and
    how many groups are in another category than there.
    """
    base, bands = weighed.in_use.scores.whole, weighed.in_use.instrument.bands.labels
    whole, scores = one.scores.whole, one.scores
    inner = [n.key for n in one.instrument.nodes if n.children]
    for d, labels in enumerate(whole.domains):
        for key in [node] if node else inner:
            at, band = whole.at(key), int(whole.band[d, whole.at(key)])
            yield {
                "by": dict(zip(whole.by, labels, strict=True)),
                "node": key,
                **{name: or_none(float(getattr(whole, name)[d, at])) for name in ("value", "se", "low", "high")},
                "band": bands[band].key if band >= 0 else None,
                "sure": or_none(sureness(whole, d, at)),
                "difference": or_none(float(whole.value[d, at] - base.value[d, at])),
                "suppressed": bool(whole.suppressed[d, at]),
                "groups": int(scores.compared[d, at]),
                "changed": int(scores.changed[d, at]),
                "rank_correlation": or_none(float(scores.rank[d, at])),
            }


def sureness(of: Estimates, domain: int, at: int) -> float:
    """Return how surely a score is in its category; NaN where nothing was sampled, or there is none."""
    band = int(of.band[domain, at])
    exact = "certain" in of.notes[domain][at]
    return float("nan") if band < 0 or exact else float(of.bands[domain, at, band])
