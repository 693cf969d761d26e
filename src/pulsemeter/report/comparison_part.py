"""Comparisons in words: two segments, how far segments stand apart, arms, codes, before and after.

This module must not know how anything is tested.
"""

import polars as pl

from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.sentence_contrast import contrast_sentence, curve_contrast_sentence
from pulsemeter.report.context import Context, Row
from pulsemeter.report.figure import DIFFERS_BELOW, contrast_svg
from pulsemeter.report.outline import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Picture,
    Section,
    Table,
)
from pulsemeter.report.wording import (
    DASH,
    count_text,
    decimal_text,
    net_with_range,
    range_text,
    share_text,
    whole_text,
)

DRAWN_MAX = 4
STATEMENTS_SHOWN = 10
ROW_WORDS_MAX = 140


def contrast_blocks(context: Context) -> list[Block]:
    """Each comparison that was asked for: sentence, figure, statements that differ."""
    blocks: list[Block] = []
    drawn = 0
    for row in context.analysis.contrasts.iter_rows(named=True):
        about = context.about(row["target"])
        if row["reason"]:
            text = f"{row['attribute']}: {row['a']} – {row['b']}: {row['reason']}"
            blocks.append(Paragraph(about + text))
            continue
        said = curve_contrast_sentence(
            row["a"],
            row["b"],
            row["intervals"],
            row["max_t"] or 0,
            row["by_chance"] or 0.0,
            context.words,
        )
        blocks.append(Paragraph(about + said))
        drawn += 1
        if drawn <= DRAWN_MAX:
            blocks += _contrast_picture(context, row, drawn)
        blocks += _contrast_statements(context, row)
    if drawn > DRAWN_MAX:
        text = context.phrase(
            "The curves of further comparisons are in the table “contrast_curve”."
        )
        blocks.append(Paragraph(text, "note"))
    return blocks


def _contrast_picture(context: Context, row: Row, number: int) -> list[Block]:
    name = row["contrast"]
    table = context.analysis.contrast_curve
    here = (pl.col("target") == row["target"]) & (pl.col("contrast") == name)
    if table.filter(here, pl.col("difference").is_not_null()).is_empty():
        return []
    svg = contrast_svg(
        context.analysis,
        name,
        target=row["target"],
        words=context.words,
        key=f"contrast-{number}",
    )
    caption = context.phrase(
        "Difference in net approval, {first} minus {second}, with its band.",
        first=row["a"],
        second=row["b"],
    )
    return [Picture(svg, caption)]


def _contrast_statements(context: Context, row: Row) -> list[Block]:
    name = row["contrast"]
    rows = [
        r
        for r in context.rows(context.analysis.contrast_statements, row["target"])
        if r["contrast"] == name and r["difference"] is not None
    ]
    if not rows:
        return []
    # Benjamini-Yekutieli: statements of one session depend on each other.
    apart = [r for r in rows if r["p_by"] is not None and r["p_by"] < DIFFERS_BELOW]
    summed = context.phrase(
        "{count} of {all} statements differ after correction for many comparisons; without it, "
        "about {chance} would seem to differ by chance alone.",
        count=context.words.whole(len(apart)),
        all=context.words.whole(len(rows)),
        chance=context.words.whole(round(DIFFERS_BELOW * len(rows))),
    )
    widest = sorted(apart, key=lambda r: -abs(r["difference"]))[:STATEMENTS_SHOWN]
    items = tuple(
        f"{context.numbers[r['statement']]} · {shortened(context.quote(r['statement']), 90)} – "
        + contrast_sentence(row["a"], row["b"], (r["net_a"], r["net_b"]), True, context.words)
        for r in widest
    )
    return [Paragraph(summed), Bullets(items)] if items else [Paragraph(summed)]


def polarisation_blocks(context: Context) -> list[Block]:
    """How divided the panel is and which segments stand furthest apart, per statement."""
    words = context.words
    blocks: list[Block] = []
    for target in context.analysis.targets:
        rows = [
            r for r in context.rows(context.analysis.polarisation, target) if r["gap"] is not None
        ]
        widest = sorted(rows, key=lambda row: -row["gap"])[:STATEMENTS_SHOWN]
        if not widest:
            continue
        heads = (
            "statement",
            "attribute",
            "furthest apart",
            "gap in points (95 % interval)",
            "share of variance between",
            "agreement A",
        )
        columns = tuple(Column(context.phrase(h), figures=p > 2) for p, h in enumerate(heads))
        cells = tuple(
            (
                Cell(
                    f"{context.numbers[r['statement']]} · "
                    f"{shortened(context.quote(r['statement']), ROW_WORDS_MAX)}",
                    -context.numbers[r["statement"]],
                ),
                Cell(r["attribute"]),
                Cell((r["between"] or DASH).replace(":", " – ")),
                Cell(
                    f"{words.whole(round(100 * r['gap']))} "
                    f"({range_text(words, r['gap_low'], r['gap_high'])})",
                    r["gap"],
                ),
                Cell(share_text(words, r["share"]), r["share"]),
                Cell(decimal_text(r["agreement"]), r["agreement"]),
            )
            for r in widest
        )
        caption = context.about(target) + context.phrase("Where segments stand furthest apart")
        blocks.append(Table(caption, columns, cells, sortable=True))
    if blocks:
        text = context.phrase(
            "The largest of several gaps is partly luck, so its interval is that of this pair "
            "alone. A is van der Eijk's agreement of dislike, no sign and like: 1 is one mind, −1 "
            "two camps."
        )
        blocks.append(Paragraph(text, "note"))
    return blocks


def comparison_section(context: Context) -> Section:
    """All comparisons; a report without any says so."""
    blocks = [
        *contrast_blocks(context),
        *polarisation_blocks(context),
        *change_blocks(context),
        *_arms(context),
        *_codes(context),
    ]
    if not blocks:
        blocks.append(Paragraph(context.phrase("No comparison of segments was asked for.")))
    return Section("comparisons", context.phrase("Comparisons"), tuple(blocks))


def change_blocks(context: Context) -> list[Block]:
    """Answers before and after, per segment; of a study also per question and answer."""
    rows = list(context.analysis.change.iter_rows(named=True))
    if not rows:
        return []
    words = context.words
    heads = ("segment", "persons", "up", "down", "net change (95 % interval)", "changed")
    columns = tuple(Column(context.phrase(h), figures=p > 0) for p, h in enumerate(heads))
    cells = tuple(
        (
            Cell(_asked(r) + context.labels.get(r["segment"], r["segment"])),
            *(Cell(count_text(words, r, name), r[name]) for name in ("persons", "up", "down")),
            # Who changed at all has no direction: that is not too few.
            Cell(DASH if _has_no_way(r) else net_with_range(words, r), r["net"]),
            Cell(share_text(words, r["changed_share"]), r["changed_share"]),
        )
        for r in rows
    )
    return [Table(context.phrase("Answers before and after"), columns, cells, sortable=True)]


def _asked(row: Row) -> str:
    """The question, and the answer that was taken up or given up, where there are several."""
    parts = [row[name] for name in ("question", "answer") if row.get(name)]
    return f"{' = '.join(parts)}: " if parts else ""


def _has_no_way(row: Row) -> bool:
    return row["net"] is None and row["changed_share"] is not None


def _arms(context: Context) -> list[Block]:
    rows = list(context.analysis.arms.iter_rows(named=True))
    kept = [r for r in rows if r["difference"] is not None]
    widest = sorted(kept, key=lambda r: -abs(r["difference"]))[:STATEMENTS_SHOWN]
    if not widest:
        return []
    words = context.words
    heads = ("statement", "arms", "difference in points (95 % interval)")
    columns = tuple(Column(context.phrase(h), figures=p == 2) for p, h in enumerate(heads))
    cells = tuple(
        (
            Cell(f"{context.about(r['target'])}{shortened(context.quote(r['statement']), 140)}"),
            Cell(f"{r['arm_a']} – {r['arm_b']}"),
            Cell(net_with_range(words, r, "difference"), r["difference"]),
        )
        for r in widest
    )
    return [Table(context.phrase("Arms: largest differences"), columns, cells, sortable=True)]


def _codes(context: Context) -> list[Block]:
    rows = [r for r in context.analysis.codes.iter_rows(named=True) if r["difference"] is not None]
    if not rows:
        return []
    words = context.words
    heads = ("code", "segment", "statements with", "difference in points (95 % interval)")
    columns = tuple(Column(context.phrase(h), figures=p > 1) for p, h in enumerate(heads))
    cells = tuple(
        (
            Cell(f"{context.about(r['target'])}{r['code']}"),
            Cell(context.labels.get(r["segment"], r["segment"])),
            Cell(whole_text(words, r["statements_with"]), r["statements_with"]),
            Cell(net_with_range(words, r, "difference"), r["difference"]),
        )
        for r in rows
    )
    return [Table(context.phrase("What coded attributes go with"), columns, cells, sortable=True)]
