"""What may be said, and how surely."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Settings:
    """How estimates are made: study.yaml `estimates:` and `disclosure:`."""

    count: Literal["persons", "groups"] = "persons"
    mode: Literal["means_first", "units_first"] = "means_first"
    min_coverage: float = 0.0
    zero: Literal["veto", "shift"] = "veto"
    confidence: float = 0.95
    profile: Literal["internal", "public"] = "internal"
    threshold: int = 5
