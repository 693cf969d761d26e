"""The disclosure items of AAPOR's Transparency Initiative that figures alone can't tell.

One list for the method note of every report and for the block that a study is published with: an
item that isn't known is named, not hidden. This module must not know a page or a store.
"""

from collections.abc import Mapping

from pulsemeter.analysis.telling import clock
from pulsemeter.domain.instrument import described
from pulsemeter.domain.session import SessionKind, ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import in_language, languages_of, texts
from pulsemeter.release.words import ENGLISH, Words, message
from pulsemeter.report.configuration import Configuration, HeldSession, joining
from pulsemeter.report.wording import told

DISCLOSED: Mapping[str, str] = {
    "sponsor": message("Sponsor"),
    "conductor": message("Conducted by"),
    "population": message("Population under study"),
    "recruitment": message("How persons were chosen and recruited"),
    "incentives": message("Incentives"),
    "mode": message("Mode (own device, hall, live or on demand)"),
    "dates": message("Dates of data collection"),
    "wording": message("Exact wording of buttons and instructions"),
    "languages": message("Languages"),
    "stimulus": message("Stimulus"),
    "ethics": message("Consent and ethics review"),
    "contact": message("Contact for questions"),
}
"""Items that the data can't tell; the keys of `facts`."""

_SHOWN: Mapping[ShownIn, str] = {
    ShownIn.IN_PAGE: message("watched on the page, on each person's own device"),
    ShownIn.OWN_SCREEN: message("watched on a screen of each person's own, reactions on a phone"),
    ShownIn.ONE_ROOM: message("watched together in one room, reactions on phones"),
}


def disclosed(facts: Mapping[str, str], words: Words) -> tuple[list[tuple[str, str]], list[str]]:
    """Items with what is told of each, and the names of those that are missing."""
    names = {key: told(words, name) for key, name in DISCLOSED.items()}
    given = [(name, facts[key]) for key, name in names.items() if facts.get(key)]
    return given, [name for key, name in names.items() if not facts.get(key)]


def study_facts(configuration: Configuration, words: Words = ENGLISH) -> dict[str, str]:
    """The items that a study's configuration tells, in a language; where persons come from, what
    they were given, an ethics review and whom to ask are not among them."""
    study = configuration.study
    return {
        "sponsor": study.consent.payer,
        "conductor": study.consent.runner,
        "mode": "; ".join(dict.fromkeys(_mode(held, words) for held in configuration.sessions)),
        "dates": "; ".join(filter(None, (_days(held, words) for held in configuration.sessions))),
        "wording": "; ".join(_instrument(study, words)),
        "languages": ", ".join(languages_of(study)),
        "stimulus": "; ".join(
            f"“{s.title}”" + (f", {clock(s.duration_ms)}" if s.duration_ms > 0 else "")
            for s in study.stimuli
        ),
    }


def access(study: Study) -> str:
    """How persons could join: all that the program knows of how they were chosen."""
    return " ".join(joining(study))


def exact_wording(study: Study) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every text that participants are shown, by language, as (path, text) pairs."""
    return [(code, list(texts(in_language(study, code)).items())) for code in languages_of(study)]


def _instrument(study: Study, words: Words) -> list[str]:
    arms = [(arm.label, arm.instrument) for arm in study.arms if arm.instrument]
    own = [words.note(line) for line in described(study.instrument)]
    own += [
        words.say(
            "in arm {arm}: {instrument}",
            arm=words.name(label),
            instrument=", ".join(map(words.note, described(instrument))),
        )
        for label, instrument in arms
    ]
    if study.question:
        own.append(
            words.say(
                "the study's question, not shown to participants: “{question}”",
                question=words.name(study.question),
            )
        )
    return own


def _mode(held: HeldSession, words: Words) -> str:
    session = held.session
    if session.origin is not None:
        return words.say(
            "collected with another system ({system}) and imported",
            system=words.name(session.origin.system),
        )
    if session.kind is SessionKind.ON_DEMAND:
        kind = words.say("on demand, each person at an own time")
    else:
        kind = words.say("live, one clock for all")
    return f"{kind}; {told(words, _SHOWN[session.shown])}"


def _days(held: HeldSession, words: Words) -> str:
    if not held.opened:
        return ""
    code, first = words.name(held.session.code), words.name(held.opened)
    if not held.closed:
        return words.say("session {code}: from {first}, not closed yet", code=code, first=first)
    last = words.name(held.closed)
    return words.say("session {code}: from {first} to {last}", code=code, first=first, last=last)
