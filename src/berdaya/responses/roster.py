"""The list of groups as it stands: names, status, and the weight each was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from berdaya.responses.answer import number
from berdaya.responses.model import Responses

_NAMES = ("name", "nama")


@dataclass(frozen=True)
class Roster:
    """Every group of the list, in its order. `names` has a group's name, else its key; `status` is "" where it is not known.

    `weight` is None where the list has none; a group's own is None where its cell is blank. `given` is False where there is
    no list and the groups are those that answered.
    """

    given: bool
    names: Mapping[str, str]
    status: Mapping[str, str]
    weight: Mapping[str, float | None] | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The keys of all groups."""
        return tuple(self.names)


def roster_of(responses: Responses) -> Roster:
    """Return the list of groups that stands beside the answers."""
    table = responses.groups.table
    keys = [str(key) for key in table["group"]]
    named = next((column for column in _NAMES if column in table.columns), None)
    status = table["status"].to_list() if "status" in table.columns else [None] * len(keys)
    names = [str(name) for name in table[named]] if named else keys
    return Roster(
        given=responses.groups.given,
        names=MappingProxyType(dict(zip(keys, names, strict=True))),
        status=MappingProxyType({key: one or "" for key, one in zip(keys, status, strict=True)}),
        weight=_weights(responses, keys),
    )


def _weights(responses: Responses, keys: list[str]) -> Mapping[str, float | None] | None:
    table = responses.groups.table
    if "group_weight" not in table.columns:
        return None
    weights = [None if value is None else number(str(value)) for value in table["group_weight"]]
    return MappingProxyType(dict(zip(keys, weights, strict=True)))
