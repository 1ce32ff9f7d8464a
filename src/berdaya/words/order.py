"""The order of names."""

import re


def natural(name: str) -> list[tuple[int, str]]:
    """Return a name as it sorts: whatever its letters' case, and "9" before "10".

    Examples
    --------
    >>> sorted(["KUBE 10", "kube 9"], key=natural)
    ['kube 9', 'KUBE 10']
    """
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name.casefold())]
