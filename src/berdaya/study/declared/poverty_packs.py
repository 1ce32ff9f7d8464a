"""Definitions of poverty that come with Berdaya, as files that a study takes over and edits."""

from importlib.resources import files

from berdaya.errors import Problem, UsageError
from berdaya.located import nearest

PACKS = ("global-mpi", "bps-14", "kepmensos-262-2022", "welfare-deciles", "money")
LINES = "poverty-lines.yaml"


def pack_text(name: str) -> str:
    """Return the text of a file that comes with Berdaya: a pack by its name, or the poverty lines.

    Raises
    ------
    UsageError
        usage.unknown-pack.
    """
    if name not in (*PACKS, LINES):
        values = {"name": name, "known": ", ".join(PACKS), **nearest(name, PACKS)}
        raise UsageError(Problem("usage.unknown-pack", values=values))
    file = name if name == LINES else f"{name}.yaml"
    return (files("berdaya.templates") / "poverty" / file).read_text(encoding="utf-8")
