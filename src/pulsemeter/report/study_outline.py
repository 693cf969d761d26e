"""The report on a study's session: from what it released to sections, first page first.

Three minutes are enough for the first page, an hour for the rest. Every format is written from this
outline, so that none can say another figure. This module must not know a format or a store.
"""

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.words import Words, message
from pulsemeter.report.answer_part import answer_section
from pulsemeter.report.audience_part import audience_section
from pulsemeter.report.change_part import change_section, change_sentences
from pulsemeter.report.comment_part import comment_section
from pulsemeter.report.context import Context, Sentences
from pulsemeter.report.curve_part import curve_picture
from pulsemeter.report.decision_part import decision_section, decision_sentences
from pulsemeter.report.drop_off_part import drop_off_section, drop_off_sentences
from pulsemeter.report.impression import Impression, impressions
from pulsemeter.report.impression_part import (
    NAMES,
    first_segments,
    headline,
    impression_section,
    impression_table,
    ticked_words,
)
from pulsemeter.report.listing_part import listing_section, matrix_section
from pulsemeter.report.method_note import method_section
from pulsemeter.report.moment_part import moments_section
from pulsemeter.report.outline import Block, Definitions, Report
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import VERDICT_NAMES

QUOTE_MAX = 150
_ENDS = (
    ("resonates", 1, message("Reached most")),
    ("falls_flat", -1, message("Failed most")),
)
Pairs = list[tuple[str, str]]


def compose_study(findings: StudyFindings, words: Words) -> Report:
    """The whole report in the study's language."""
    analysis = findings.analysis
    context = Context(analysis, words, _sentences(findings), short=True)
    found = impressions(
        analysis.segments["segment"].to_list(),
        context.rows(analysis.session, analysis.targets[0]),
        analysis.answers.iter_rows(named=True),
        VerdictRule.from_thresholds(findings.study.verdict, analysis.settings.floor),
    )
    main = next(each.verdict for each in found if each.segment == context.main)
    return Report(
        title=findings.study.title,
        language=words.language,
        right_to_left=words.right_to_left,
        labels={
            "contents": context.say("Contents"),
            "about": _about(context, findings),
            "glance": context.say("At a glance"),
            "page": context.say("page"),
            "further": context.say("More rows stand in the report as a page or PDF."),
        },
        marks=_marks(context, findings),
        badge=(main, context.say(NAMES[main])),
        headline=headline(context, found),
        lead=_lead(context, findings, found),
        sections=(
            impression_section(context, found),
            change_section(context, findings),
            audience_section(context, found),
            moments_section(context, findings),
            matrix_section(context),
            listing_section(context),
            drop_off_section(context),
            answer_section(context, findings),
            comment_section(context, findings.comments),
            decision_section(context, findings),
            method_section(context, findings.facts),
        ),
    )


def _sentences(findings: StudyFindings) -> Sentences:
    """The gate's own sentences."""
    held = findings.analysis.statements.select("target", "segment", "statement", "sentence")
    return {(target, segment, name): said or "" for target, segment, name, said in held.iter_rows()}


def _about(context: Context, findings: StudyFindings) -> str:
    """What the report is on, under its title."""
    return context.say(
        "{stimulus} · session {code} · report of {day}",
        stimulus=context.words.name(findings.stimulus),
        code=findings.session.code,
        day=findings.made,
    )


def _marks(context: Context, findings: StudyFindings) -> tuple[str, ...]:
    """What must not be missed."""
    marks = []
    if findings.is_simulated:
        marks.append(context.say("Simulated data: no person gave these reactions."))
    if any(note.startswith("preliminary") for note in context.analysis.notes):
        marks.append(context.say("Preliminary: not every figure is final yet."))
    if findings.closed_early:
        marks.append(context.say("The session was closed early: {why}", why=findings.closed_early))
    if findings.audiences:
        names = ", ".join(context.words.name(name) for name in findings.audiences)
        marks.append(context.say("Figures of these audiences alone: {names}.", names=names))
    return tuple(marks)


def _lead(context: Context, findings: StudyFindings, found: list[Impression]) -> tuple[Block, ...]:
    say = context.say
    glance = [
        *_spread(context, found),
        *((say("Who changed"), told) for told in change_sentences(context, findings)),
        *_ends(context),
        *((say("Words ticked"), told) for told in ticked_words(context, findings)),
        *((say("Attendance"), told) for told in drop_off_sentences(context)),
        *((say("Decisions"), told) for told in decision_sentences(context, findings)),
    ]
    return (
        Definitions(tuple(glance)),
        curve_picture(context, (context.main,), "curve"),
        impression_table(context, first_segments(found)),
    )


def _spread(context: Context, found: list[Impression]) -> Pairs:
    """In which segments the impression was what."""
    others = [each for each in found if each.segment != context.main and "×" not in each.segment]
    parts = []
    for verdict, name in NAMES.items():
        mine = [context.name(each.segment) for each in others if each.verdict == verdict]
        if mine:
            parts.append(f"{context.say(name)}: {', '.join(mine)}")
    return [(context.say("By segment"), "; ".join(parts))] if parts else []


def _ends(context: Context) -> Pairs:
    """The statements that reached and failed most, and how many have which verdict."""
    held = context.rows(context.analysis.statements, context.analysis.targets[0], context.main)
    rows = [row for row in held if row["net"] is not None]
    told: Pairs = []
    for verdict, sign, name in _ENDS:
        mine = [row for row in rows if row["verdict"] == verdict]
        if mine:
            best = max(mine, key=lambda row: sign * row["net"])
            quote = shortened(context.quote(best["statement"]), QUOTE_MAX)
            said = context.words.name(f"“{quote}”")
            told.append((context.say(name), f"{said} ({context.words.net(best['net'])})"))
    if rows:
        counts = ", ".join(
            f"{context.say(name)} {context.words.whole(n)}"
            for verdict, name in VERDICT_NAMES.items()
            if (n := sum(row["verdict"] == verdict for row in rows))
        )
        told.append((context.say("Statements"), counts))
    return told
