"""Addresses of cells, as formulas write them."""

from collections.abc import Iterable


def column(index: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> column(0), column(25), column(26), column(703)
    ('A', 'Z', 'AA', 'AAB')
    """
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def cell(row: int, col: int, sheet: str = "", *, fixed: bool = False) -> str:
    """Return a cell's address, row and column counted from 0.

    Examples
    --------
    >>> cell(4, 2), cell(4, 2, "Skor", fixed=True)
    ('C5', "'Skor'!$C$5")
    """
    mark = "$" if fixed else ""
    where = "'" + sheet.replace("'", "''") + "'!" if sheet else ""
    return f"{where}{mark}{column(col)}{mark}{row + 1}"


def span(first: tuple[int, int], last: tuple[int, int], sheet: str = "", *, fixed: bool = False) -> str:
    """Return a range's address; one cell where both ends are the same.

    Examples
    --------
    >>> span((4, 2), (6, 2)), span((4, 2), (4, 2))
    ('C5:C7', 'C5')
    """
    start, end = cell(*first, sheet, fixed=fixed), cell(*last, fixed=fixed)
    return start if first == last else f"{start}:{end}"


def cells_of(rows: Iterable[int], col: int) -> str:
    """Return a column's cells as arguments of a function, neighbours as ranges.

    Examples
    --------
    >>> cells_of([4, 5, 6, 9], 1)
    'B5:B7,B10'
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ",".join(span((first, col), (last, col)) for first, last in runs)
