"""Bars drawn on the server: an SVG without scripts, and a text that says the same; tables of figures with them.

The picture is an image to the browser, so that nothing in it can run or reach the page around it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from django.utils.formats import localize
from django.utils.translation import gettext as _
from pygal.style import Style

from .spreadsheets import Sheet

WIDTH = 520
LONGEST_LABEL = 28
# With more bars than these nobody can read the picture; the table beside it has them all.
MOST_BARS = 15
SAID = 3
FONT = "Be Vietnam Pro, Arial, sans-serif"
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#26262b",
    foreground_strong="#26262b",
    foreground_subtle="#5c5c66",
    colors=("#00617f",),
    opacity="1",
    font_family=FONT,
    label_font_size=14,
    major_label_font_size=14,
    value_font_size=14,
    value_label_font_size=14,
    value_colors=("#26262b",),
    guide_stroke_color="#d0d0d6",
    major_guide_stroke_color="#d0d0d6",
)
# What is drawn for readers: as wide as a phone, so that its letters are not made smaller there.
PHONE_WIDTH = 360
PHONE_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#26262b",
    foreground_strong="#26262b",
    foreground_subtle="#5c5c66",
    colors=("#0b4a8f", "#5aa9d6", "#b3261e", "#8a8d92"),
    opacity="1",
    font_family=FONT,
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    guide_stroke_color="#d0d0d6",
    major_guide_stroke_color="#d0d0d6",
)


@dataclass(frozen=True)
class Picture:
    """An image by its own data, and its text for who does not see it."""

    source: str
    text: str


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first `texts` columns name what the others count."""

    key: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] = ()
    note: str = ""
    picture: Picture | None = None
    texts: int = 1

    def sheet(self, *lines: str) -> Sheet:
        """The same as a sheet of a spreadsheet, with lines of explanation above."""
        above = [self.title, *lines, *([self.note] if self.note else [])]
        return Sheet(self.title, self.headings, self.rows, lines=above, totals=self.totals)


def bars(title: str, rows: Sequence[tuple[str, float]], *, unit: str, lying: bool = False) -> Picture | None:
    """Bars for rows of (name, number), upright or lying; None when there is nothing to draw."""
    if not any(number for _name, number in rows):
        return None
    shown = list(rows[:MOST_BARS] if lying else rows[-MOST_BARS:])
    kind = pygal.HorizontalBar if lying else pygal.Bar
    chart = kind(
        style=STYLE,
        width=WIDTH,
        height=70 + 34 * len(shown) if lying else 300,
        show_legend=False,
        # At the end of a lying bar they would be cut off; the table has them.
        print_values=not lying,
        print_values_position="top",
        explicit_size=False,
        include_x_axis=True,
        js=[],
        margin=10,
        spacing=12,
        max_scale=6,
        formatter=_number,
        value_formatter=_number,
        truncate_label=LONGEST_LABEL,
        disable_xml_declaration=True,
        no_data_text="",
    )
    # A chart that lies is drawn from below.
    drawn = list(reversed(shown)) if lying else shown
    chart.x_labels = [_short(name) for name, _number in drawn]
    chart.add(title, [number for _name, number in drawn])
    chart.add_xml_filter(_without_scripts)
    return Picture(_source(chart), _said(title, rows, unit))


def stacked(title: str, labels: Sequence[str], parts: Sequence[tuple[str, Sequence[int]]]) -> Picture | None:
    """Upright bars made of parts, each (name, number by label), narrow enough for a phone; None without numbers.

    The parts differ in brightness as well as in colour, so that they can be told apart in grey.
    """
    if not any(number for _name, numbers in parts for number in numbers):
        return None
    chart = pygal.StackedBar(
        style=PHONE_STYLE,
        width=PHONE_WIDTH,
        height=320,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        legend_box_size=14,
        explicit_size=False,
        include_x_axis=True,
        js=[],
        margin=6,
        spacing=8,
        max_scale=5,
        formatter=_number,
        value_formatter=_number,
        disable_xml_declaration=True,
        no_data_text="",
    )
    chart.x_labels = list(labels)
    for name, numbers in parts:
        chart.add(name, list(numbers))
    chart.add_xml_filter(_without_scripts)
    totals = [sum(numbers[place] for _name, numbers in parts) for place in range(len(labels))]
    return Picture(_source(chart), _said(title, list(zip(labels, totals, strict=True)), ""))


def _source(chart: Any) -> str:
    drawing = base64.b64encode(chart.render(is_unicode=True).encode()).decode()
    return f"data:image/svg+xml;base64,{drawing}"


def _number(number: float) -> str:
    """A number as the reader writes it, whole where it is whole."""
    return localize(int(number) if number == int(number) else round(number, 1))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def _said(title: str, rows: Sequence[tuple[str, float]], unit: str) -> str:
    """The picture in words: what it shows, and where it is highest."""
    highest = sorted(rows, key=lambda row: -row[1])[:SAID]
    told = "; ".join(f"{name}: {localize(number)} {unit}".strip() for name, number in highest if number)
    return _("Biểu đồ cột “%(title)s”. Cao nhất: %(told)s. Số liệu đầy đủ ở bảng dưới đây.") % {
        "title": title,
        "told": told,
    }


def _without_scripts(root: Element) -> Element:
    """The drawing without what only a browser with scripts would use."""
    for parent in list(root.iter()):
        for child in list(parent):
            tag: Any = child.tag
            if isinstance(tag, str) and tag.rpartition("}")[2] == "script":
                parent.remove(child)
    return root
