"""The overall impression of every segment in words and figures, and what words people ticked.

This module must not know how an impression is formed.
"""

from collections.abc import Sequence

from pulsemeter.domain.questionnaire import QuestionKind
from pulsemeter.release.words import message
from pulsemeter.report.context import Context, Row
from pulsemeter.report.impression import (
    INDIFFERENT,
    MIXED,
    NEGATIVE,
    POSITIVE,
    TOO_FEW,
    UNDECIDED,
    Closing,
    Impression,
)
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import DASH, coded_text, count_text, net_with_range, range_text

NAMES = {
    POSITIVE: message("positive"),
    NEGATIVE: message("negative"),
    MIXED: message("mixed"),
    INDIFFERENT: message("indifferent"),
    UNDECIDED: message("undecided"),
    TOO_FEW: message("too few"),
}
_SAID = {
    POSITIVE: message("{segment}: the overall impression was positive."),
    NEGATIVE: message("{segment}: the overall impression was negative."),
    MIXED: message("{segment}: the overall impression was mixed."),
    INDIFFERENT: message("{segment}: the overall impression was indifferent."),
    UNDECIDED: message("{segment}: the overall impression is undecided; too few lean either way."),
    TOO_FEW: message("{segment}: too few were there to speak of an overall impression."),
}
_HEADS = (
    message("segment"),
    message("impression"),
    message("net approval (95 % interval)"),
    message("n"),
    message("good afterwards"),
    message("bad afterwards"),
    message("answered"),
)
LEAD_ROWS_MAX = 14
WORDS_SHOWN = 6


def headline(context: Context, found: Sequence[Impression]) -> str:
    """The main segment's impression in one to three sentences."""
    main = next((i for i in found if i.segment == context.main), None)
    if main is None:
        return context.say("Nothing may be told of the session as a whole.")
    parts = [context.say(_SAID[main.verdict], segment=context.name(main.segment))]
    row = context.session_row(main.segment)
    if row is not None and row["net"] is not None:
        parts.append(
            context.say(
                "Net approval of the session is {net} (95 % interval {ends}, n = {n}).",
                net=context.words.net(row["net"]),
                ends=range_text(context.words, row["low"], row["high"]),
                n=count_text(context.words, row, "present"),
            )
        )
    if main.closing is not None and main.closing.verdict != TOO_FEW:
        parts.append(
            context.say(
                "Afterwards, {good} called it good and {bad} bad (n = {n}).",
                good=context.words.percent(main.closing.good),
                bad=context.words.percent(main.closing.bad),
                n=_answered(context, main.closing),
            )
        )
    if main.differs:
        parts.append(
            context.say("What was pressed and what was said afterwards point in opposite ways.")
        )
    return " ".join(parts)


def impression_table(context: Context, found: Sequence[Impression], about: str = "") -> Table:
    """Segments with their impressions; `about` tells a second table from the first."""
    columns = tuple(Column(context.say(head), figures=p > 1) for p, head in enumerate(_HEADS))
    rows = tuple(_row(context, each) for each in found)
    caption = context.say("Overall impression by segment")
    return Table(f"{caption} – {about}" if about else caption, columns, rows, sortable=True)


def first_segments(found: Sequence[Impression]) -> list[Impression]:
    """Those of the first page: of single attributes, a few; the others come in the section."""
    return [each for each in found if "×" not in each.segment][:LEAD_ROWS_MAX]


def _attributes(context: Context, found: Sequence[Impression]) -> str:
    """The attributes that these segments are made of."""
    mine = {each.segment for each in found}
    rows = context.analysis.segments.iter_rows(named=True)
    names = dict.fromkeys(row["attribute"] for row in rows if row["segment"] in mine)
    return ", ".join(names).replace("×", " × ")


def _row(context: Context, each: Impression) -> tuple[Cell, ...]:
    row, closing, words = context.session_row(each.segment), each.closing, context.words
    pressed = (Cell(DASH), Cell(DASH))
    if row is not None:
        n = count_text(words, row, "present")
        pressed = Cell(net_with_range(words, row), row["net"]), Cell(n, row["present"])
    said = (Cell(DASH),) * 3
    if closing is not None:
        said = (
            Cell(words.percent(closing.good), closing.good),
            Cell(words.percent(closing.bad), closing.bad),
            Cell(_answered(context, closing), closing.answered),
        )
    name = Cell(context.say(NAMES[each.verdict]), verdict=each.verdict)
    return (Cell(context.name(each.segment)), name, *pressed, *said)


def _answered(context: Context, closing: Closing) -> str:
    return coded_text(context.words, closing.answered, closing.coding)


def impression_section(context: Context, found: Sequence[Impression]) -> Section:
    """The segments that aren't on the first page, and how an impression comes about."""
    others = [each for each in found if each not in first_segments(found)]
    blocks: list[Block] = []
    if others:
        blocks.append(impression_table(context, others, _attributes(context, others)))
    differing = [context.name(each.segment) for each in found if each.differs]
    if differing:
        text = context.say(
            "Pressed and said point in opposite ways in: {names}. Such an impression is called "
            "mixed.",
            names="; ".join(differing),
        )
        blocks.append(Paragraph(text, "warning"))
    rule = context.say(
        "Net approval of the session is the share of persons with more likes than dislikes minus "
        "the share with more dislikes than likes, of all present, in points from −100 to +100; "
        "each person counts once. The impression joins it with the closing question, each read by "
        "the rule of the verdicts: positive or negative where both, or the only one that says "
        "something, lean so; mixed where they contradict each other or one is divided; "
        "indifferent where hardly anybody gave a sign."
    )
    blocks.append(Paragraph(rule, "note"))
    return Section("session", context.say("Overall impression"), tuple(blocks))


def ticked_words(context: Context, findings: StudyFindings) -> list[str]:
    """For each question of words those that most of the main segment ticked, with shares."""
    texts = []
    for question in findings.study.questionnaire.questions:
        if question.kind is not QuestionKind.WORDS:
            continue
        rows = [r for r in _answers(context, question.id) if r["segment"] == context.main]
        chosen = sorted(rows, key=lambda r: -r["share"])[:WORDS_SHOWN]
        if not chosen:
            continue
        listed = ", ".join(
            f"{context.words.name(r['answer_label'])} {context.words.percent(r['share'])}"
            for r in chosen
        )
        texts.append(f"{context.words.name(question.text)} {listed}")
    return texts


def _answers(context: Context, question: str) -> list[Row]:
    rows = context.analysis.answers.iter_rows(named=True)
    return [row for row in rows if row["question"] == question]
