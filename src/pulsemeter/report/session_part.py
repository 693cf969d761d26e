"""The session as a whole in words: headline, impression per segment, by person and by press.

This module must not know statements, curves or pages.
"""

from pulsemeter.analysis.segments import ALL
from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.wording import (
    DASH,
    IMPRESSIONS,
    count_text,
    named,
    net_text,
    net_with_range,
    range_text,
    share_text,
    whole_text,
)

_SAID = {
    "resonates": "The overall impression was positive: more liked than disliked what they saw.",
    "falls_flat": "The overall impression was negative: more disliked than liked what they saw.",
    "divides": "The overall impression was mixed: the panel was split.",
    "leaves_cold": "The overall impression was indifferent: most gave hardly any sign.",
    "undecided": "The overall impression is undecided: this panel can't settle it.",
    "too_few": "Too few were present to say anything about the session as a whole.",
}


def headline(context: Context) -> str:
    """Each target's session in one or two sentences."""
    return " ".join(_headline(context, target) for target in context.analysis.targets)


def _headline(context: Context, target: str) -> str:
    row = _whole(context, target)
    if row is None and context.analysis.released:
        text = "The session as a whole was not released; its curves and statements were."
        return context.about(target) + context.phrase(text)
    if row is None or row["net"] is None:
        return context.about(target) + context.phrase(_SAID["too_few"])
    figures = context.phrase(
        "Net approval of the session, counted in persons: {net} points (95 % interval {ends}; "
        "n = {n}).",
        net=context.words.net(row["net"]),
        ends=range_text(context.words, row["low"], row["high"]),
        n=count_text(context.words, row, "present"),
    )
    return f"{context.about(target)}{context.phrase(_SAID[row['verdict']])} {figures}"


def lead_notes(context: Context) -> list[Block]:
    """What must stand beside the headline: a sign that differs between persons and presses."""
    found: list[Block] = []
    for target in context.analysis.targets:
        row = _whole(context, target)
        if row is not None and signs_differ(row):
            text = context.phrase(
                "Counted by press instead of by person the session comes out at {press}: the sign "
                "differs, because some persons press far more often than others. Here, each person "
                "counts once.",
                press=context.words.net(row["by_press"]),
            )
            found.append(Paragraph(context.about(target) + text, "warning"))
    return found


def signs_differ(row: Row) -> bool:
    """Whether net by person and net by press, in the whole points shown, have opposite signs."""
    if row["net"] is None or row["by_press"] is None:
        return False
    return bool(round(100 * row["net"]) * round(100 * row["by_press"]) < 0)


def session_section(context: Context) -> Section:
    """All segments' sessions in one table per target."""
    blocks: list[Block] = []
    for target in context.analysis.targets:
        rows = context.rows(context.analysis.session, target)
        caption = context.about(target) + context.phrase("Net approval of the session by segment")
        heads = (
            "segment",
            "impression",
            "net approval (95 % interval)",
            "n",
            "by press",
            "mean of own",
        )
        columns = tuple(
            Column(context.phrase(head), figures=place > 1) for place, head in enumerate(heads)
        )
        blocks.append(Table(caption, columns, tuple(_row(context, row) for row in rows), True))
        blocks += _differing(context, rows)
    blocks.append(
        Paragraph(
            context.phrase(
                "Net approval is the share of persons with more likes than dislikes "
                "minus the "
                "share with more dislikes than likes, of all present, from −100 to +100. "
                "The person "
                "is "
                "the unit: “by press” counts presses, so that busy thumbs weigh more, and "
                "stands here "
                "for comparison alone. “Mean of own” is the mean of the persons' own balance."
            ),
            "note",
        )
    )
    return Section("session", context.phrase("Overall impression"), tuple(blocks))


def _row(context: Context, row: Row) -> tuple[Cell, ...]:
    words = context.words
    return (
        Cell(context.labels[row["segment"]]),
        Cell(named(words, IMPRESSIONS, row["verdict"]), verdict=row["verdict"] or ""),
        Cell(net_with_range(words, row), row["net"]),
        Cell(count_text(words, row, "present"), row["present"]),
        Cell(DASH if row["by_press"] is None else words.net(row["by_press"]), row["by_press"]),
        Cell(DASH if row["mean_own"] is None else words.net(row["mean_own"]), row["mean_own"]),
    )


def _differing(context: Context, rows: list[Row]) -> list[Block]:
    names = [context.labels[r["segment"]] for r in rows if signs_differ(r) and r["segment"] != ALL]
    if not names:
        return []
    text = context.phrase(
        "By person and by press differ in sign in: {names}.", names="; ".join(names)
    )
    return [Paragraph(text, "warning")]


def presence_section(context: Context) -> Section:
    """Who took part and who left, and what the absent could change."""
    blocks: list[Block] = []
    words, analysis = context.words, context.analysis
    rows = list(analysis.presence.iter_rows(named=True))
    if rows:
        heads = (
            "segment",
            "roster",
            "never there",
            "left early",
            "there at the end (95 % interval)",
        )
        columns = tuple(Column(context.phrase(h), figures=p > 0) for p, h in enumerate(heads))
        cells = tuple(
            (
                Cell(context.labels.get(row["segment"], row["segment"])),
                *(Cell(count_text(words, row, n), row[n]) for n in ("persons", "never", "left")),
                Cell(_at_end(context, row), row["share_at_end"]),
            )
            for row in rows
        )
        blocks.append(Table(context.phrase("Who stayed to the end"), columns, cells, True))
    else:
        blocks.append(
            Paragraph(
                context.phrase(
                    "Presence was not recorded, so nothing can be said of drop-off: whoever has a "
                    "reaction counts as present from begin to end."
                )
            )
        )
    for target in analysis.targets:
        row = _whole(context, target)
        if row is not None and row["low_if_absent_dislike"] is not None:
            text = context.phrase(
                "If everybody of the panel who was absent had disliked it, net approval would be "
                "{low}; if they had all liked it, {high}.",
                low=words.net(row["low_if_absent_dislike"]),
                high=net_text(words, row["high_if_absent_like"]),
            )
            blocks.append(Paragraph(context.about(target) + text))
    return Section("presence", context.phrase("Participation and drop-off"), tuple(blocks))


def segments_section(context: Context) -> Section:
    """Sizes of the segments."""
    words = context.words
    heads = ("segment", "persons", "present", "effective n", "design effect")
    columns = tuple(Column(context.phrase(h), figures=p > 0) for p, h in enumerate(heads))
    cells = tuple(
        (
            Cell(context.labels[row["segment"]]),
            *(Cell(count_text(words, row, name), row[name]) for name in ("persons", "present")),
            Cell(whole_text(words, row["n_eff"]), row["n_eff"]),
            Cell(
                DASH if row["design_effect"] is None else f"{row['design_effect']:.2f}",
                row["design_effect"],
            ),
        )
        for row in context.analysis.segments.iter_rows(named=True)
    )
    table = Table(context.phrase("Segments of the panel"), columns, cells, True)
    return Section("segments", context.phrase("Segments"), (table,))


def _at_end(context: Context, row: Row) -> str:
    share = share_text(context.words, row["share_at_end"])
    if row["low"] is None or row["high"] is None:
        return share
    ends = context.phrase(
        "{low} to {high}",
        low=context.words.percent(row["low"]),
        high=context.words.percent(row["high"]),
    )
    return f"{share} ({ends})"


def _whole(context: Context, target: str) -> Row | None:
    rows = context.rows(context.analysis.session, target, ALL)
    return rows[0] if rows else None
