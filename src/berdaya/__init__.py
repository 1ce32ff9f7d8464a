"""Berdaya: from questionnaires and interviews to a score that can be defended.

    import berdaya
    study = berdaya.read_study("baso")
    result = berdaya.estimates_of(study, by=("village",))
    berdaya.write_reports(study)

The public names stand in `berdaya.library`; they are loaded when first used, so that `berdaya --help` starts at once.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    from berdaya import library

    if name == "__all__" or name in library.__all__:
        return getattr(library, name)
    raise AttributeError(f"module 'berdaya' has no attribute {name!r}")


def __dir__() -> list[str]:
    from berdaya import library

    return [*library.__all__, "__version__"]
