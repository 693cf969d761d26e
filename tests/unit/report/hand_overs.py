"""A decision to feature with everything that its package tells of, made up."""

from dataclasses import replace

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.staff import Role
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.report.hand_over import HandOver

NORTH = StatementFigure(
    "region:north", Count(62, "near"), Count(8, "under"), Count(100, "near"), "resonates",
    "Among North, about 62 % of some 100 present pressed Like; the evidence is strong.",
    54.0, 38.5, 66.0,
)  # fmt: skip
SHORT = StatementFigure(
    "region:west", Count(4, "under"), Count(4, "under"), Count(12, "near"), "too_few",
    "=Among West, too few were present to say anything.",
)  # fmt: skip
INTERVAL = IntervalRelease(
    7, 0, 12, "frozen", 85,
    [IntervalFigure("region:north", Count(40, "near"), Count(8, "under"), Count(98, "near"),
                    "most_liked", 66, 32.0, 20.0, 44.5, 28.0, 36.0)], 4_711,
)  # fmt: skip
BEFORE = Statement("s1", 1, "rice", 50_000, 60_000, "We set sail on this new sea.")
STATEMENT = Statement(
    "s2", 3, "rice", 60_000, 70_000, "We choose to go to the moon.", "Kennedy", note="disputed"
)
AFTER = Statement("s3", 1, "rice", 70_000, 80_000, "Not because they are easy.", "Kennedy")
LABELS = {"region:north": "North", "region:west": "@West"}


def a_hand_over(**changes: object) -> HandOver:
    """The package of a released figure in a live session of a study; with changes."""
    study = Study(
        name="moon", title="To the moon", question="?",
        stimuli=(Stimulus("rice", "Rice University", 180_000, "moon.mp4"),), attributes=(),
        consent=Consent("A university", "A foundation", "presses", "any time"), profile=STANDARD,
    )  # fmt: skip
    decision = Decision(
        "d1", "moon", "KENNEDY", "s2", 3, "region:north", DecisionKind.FEATURE,
        (
            DecisionEntry(
                DecisionState.PROPOSED, Author("id-a", "Ada", Role.MODERATOR), 1, "it carries"
            ),
            DecisionEntry(DecisionState.TAKEN, Author("id-b", "Ben", Role.EDITOR), 2),
        ),
    )  # fmt: skip
    whole = HandOver(
        study=study,
        session=Session("KENNEDY", "moon", SessionKind.LIVE),
        decision=decision,
        statement=STATEMENT,
        before=BEFORE,
        after=AFTER,
        released=StatementRelease(9, "s2", 3, "frozen", 85, [NORTH, SHORT], 4_712),
        intervals=[INTERVAL],
        labels=LABELS,
        made="2026-11-26 10:42 UTC",
        clip="clip.mp4",
        clip_note="clip.mp4, 58 s to 72 s of Rice University.",
        captions="WEBVTT\n",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]
