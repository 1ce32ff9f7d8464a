"""Waves that ask what another wave asks: the next round of a study with the same instrument."""

from collections.abc import Mapping
from dataclasses import replace

from berdaya.instrument.model import Instrument, Node


def with_waves(instrument: Instrument, asks: Mapping[str, str]) -> Instrument:
    """Return an instrument whose questions of certain waves are asked in those too that ask the same.

    Parameters
    ----------
    instrument
        As its file says.
    asks
        Of each such wave the wave whose questions it asks.
    """
    return replace(instrument, root=_node(instrument.root, asks)) if asks else instrument


def _node(node: Node, asks: Mapping[str, str]) -> Node:
    own = node.waves or ()
    more = [wave for wave, other in asks.items() if other in own and wave not in own]
    return replace(node, waves=(*own, *more) or None, children=tuple(_node(child, asks) for child in node.children))
