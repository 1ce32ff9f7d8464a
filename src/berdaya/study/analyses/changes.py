"""The change of a study's scores between two waves, as commands hand it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from berdaya.errors import InputError
from berdaya.estimates.bootstrap import REPLICATES, SEED
from berdaya.estimates.change.change import Change, change, few_psus_of_change
from berdaya.estimates.change.compare import Comparison
from berdaya.estimates.change.few_psus import FewPsus
from berdaya.estimates.change.pairs import WAYS, Pairs, moved_pairs
from berdaya.estimates.change.split import ChangeSplit, split_change
from berdaya.estimates.compute import estimate
from berdaya.estimates.model import Estimates
from berdaya.estimates.publish import rule_names
from berdaya.instrument.model import Node
from berdaya.study.declared.comparison import arms_problems, compare
from berdaya.study.model import Study
from berdaya.study.read import read_answers
from berdaya.study.rejected import count_and_list
from berdaya.study.results import problem_rows, study_head
from berdaya.study.run import Counted, check_attributes, choose_two_waves, counts_document, no_wave_before
from berdaya.tally.count import Wanted
from berdaya.words.format import or_none


@dataclass(frozen=True)
class Changed:
    """The change of every node between two waves, in every part that both have, and the estimates of both."""

    counted: Counted
    change: Change
    estimates: tuple[Estimates, Estimates]


def change_of(study: Study, by: Sequence[str] = (), wave: str = "", since: str = "", *, pairs: bool = False) -> Changed:
    """Return the change of a study's scores to a wave ("": the last) since another ("": the one before), by attributes.

    What is set aside is written to the study's results/rejected.csv. `pairs`: the tally is one that `pairs_of` can use.

    Raises
    ------
    InputError
        estimates.no-waves, estimates.one-wave, estimates.no-wave-before; an unknown attribute or wave; otherwise as
        `count_study`.
    """
    before, after = choose_two_waves(study, wave, since)
    if not before:
        raise no_wave_before(study, after)
    responses = read_answers(study)
    arms = study.comparison
    if unknown := arms_problems(arms, responses):
        raise InputError((*responses.problems, *unknown))
    attributes = tuple(name for name in by if name not in ("group", "role"))
    check_attributes(responses, attributes)
    attributes = tuple(dict.fromkeys((*attributes, *((arms.by,) if arms else ()))))
    units = pairs or study.settings.mode == "units_first"
    wanted = Wanted(attributes=attributes, units=units, detail=pairs, follows_replicates=not pairs)
    counted = count_and_list(study, responses, wanted)
    given = (study.instrument, counted.tally, study.settings)
    lonely = study.design.lonely_psu
    then, now = (estimate(*given, tuple(by), one, lonely=lonely) for one in (before, after))
    return Changed(counted, change(*given, then, now, (before, after), lonely=lonely), (then, now))


def splits_of(changed: Changed, node: str = "") -> tuple[ChangeSplit, ...]:
    """Return what the change of a node is made of; of the whole ("") where it was asked alike, else of its largest parts that
    were.
    """
    study, found = changed.counted.study, changed.change
    given = (study.instrument, changed.counted.tally, study.settings, found.waves)
    nodes = (node,) if node else changed_nodes(study.instrument.root, found)
    return tuple(split_change(*given, by=found.by, node=key, lonely=study.design.lonely_psu) for key in nodes)


def changed_nodes(root: Node, found: Change) -> tuple[str, ...]:
    """Return the highest nodes with children that have a change in some domain."""
    if not root.children:
        return ()
    if any(isfinite(value) for value in found.value[:, found.at(root.key)]):
        return (root.key,)
    return tuple(key for child in root.children for key in changed_nodes(child, found))


def pairs_of(changed: Changed) -> Pairs:
    """Return who of those that answered in both waves moved which way; `change_of` was asked for pairs."""
    study, found = changed.counted.study, changed.change
    given = (study.instrument, changed.counted.tally, study.settings, found.waves)
    return moved_pairs(*given, tuple(name for name in found.by if name != "group"), study.design.lonely_psu)


def comparison_of(changed: Changed) -> Comparison | None:
    """Return the difference in differences that the study asks for (study.yaml `comparison:`); None where it does not."""
    return compare(changed.counted.study, changed.counted.tally, changed.change.waves)


def few_psus_of(changed: Changed) -> FewPsus:
    """Return the errors of changes that rest on fewer than 40 PSUs: of the cluster jackknife and the wild cluster bootstrap."""
    study = changed.counted.study
    given = (study.instrument, changed.counted.tally, study.settings, *changed.estimates, changed.change)
    return few_psus_of_change(*given, lonely=study.design.lonely_psu)


def comparison_rows(found: Comparison, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a node; `node` keeps one node's row."""
    for n, key in enumerate(found.nodes):
        if node in ("", key) and isfinite(found.value[n]):
            yield {
                "node": key,
                "by": found.by,
                "treated": {"label": found.labels[0], "change": or_none(found.first[n])},
                "control": {"label": found.labels[1], "change": or_none(found.second[n])},
                **{name: or_none(getattr(found, name)[n]) for name in ("value", "se", "df", "low", "high")},
                "suppressed": bool(found.suppressed[n]),
                "beyond": list(rule_names(found.beyond[n])),
                "cut": bool(found.cut[n]),
                "exact": bool(found.exact[n]),
                "few_psus": _few_row(found.few, 0, n),
            }


def change_rows(found: Change, node: str = "", few: FewPsus | None = None) -> Iterator[dict[str, Any]]:
    """Yield one row a part and node, with unrounded numbers; what does not exist is null. `node` keeps one node's rows."""
    for d, labels in enumerate(found.domains):
        for n, key in enumerate(found.nodes):
            if node in ("", key):
                yield {
                    "by": dict(zip(found.by, labels, strict=True)),
                    "node": key,
                    **{name: or_none(getattr(found, name)[d, n]) for name in ("value", "se", "df", "low", "high")},
                    "direction": found.direction[d][n] or None,
                    "suppressed": bool(found.suppressed[d, n]),
                    "beyond": list(rule_names(found.beyond[d, n])),
                    "cut": bool(found.cut[d, n]),
                    "exact": bool(found.exact[d, n]),
                    "few_psus": _few_row(few, d, n),
                }


def _few_row(few: FewPsus | None, d: int, n: int) -> dict[str, Any] | None:
    """Errors that hold with few PSUs; None where they are many, or there is no error at all."""
    if few is None or not isfinite(few.se[d, n]):
        return None
    return {
        "psus": int(few.psus[d]),
        **{name: or_none(getattr(few, name)[d, n]) for name in ("se", "low", "high", "p", "wild_low", "wild_high")},
        "patterns": int(few.patterns[d]),
        "every_pattern": bool(few.every[d]),
    }


def split_rows(found: ChangeSplit, change: Change) -> Iterator[dict[str, Any]]:
    """Yield one row a part and criterion that both waves have, the largest rise first, then what changed coverage adds.

    `item` of the latter is None. A share is marked as the change of its criterion is (of coverage: of the node).
    """
    for d, labels in enumerate(found.domains):
        by, total = dict(zip(found.by, labels, strict=True)), found.total[d]
        if not isfinite(total):
            continue
        order = sorted(np.flatnonzero(found.there[d] & found.below).tolist(), key=lambda i: -float(found.share[d, i]))
        for at in (*order, len(found.items)):
            item = found.items[at] if at < len(found.items) else None
            share = found.coverage[d] if item is None else found.share[d, at]
            low, high = (or_none(float(part[d, at])) for part in (found.low, found.high))
            place = change.domains.index(labels), change.at(item or found.node)
            yield {
                "by": by,
                "node": found.node,
                "item": item,
                "share": or_none(share),
                "low": low,
                "high": high,
                "suppressed": bool(change.suppressed[place]),
                "beyond": list(rule_names(change.beyond[place])),
            }


def pair_rows(found: Pairs, node: str = "") -> Iterator[dict[str, Any]]:
    """Yield one row a part and node with pairs; `node` keeps one node's rows."""
    single = ("mean", "d_av", "d_av_low", "d_av_high", "d_z", "p")
    for d, labels in enumerate(found.domains):
        for n, key in enumerate(found.nodes):
            if node in ("", key) and found.n[d, n]:
                yield {
                    "by": dict(zip(found.by, labels, strict=True)),
                    "node": key,
                    "n": int(found.n[d, n]),
                    "psus": int(found.psus[d, n]),
                    **{
                        way: {name: or_none(getattr(found, name)[d, n, w]) for name in ("share", "se", "low", "high")}
                        for w, way in enumerate(WAYS)
                    },
                    **{name: or_none(getattr(found, name)[d, n]) for name in single},
                    "suppressed": bool(found.suppressed[d, n]),
                    "beyond": list(rule_names(found.beyond[d, n])),
                }


def change_document(
    changed: Changed,
    lang: str,
    node: str = "",
    splits: Sequence[ChangeSplit] = (),
    pairs: Pairs | None = None,
    *,
    few_psus: bool | None = None,
) -> dict[str, Any]:
    """Return what `berdaya change --json` prints.

    `few_psus`: with errors that hold with few PSUs too; None: for the whole, not for parts by attributes, which may be many.
    """
    counted, compared = changed.counted, comparison_of(changed)
    before, after = changed.change.waves
    few = few_psus_of(changed) if (few_psus if few_psus is not None else not changed.change.by) else None
    return {
        **study_head(counted.study),
        "counts": counts_document(counted.tally.counts),
        "since": before,
        "wave": after,
        "changes": list(change_rows(changed.change, node, few)),
        **({"comparison": list(comparison_rows(compared, node))} if compared else {}),
        **({"splits": [row for one in splits for row in split_rows(one, changed.change)]} if splits else {}),
        **({"pairs": list(pair_rows(pairs, node))} if pairs else {}),
        **_draws_document(splits, drawn=bool(splits or pairs)),
        "warnings": problem_rows(counted.problems, lang),
    }


def _draws_document(splits: Sequence[ChangeSplit], *, drawn: bool) -> dict[str, Any]:
    """What intervals are from; no seed where replicate weights came with the answers."""
    given = next((one.replicates for one in splits if one.given), None)
    if given is not None:
        return {"seed": None, "replicates": given}
    return {"seed": SEED, "replicates": REPLICATES} if drawn else {}
