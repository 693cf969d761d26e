"""What reached whom: each segment's verdicts counted, its best and worst statement, its curve.

This module must not know how a verdict is formed.
"""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.words import message
from pulsemeter.report.context import Context, Row
from pulsemeter.report.curve_part import curve_note, curve_picture
from pulsemeter.report.figure import CURVES_MAX
from pulsemeter.report.impression import Impression
from pulsemeter.report.impression_part import NAMES
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.wording import DASH, VERDICT_NAMES

WORDS_MAX = 60
NAMED = ("resonates", "falls_flat", "divides", "leaves_cold", "undecided")
_HEADS = (message("segment"), message("impression"))
_ENDS = (message("best statement"), message("worst statement"))


def audience_section(context: Context, found: Sequence[Impression]) -> Section:
    """Table of all segments, then their curves, up to three in a picture."""
    blocks: list[Block] = []
    if len(context.analysis.statements):
        blocks += [_table(context, found), _note(context)]
    for segments in curve_groups(context):
        blocks.append(curve_picture(context, segments, f"curve-{len(blocks)}"))
    blocks.append(Paragraph(curve_note(context), "note"))
    return Section("segments", context.say("What reached whom"), tuple(blocks))


def curve_groups(context: Context) -> list[tuple[str, ...]]:
    """Segments whose curves stand together: those of an attribute, up to three at once."""
    table = context.analysis.segments.filter(pl.col("segment") != context.main)
    groups = []
    for attribute in table["attribute"].unique(maintain_order=True):
        mine = table.filter(pl.col("attribute") == attribute)["segment"].to_list()
        mine = [s for s in mine if _has_curve(context, s)]
        groups += [tuple(mine[k : k + CURVES_MAX]) for k in range(0, len(mine), CURVES_MAX)]
    return groups


def _has_curve(context: Context, segment: str) -> bool:
    return bool(context.rows(context.analysis.curve, context.analysis.targets[0], segment))


def _table(context: Context, found: Sequence[Impression]) -> Table:
    by_segment = {each.segment: each for each in found}
    columns = (
        *(Column(context.say(head)) for head in _HEADS),
        *(Column(context.say(VERDICT_NAMES[name]), figures=True) for name in NAMED),
        *(Column(context.say(head), sentences=True) for head in _ENDS),
    )
    rows = []
    for segment in context.labels:
        judged = context.rows(context.analysis.statements, context.analysis.targets[0], segment)
        counted = Counter(row["verdict"] for row in judged)
        impression = by_segment[segment].verdict
        rows.append(
            (
                Cell(context.name(segment)),
                Cell(context.say(NAMES[impression]), verdict=impression),
                *(Cell(context.words.whole(counted[n]), counted[n]) for n in NAMED),
                Cell(_end(context, judged, "resonates")),
                Cell(_end(context, judged, "falls_flat")),
            )
        )
    caption = context.say("Verdicts of statements by segment")
    return Table(caption, columns, tuple(rows), sortable=True)


def _end(context: Context, rows: Sequence[Row], verdict: str) -> str:
    held = [row for row in rows if row["verdict"] == verdict and row["net"] is not None]
    if not held:
        return DASH
    sign = 1 if verdict == "resonates" else -1
    best = max(held, key=lambda row: sign * row["net"])
    number, net = context.numbers[best["statement"]], context.words.net(best["net"])
    return f"{number} · {shortened(context.quote(best['statement']), WORDS_MAX)} ({net})"


def _note(context: Context) -> Paragraph:
    text = context.say(
        "Counted are statements by their verdict in that segment. Small segments reach fewer "
        "named verdicts than large ones: more “undecided” is no other opinion."
    )
    return Paragraph(text, "note")
