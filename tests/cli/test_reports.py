"""`report`: what is asked for and nothing else, in the study's results."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Ran, SmallStudy

Shell = Callable[..., "Ran"]


def test_a_report_in_one_language_and_format(shell: Shell, small: "SmallStudy") -> None:
    done = shell("report", small.path, "--lang", "id", "--to", "html")
    written = small.path / "results" / "report.id.html"
    assert (done.code, done.out) == (0, f"Ditulis {written}\n")
    assert [path.name for path in written.parent.iterdir()] == ["report.id.html"]
    assert "Kecil" in written.read_text(encoding="utf-8")


def test_as_json(shell: Shell, small: "SmallStudy") -> None:
    done = shell("report", small.path, "--to", "xlsx,html", "--lang", "en", "--json")
    assert (done.code, done.err) == (0, "")
    files = [str(small.path / "results" / f"report.en.{form}") for form in ("xlsx", "html")]
    assert done.json == {"study": "small", "files": files, "warnings": []}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--to", "html,odt"), "usage.unknown-format"),
        (("--lang", "id,fr"), "usage.unknown-language"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is(
    shell: Shell, small: "SmallStudy", options: tuple[str, ...], code: str
) -> None:
    refused = shell("report", small.path, *options, "--json")
    assert (refused.code, refused.found()) == (2, [(code, "")])
    assert not (small.path / "results").exists()


def test_answers_that_cannot_be_used(shell: Shell, small: "SmallStudy") -> None:
    small.change("responses/a.csv", ("P,3,2,1", "P,9,2,1"))
    refused = shell("report", small.path, "--to", "html", "--json")
    assert (refused.code, refused.found()) == (1, [("responses.out-of-range", "responses/a.csv:3:5")])
    assert [path.name for path in (small.path / "results").iterdir()] == ["rejected.csv"]
    small.change("study.yaml", ("study: small", "study: small\nproblems: set_aside"))
    went_on = shell("report", small.path, "--to", "xlsx", "--lang", "en")
    assert went_on.code == 0
    assert "warning responses.out-of-range" in went_on.err
