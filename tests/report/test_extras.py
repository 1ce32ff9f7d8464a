from berdaya.report.extras import missing_extra
from berdaya.words import hint, message


def test_it_says_what_to_install() -> None:
    error = missing_extra("typst")
    assert error.problems[0].code == "usage.missing-extra"
    assert "typst" in message(error.problems[0], "id")
    assert hint(error.problems[0], "en") == 'pip install "berdaya[report]"'
