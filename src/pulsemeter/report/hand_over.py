"""The texts of a hand-over package: the exact words, a short text with n and certainty, figures,
and where all of it comes from.

For an editor's own team. The verdict is said in the study's language, as it was released; what
stands around it is English. This module must not know files, clocks or who reads it: figures come
as far as its readers may see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulsemeter.domain.decision import Decision
from pulsemeter.domain.instrument import described
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import Count, IntervalRelease, StatementFigure, StatementRelease
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.hand_over_figures import figures_csv, figures_json

EARLY = "Early: not all of the panel was in when this was released; it may still change."
SIMULATED = "SIMULATED: these reactions were made by a program, not by people."
_CODED = {"near": "about {}", "under": "fewer than {}", "over": "more than {}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """All that a package tells of. `clip` is the clip's name, "" where there is none, and
    `clip_note` what is to be said of it; `made` is when, in words."""

    study: Study
    session: Session
    decision: Decision
    statement: Statement
    before: Statement | None
    after: Statement | None
    released: StatementRelease
    intervals: Sequence[IntervalRelease]
    labels: Mapping[str, str]
    made: str
    clip: str = ""
    clip_note: str = ""
    captions: str = ""

    @property
    def figure(self) -> StatementFigure:
        """The released figure of the decision's audience."""
        return next(f for f in self.released.figures if f.cell == self.decision.audience)

    @property
    def is_early(self) -> bool:
        """Whether too little of the panel was in for it to be the last word."""
        return self.released.is_early

    @property
    def audience(self) -> str:
        """The audience's name for people."""
        return self.labels.get(self.decision.audience, self.decision.audience)


def hand_over_files(told: HandOver) -> dict[str, bytes]:
    """Every file of the package but the clip, by name."""
    cadence_ms = told.study.instrument.cadence_ms
    figures = (told.released, told.intervals, told.labels)
    files = {
        "README.txt": readme_text(told),
        "quote.txt": quote_text(told),
        "text.txt": short_text(told),
    }
    held = {name: text.encode() for name, text in files.items()}
    held["figures.csv"] = figures_csv(told.statement, *figures, cadence_ms)
    held["figures.json"] = figures_json(_about(told), *figures)
    if told.captions:
        held["clip.vtt"] = told.captions.encode()
    return held


def quote_text(told: HandOver) -> str:
    """The exact words between what was said before and after them."""
    statement = told.statement
    parts = [f"“{statement.words}”", _source(statement)]
    if statement.note:
        parts.append(f"Note: {statement.note}")
    for name, neighbour in (("Before it", told.before), ("After it", told.after)):
        if neighbour is None:
            parts.append(f"{name}: nothing is written down.")
        else:
            parts.append(f"{name} ({_source(neighbour)}):\n{neighbour.words}")
    return "\n\n".join(parts) + "\n"


def short_text(told: HandOver) -> str:
    """A few lines to work from: the words, the verdict as released, n, how certain."""
    figure, statement = told.figure, told.statement
    lines = [f"“{statement.words}” ({_source(statement)})", "", figure.sentence]
    lines.append(f"n: {_count(figure.present)} present of {told.audience}{_net(figure)}")
    if told.is_early:
        lines.append(EARLY)
    if statement.note:
        lines.append(f"Note on this statement: {statement.note}")
    lines.append(_from(told))
    if told.session.simulated:
        lines.append(SIMULATED)
    return "\n".join(lines) + "\n"


def readme_text(told: HandOver) -> str:
    """Where everything comes from, how it was measured, and what is in the package."""
    decision, statement = told.decision, told.statement
    reason = next((e.reason for e in reversed(decision.entries) if e.reason), "none given")
    history = [
        f"  {entry.state.value} by {entry.author.name} ({entry.author.role.value})"
        for entry in decision.entries
    ]
    parts = [
        f"Hand-over of a statement to feature, for the editor's own team. Made {told.made}.",
        *([SIMULATED] if told.session.simulated else []),
        f"Study: {told.study.title} ({told.study.name})\nSession: {told.session.code}"
        f"\nStatement: {statement.id}, revision {statement.revision}"
        f"\nAudience: {told.audience} ({decision.audience})"
        f"\nRelease: number {told.released.number}, {_standing(told)}",
        f"Decision {decision.id}: {decision.kind.value}\n" + "\n".join(history)
        + f"\nReason: {reason}",
        f"Clip: {told.clip_note}",
        _method(told),
        _contents(told),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _method(told: HandOver) -> str:
    study, profile = told.study, told.study.profile
    live = "live, one clock for all" if told.session.is_live else "on demand, each in own time"
    if told.session.origin is not None:
        live = f"with another system, {told.session.origin.system}, and imported"
    return (
        f"Method: people of a panel pressed while they watched ({live}); "
        f"{'; '.join(described(study.instrument))}; words are read {study.lag_ms / 1000:g} s "
        f"later. Counts are of persons, rounded to {profile.rounding_step}, never of a group below "
        f"{profile.smallest_roster} (profile {profile.name}); estimates, 95 % intervals and "
        "verdicts are computed from the rounded counts, unweighted. Figures speak of this panel.\n"
        f"Conducted by: {study.consent.runner}\nPaid for by: {study.consent.payer}\n"
        "Not told here, and to be asked for: how persons were chosen, incentives, dates of data "
        "collection."
    )


def _contents(told: HandOver) -> str:
    listed = [
        ("quote.txt", "the exact words, with what was said before and after"),
        ("text.txt", "a short text with n and certainty"),
        ("figures.csv, figures.json", "released figures of own audiences: the statement, and its "
         "intervals"),
    ]  # fmt: skip
    if told.clip:
        listed.append((told.clip, "the statement with two seconds on either side"))
    if told.captions:
        listed.append(("clip.vtt", "captions, times counted from the clip's beginning"))
    return "Here:\n" + "\n".join(f"  {name}: {what}" for name, what in listed)


def _about(told: HandOver) -> dict[str, object]:
    return {
        "study": told.study.name,
        "session": told.session.code,
        "simulated": told.session.simulated,
        "statement": told.statement.id,
        "revision": told.statement.revision,
        "start_ms": told.statement.start_ms,
        "end_ms": told.statement.end_ms,
        "words": told.statement.words,
        "decision": told.decision.id,
        "audience": told.decision.audience,
        "profile": told.study.profile.name,
        "interval_ms": told.study.instrument.cadence_ms,
        "lag_ms": told.study.lag_ms,
    }


def _source(statement: Statement) -> str:
    times = f"{ENGLISH.time(statement.start_ms)}–{ENGLISH.time(statement.end_ms)}"
    return f"{statement.speaker}, {times}" if statement.speaker else times


def _count(count: Count) -> str:
    return _CODED[count.coding].format(f"{count.value:,}")


def _net(figure: StatementFigure) -> str:
    if figure.net is None or figure.low is None or figure.high is None:
        return ""
    net, low, high = (ENGLISH.net(v / 100) for v in (figure.net, figure.low, figure.high))
    return f"; net approval {net}, 95 % interval {low} to {high}"


def _standing(told: HandOver) -> str:
    standing = told.released.standing
    shown = "early" if standing == "provisional" else standing
    share = told.released.panel_share
    return f"{shown}, {'too few' if share is None else f'{share} %'} of the panel in"


def _from(told: HandOver) -> str:
    return (
        f"Source: {told.study.title}, session {told.session.code}, statement {told.statement.id} "
        f"revision {told.statement.revision}, release {told.released.number} ({_standing(told)})."
    )
