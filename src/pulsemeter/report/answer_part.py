"""What people answered: the shares of every closed question, by segment, as they were released.

This module must not know how answers are counted.
"""

from collections.abc import Sequence

from pulsemeter.domain.impression import OVERALL, overall_question
from pulsemeter.domain.questionnaire import Question, QuestionKind
from pulsemeter.release.words import message
from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import DASH, count_text

_PARTS = {"before": message("before"), "after": message("after")}
_BUILT_IN = {
    "very_good": message("Very good"),
    "good": message("Good"),
    "neither": message("Neither"),
    "bad": message("Bad"),
    "very_bad": message("Very bad"),
}


def answer_section(context: Context, findings: StudyFindings) -> Section:
    """One table for each question, answers by segment."""
    asked = [overall_question(findings.study.questions.overall)]
    asked += findings.study.questionnaire.questions
    rows = list(context.analysis.answers.iter_rows(named=True))
    blocks: list[Block] = []
    for question in asked:
        for part in ("before", "after"):
            held = [r for r in rows if (r["question"], r["part"]) == (question.id, part)]
            if held:
                blocks.append(_table(context, question, part, held))
    if blocks:
        text = context.say(
            "Shares of those who answered, rounded as the protection profile asks for; of several "
            "answers shares may add up to more than 100 %."
        )
        blocks.append(Paragraph(text, "note"))
    else:
        text = context.say(
            "No answers were released: they leave once, after the close, when everybody has "
            "finished or a day has gone by."
        )
        blocks.append(Paragraph(text))
    return Section("answers", context.say("What people answered"), tuple(blocks))


def _table(context: Context, question: Question, part: str, rows: Sequence[Row]) -> Table:
    segments = [s for s in context.labels if any(r["segment"] == s for r in rows)]
    told = {(r["segment"], r["answer"]): r for r in rows}
    base = {r["segment"]: r for r in rows}
    lines = [
        (
            Cell(_label(context, question, answer)),
            *(_share(context, told.get((s, answer))) for s in segments),
        )
        for answer in dict.fromkeys(r["answer"] for r in rows)
    ]
    n = (count_text(context.words, base[s], "answered") for s in segments)
    lines.append((Cell(context.say("n")), *(Cell(text) for text in n)))
    caption = question.text
    if len(question.parts) > 1:
        caption = f"{caption} ({context.say(_PARTS[part])})"
    columns = (
        Column(context.say("answer")),
        *(Column(context.labels[s], figures=True) for s in segments),
    )
    return Table(caption, columns, tuple(lines))


def _label(context: Context, question: Question, answer: str) -> str:
    if question.id == OVERALL:
        return context.say(_BUILT_IN[answer])
    if question.kind is QuestionKind.SCALE:
        ends = {"1": question.low, str(question.steps): question.high}
        return f"{answer} ({ends[answer]})" if ends.get(answer) else answer
    return next((a.label for a in question.answers if a.id == answer), answer)


def _share(context: Context, row: Row | None) -> Cell:
    if row is None or row["share"] is None:
        return Cell(DASH)
    return Cell(context.words.percent(row["share"]), row["share"])
