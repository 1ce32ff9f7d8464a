"""Read `design: replicates:` of study.yaml: replicate weights that came with the answers."""

from typing import Literal, cast, get_args

from berdaya.located import Entries, as_number
from berdaya.tally.model import ReplicateKind, ReplicateSpec

_KNOWN = ("columns", "kind", "fay", "scale", "rscales", "df", "centre", "combined")
KINDS: tuple[ReplicateKind, ...] = get_args(ReplicateKind)


def read_replicates(design: Entries, weighted: bool) -> ReplicateSpec | None:
    """Return what is said of replicate weights; None where nothing is. `weighted`: the design names a weight.

    Whole replicate weights need the weight that they replicate, jackknife replicates of strata a factor each.
    """
    if design.get("replicates") is None:
        return None
    own = design.mapping("replicates", _KNOWN)
    columns = own.text("columns", "", required=True)
    kind = own.choice("kind", KINDS, "", required=True)
    fay = own.number("fay", 0.0, 0, 0.99)
    rscales = tuple(
        number
        for item in own.list("rscales")
        if (number := as_number(item, own.problems, "rscales", low=0)) is not None
    )
    where = design.key_where("replicates")
    combined = own.true_false("combined", True)
    if kind == "jkn" and own.get("rscales") is None:
        own.problems.error("design.replicates-jkn", where)
    if kind == "fay" and own.get("fay") is None:
        own.problems.error("design.replicates-fay", where)
    if combined and not weighted:
        own.problems.error("design.replicates-weight", where)
    if not columns or not kind:
        return None
    return ReplicateSpec(
        columns=columns,
        kind=cast(ReplicateKind, kind),
        fay=fay,
        scale=own.number("scale", None, 0),
        rscales=rscales,
        df=own.number("df", None, 1),
        centre=cast(Literal["mean", "full"], own.choice("centre", ("mean", "full"), "mean")),
        combined=combined,
        where=where,
    )
