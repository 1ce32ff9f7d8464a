"""Begin a workbook that is alike whenever it is written: dated by its report, not by the clock."""

from datetime import UTC, datetime
from typing import IO, Any

from berdaya.report.extras import missing_extra

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


def new_xlsx(file: IO[bytes], date: str, **about: str) -> Any:
    """Return a new XlsxWriter workbook whose text is never taken for a formula, a number or a link.

    Parameters
    ----------
    file
        Written when the workbook is closed.
    date
        ISO date of the report; what is none stands for 1980-01-01.
    **about
        Document properties: title, subject, author, comments.

    Raises
    ------
    UsageError
        usage.missing-extra: XlsxWriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise missing_extra("xlsxwriter") from None
    # Entries of the zip get the fixed date 1980-01-01 only where they are made in memory.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(file, options)
    book.set_properties({"created": _day(date)} | {name: text[:250] for name, text in about.items()})
    return book


def _day(iso: str) -> datetime:
    try:
        return datetime.fromisoformat(iso[:10]).replace(tzinfo=UTC)
    except ValueError:
        return _UNDATED
