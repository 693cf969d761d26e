"""Decisions about statements: what was decided for whom, why, by whom and when.

Decisions carry no figure. This module must not know who may decide.
"""

from pulsemeter.domain.decision import EVERYBODY, Decision, DecisionKind, DecisionState
from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.words import message
from pulsemeter.report.context import Context
from pulsemeter.report.outline import Block, Cell, Column, Paragraph, Section, Table
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.wording import DASH

KINDS = {
    DecisionKind.FEATURE: message("feature"),
    DecisionKind.HOLD: message("hold"),
    DecisionKind.REWORK: message("rework"),
    DecisionKind.WATCH: message("watch"),
}
_STATES = {
    DecisionState.PROPOSED: message("proposed"),
    DecisionState.TAKEN: message("taken"),
    DecisionState.DONE: message("done"),
    DecisionState.DROPPED: message("dropped"),
}
_HEADS = (
    message("statement"),
    message("decision"),
    message("audience"),
    message("state"),
    message("reason"),
    message("by"),
    message("day"),
)
WORDS_MAX = 160


def decision_section(context: Context, findings: StudyFindings) -> Section:
    """All decisions of the session about statements of the stimulus."""
    held = [d for d in findings.decisions if d.statement in context.spoken]
    blocks: list[Block] = []
    if held:
        columns = tuple(Column(context.say(head)) for head in _HEADS)
        rows = tuple(_row(context, findings, decision) for decision in held)
        blocks.append(Table(context.say("Decisions on statements"), columns, rows))
    else:
        blocks.append(Paragraph(context.say("No decision was written down.")))
    return Section("decisions", context.say("Decisions"), tuple(blocks))


def decision_sentences(context: Context, findings: StudyFindings) -> list[str]:
    """How many were taken or done, for the first page."""
    held = [d for d in findings.decisions if d.statement in context.spoken]
    if not held:
        return []
    taken = [d for d in held if d.state in (DecisionState.TAKEN, DecisionState.DONE)]
    kinds = ", ".join(
        f"{context.say(name)} {context.words.whole(n)}"
        for kind, name in KINDS.items()
        if (n := sum(d.kind is kind for d in taken))
    )
    return [
        context.say(
            "Decisions: {taken} of {all} proposed were taken{kinds}.",
            taken=context.words.whole(len(taken)),
            all=context.words.whole(len(held)),
            kinds=f" ({kinds})" if kinds else "",
        )
    ]


def _row(context: Context, findings: StudyFindings, decision: Decision) -> tuple[Cell, ...]:
    number = context.numbers[decision.statement]
    reason = next((e.reason for e in reversed(decision.entries) if e.reason), "") or DASH
    author = decision.entries[-1].author
    audience = decision.audience_label or context.labels.get(decision.audience, decision.audience)
    return (
        Cell(f"{number} · {shortened(context.quote(decision.statement), WORDS_MAX)}"),
        Cell(context.say(KINDS[decision.kind])),
        Cell(context.say("Whole panel") if decision.audience == EVERYBODY else audience),
        Cell(context.say(_STATES[decision.state])),
        Cell(reason),
        Cell(author.name),
        Cell(findings.decided.get(decision.id, DASH)),
    )
