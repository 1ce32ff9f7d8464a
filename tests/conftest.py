"""What several test files share: where outside figures lie, and how many were compared."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Outside:
    """Counts figures from outside the project: `outside(12)` after comparing, `outside.skip(12, reason)` to skip.

    A test names its type by `if TYPE_CHECKING: from tests.conftest import Outside`.
    """

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def __call__(self, compared: int) -> None:
        self._record("outside-compared", compared)

    def skip(self, figures: int, reason: str) -> None:
        self._record("outside-skipped", figures)
        pytest.skip(reason)

    def folder(self, name: str, figures: int, variable: str = "BERDAYA_ORACLES") -> Path:
        """Return a folder of outside figures, or skip the test, which would have compared so many."""
        default = {"BERDAYA_ORACLES": "oracles", "BERDAYA_REAL": "real"}[variable]
        found = ROOT / (os.environ.get(variable) or f"../shared/{default}") / name
        if not found.is_dir():
            self.skip(figures, f"no folder {name} of outside figures (set {variable})")
        return found


@pytest.fixture
def outside(record_property: Callable[[str, object], None]) -> Outside:
    # A property travels with the test's report, so the count is right under pytest-xdist too.
    return Outside(record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    totals = {"outside-compared": 0, "outside-skipped": 0}
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            if getattr(report, "when", "") == "call":
                for name, count in report.user_properties:
                    if name in totals:
                        totals[name] += count
    terminalreporter.write_line(
        f"outside figures: {totals['outside-compared']} compared, {totals['outside-skipped']} skipped"
    )
