"""A study: the folder, which files it names, and what is done with them.

Takes a folder, gives a `Study`, and hands its answers on. May import all but the command line.
"""

from berdaya.study.model import Study
from berdaya.study.read import read_answers, read_study

__all__ = ["Study", "read_answers", "read_study"]
