from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from berdaya.cli.spoken import spoken_help

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]
COMMANDS = ("new", "form", "import", "check", "estimate", "explain", "report", "demo", "doctor", "export")
ENGLISH = ("Usage", "Options", "Arguments", "Commands", "Show this", "[default", "[required]", "OPTIONS", "ARGS")


@pytest.mark.parametrize(
    "command", [(), *((name,) for name in COMMANDS), ("export", "instrument"), ("export", "study")]
)
def test_help_is_whole_in_both_languages(shell: Shell, command: tuple[str, ...]) -> None:
    printed = {lang: shell(*command, "--help", "--lang", lang) for lang in ("id", "en")}
    for ran in printed.values():
        assert (ran.code, ran.err) == (0, "")
    indonesian, english = printed["id"].out, printed["en"].out
    assert [word for word in ENGLISH if word in indonesian] == []
    assert indonesian.startswith("Pemakaian: berdaya")
    assert english.startswith("Usage: berdaya")
    shared = set(indonesian.splitlines()) & set(english.splitlines())
    alike = [
        line.strip() for line in shared if line.strip() and not line.strip().endswith("]")
    ]  # a default's second line
    assert alike in ([], ["group, role, wave."])  # keys have no language


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_list_of_commands_is_not_cut_off(shell: Shell, lang: str) -> None:
    listed = shell("--help", "--lang", lang).out
    assert "..." not in listed.split("\n\n", 1)[1]
    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("group", ["sample", "export", "map"])
def test_nor_is_that_of_a_group_of_commands(shell: Shell, group: str, lang: str) -> None:
    listed = shell(group, "--help", "--lang", lang).out
    assert "..." not in listed.split("\n\n", 1)[1]


def test_words_of_ours_stay() -> None:
    text = "  --by <str>  Usage of land.\n\nOptions:\n  --help  Show this message and exit."
    assert spoken_help(text, "id") == "  --by <str>  Usage of land.\n\nPilihan:\n  --help  Tampilkan bantuan ini."


def test_the_kind_of_a_value_is_told_in_the_language(shell: Shell) -> None:
    for _ in range(2):  # the second time too
        text = shell("sample", "draw", "--help", "--lang", "id").out
        assert all(part in text for part in ("groups <alamat>  Daftar", "--n <angka> ", "--strata <teks> "))
        assert "--power <number> " in shell("sample", "draw", "--help", "--lang", "en").out
    assert not any(word in shell("--help", "--lang", "id").out for word in ("<str>", "<text>", "<path>"))
