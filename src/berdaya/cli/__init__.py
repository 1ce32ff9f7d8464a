"""The command line: reads arguments, calls one function, shows the value or the problems.

Exit 0 fine (warnings included), 1 problems in the user's files, 2 usage, 3 the number asked for does not exist, 70 a bug.
"""

from berdaya.cli.main import main, run

__all__ = ["main", "run"]
