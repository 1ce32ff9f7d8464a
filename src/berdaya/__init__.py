"""Berdaya: from questionnaires and interviews to a score that can be defended.

    import berdaya
    study = berdaya.read_study("baso")
    result = berdaya.estimates_of(study, by=("village",))
    berdaya.write_reports(study)

The public names stand in `berdaya.library`; they are loaded when first used, so that `berdaya --help` starts at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # type checkers and editors see the names at once
    from berdaya.library import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(name)
    import berdaya.library as public

    if name == "__all__" or name in public.__all__:
        return getattr(public, name)
    raise AttributeError(f"module 'berdaya' has no attribute {name!r}")


def __dir__() -> list[str]:
    import berdaya.library as public

    return [*public.__all__, "__version__"]
