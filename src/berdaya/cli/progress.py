"""A bar on standard error while something takes long; nothing where that is no terminal."""

import sys
from collections.abc import Callable

WIDTH = 30


def progress_bar(words: str) -> Callable[[float], None]:
    """Return what draws the share (0 to 1) that is done; the bar goes away with the last of it."""
    if not sys.stderr.isatty():
        return lambda share: None

    def draw(share: float) -> None:
        filled = round(WIDTH * share)
        bar = f"{words} [{'#' * filled}{'.' * (WIDTH - filled)}] {share:4.0%}"
        sys.stderr.write(f"\r{bar}" if share < 1 else f"\r{' ' * len(bar)}\r")
        sys.stderr.flush()

    return draw
