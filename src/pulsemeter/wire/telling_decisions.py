"""From decisions to the messages that carry them, with the reasons of own audiences only."""

from msgspec import convert

from pulsemeter.domain.decision import Decision
from pulsemeter.release.view import View
from pulsemeter.wire import decisions as wire


def decision_message(decision: Decision, view: View) -> wire.Decision:
    """The message of a decision for somebody who may see this."""
    own = view.shows(decision.audience)
    return wire.Decision(
        id=decision.id,
        session=decision.session,
        statement=decision.statement,
        revision=decision.revision,
        audience=decision.audience,
        audience_label=decision.audience_label,
        kind=convert(decision.kind.value, type=wire.DecisionKindName),
        state=convert(decision.state.value, type=wire.DecisionStateName),
        own=own,
        entries=[
            wire.DecisionEntry(
                state=convert(entry.state.value, type=wire.DecisionStateName),
                author=entry.author.name,
                role=convert(entry.author.role.value, type=wire.RoleName),
                wall_ms=entry.wall_ms,
                reason=entry.reason if own else "",
                ran_at=entry.ran_at,
                ran_ms=entry.ran_ms,
            )
            for entry in decision.entries
        ],
    )
