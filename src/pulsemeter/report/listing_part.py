"""Passage by passage and statement by statement: all that was said, with what it did.

For whoever has an hour. This module must not know how a verdict is formed.
"""

from collections.abc import Iterator

from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Finding, Findings, Paragraph, Section
from pulsemeter.report.statement_part import statement_finding, verdict_matrix, verdict_note
from pulsemeter.report.wording import VERDICT_NAMES, VERDICT_SIGNS, named, net_with_range

_NAMED = ("resonates", "falls_flat", "divides", "leaves_cold")


def matrix_section(context: Context) -> Section:
    """Verdicts by passage and by statement for every segment."""
    target = context.analysis.targets[0]
    blocks: list[Block] = []
    if len(context.analysis.passages):
        caption = context.say("Verdicts by passage and segment")
        blocks.append(verdict_matrix(context, target, "passage", caption))
    if len(context.analysis.statements):
        caption = context.say("Verdicts by statement and segment")
        blocks.append(verdict_matrix(context, target, "statement", caption))
    if blocks:
        blocks.append(verdict_note(context))
    else:
        blocks.append(Paragraph(context.say("No statement or passage has released figures.")))
    return Section("verdicts", context.say("Verdicts"), tuple(blocks))


def listing_section(context: Context) -> Section:
    """The statements of each passage in order of time, whole words."""
    by_segment: dict[str, dict[str, Row]] = {}
    for row in context.rows(context.analysis.statements, context.analysis.targets[0]):
        by_segment.setdefault(row["statement"], {})[row["segment"]] = row
    blocks: list[Block] = [
        Findings(title, tuple(_statement(context, s, by_segment.get(s, {})) for s in names), True)
        for title, names in _passages(context)
    ]
    if not blocks:
        blocks.append(Paragraph(context.say("No statements were given.")))
    return Section("statements", context.say("Statement by statement"), tuple(blocks))


def _passages(context: Context) -> Iterator[tuple[str, list[str]]]:
    """Runs of statements under what their passage is called, with its verdict."""
    target = context.analysis.targets[0]
    told = {r["passage"]: r for r in context.rows(context.analysis.passages, target, context.main)}
    title, names = "", list[str]()
    for name, row in context.spoken.items():
        passage = row.get("passage") or ""
        if names and passage != title:
            yield _title(context, title, told.get(title)), names
            names = []
        title = passage
        names.append(name)
    if names:
        yield _title(context, title, told.get(title)), names


def _title(context: Context, passage: str, row: Row | None) -> str:
    if not passage:
        return context.say("Statements")
    if row is None or row["net"] is None:
        return passage
    verdict = named(context.words, VERDICT_NAMES, row["verdict"])
    return f"{passage} · {verdict}, {net_with_range(context.words, row)}"


def _statement(context: Context, name: str, rows: dict[str, Row]) -> Finding:
    main, spoken = rows.get(context.main), context.spoken[name]
    words = " ".join((spoken["words"] or spoken["topic"] or name).split())
    if main is None:
        at = context.words.time(spoken["start_ms"])
        nothing = context.say("No figures were released.")
        return Finding("", words, (nothing,), (f"{context.numbers[name]} · {at}",))
    found = statement_finding(context, main)
    others = _others(context, rows)
    sentences = (*found.sentences, others) if others else found.sentences
    return Finding(found.heading, words, sentences, found.facts, found.verdict)


def _others(context: Context, rows: dict[str, Row]) -> str:
    """Segments whose verdict says something, with their signs."""
    told = [
        f"{context.name(s)} {VERDICT_SIGNS[row['verdict']]} {context.words.net(row['net'])}"
        for s in context.labels
        if s != context.main
        and (row := rows.get(s)) is not None
        and row["net"] is not None
        and row["verdict"] in _NAMED
    ]
    return "; ".join(told)
