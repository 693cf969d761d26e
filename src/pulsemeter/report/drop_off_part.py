"""Participation and drop-off: how many of each segment were there as the stimulus went on.

From the released presence of single intervals; what is told in coarse steps is read as such. This
module must not know exact counts.
"""

from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.wording import DASH, count_text

QUARTERS = 4


def drop_off_section(context: Context) -> Section:
    """Who was there at the beginning, at each quarter and at the end, and how many pressed."""
    moments = _moments(context)
    blocks: list[Block] = []
    if moments:
        blocks += [Paragraph(text) for text in drop_off_sentences(context)]
        blocks.append(_table(context, moments))
        text = context.say(
            "Present are those whose page was seen playing in that interval, as released: counts "
            "are rounded. Who was on the roster and never there is in no count of those present."
        )
        blocks.append(Paragraph(text, "note"))
    else:
        blocks.append(Paragraph(context.say("No presence was released.")))
    return Section("presence", context.say("Participation and drop-off"), tuple(blocks))


def drop_off_sentences(context: Context) -> list[str]:
    """How many of the main segment were there first and last, for the first page."""
    moments = _moments(context)
    rows = _by_interval(context, context.main)
    if not moments or not rows:
        return []
    first, last = rows.get(moments[0]), rows.get(moments[-1])
    if first is None or last is None or None in (first["present"], last["present"]):
        return []
    words = context.words
    return [
        context.say(
            "{segment}: {first} were there at the beginning, {last} at the end, of {roster} on the "
            "roster.",
            segment=context.name(context.main),
            first=count_text(words, first, "present"),
            last=count_text(words, last, "present"),
            roster=words.whole(_roster(context, context.main)),
        )
    ]


def _roster(context: Context, segment: str) -> int:
    table = context.analysis.segments
    return int(table.filter(table["segment"] == segment)["persons"][0])


def _moments(context: Context) -> list[int]:
    """The intervals that are shown: first, last, and those at the quarters."""
    told = sorted(
        r["interval"]
        for r in context.rows(context.analysis.curve, context.analysis.targets[0], context.main)
        if r["present"] is not None
    )
    if not told:
        return []
    places = (round(k * (len(told) - 1) / QUARTERS) for k in range(QUARTERS + 1))
    return [told[place] for place in dict.fromkeys(places)]


def _by_interval(context: Context, segment: str) -> dict[int, Row]:
    rows = context.rows(context.analysis.curve, context.analysis.targets[0], segment)
    return {row["interval"]: row for row in rows}


def _table(context: Context, moments: list[int]) -> Table:
    words, step = context.words, context.analysis.interval_ms
    columns = (
        Column(context.say("segment")),
        Column(context.say("on the roster"), figures=True),
        *(Column(words.time(moment * step), figures=True) for moment in moments),
    )
    lines = []
    for segment in context.labels:
        rows = _by_interval(context, segment)
        roster = _roster(context, segment)
        lines.append(
            (
                Cell(context.name(segment)),
                Cell(words.whole(roster), roster),
                *(_there(context, rows.get(moment)) for moment in moments),
            )
        )
    return Table(context.say("Present as time went on"), columns, tuple(lines), sortable=True)


def _there(context: Context, row: Row | None) -> Cell:
    if row is None or row["present"] is None:
        return Cell(DASH)
    return Cell(count_text(context.words, row, "present"), row["present"])
