import pytest

from berdaya.cli.language import asked_language, choose_language


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        (["--lang", "id"], {"BERDAYA_LANG": "en"}, "id"),
        (["--lang=en,id"], {"BERDAYA_LANG": "id"}, "en"),
        (["--lang", "fr"], {"BERDAYA_LANG": "id"}, "id"),
        (["--lang"], {"BERDAYA_LANG": "id"}, "id"),
        ([], {"BERDAYA_LANG": "ID"}, "id"),
        ([], {"LANG": "id_ID.UTF-8"}, "id"),
        ([], {"LC_ALL": "en_GB.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        ([], {"LANG": "Indonesian_Indonesia.1252"}, "id"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_option_then_variable_then_locale(arguments: list[str], environment: dict[str, str], lang: str) -> None:
    assert choose_language(arguments, environment) == lang


def test_the_system_is_asked_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: ("Indonesian_Indonesia", "1252"))
    assert choose_language([], {}) == "id"
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert choose_language([], {}) == "en"


def test_the_last_option_counts() -> None:
    assert asked_language(["--lang", "id", "check", "--lang=en"]) == "en"
    assert asked_language(["check"]) is None
