"""What a study is configured to do with people's data, as the documents of duty tell it.

Facts of the program stand in sentences here only where they follow from the configuration, so that
a sentence changes with it. This module must not know a document, a store or a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.domain.brief import BriefChannel, Recipient
from pulsemeter.domain.consent import ConsentText
from pulsemeter.domain.protection import ProtectionProfile, ReleaseMoment
from pulsemeter.domain.questionnaire import QuestionKind
from pulsemeter.domain.recruitment import CategoriesFrom
from pulsemeter.domain.session import Session
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import JoinMode, Study

_MOMENTS: Mapping[ReleaseMoment, str] = {
    ReleaseMoment.EVERY_SECOND: "while it still fills, every second",
    ReleaseMoment.WHEN_REPORTED: "once 80 % of those present have reported",
    ReleaseMoment.AT_FREEZE: "only once it is complete",
}
_WAYS: Mapping[BriefChannel, str] = {
    BriefChannel.MAIL: "e-mail",
    BriefChannel.WEBHOOK: "webhook",
    BriefChannel.TELEGRAM: "the chat service Telegram, which reads them,",
    BriefChannel.SLACK: "the chat service Slack, which reads them,",
    BriefChannel.TEAMS: "the chat service Microsoft Teams, which reads them,",
    BriefChannel.MATRIX: "the chat service Matrix, whose homeserver reads them,",
}


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session that is no dry run: its days as the audit log has them ("" where it doesn't), and
    what it has released, if anything."""

    session: Session
    opened: str = ""
    closed: str = ""
    released: Analysis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A study and all that is set around it. `unread` are the languages that can't open yet, with
    the reason; `contacts` is how many the register holds, None where it wasn't asked; `address`
    is where people reach the server, "" where that isn't known; `made` is a day."""

    study: Study
    made: str
    version: str
    consents: Sequence[ConsentText] = ()
    unread: Sequence[tuple[str, str]] = ()
    sessions: Sequence[HeldSession] = ()
    roles: Mapping[Role, int] = field(default_factory=dict)
    recipients: Sequence[Recipient] = ()
    contacts: int | None = None
    address: str = ""

    @property
    def profile(self) -> ProtectionProfile:
        """The study's protection profile."""
        return self.study.profile

    @property
    def is_plain_http(self) -> bool:
        """Whether it is known that pages travel unencrypted."""
        return self.address.startswith("http://")


def blank(what: str) -> str:
    """What only a person can know, marked so that nobody overlooks it."""
    return f"[To be filled in: {what}]"


def collected(configuration: Configuration) -> list[str]:
    """The categories of personal data, one text each."""
    study = configuration.study
    found = [
        "Reactions to what is watched, with their time in the stimulus, and whether somebody was "
        "there: they reveal political opinions where the stimulus is political "
        "(special category, Art. 9(1) GDPR)."
    ]
    for attribute in study.attributes:
        labels = ", ".join(category.label for category in attribute.categories)
        found.append(f"{attribute.label}: {labels}.")
    if study.questions.overall:
        found.append(f"Overall impression: “{study.questions.overall}”")
    for question in study.questionnaire.questions:
        kind = "free text" if question.kind is QuestionKind.TEXT else question.kind.value
        found.append(f"Answer to “{question.text}” ({kind}).")
    if study.questionnaire.why is not None:
        found.append(f"Words on moments: “{study.questionnaire.why.text}” (free text).")
    if configuration.profile.comments and study.questions.comment:
        found.append(f"A comment in own words: “{study.questions.comment}” (free text).")
    found.append(
        "A random number per participation, the hash of its secret, the version of the consent "
        "text agreed to. No network address, no browser's name, no wall time is kept beside it."
    )
    return [*found, *_contacts(configuration)]


def _contacts(configuration: Configuration) -> list[str]:
    if not configuration.profile.keeps_names:
        return ["No names or addresses: the profile lets none be kept on this server."]
    if configuration.contacts is None:
        return ["Names and addresses, if the register of this server holds any: it wasn't asked."]
    if not configuration.contacts:
        return ["No names or addresses: the register of this server holds none of this study."]
    return [
        f"Names and addresses of {configuration.contacts} contacts, in the sealed register, which "
        "shares no key with reactions."
    ]


def joining(study: Study) -> list[str]:
    """How people come to take part, as far as the program knows."""
    found = [
        "Whoever has the session's link or code may take a seat."
        if study.join is JoinMode.OPEN
        else "Who holds a personal link or code may take one seat; the link can be used once."
    ]
    if study.recruitment.categories_from is CategoriesFrom.TOKENS:
        found.append("Categories come with the personal link, not from the person's own answers.")
    if study.quotas:
        over = study.recruitment.over
        cells = "; ".join(
            f"{' and '.join(_category(study, *pair) for pair in quota.pairs)} at most {quota.max}"
            for quota in study.quotas
        )
        found.append(f"Quotas: {cells}" + (f", plus {over:.0%} let in above." if over else "."))
    if sought := [
        f"{a.label} {c.label}" for a in study.attributes for c in a.categories if c.screens_out
    ]:
        found.append(f"Screened out: {', '.join(sought)}.")
    if (vendor := study.recruitment.vendor) is not None:
        found.append(
            f"The panel vendor {vendor.name} sends people with an id of its own, which stays in "
            "their browser and isn't stored here, and gets them back with it."
        )
    return found


def _category(study: Study, attribute_id: str, category_id: str) -> str:
    attribute = study.attribute(attribute_id)
    category = attribute.category(category_id) if attribute else None
    return f"{attribute.label} {category.label}" if attribute and category else category_id


def sources(study: Study) -> list[str]:
    """Where what is watched comes from, stimulus by stimulus."""
    found = []
    for stimulus in study.stimuli:
        if stimulus.address:
            origin = "/".join(stimulus.address.split("/")[:3])
            text = f"from {origin}, which sees the network address of everybody who watches"
        elif stimulus.file:
            text = "from this server"
        else:
            text = "not from this server: seen elsewhere, or not there yet"
        found.append(f"“{stimulus.title}” comes {text}.")
    return found


def recipients(configuration: Configuration) -> list[str]:
    """Who gets anything, and what."""
    held = [f"{role.value}: {n}" for role, n in configuration.roles.items() if n]
    found = [
        "Staff of the study see released figures of groups, each role in its bounds: "
        + (", ".join(held) if held else "nobody yet")
        + "."
    ]
    for each in configuration.recipients:
        way = _WAYS[each.channel]
        told = "every group" if each.audiences is None else ", ".join(each.audiences) or "no group"
        found.append(f"{each.name} gets briefs by {way} with released figures of {told}.")
    if not configuration.recipients:
        found.append("Nobody gets briefs.")
    if (vendor := configuration.study.recruitment.vendor) is not None:
        found.append(
            f"{vendor.name} learns from its own people's way back who completed, was screened "
            "out, or found a quota full; no reaction."
        )
    if configuration.profile.exports_persons:
        found.append(
            "The profile allows that persons' rows are exported by owners or analysts, logged."
        )
    else:
        found.append("Persons' rows can't be exported: the profile has no such export.")
    return found


def retention(study: Study) -> list[str]:
    """What goes when."""
    kept = study.retention
    found = [
        "24 hours after a session's close: times of receipt and the order of reactions; rare "
        "combinations of categories are made coarser.",
        f"{kept.contacts_days} days after the study's last session: contacts.",
        f"{kept.persons_days} days after a session's close: seats, categories, reactions, "
        "answers, comments.",
        "Released figures of groups stay.",
    ]
    if kept.is_longer:
        found.append(f"Longer than usual (14 and 90 days), with the reason: {kept.reason}")
    return found


def measures(configuration: Configuration) -> list[str]:
    """What the program does to keep people apart from what they pressed."""
    profile = configuration.profile
    step = profile.rounding_step
    found = [
        f"Protection profile {profile.name}: no figure of a group of fewer than "
        f"{profile.smallest_roster} persons leaves; counts are "
        + (f"rounded to steps of {step}" if step > 1 else "exact")
        + (", their ends coded." if profile.ends_coded else "."),
        f"A live interval is released {_MOMENTS[profile.release_moment]}.",
        "Before a figure leaves, what would follow from it and all earlier ones is reckoned; what "
        "would tell of a smaller group is kept back. What left is written down first.",
        "Invitations, codes and reactions lie in files that share no key; secrets as hashes.",
        "Withdrawal with a code at any time erases the person's rows where they stand.",
        "Staff sign in by passkey or password, in roles; what they do is in a hash-chained log.",
    ]
    if profile.even_traffic:
        found.append("A page sends frames of one size in each interval, pressed or not.")
    found.append(_transport(configuration))
    return found


def _transport(configuration: Configuration) -> str:
    if configuration.is_plain_http:
        return "NOT encrypted on the way: people reach the server by plain http."
    if configuration.address:
        return "Encrypted on the way: people reach the server by https."
    return blank("whether people reach the server by https; it wasn't known where this was made")
