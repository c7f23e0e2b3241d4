"""Turns the texts of the content files into the blocks of a page.

The notation is told in `content/README.md`.
"""

import html
import re
from collections.abc import Callable
from random import Random
from typing import Any

from wagtail.rich_text import RichText

CHOICE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
INSERTS = ("!figure", "!gallery", "!video", "!attachment")

Insert = Callable[[str], tuple[str, Any] | None]


def compose(template: str, facts: dict[str, str], rng: Random) -> str:
    """Choose between the alternatives, then fill the slots; `KeyError` names a slot that nobody knows."""
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
    text = chosen.format_map(facts)
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    # A slot may be empty at the end of a sentence.
    return re.sub(r" +([.,;:!?])", r"\1", text).strip()


def blocks(body: str, facts: dict[str, str], rng: Random, insert: Insert) -> list[tuple[str, Any]]:
    """The StreamField value of a body; `insert` makes the block for an `!insert`, or None to leave it out."""
    result: list[tuple[str, Any]] = []
    running: list[str] = []

    def close_text() -> None:
        if running:
            result.append(("text", RichText("".join(running))))
            running.clear()

    for part in re.split(r"\n\s*\n", body.strip()):
        if part in INSERTS:
            close_text()
            if (made := insert(part.removeprefix("!"))) is not None:
                result.append(made)
            continue
        written = compose(part, facts, rng)
        if written.startswith("|"):
            close_text()
            result.append(("table", table(written)))
        elif written.startswith(">"):
            close_text()
            words, _dash, source = written.removeprefix(">").strip().partition(" — ")
            result.append(("quotation", {"text": words, "source": source}))
        elif written:
            running.append(paragraph(written))
    close_text()
    return result


def paragraph(written: str) -> str:
    """One paragraph, heading or list as HTML."""
    if written.startswith("## "):
        return f"<h2>{html.escape(written.removeprefix('## '), quote=False)}</h2>"
    if written.startswith("- "):
        items = "".join(
            f"<li>{html.escape(line.removeprefix('- '), quote=False)}</li>" for line in written.splitlines()
        )
        return f"<ul>{items}</ul>"
    return f"<p>{html.escape(' '.join(written.split()), quote=False)}</p>"


def table(written: str) -> dict[str, Any]:
    """The value of a table block; the first row is the header."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in written.splitlines()]
    return {
        "data": rows,
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": "",
        "cell": [],
        "mergeCells": [],
    }
