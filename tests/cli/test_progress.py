import io
import sys

import pytest

from berdaya.cli.progress import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_and_goes_away_again(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    draw = progress_bar("Computing")
    draw(0.5)
    assert screen.getvalue() == f"\rComputing [{'#' * 15}{'.' * 15}]  50%"
    draw(1.0)
    assert screen.getvalue().split("\r")[2].strip() == ""
    assert screen.getvalue().endswith("\r")


def test_no_bar_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    progress_bar("Computing")(0.5)
    assert capsys.readouterr() == ("", "")
