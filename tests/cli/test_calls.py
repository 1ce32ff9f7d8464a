import pytest

from berdaya.cli.calls import call_problem, unknown_command, unknown_languages
from berdaya.words import LANGUAGES, hint, message


class UsageError(Exception):
    ctx = None


class NoSuchOption(UsageError):  # noqa: N818 - the parser's own name
    option_name = "--x"


def test_an_error_of_no_known_kind_is_still_told() -> None:
    problem = call_problem(UsageError("Something else."))
    assert problem.code == "usage.call"
    for lang in LANGUAGES:
        assert "Something else." in message(problem, lang)
        assert "berdaya --help" in hint(problem, lang)


def test_an_option_without_a_context() -> None:
    problem = call_problem(NoSuchOption("No such option: --x"))
    assert (problem.code, problem.values["name"]) == ("usage.unknown-option", "--x")


@pytest.mark.parametrize(
    ("text", "words"),
    [("Got unexpected extra argument(s) (b c)", "b c"), ("Got unexpected extra argument (saya)", "saya")],
)
def test_words_too_many(text: str, words: str) -> None:
    problem = call_problem(UsageError(text))
    assert (problem.code, problem.values["words"]) == ("usage.too-many", words)


def test_a_command_that_does_not_exist() -> None:
    problem = unknown_command("chek", ["new", "check"], "berdaya")
    assert problem.values["near"] == "check"
    assert unknown_command("zzz", ["new"], "berdaya").values["near"] == "berdaya --help"


def test_languages() -> None:
    assert unknown_languages("id, en") == ()
    assert [p.values["name"] for p in unknown_languages("id,fr,")] == ["fr", ""]
