"""What a report consists of, whatever it is written as: sections of blocks, all plain text.

HTML, and later other formats, loop over the same blocks, so that no figure can differ between
them. Texts are not escaped here: each format does that in its own way. This module must not know
an analysis or a format.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; `kind` is "" or "note" (small) or "warning" (must not be missed)."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Items with what is to be said of each."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a heading, the words it is about, sentences, small facts."""

    heading: str
    quote: str
    sentences: tuple[str, ...]
    facts: tuple[str, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of one kind under a heading of their own; a `listing` is for who reads all."""

    title: str
    found: tuple[Finding, ...]
    listing: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table: text, what it is sorted by if not that, and a verdict as its tint."""

    text: str
    by: float | None = None
    verdict: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; figures stand at its end, and sentences ask for room."""

    heading: str
    figures: bool = False
    sentences: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first field of each row is its heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sortable: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: net points over minutes, None for a gap; ends of its band beside it."""

    name: str
    minutes: tuple[float, ...]
    points: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers of a picture, for formats with charts of their own; the axis ends at ±limit."""

    minutes: float
    limit: int
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as SVG, made by this room and thus safe to embed, with a caption; `told` says in
    words what it shows."""

    svg: str
    caption: str
    chart: Chart | None = None
    told: str = ""


Block = Paragraph | Bullets | Definitions | Findings | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a heading; `key` is its place in the page's address."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `lead` is the first page: what somebody with three minutes reads."""

    title: str
    language: str
    right_to_left: bool
    labels: dict[str, str]
    marks: tuple[str, ...]
    headline: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...]
    badge: tuple[str, str] = ("", "")
    """The main verdict's name in the code and in words, if there is one."""
