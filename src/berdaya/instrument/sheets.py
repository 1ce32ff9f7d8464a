"""The workbook form of an instrument: which sheets and columns there are, for writing and for reading."""

SHEETS = ("instrument", "bands", "missing", "roles", "tree")
NEEDED_SHEETS = ("instrument", "tree")
MAX_ROWS = 20_000
MAX_COLUMNS = 500
MAX_UNPACKED = 30_000_000

# sheet `instrument`: one row an entry; texts in a column per language
NAME, VALUE = "name", "value"
ENTRIES = (
    *("instrument", "version", "languages", "title", "note", "scale_min", "scale_max", "levels"),
    *("bands_classes", "bands_owner"),
)
TEXT_ENTRIES = ("title", "note")
LIST_ENTRIES = ("languages", "levels")  # one row an item

# sheets `bands`, `missing`, `roles`: one row a band, code or role
BAND_COLUMNS = ("key", "up_to", "colour", "ink")
KEY_COLUMN = "key"

# sheet `tree`: one row a node, parents before children as in a table of contents
NODE_COLUMNS = ("key", "parent", "weight", "ask")
PLAIN_COLUMNS = (
    *("scale_min", "scale_max", "direction", "decimals", "aggregate", "min_coverage", "waves", "sensitive", "relevant"),
)
NODE_TEXTS = ("label", "question")
MORE_TEXTS = ("evidence", "note")
ANSWER = "answer"


def text_column(name: str, lang: str) -> str:
    """Return the header of a text's column: `label:id`."""
    return f"{name}:{lang}"
