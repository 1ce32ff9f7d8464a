"""Write an instrument as YAML that people can read on."""

from io import StringIO
from pathlib import Path
from typing import Any

from berdaya.instrument.canonical import to_document
from berdaya.instrument.model import Instrument
from berdaya.save import save_bytes

_IN_ONE_LINE = ("scale", "languages", "levels", "cuts", "waves", "ask", "relevant", "aggregate")
_SHORT_TEXT = 60


def write_yaml(instrument: Instrument, path: Path) -> None:
    """Write an instrument to a .yaml file; reading it back gives the same hash.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    save_bytes(path, yaml_text(instrument).encode("utf-8"))


def yaml_text(instrument: Instrument) -> str:
    """Return an instrument as YAML text, without what is default."""
    return yaml_document(to_document(instrument))


def yaml_document(document: Any) -> str:
    """Return plain data as YAML text that people can read on."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.width = 118
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    out = StringIO()
    yaml.dump(_styled(document), out)
    return out.getvalue()


def _styled(value: Any, key: object = "") -> Any:
    """Return plain data with short parts marked to stand in one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import SingleQuotedScalarString

    styled: Any
    if isinstance(value, dict):
        styled = CommentedMap({k: _styled(v, k) for k, v in value.items()})
        if _is_short(value):
            styled.fa.set_flow_style()
    elif isinstance(value, list):
        styled = CommentedSeq([_styled(item) for item in value])
    elif isinstance(value, str) and value and "\n" not in value and not value[0].isalnum():
        return SingleQuotedScalarString(value)  # the library would write ':0' plainly, and not read it
    else:
        return value
    if key in _IN_ONE_LINE:
        styled.fa.set_flow_style()
    return styled


def _is_short(value: dict[Any, Any]) -> bool:
    texts = list(value.values())
    return all(isinstance(t, str) and "\n" not in t for t in texts) and sum(map(len, texts)) < _SHORT_TEXT
