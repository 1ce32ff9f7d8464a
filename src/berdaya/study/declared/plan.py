"""Read `design: plan:` of study.yaml: how the size of the sample was planned."""

from berdaya.estimates.sample_facts import Plan
from berdaya.instrument.model import Instrument
from berdaya.located import Entries, Near


def read_plan(design: Entries, instrument: Instrument | None) -> Plan | None:
    """Return how the sample's size was planned (`design: plan:` of study.yaml); None where that is not said."""
    if design.get("plan") is None:
        return None
    usual = Plan()
    own = design.mapping("plan", tuple(Plan.__annotations__))
    plan = Plan(
        margin=own.number("margin", usual.margin, 1e-6),
        share=own.number("share", usual.share, 0.001, 0.999),
        sd=own.number("sd", None, 1e-6),
        confidence=own.number("confidence", usual.confidence, 0.5, 0.9999),
        deff=own.number("deff", usual.deff, 0.01),
        response=own.number("response", usual.response, 0.01, 1),
        population=own.integer("population", None, 1),
        asked=own.integer("asked", None, 1),
        slovin=own.true_false("slovin", usual.slovin),
        rounding="nearest" if own.choice("rounding", ("up", "nearest"), "up") == "nearest" else "up",
        role=own.choice("role", tuple(instrument.roles), "") if instrument else "",
        seed=own.integer("seed", None),
    )
    if plan.sd is None and plan.margin >= 1:
        values = {"name": "margin", "value": f"{plan.margin:g}", "range": "< 1", "share": Near("")}
        own.problems.error("entry.out-of-range", own.where("margin"), **values)
    if plan.slovin and plan.population is None:
        own.problems.error("design.slovin-population", own.where("slovin"))
    return plan
