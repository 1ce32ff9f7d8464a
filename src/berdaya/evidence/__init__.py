"""What interviews say beside each criterion: transcripts and tables of coded passages, marks, quotes.

Takes files, an instrument and group keys, gives `Evidence`. Never changes or sees a score. May import `instrument`,
`located`, `words`, `errors`.
"""

from berdaya.evidence.model import Evidence, Mark, Passage, Sign
from berdaya.evidence.read import read_evidence
from berdaya.evidence.triangulate import Triangulation, select_quotes, triangulate

__all__ = ["Evidence", "Mark", "Passage", "Sign", "Triangulation", "read_evidence", "select_quotes", "triangulate"]
