"""Briefs: short messages with current findings, the people who get them, and what makes one due.

A brief is written once and then carried until it has arrived or is given up; each try is kept.
Pure: nothing here knows a figure, a channel's protocol or what the time is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pulsemeter.domain.staff import covers

NAME_LENGTH_MAX = 80
EVERY_S_MIN, EVERY_S_MAX = 60, 3_600
WAITS_MS = (5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000)
"""How long to wait after the first failed try, the second, and so on; then the last again."""
GIVE_UP_MS = 6 * 3_600_000
"""A brief that hasn't arrived this long after it was written is given up: it is no news now."""


class BriefRefused(ValueError):
    """A recipient or rule that can't be like this; the message says why and what to do."""


class BriefChannel(StrEnum):
    """How a brief travels."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    TELEGRAM = "telegram"
    SLACK = "slack"
    TEAMS = "teams"
    MATRIX = "matrix"


CHATS = (BriefChannel.TELEGRAM, BriefChannel.SLACK, BriefChannel.TEAMS, BriefChannel.MATRIX)
"""Services of others, whose whole chat reads what is sent; not tested against the services."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A named person or desk that gets briefs of a study.

    `audiences` are cells (`region:north`, `all`) or attributes (`region`) whose figures may be
    told, None for every one; `language` is the language of the texts.
    """

    id: str
    study: str
    name: str
    channel: BriefChannel
    address: str
    language: str = "en"
    audiences: tuple[str, ...] | None = None
    is_paused: bool = False

    def may_learn(self, cell: str) -> bool:
        """Whether the figures of a cell may be told to them."""
        return self.audiences is None or covers(self.audiences, cell)


class Occasion(StrEnum):
    """What makes a brief due."""

    CLOSE = "close"
    THRESHOLD = "threshold"
    TIMER = "timer"
    HAND = "hand"


class About(StrEnum):
    """What findings speak of."""

    STATEMENTS = "statements"
    PASSAGES = "passages"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class BriefRule:
    """When a brief is written, about what, and for whom.

    *close*: a statement or passage has its figures. *threshold*: it has them, and net approval of
    an audience lies beyond ±`net_from` points with at least this `certainty` (0..1). *timer*:
    every `every_s` seconds while a session runs. *hand*: when somebody says so. `about` says which
    of statements and passages it waits for and tells. `recipients` are ids, none for all. With
    `is_early` a brief may leave before the reported share of the panel is in, and says so;
    without, it waits.
    """

    id: str
    study: str
    occasion: Occasion
    recipients: tuple[str, ...] = ()
    net_from: int = 0
    certainty: float = 0.95
    every_s: int = 600
    is_early: bool = False
    is_paused: bool = False
    about: About = About.STATEMENTS

    def is_for(self, recipient: Recipient) -> bool:
        """Whether a recipient gets what this rule makes due."""
        return not self.recipients or recipient.id in self.recipients


@dataclass(frozen=True, slots=True)
class Told:
    """One finding that a brief tells: a verdict on a statement for an audience, as released. Of a
    passage, `statement` is the id under which its figures left."""

    statement: str
    revision: int
    audience: str
    verdict: str
    release: int
    is_passage: bool = False


class TryOutcome(StrEnum):
    """How a try ended."""

    ARRIVED = "arrived"
    LATER = "later"
    GIVEN_UP = "given up"


class BriefState(StrEnum):
    """How far a brief is."""

    WAITING = "waiting"
    ARRIVED = "arrived"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: when, how it ended, what the receiver or the courier said, when the next is."""

    at_ms: int
    outcome: TryOutcome
    said: str
    next_ms: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """One message to one recipient.

    `key` says what it is about, so that the same brief is never written twice for a session;
    `corrects` is the id of the brief that this one corrects, "" for none. `recipient_name` stays
    when the recipient is removed. Times are wall times.
    """

    id: str
    study: str
    session: str
    recipient: str
    recipient_name: str
    rule: str
    key: str
    written_ms: int
    subject: str
    text: str
    told: tuple[Told, ...] = ()
    is_early: bool = False
    corrects: str = ""
    tries: tuple[Try, ...] = ()

    @property
    def state(self) -> BriefState:
        """How far it is."""
        if not self.tries or self.tries[-1].outcome is TryOutcome.LATER:
            return BriefState.WAITING
        return BriefState(self.tries[-1].outcome.value)

    @property
    def due_ms(self) -> int:
        """When the next try is due, as long as it waits."""
        return self.tries[-1].next_ms if self.tries else self.written_ms

    def with_try(self, made: Try) -> "Brief":
        """The brief after one more try."""
        return replace(self, tries=(*self.tries, made))


def after_failure(
    brief: Brief, at_ms: int, said: str, *, is_final: bool, asked_wait_ms: int = 0
) -> Try:
    """What a failed try means: another one after a wait that grows, or none.

    A receiver that asks for a longer wait (`asked_wait_ms`) gets it.
    """
    failed = len(brief.tries)
    wait_ms = max(WAITS_MS[min(failed, len(WAITS_MS) - 1)], asked_wait_ms)
    if is_final or at_ms + wait_ms > brief.written_ms + GIVE_UP_MS:
        return Try(at_ms, TryOutcome.GIVEN_UP, said)
    return Try(at_ms, TryOutcome.LATER, said, at_ms + wait_ms)


def check_recipient(recipient: Recipient, languages: Sequence[str]) -> None:
    """BriefRefused where a recipient lacks a name or asks for a language that isn't there."""
    if not recipient.name.strip() or len(recipient.name) > NAME_LENGTH_MAX:
        raise BriefRefused(f"give the recipient a name of at most {NAME_LENGTH_MAX} signs")
    if recipient.language not in languages:
        raise BriefRefused(
            f"there are no texts in {recipient.language!r}; choose one of {', '.join(languages)}"
        )
    if recipient.audiences is not None and not recipient.audiences:
        raise BriefRefused("choose at least one audience whose figures may be told")


def check_rule(rule: BriefRule) -> None:
    """BriefRefused where a rule's numbers make no sense."""
    if rule.occasion is Occasion.THRESHOLD:
        if not 0 <= rule.net_from < 100:
            raise BriefRefused("a threshold lies between 0 and 99 points of net approval")
        if not 0.5 <= rule.certainty < 1:
            raise BriefRefused("the certainty of a threshold lies between 50 and 99.9 %")
    if rule.occasion is Occasion.TIMER and not EVERY_S_MIN <= rule.every_s <= EVERY_S_MAX:
        raise BriefRefused(f"a timer runs every {EVERY_S_MIN // 60} to {EVERY_S_MAX // 60} minutes")
