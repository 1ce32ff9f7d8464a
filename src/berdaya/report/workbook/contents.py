"""Gather what one workbook says from the tally, the estimates and the instrument."""

from berdaya.estimates.frame import Frame, make_frame
from berdaya.estimates.model import Estimates, Settings
from berdaya.estimates.publish import BEYOND, rule_names, rule_words
from berdaya.instrument.model import AggregateKind, Instrument, Node
from berdaya.report.composite import placed
from berdaya.report.model import Category
from berdaya.report.workbook.answers import answer_rows, items_of, reasons, shown_levels
from berdaya.report.workbook.model import NodeRow, Printed, Source, WorkbookContents, WorkbookFacts
from berdaya.tally.model import Tally
from berdaya.words.say import say

_NAN = float("nan")
_ABSENT = Printed(_NAN, _NAN, _NAN, _NAN, _NAN, -1, _NAN)


def workbook_contents(
    instrument: Instrument,
    tally: Tally,
    estimates: Estimates,
    settings: Settings,
    facts: WorkbookFacts,
    lang: str,
    closed: frozenset[str] = frozenset(),
) -> WorkbookContents:
    """Return what the workbook of one language holds.

    Parameters
    ----------
    instrument, tally
        What was asked and the sums of what was answered; the tally must hold frequencies.
    estimates
        Of the whole study (no `by`; units first of unlike roles come by role), in the wave `facts.wave`.
    settings
        As the estimates were made.
    facts
        Title, date, marks, assumptions and manifest, already in the language; and where the overall score stands.
    lang
        "id" or "en".
    closed
        Questions whose answers must not be shown though their scores may: few people of one role answered. They and
        all above them stand without formulas.
    """
    frame = make_frame(instrument, tally, settings, (), facts.wave)
    source: Source = "values"
    if settings.mode == "means_first":
        source = "counts" if settings.count == "persons" else "means"
    hidden = _hidden(estimates, settings)
    closed = hidden | closed
    answers = answer_rows(frame, closed, lang)
    ranges = dict(items_of(answers))
    nodes: list[NodeRow] = []
    order = placed(facts.composite, 0, range(1, len(instrument.nodes)))
    for domain in range(max(len(estimates.domains), 1)):
        nodes += _node_rows(frame, estimates, domain, (source, ranges, (hidden, closed), (len(nodes), order)), lang)
    return WorkbookContents(
        lang=lang,
        facts=facts,
        source=source,
        low=instrument.scale.min,
        high=instrument.scale.max,
        shift=frame.tree.shift,
        confidence=settings.confidence,
        cuts=instrument.bands.cuts,
        categories=_categories(instrument, lang),
        owner=instrument.bands.owner,
        levels=shown_levels(instrument),
        reasons=reasons(instrument, lang),
        answers=answers,
        nodes=tuple(nodes),
        withheld=sum(leaf.key in closed for leaf in instrument.leaves),
    )


_Given = tuple[Source, dict[str, tuple[int, int]], tuple[frozenset[str], frozenset[str]], tuple[int, tuple[int, ...]]]


def _node_rows(frame: Frame, estimates: Estimates, domain: int, given: _Given, lang: str) -> list[NodeRow]:
    """Return the tree of one domain; `given` ends with the place of its first row, and which node each row has."""
    source, ranges, (hidden, closed), (first, order) = given
    instrument, tree = frame.instrument, frame.tree
    branches = {branch.node: branch for branch in tree.branches}
    leaf_coverage = dict(zip(tree.leaf.tolist(), tree.leaf_coverage.tolist(), strict=True))
    kinds, depth = _kinds(instrument), _depths(instrument)
    top = min(depth[instrument.nodes[i].key] for i in order)
    rows = []
    for i in order:
        node = instrument.nodes[i]
        branch = branches.get(i)
        below = {leaf.key for leaf in node.walk()}
        rows.append(
            NodeRow(
                key=node.key,
                label=_called(instrument, node, lang),
                depth=depth[node.key] - top,
                level=_level(instrument, node.key, lang),
                weight=node.weight,
                children=tuple(first + order.index(int(child)) for child in branch.children) if branch else (),
                answers=ranges.get(node.key, (0, 0)),
                kind=kinds[node.key],
                order=branch.order if branch else 1.0,
                min_coverage=branch.min_coverage if branch else leaf_coverage[i],
                live=source != "values" and bool(tree.asked[i]) and not below & closed,
                printed=_ABSENT if node.key in hidden else _printed(estimates, domain, node.key),
                note=_note(frame, estimates, domain, node.key, lang) if node.key not in hidden else _few(frame, lang),
                domain=_domain(instrument, estimates, domain, lang),
                mark=BEYOND if node.key not in hidden and _beyond(estimates, domain, node.key) else "",
            )
        )
    return rows


def _called(instrument: Instrument, node: Node, lang: str) -> str:
    """What a node's score is called, as in the report."""
    label = instrument.label(node.key, lang)
    turned = node.question is not None and node.question.direction == "lower_is_better"
    return say("report.label-turned", lang, label=label) if turned else label


def _printed(estimates: Estimates, domain: int, key: str) -> Printed:
    if not estimates.domains:
        return _ABSENT
    n = estimates.at(key)
    band = int(estimates.band[domain, n])
    exact = "certain" in estimates.notes[domain][n]  # nothing was sampled, so there is no error to print
    return Printed(
        value=float(estimates.value[domain, n]),
        se=_NAN if exact else float(estimates.se[domain, n]),
        low=_NAN if exact else float(estimates.low[domain, n]),
        high=_NAN if exact else float(estimates.high[domain, n]),
        confidence=float(estimates.bands[domain, n, band]) if band >= 0 and not exact else _NAN,
        band=band,
        n=float(estimates.n[domain, n]),
    )


def _note(frame: Frame, estimates: Estimates, domain: int, key: str, lang: str) -> str:
    if not estimates.domains:
        return say("notes.empty", lang)
    found = [say(f"notes.{name}", lang) for name in estimates.notes[domain][estimates.at(key)]]
    found += [rule_words(frame.settings.publish, rule, lang) for rule in _beyond(estimates, domain, key)]
    return "; ".join(found)


def _beyond(estimates: Estimates, domain: int, key: str) -> tuple[str, ...]:
    """The rules of publication that a score is beyond."""
    return rule_names(estimates.beyond[domain, estimates.at(key)]) if estimates.domains else ()


def _few(frame: Frame, lang: str) -> str:
    return say("workbook.too-few", lang, threshold=frame.settings.threshold)


def _hidden(estimates: Estimates, settings: Settings) -> frozenset[str]:
    """Nodes that rest on too few persons to publish; where scores come by role, one such role hides the node."""
    if settings.profile != "public":
        return frozenset()
    return frozenset(key for i, key in enumerate(estimates.nodes) if estimates.suppressed[:, i].any())


def _kinds(instrument: Instrument) -> dict[str, AggregateKind]:
    kinds: dict[str, AggregateKind] = {}
    for node in instrument.nodes:
        parent = instrument.parents.get(node.key)
        inherited = kinds[parent] if parent else "arithmetic"
        kinds[node.key] = node.aggregate.kind if node.aggregate else inherited
    return kinds


def _depths(instrument: Instrument) -> dict[str, int]:
    depths = {instrument.root.key: 0}
    for node in instrument.nodes:
        for child in node.children:
            depths[child.key] = depths[node.key] + 1
    return depths


def _level(instrument: Instrument, key: str, lang: str) -> str:
    """The level's own word; the usual ones are translated."""
    level = instrument.level(key)
    if level in ("overall", "analysis", "variable", "criterion"):
        return say(f"workbook.level-{level}", lang)
    return level


def _domain(instrument: Instrument, estimates: Estimates, domain: int, lang: str) -> str:
    if not estimates.by:
        return ""
    label = estimates.domains[domain][0]
    words = instrument.roles.get(label, {})
    return words.get(lang) or words.get(instrument.languages[0]) or label


def _categories(instrument: Instrument, lang: str) -> tuple[Category, ...]:
    first = instrument.languages[0]
    return tuple(
        Category(band.key, band.label.get(lang) or band.label.get(first) or band.key, band.colour, band.ink)
        for band in instrument.bands.labels
    )
