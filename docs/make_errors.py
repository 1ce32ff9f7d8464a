"""Write docs/errors.md from the catalogue of problems (make docs)."""

from pathlib import Path

from berdaya.words.problems import catalogue

TARGET = Path(__file__).with_name("errors.md")
INTRODUCTION = """\
# Problems and what to do about them

Berdaya tells all problems of your files at once, each with its place, a code and a hint:

    instrument.yaml:41:9: error instrument.unknown-key: 'a1_h9' in relevant names no question
      hint: did you mean 'a1_h1' (line 33)?

The codes below never change, in either language; `--lang id` or `--lang en` (or `BERDAYA_LANG`) chooses the sentences.
Errors end with exit code 1 (usage: 2; a number that does not exist: 3; a fault of Berdaya's own: 70); warnings with 0.

This page is made from the catalogue by `make docs`; do not edit it by hand.
"""


def page() -> str:
    """Return the page: one section an area, one paragraph a code."""
    parts = [INTRODUCTION]
    area = ""
    for code, texts in catalogue().items():
        if code.split(".")[0] != area:
            area = code.split(".")[0]
            parts.append(f"## {area}\n")
        lines = [f"### {code}\n", f"> {texts['en']}  ", f"> *{texts['id']}*\n", f"{texts['about']}\n"]
        parts.append("\n".join(lines))
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
