"""Say what to install where a part that reports need is missing."""

from berdaya.errors import Problem, UsageError


def missing_extra(package: str, extra: str = "report") -> UsageError:
    """Return the error for a package of an extra that is not installed."""
    return UsageError(Problem("usage.missing-extra", values={"package": package, "extra": extra}))
