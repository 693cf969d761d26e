"""Briefs for those who lead: recipients and rules of a study, and what a session has sent."""

from typing import Literal

from msgspec import Struct

ChannelName = str
OccasionName = Literal["close", "threshold", "timer", "hand"]
AboutName = Literal["statements", "passages", "both"]


class WantedRecipient(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is to get briefs; `audiences` null for every one."""

    name: str
    channel: ChannelName
    address: str
    language: str = "en"
    audiences: list[str] | None = None


class BriefRecipient(Struct, frozen=True):
    """Somebody who gets briefs. `secret` signs what goes to a webhook."""

    id: str
    name: str
    channel: ChannelName
    address: str
    language: str
    audiences: list[str] | None
    is_paused: bool
    secret: str


class WantedRule(Struct, frozen=True, forbid_unknown_fields=True):
    """When a brief is to be written, about what, and for whom: ids of recipients, none for all."""

    occasion: OccasionName
    recipients: list[str] = []
    net_from: int = 0
    certainty_percent: float = 95
    every_minutes: int = 10
    is_early: bool = False
    about: AboutName = "statements"


class BriefRuleFacts(Struct, frozen=True):
    """A rule; `certainty` is 0..1."""

    id: str
    occasion: OccasionName
    recipients: list[str]
    net_from: int
    certainty: float
    every_s: int
    is_early: bool
    is_paused: bool
    about: AboutName


class StudyBriefs(Struct, frozen=True):
    """Recipients and rules of a study, and the `channels` that this server can send through."""

    recipients: list[BriefRecipient]
    rules: list[BriefRuleFacts]
    channels: list[ChannelName]


class BriefTry(Struct, frozen=True):
    """One attempt to hand a brief over, and what was said to it; times are wall times in UTC."""

    at_ms: int
    outcome: str
    said: str
    next_ms: int


class SentBrief(Struct, frozen=True):
    """One brief to one recipient, and how it went; `corrects` is the id of another, or "" ."""

    id: str
    recipient: str
    recipient_name: str
    written_ms: int
    subject: str
    text: str
    is_early: bool
    corrects: str
    state: Literal["waiting", "arrived", "given up"]
    tries: list[BriefTry]


class SessionBriefs(Struct, frozen=True):
    """Every brief of a session, newest first."""

    briefs: list[SentBrief]


class AskedBrief(Struct, frozen=True, forbid_unknown_fields=True):
    """A brief by hand, to this recipient."""

    to: str


class BriefPreview(Struct, frozen=True):
    """What somebody would be sent now; both empty where there is nothing new to tell."""

    subject: str
    text: str
