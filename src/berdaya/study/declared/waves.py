"""Read the waves of a study, and which of them ask the same."""

from collections.abc import Mapping

from berdaya.instrument.model import Instrument
from berdaya.located import Entries, as_text, nearest


def read_waves(entries: Entries, instrument: Instrument | None) -> tuple[str, ...]:
    """Return the waves in order; each that the instrument asks must be among them."""
    waves: dict[str, None] = {}
    for item in entries.list("waves"):
        name = as_text(item, entries.problems, "waves")
        if name in waves:
            entries.problems.error("study.wave-twice", item.where, wave=name)
        elif name:
            waves[name] = None
    for node in instrument.nodes if instrument else ():
        for wave in node.waves or ():
            if wave not in waves:
                values = {"wave": wave, "node": node.key, "known": ", ".join(waves) or "-"}
                entries.problems.error("study.wave-not-declared", entries.where("waves"), **values)
    return tuple(waves)


def read_asks(entries: Entries, waves: tuple[str, ...]) -> Mapping[str, str]:
    """Return the waves that ask what another asks, and which."""
    own = entries.mapping("asks")
    found = {}
    for wave in own:
        other = own.text(wave, "", required=True)
        for name, where in ((wave, own.key_where(wave)), (other, own.where(wave))):
            if name and name not in waves:
                values = {"name": name, "known": ", ".join(waves) or "–", **nearest(name, waves)}
                entries.problems.error("study.asks-unknown", where, **values)
        found[wave] = other
    return found
