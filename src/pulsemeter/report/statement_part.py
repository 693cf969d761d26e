"""Statements, passages and key moments in words: best, worst, most divisive, verdicts by segment.

This module must not know how a verdict is formed or what a page looks like.
"""

from collections.abc import Iterable, Sequence

from pulsemeter.analysis.segments import ALL
from pulsemeter.analysis.telling import clock
from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.sentence import Basis
from pulsemeter.release.sentence_highlight import moment_sentence, ranking_sentence
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
from pulsemeter.report.wording import (
    VERDICT_NAMES,
    VERDICT_SIGNS,
    count_text,
    decimal_text,
    named,
    net_text,
    net_with_range,
    range_text,
)

SHOWN = 5
MOMENTS_SHOWN = 8
MOSTLY_BORROWED = 0.5
"""Own share below which a segment's modelled figures are told beside its counted ones."""
ROW_WORDS_MAX = 140
_KINDS = {"statement": message("statement"), "passage": message("passage")}


def highlights(context: Context, shown: int = SHOWN) -> list[Block]:
    """Best, worst and most divisive statements of each target by the main segment's verdicts, with
    their words."""
    blocks: list[Block] = []
    for target in context.analysis.targets:
        rows = context.rows(context.analysis.statements, target, context.main)
        best = _top((r for r in rows if r["verdict"] == "resonates"), "net", shown)
        worst = _top((r for r in rows if r["verdict"] == "falls_flat"), "net", shown, least=True)
        split = sorted((r for r in rows if r["verdict"] == "divides"), key=_oneness)[:shown]
        for title, chosen in (
            (message("Best statements"), best),
            (message("Worst statements"), worst),
            (message("Most divisive statements"), split),
        ):
            heading = context.about(target) + context.say(title)
            if chosen:
                found = tuple(statement_finding(context, row) for row in chosen)
                blocks.append(Findings(heading, found))
            elif rows:
                none = context.say(
                    "{title} – {segment}: none.",
                    title=heading,
                    segment=context.name(context.main),
                )
                blocks.append(Paragraph(none, "note"))
    if not len(context.analysis.statement_list):
        blocks.append(Paragraph(context.phrase("No statements were given, so none are judged.")))
    return blocks


def _top(rows: Iterable[Row], name: str, shown: int, *, least: bool = False) -> list[Row]:
    kept = [row for row in rows if row[name] is not None]
    return sorted(kept, key=lambda row: row[name] * (1 if least else -1))[:shown]


def _oneness(row: Row) -> float:
    """How little a statement divides: of released figures no probability is told, but counts."""
    if row["p_divides"] is not None:
        return -float(row["p_divides"])
    smaller = float(min(row["likers"], row["dislikers"]))
    return -smaller / float(max(row["present"], 1))


def statement_finding(context: Context, row: Row) -> Finding:
    """One statement as a segment took it: words, sentence, small facts."""
    words = context.words
    spoken = context.spoken[row["statement"]]
    facts = [
        words.time(spoken["start_ms"]),
        context.say("statement {number}", number=words.whole(context.numbers[row["statement"]])),
        context.say("net approval {net}", net=net_with_range(words, row)),
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
        caption = context.about(target) + context.say("Verdicts by statement and segment")
        blocks.append(verdict_matrix(context, target, "statement", caption))
        blocks += _modelled(context, target)
    if not len(context.analysis.statement_list):
        none = Paragraph(context.say("No statements were given."))
        return Section("verdicts", context.say("Statements"), (none,))
    return Section("verdicts", context.say("Statements"), (*blocks, verdict_note(context)))


def verdict_note(context: Context) -> Paragraph:
    """What the signs of a matrix mean, and how far to read it."""
    legend = ", ".join(
        f"{VERDICT_SIGNS[key]} {context.say(name)}" for key, name in VERDICT_NAMES.items()
    )
    note = context.say(
        "The figure is net approval in points. {legend}. Of many cells some would be named by "
        "chance alone: each verdict speaks of its own cell.",
        legend=legend,
    )
    return Paragraph(note, "note")


def passage_section(context: Context) -> Section:
    """Passages by segment."""
    blocks = tuple(
        verdict_matrix(
            context,
            target,
            "passage",
            context.about(target) + context.say("Verdicts by passage and segment"),
        )
        for target in context.analysis.targets
    )
    return Section("passages", context.phrase("Passages"), blocks)


def verdict_matrix(context: Context, target: str, kind: str, caption: str) -> Table:
    """Statements or passages by segment: net approval with the verdict as sign and tint."""
    analysis = context.analysis
    table = analysis.statements if kind == "statement" else analysis.passages
    cells: dict[str, dict[str, Row]] = {}
    for row in context.rows(table, target):
        cells.setdefault(row[kind], {})[row["segment"]] = row
    if kind == "statement":  # releases come in their own order
        cells = {name: cells[name] for name in context.spoken if name in cells}
    columns = (
        Column(context.say(_KINDS[kind]), sentences=True),
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
    said = cells.get(context.main)
    # A study's report has each sentence beside the whole words.
    detail = context.verdict_text(said) if said is not None and not context.short else ""
    return Cell(f"{number} · {clock(spoken['start_ms'])} · {words}", -number, detail=detail)


def _verdict_cell(context: Context, row: Row | None) -> Cell:
    if row is None or row["net"] is None:
        return Cell(VERDICT_SIGNS["too_few"], verdict="too_few")
    sign = VERDICT_SIGNS.get(row["verdict"], "")
    net = net_text(context.words, row["net"])
    return Cell(f"{sign}\N{NO-BREAK SPACE}{net}", row["net"], row["verdict"])


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
