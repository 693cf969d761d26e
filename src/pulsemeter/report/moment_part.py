"""Best, worst and most divisive moments of a study: statements, intervals, audiences apart.

All from released figures: an interval's end is one of many and partly luck, which is said. This
module must not know how a figure is made.
"""

from collections.abc import Sequence

from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.desk_table import Split
from pulsemeter.release.words import message
from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import (
    Block,
    Cell,
    Column,
    Finding,
    Findings,
    Paragraph,
    Section,
    Table,
)
from pulsemeter.report.statement_part import ROW_WORDS_MAX, highlights
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import net_with_range, range_text

APART_SHOWN = 8
_HEADS = (
    message("statement"),
    message("audiences"),
    message("apart in points (95 % interval)"),
)


def moments_section(context: Context, findings: StudyFindings) -> Section:
    """Statements first, then the ends of the curve, then where audiences stand apart."""
    blocks = highlights(context)
    blocks += _ends(context)
    blocks += _apart(context, findings)
    title = context.say("Best, worst and most divisive moments")
    return Section("moments", title, tuple(blocks))


def _ends(context: Context) -> list[Block]:
    """The highest and the lowest interval of the main segment's curve."""
    rows = context.rows(context.analysis.curve, context.analysis.targets[0], context.main)
    told = [row for row in rows if row["net"] is not None]
    if not told:
        return []
    ends = (
        (context.say("Highest interval"), max(told, key=lambda r: r["net"])),
        (context.say("Lowest interval"), min(told, key=lambda r: r["net"])),
    )
    title = context.say("Ends of the curve, {segment}", segment=context.name(context.main))
    found = tuple(_end(context, name, row) for name, row in ends)
    note = context.say(
        "The highest and the lowest of {n} intervals are partly luck: statements, which are "
        "longer, tell more.",
        n=context.words.whole(len(told)),
    )
    return [Findings(title, found), Paragraph(note, "note")]


def _end(context: Context, name: str, row: Row) -> Finding:
    words = context.words
    start_ms = row["start_ms"]
    facts = (
        f"{words.time(start_ms)} – {words.time(start_ms + context.analysis.interval_ms)}",
        context.say("net approval {net}", net=net_with_range(words, row)),
    )
    verdict = "resonates" if row["net"] > 0 else "falls_flat" if row["net"] < 0 else ""
    return Finding(name, _said_at(context, start_ms), (), facts, verdict)


def _said_at(context: Context, stimulus_ms: int) -> str:
    """The statement whose reactions fall into this interval."""
    at_ms = stimulus_ms + context.analysis.interval_ms // 2 - context.analysis.settings.lag_ms
    for name, row in context.spoken.items():
        if row["start_ms"] <= at_ms < row["end_ms"]:
            return context.quote(name)
    return ""


def _apart(context: Context, findings: StudyFindings) -> list[Block]:
    """Statements at which two audiences of an attribute stand furthest apart, widest first."""
    known = {s: splits for s, splits in findings.splits.items() if s in context.spoken}
    widest = sorted(
        ((name, split) for name, splits in known.items() for split in splits),
        key=lambda pair: -pair[1].gap,
    )[:APART_SHOWN]
    if not widest:
        return []
    columns = tuple(Column(context.say(h), figures=p == 2) for p, h in enumerate(_HEADS))
    rows = tuple(_split_row(context, name, split) for name, split in widest)
    note = context.say(
        "The largest of many gaps is partly luck; each interval is that of its own pair alone."
    )
    caption = context.say("Where audiences stand furthest apart")
    return [Table(caption, columns, rows, sortable=True), Paragraph(note, "note")]


def _split_row(context: Context, statement: str, split: Split) -> tuple[Cell, ...]:
    number = context.numbers[statement]
    low, high = (end / 100 for end in (split.low, split.high))
    gap = f"{context.words.net(split.gap / 100)} ({range_text(context.words, low, high)})"
    names: Sequence[str] = [context.name(s) for s in (split.highest, split.lowest)]
    return (
        Cell(f"{number} · {shortened(context.quote(statement), ROW_WORDS_MAX)}", -number),
        Cell(" – ".join(names)),
        Cell(gap, split.gap),
    )
