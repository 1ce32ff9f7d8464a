import re

import pytest

from berdaya.report.workbook.names import NAMES, category_formula, ideal_formula, name


@pytest.mark.parametrize("lang", ["id", "en"])
def test_names_are_allowed_and_differ(lang: str) -> None:
    names = [name(of, lang) for of in NAMES]
    assert len(set(names)) == len(NAMES)
    assert all(re.fullmatch(r"[a-z_]{4,}", one) for one in names)


def test_formulas_use_the_names() -> None:
    assert "batas_kategori" in category_formula("F5", "id", cuts=True)
    assert "cuts" not in category_formula("F5", "en", cuts=False)
    assert ideal_formula("F5", "en") == 'IF(ISNUMBER(F5),(F5-scale_low)/(scale_high-scale_low),"–")'
