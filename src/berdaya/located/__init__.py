"""Values and where they were written: reading files with places, and checking values while collecting problems.

Takes paths, gives `Located` trees. YAML and workbook readers both give such trees, so one set of checks serves
both and each problem names its own line and column, or sheet and cell. May import `words`, `stats`, `errors`.
"""

from berdaya.located.entries import Entries, as_integer, as_number, as_text
from berdaya.located.model import Located, Scalar
from berdaya.located.problems import At, Choices, Near, Problems, listed, nearest
from berdaya.located.raw import check_readable, decode, read_bytes
from berdaya.located.xlsx_book import Book, open_book
from berdaya.located.xlsx_sheet import CellError, CellValue, Sheet, Uncalculated, column_letters
from berdaya.located.yaml_file import parse_yaml, read_yaml
from berdaya.located.zip_guard import guard_zip

__all__ = [
    "At",
    "Book",
    "CellError",
    "CellValue",
    "Choices",
    "Entries",
    "Located",
    "Near",
    "Problems",
    "Scalar",
    "Sheet",
    "Uncalculated",
    "as_integer",
    "as_number",
    "as_text",
    "check_readable",
    "column_letters",
    "decode",
    "guard_zip",
    "listed",
    "nearest",
    "open_book",
    "parse_yaml",
    "read_bytes",
    "read_yaml",
]
