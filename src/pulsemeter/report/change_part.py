"""Who changed: answers to questions that were asked before and after, as they were released.

Change beside reactions is association, never effect; the section says so. This module must not
know how change is counted.
"""

from itertools import groupby

from pulsemeter.domain.questionnaire import Part, Question, QuestionKind
from pulsemeter.release.words import message
from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import DASH, count_text, net_with_range, range_text, share_text

_MOVED = (
    message("segment"),
    message("n"),
    message("changed"),
    message("moved up"),
    message("moved down"),
    message("net change in points (95 % interval)"),
)
_TAKEN = (
    message("answer"),
    message("segment"),
    message("n"),
    message("took it up"),
    message("gave it up"),
    message("net change in points (95 % interval)"),
)


def change_section(context: Context, findings: StudyFindings) -> Section:
    """Each question that was asked twice; a study without one says so."""
    blocks: list[Block] = []
    for question in _twice(findings):
        blocks += _of_question(context, question)
    if not blocks:
        text = context.say(
            "No answers from before and after were released, so nothing can be said of change."
        )
        blocks.append(Paragraph(text))
    else:
        text = context.say(
            "Only persons who answered both times count. What changed between two answers goes "
            "together with what was seen in between; whether it came from it, this can't tell."
        )
        blocks.append(Paragraph(text, "note"))
    return Section("change", context.say("Who changed"), tuple(blocks))


def change_sentences(context: Context, findings: StudyFindings) -> list[str]:
    """Per question what the main segment did, for the first page."""
    found = []
    for question in _twice(findings):
        rows = [r for r in _rows(context, question) if r["segment"] == context.main]
        found += [_sentence(context, question, row) for row in rows if not row["answer"]]
    return found


def _twice(findings: StudyFindings) -> list[Question]:
    asked = findings.study.questionnaire.questions
    return [q for q in asked if Part.BEFORE in q.parts and Part.AFTER in q.parts]


def _rows(context: Context, question: Question) -> list[Row]:
    rows = context.analysis.change.iter_rows(named=True)
    return [row for row in rows if row["question"] == question.id]


def _sentence(context: Context, question: Question, row: Row) -> str:
    name, words = context.words.name(f"“{question.text}”"), context.words
    if row["net"] is None:
        return context.say(
            "{question} {segment}: {changed} changed their answer (n = {n}).",
            question=name,
            segment=context.name(row["segment"]),
            changed=share_text(words, row["changed_share"]),
            n=count_text(words, row, "persons"),
        )
    return context.say(
        "{question} {segment}: {changed} changed their answer; net change {net} points (95 % "
        "interval {ends}, n = {n}).",
        question=name,
        segment=context.name(row["segment"]),
        changed=share_text(words, row["changed_share"]),
        net=words.net(row["net"]),
        ends=range_text(words, row["low"], row["high"]),
        n=count_text(words, row, "persons"),
    )


def _of_question(context: Context, question: Question) -> list[Block]:
    rows = _rows(context, question)
    whole, parts = [r for r in rows if not r["answer"]], [r for r in rows if r["answer"]]
    blocks: list[Block] = [
        Paragraph(_sentence(context, question, r)) for r in whole if r["segment"] == context.main
    ]
    if whole:
        blocks.append(_moved(context, question, whole))
    if parts:
        blocks.append(_taken(context, question, parts))
    return blocks + _table(context, question)


def _moved(context: Context, question: Question, rows: list[Row]) -> Table:
    has_way = any(row["net"] is not None for row in rows)
    heads = _MOVED if has_way else _MOVED[:3]
    cells = []
    for row in rows:
        line = [
            Cell(context.name(row["segment"])),
            Cell(count_text(context.words, row, "persons"), row["persons"]),
            Cell(share_text(context.words, row["changed_share"]), row["changed_share"]),
        ]
        cells.append((*line, *(_way(context, row) if has_way else ())))
    return Table(question.text, _columns(context, heads, 1), tuple(cells), sortable=True)


def _way(context: Context, row: Row) -> tuple[Cell, ...]:
    words = context.words
    return (
        *(Cell(count_text(words, row, name), row[name]) for name in ("up", "down")),
        Cell(DASH if row["net"] is None else net_with_range(words, row), row["net"]),
    )


def _taken(context: Context, question: Question, rows: list[Row]) -> Table:
    labels = {answer.id: answer.label for answer in question.answers}
    cells = tuple(
        (
            Cell(_joined(labels, row["answer"])),
            Cell(context.name(row["segment"])),
            Cell(count_text(context.words, row, "persons"), row["persons"]),
            *_way(context, row),
        )
        for row in rows
    )
    return Table(question.text, _columns(context, _TAKEN, 2), cells, sortable=True)


def _columns(context: Context, heads: tuple[str, ...], first: int) -> tuple[Column, ...]:
    return tuple(Column(context.say(head), figures=p >= first) for p, head in enumerate(heads))


def _table(context: Context, question: Question) -> list[Block]:
    """Answers before against after, whole panel."""
    rows = context.analysis.turnover.iter_rows(named=True)
    held = [row for row in rows if row["question"] == question.id]
    if not held:
        return []
    labels = _answer_labels(question)
    afters = list(dict.fromkeys(row["after"] for row in held))
    heads = [context.say("before ↓, after →"), *(_joined(labels, after) for after in afters)]
    cells = []
    for before, line in groupby(held, key=lambda row: row["before"]):
        told = {row["after"]: Cell(count_text(context.words, row, "persons")) for row in line}
        cells.append(
            (Cell(_joined(labels, before or "")), *(told.get(a, Cell(DASH)) for a in afters))
        )
    columns = tuple(Column(head, figures=p > 0) for p, head in enumerate(heads))
    caption = context.say(
        "{question} Persons by their answer before and after, whole panel",
        question=context.words.name(question.text),
    )
    return [Table(caption, columns, tuple(cells))]


def _answer_labels(question: Question) -> dict[str, str]:
    if question.kind is QuestionKind.SCALE:
        ends = {"1": question.low, str(question.steps): question.high}
        return {step: f"{step} ({end})" for step, end in ends.items() if end}
    return {answer.id: answer.label for answer in question.answers}


def _joined(labels: dict[str, str], name: str | None) -> str:
    """Answers that were joined with their neighbours."""
    return " + ".join(labels.get(part, part) for part in (name or DASH).split("+"))
