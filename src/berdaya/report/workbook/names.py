"""Names of cells that formulas use, in the workbook's language."""

from berdaya.words.say import say

NAMES = (
    "score",  # the overall score
    "category",
    "low",  # ends of the scale
    "high",
    "shift",
    "cuts",
    "categories",
    "owner",
    "below",  # the word that `owner` holds where a cut belongs to the category below it
)


def name(of: str, lang: str) -> str:
    """Return the name of a cell or range."""
    return say(f"workbook.name-{of}", lang)


def category_formula(score: str, lang: str, *, cuts: bool) -> str:
    """Return the formula of a score's category; a score that is a dash has none.

    Compared on 9 digits, as everywhere, so that float noise never moves a score across a cut.
    """
    if not cuts:
        return f'IF(ISNUMBER({score}),INDEX({name("categories", lang)},1),"–")'
    rounded, edges = f"ROUND({score},9)", f"ROUND({name('cuts', lang)},9)"
    below, reached = f"SUMPRODUCT(--({edges}<{rounded}))", f"SUMPRODUCT(--({edges}<={rounded}))"
    place = f"1+IF({name('owner', lang)}={name('below', lang)},{below},{reached})"
    return f'IF(ISNUMBER({score}),INDEX({name("categories", lang)},{place}),"–")'


def ideal_formula(score: str, lang: str) -> str:
    """Return the formula of a score as a share of the scale."""
    low, high = name("low", lang), name("high", lang)
    return f'IF(ISNUMBER({score}),({score}-{low})/({high}-{low}),"–")'
