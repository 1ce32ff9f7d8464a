from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Ran

Shell = Callable[..., "Ran"]


def test_help_in_both_languages(shell: Shell) -> None:
    assert "Cetak jumlah sampel" in shell("sample", "size", "--help", "--lang", "id").out
    assert "size" in shell("sample", "--lang", "en").out
