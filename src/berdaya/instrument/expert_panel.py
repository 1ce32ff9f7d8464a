"""The experts behind a scheme one by one: the weights that each would have given the study alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from berdaya.instrument.judgements import GROUP, Consistency, ExpertScheme


@dataclass(frozen=True)
class ExpertPanel:
    """The experts of a scheme, in the order of the tree and of the file.

    `weights` are by node, expert and child; an expert stands at the nodes whose children he judged. `inconsistent` are the
    judgements beyond the limit of their method; with `left_out` they are not among the weights.
    """

    scheme: str
    experts: tuple[str, ...]
    weights: Mapping[str, Mapping[str, Mapping[str, float]]]
    inconsistent: tuple[Consistency, ...] = ()
    left_out: bool = False

    @property
    def differs(self) -> bool:
        """Whether two experts or more judged the same children somewhere."""
        return any(len(own) > 1 for own in self.weights.values())

    @property
    def partly(self) -> tuple[str, ...]:
        """The nodes whose children some of the experts judged, and some did not."""
        return tuple(node for node, own in self.weights.items() if len(own) < len(self.experts))


def expert_panel(found: ExpertScheme, *, leave_out: bool = False) -> ExpertPanel:
    """Return the experts of a scheme; `leave_out`: an expert does not stand at a node that he judged inconsistently."""
    wrong = tuple(one for one in found.consistency if one.expert != GROUP and one.accepted is False)
    out = {(one.node, one.expert) for one in wrong} if leave_out else set()
    weights = {
        node: {expert: shares for expert, shares in own.items() if (node, expert) not in out}
        for node, own in found.own.items()
    }
    weights = {node: own for node, own in weights.items() if own}
    experts = tuple(dict.fromkeys(expert for own in weights.values() for expert in own))
    return ExpertPanel(found.scheme.name, experts, weights, wrong, leave_out)
