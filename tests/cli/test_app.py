from typing import Any

from typer.main import get_command

from berdaya.cli.app import make_app
from berdaya.words import LANGUAGES


def commands_of(group: Any) -> dict[str, Any]:
    return dict(group.commands)


def test_every_command_speaks_the_language_of_the_application() -> None:
    commands = {lang: commands_of(get_command(make_app(lang))) for lang in LANGUAGES}
    assert list(commands["id"]) == list(commands["en"])
    assert all(commands["id"][name].help != commands["en"][name].help for name in commands["id"])


def test_every_command_takes_json_and_a_language() -> None:
    commands = commands_of(get_command(make_app("en")))
    for group, inner in (("export", "instrument"), ("map", "import"), ("sample", "size")):
        below = commands_of(commands.pop(group))
        assert inner in below
        commands |= {f"{group} {name}": command for name, command in below.items()}
    for name, command in commands.items():
        options = {option for param in command.params for option in param.opts}
        assert {"--json", "--lang"} <= options, name
