from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from berdaya.instrument.canonical import sha256
from berdaya.instrument.model import Instrument
from berdaya.instrument.read import read_instrument
from berdaya.instrument.workbook import write_workbook

Document = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]


def test_sheets_and_columns(
    document: Document, instrument_of: Callable[[Document], Instrument], tmp_path: Path
) -> None:
    document["tree"]["children"][1] |= {
        "relevant": {"q1": {"at_least": 1}}, "answers": {"0": {"id": "=1+1", "en": "#N/A"}, "3": {"id": "a", "en": "b"}},
    }  # fmt: skip
    write_workbook(instrument_of(document), tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["instrument", "bands", "missing", "roles", "tree"]
    tree = list(book["tree"].values)
    rows = [dict(zip(tree[0], row, strict=True)) for row in tree[1:]]
    assert [(row["key"], row["parent"]) for row in rows] == [("overall", None), ("q1", "overall"), ("q2", "overall")]
    assert rows[2]["relevant"] == "q1 >= 1"
    assert rows[2]["question:en"] == "Ask q2?"
    assert (rows[2]["answer 0:id"], rows[2]["answer 0:en"]) == ("=1+1", "#N/A")
    kinds = {cell.data_type for row in book["tree"].iter_rows() for cell in row}
    assert "f" not in kinds and "e" not in kinds


def test_the_big_example_comes_back_whole(tmp_path: Path) -> None:
    first, warnings = read_instrument(ROOT / "src/berdaya/templates/kube/instrument.yaml")
    assert warnings == ()
    assert (len(first.leaves), first.root.key) == (36, "overall")
    write_workbook(first, tmp_path / "instrument.xlsx")
    second, _ = read_instrument(tmp_path / "instrument.xlsx")
    assert sha256(second) == sha256(first)
