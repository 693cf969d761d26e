"""Statements, passages and key moments in words: best, worst, most divisive, verdicts by segment.

This module must not know how a verdict is formed or what a page looks like.
"""

from collections.abc import Iterable, Sequence

from pulsemeter.analysis.segments import ALL
from pulsemeter.analysis.telling import clock
from pulsemeter.release.sentence import Basis
from pulsemeter.release.sentence_highlight import moment_sentence, ranking_sentence
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
from pulsemeter.report.wording import (
    VERDICT_NAMES,
    VERDICT_SIGNS,
    count_text,
    decimal_text,
    named,
    net_text,
    net_with_range,
    range_text,
    shortened,
)

SHOWN = 5
MOMENTS_SHOWN = 8
MOSTLY_BORROWED = 0.5
"""Own share below which a segment's modelled figures are told beside its counted ones."""
ROW_WORDS_MAX = 140


def highlights(context: Context, shown: int = SHOWN) -> list[Block]:
    """Best, worst and most divisive statements of each target, whole panel, with their words."""
    blocks: list[Block] = []
    for target in context.analysis.targets:
        rows = context.rows(context.analysis.statements, target, ALL)
        best = _top((r for r in rows if r["verdict"] == "resonates"), "net", shown)
        worst = _top((r for r in rows if r["verdict"] == "falls_flat"), "net", shown, least=True)
        split = _top((r for r in rows if r["verdict"] == "divides"), "p_divides", shown)
        for title, chosen in (
            ("Best statements", best),
            ("Worst statements", worst),
            ("Most divisive statements", split),
        ):
            heading = context.about(target) + context.phrase(title)
            if chosen:
                blocks.append(Findings(heading, tuple(_finding(context, row) for row in chosen)))
            elif rows:
                none = context.phrase("{title}: none in the whole panel.", title=heading)
                blocks.append(Paragraph(none, "note"))
    if not len(context.analysis.statement_list):
        blocks.append(Paragraph(context.phrase("No statements were given, so none are judged.")))
    return blocks


def _top(rows: Iterable[Row], name: str, shown: int, *, least: bool = False) -> list[Row]:
    kept = [row for row in rows if row[name] is not None]
    return sorted(kept, key=lambda row: row[name] * (1 if least else -1))[:shown]


def _finding(context: Context, row: Row) -> Finding:
    words = context.words
    spoken = context.spoken[row["statement"]]
    facts = [
        words.time(spoken["start_ms"]),
        context.phrase("statement {number}", number=words.whole(context.numbers[row["statement"]])),
        context.phrase("net approval {net}", net=net_with_range(words, row)),
        f"n = {count_text(words, row, 'present')}",
    ]
    facts += [spoken[name] for name in ("speaker", "topic") if spoken[name]]
    sentence = context.verdict_text(row)
    return Finding(
        named(words, VERDICT_NAMES, row["verdict"]),
        context.quote(row["statement"]),
        (sentence,) if sentence else (),
        tuple(facts),
        row["verdict"],
    )


def verdict_section(context: Context) -> Section:
    """Statement × segment: every verdict with its net approval; small segments' models after."""
    blocks: list[Block] = []
    for target in context.analysis.targets:
        caption = context.about(target) + context.phrase("Verdicts by statement and segment")
        blocks.append(_matrix(context, target, "statement", caption))
        blocks += _modelled(context, target)
    legend = ", ".join(
        f"{VERDICT_SIGNS[key]} {context.phrase(name)}" for key, name in VERDICT_NAMES.items()
    )
    note = context.phrase(
        "The figure is net approval in points. {legend}. Of many cells some would be named by "
        "chance alone: each verdict speaks of its own cell. Counts, intervals and probabilities of "
        "every cell are in the table “statements”.",
        legend=legend,
    )
    if not len(context.analysis.statement_list):
        return Section(
            "verdicts",
            context.phrase("Statements"),
            (Paragraph(context.phrase("No statements were given.")),),
        )
    return Section("verdicts", context.phrase("Statements"), (*blocks, Paragraph(note, "note")))


def passage_section(context: Context) -> Section:
    """Passages by segment."""
    blocks = tuple(
        _matrix(
            context,
            target,
            "passage",
            context.about(target) + context.phrase("Verdicts by passage and segment"),
        )
        for target in context.analysis.targets
    )
    return Section("passages", context.phrase("Passages"), blocks)


def _matrix(context: Context, target: str, kind: str, caption: str) -> Table:
    analysis = context.analysis
    table = analysis.statements if kind == "statement" else analysis.passages
    cells: dict[str, dict[str, Row]] = {}
    for row in context.rows(table, target):
        cells.setdefault(row[kind], {})[row["segment"]] = row
    columns = (
        Column(context.phrase(kind)),
        *(Column(label, figures=True) for label in context.labels.values()),
    )
    rows = []
    for place, (name, by_segment) in enumerate(cells.items()):
        head = _head(context, name, by_segment) if kind == "statement" else Cell(name, -place)
        rows.append((head, *(_verdict_cell(context, by_segment.get(s)) for s in context.labels)))
    return Table(caption, columns, tuple(rows), sortable=True)


def _head(context: Context, statement: str, cells: dict[str, Row]) -> Cell:
    spoken, number = context.spoken[statement], context.numbers[statement]
    words = shortened(spoken["words"] or spoken["topic"] or statement, ROW_WORDS_MAX)
    detail = context.verdict_text(cells[ALL]) if ALL in cells else ""
    return Cell(f"{number} · {clock(spoken['start_ms'])} · {words}", -number, detail=detail)


def _verdict_cell(context: Context, row: Row | None) -> Cell:
    if row is None or row["net"] is None:
        return Cell(VERDICT_SIGNS["too_few"], verdict="too_few")
    sign = VERDICT_SIGNS.get(row["verdict"], "")
    return Cell(f"{sign} {net_text(context.words, row['net'])}", row["net"], row["verdict"])


def _modelled(context: Context, target: str) -> list[Block]:
    """Modelled figures that borrow most, the highest and lowest of each such segment."""
    by_segment: dict[str, list[Row]] = {}
    for row in context.rows(context.analysis.statements, target):
        own = row["own_share"]
        if row["pooled"] is not None and own is not None and own < MOSTLY_BORROWED:
            by_segment.setdefault(row["segment"], []).append(row)
    cells = []
    for segment, rows in by_segment.items():
        ordered = sorted(rows, key=lambda row: -row["pooled"])
        chosen = ordered if len(ordered) <= 2 * SHOWN else [*ordered[:SHOWN], *ordered[-SHOWN:]]
        cells += [_modelled_row(context, segment, row) for row in chosen]
    if not cells:
        return []
    heads = ("segment", "statement", "modelled net approval (95 % interval)")
    columns = tuple(Column(context.phrase(h), figures=p == 2) for p, h in enumerate(heads))
    caption = context.about(target) + context.phrase(
        "Small segments, modelled: figures that borrow from the other segments"
    )
    return [Table(caption, columns, tuple(cells), sortable=True)]


def _modelled_row(context: Context, segment: str, row: Row) -> tuple[Cell, ...]:
    words = context.words
    ends = range_text(words, row["pooled_low"], row["pooled_high"])
    return (
        Cell(Basis(own_share=row["own_share"]).marked(context.labels[segment], words)),
        Cell(f"{context.numbers[row['statement']]} · {context.quote(row['statement'])}"),
        Cell(f"{words.net(row['pooled'])} ({ends})", row["pooled"]),
    )


def ranking_blocks(context: Context) -> list[Block]:
    """Statements in their order, each with the places that are possible as well."""
    blocks: list[Block] = []
    words = context.words
    for target in context.analysis.targets:
        rows = context.rows(context.analysis.ranking, target)
        if not rows:
            continue
        heads = (
            "statement",
            "shrunk net approval (95 % interval)",
            "place",
            "against own mean, d_z",
        )
        columns = tuple(Column(context.phrase(h), figures=p > 0) for p, h in enumerate(heads))
        cells = tuple(_ranked(context, row) for row in rows)
        first = rows[0]
        places = tuple(round(first[name]) for name in ("rank", "rank_low", "rank_high"))
        sentence = ranking_sentence(
            context.labels[ALL],
            context.quote(first["statement"]),
            (places[0], places[1], places[2]),
            len(rows),
            0.95,
            words,
        )
        blocks.append(Paragraph(context.about(target) + sentence))
        caption = context.about(target) + context.phrase("Statements in order, whole panel")
        blocks.append(Table(caption, columns, cells, sortable=True))
    return blocks


def _ranked(context: Context, row: Row) -> tuple[Cell, ...]:
    words, number = context.words, context.numbers[row["statement"]]
    ends = range_text(words, row["low"], row["high"])
    low, rank, high = (words.whole(round(row[n])) for n in ("rank_low", "rank", "rank_high"))
    place = (
        rank
        if low == high
        else context.phrase("{rank} ({low} to {high})", rank=rank, low=low, high=high)
    )
    words_said = shortened(context.quote(row["statement"]), ROW_WORDS_MAX)
    return (
        Cell(f"{number} · {words_said}", -number),
        Cell(f"{words.net(row['shrunk'])} ({ends})", row["shrunk"]),
        Cell(place, row["rank"]),
        Cell(decimal_text(row["d_z"]), row["d_z"]),
    )


def moment_blocks(context: Context) -> list[Block]:
    """Key moments of the whole panel with their stability, strongest first."""
    blocks: list[Block] = []
    for target in context.analysis.targets:
        rows = context.rows(context.analysis.moments, target, ALL)
        strongest = sorted(rows, key=lambda row: -abs(row["excess"]))[:MOMENTS_SHOWN]
        title = context.about(target) + context.phrase("Key moments")
        if not strongest:
            text = context.phrase(
                "No moment of the curve stood out so clearly from the session's average that it "
                "would be found again."
            )
            blocks.append(Paragraph(context.about(target) + text))
            continue
        nets = [r["net"] for r in context.rows(context.analysis.curve, target, ALL)]
        told = [net for net in nets if net is not None]
        ends = {"peak": max(told, default=None), "trough": min(told, default=None)}
        found = [_moment(context, row, row["net"] == ends[row["kind"]]) for row in strongest]
        blocks.append(Findings(title, tuple(found)))
    return blocks


def _moment(context: Context, row: Row, is_extreme: bool) -> Finding:
    words, is_peak = context.words, row["kind"] == "peak"
    said: Sequence[str] = (
        moment_sentence(
            context.labels[ALL],
            row["at_ms"],
            row["net"],
            row["stability"],
            is_peak=is_peak,
            is_extreme=is_extreme,
            words=words,
        ),
    )
    quote = context.quote(row["statement"]) if row["statement"] in context.spoken else ""
    kind = context.phrase("peak") if is_peak else context.phrase("trough")
    facts = (
        f"{words.time(row['start_ms'])} – {words.time(row['end_ms'])}",
        context.phrase("net approval {net}", net=net_with_range(words, row)),
    )
    verdict = "resonates" if is_peak else "falls_flat"
    return Finding(kind, quote, tuple(said), facts, verdict)
