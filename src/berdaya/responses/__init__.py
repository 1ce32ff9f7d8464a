"""What was answered: files read, matched to the instrument, checked, and given block by block.

Takes an instrument, file names and the frame, gives `Responses`. May import `instrument`, `located`, `stats`, `words`
and `errors`.
"""

from berdaya.responses.account import Audit, Counts, audit, count_rows, count_states, rejected_csv, soften
from berdaya.responses.groups import read_groups
from berdaya.responses.model import Block, Groups, Rejected, Responses, Source, State
from berdaya.responses.rates import FrameCounts, frame_counts
from berdaya.responses.read import read_responses

__all__ = [
    "Audit",
    "Block",
    "Counts",
    "FrameCounts",
    "Groups",
    "Rejected",
    "Responses",
    "Source",
    "State",
    "audit",
    "count_rows",
    "count_states",
    "frame_counts",
    "read_groups",
    "read_responses",
    "rejected_csv",
    "soften",
]
