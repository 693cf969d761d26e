"""A study as it is fixed when a session opens: stimuli, segments, instrument, questions."""

from dataclasses import dataclass, field
from enum import StrEnum

from pulsemeter.domain.protection import STANDARD, ProtectionProfile


class InstrumentKind(StrEnum):
    """How reactions are given. The first release of the program offers the two buttons."""

    TWO_BUTTONS = "two_buttons"
    TWO_BUTTONS_PER_TARGET = "two_buttons_per_target"
    FOUR_STEPS = "four_steps"
    SLIDER = "slider"


class JoinMode(StrEnum):
    """Who may take a seat: holders of a token, or anyone with the session's link or code."""

    TOKENS = "tokens"
    OPEN = "open"


CADENCE_MAX_MS = 60_000
LIKE = 100
DISLIKE = -100


@dataclass(frozen=True, slots=True)
class Stimulus:
    """One speech, debate, ad or broadcast; the duration is known once it was measured."""

    id: str
    title: str
    duration_ms: int
    file: str = ""
    captions: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One answer to an attribute's question; quota 0 means no limit."""

    id: str
    label: str
    quota: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """What segments are made of, with the declared order in which small ones are merged."""

    id: str
    label: str
    question: str
    categories: tuple[Category, ...]
    merge_order: tuple[tuple[str, str], ...] = ()

    def category(self, category_id: str) -> Category | None:
        """The category with this id, if there is one."""
        return next((c for c in self.categories if c.id == category_id), None)


@dataclass(frozen=True, slots=True)
class Instrument:
    """How reactions are given, with the study's own words on the buttons."""

    kind: InstrumentKind = InstrumentKind.TWO_BUTTONS
    cadence_ms: int = 5_000
    cue: bool = True
    like: str = "Like"
    dislike: str = "Dislike"
    targets: tuple[str, ...] = ("",)

    def choices(self) -> frozenset[int]:
        """The choices this instrument can give."""
        if self.kind is InstrumentKind.SLIDER:
            return frozenset(range(-100, 101))
        if self.kind is InstrumentKind.FOUR_STEPS:
            return frozenset((100, 50, -50, -100))
        return frozenset((LIKE, DISLIKE))


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked after the stimulus."""

    overall: str = "What is your overall impression of the speech?"
    comment: str = "What would you like to add in your own words?"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agrees to before the first reaction, as a versioned text."""

    runner: str
    payer: str
    kept: str
    withdraw: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Study:
    """The whole plan of one piece of research. Frozen for a session when it opens."""

    name: str
    title: str
    question: str
    stimuli: tuple[Stimulus, ...]
    attributes: tuple[Attribute, ...]
    consent: Consent
    instrument: Instrument = field(default_factory=Instrument)
    questions: Questions = field(default_factory=Questions)
    profile: ProtectionProfile = STANDARD
    two_way: tuple[tuple[str, str], ...] = ()
    verdict: tuple[tuple[str, float], ...] = ()
    language: str = "en"
    join: JoinMode = JoinMode.TOKENS
    lag_ms: int = 3_000
    seed: int = 0
    simulated: bool = False

    def attribute(self, attribute_id: str) -> Attribute | None:
        """The attribute with this id, if there is one."""
        return next((a for a in self.attributes if a.id == attribute_id), None)

    def stimulus_index(self, stimulus_id: str) -> int:
        """Place of a stimulus in the study's list; reactions carry this number."""
        for index, stimulus in enumerate(self.stimuli):
            if stimulus.id == stimulus_id:
                return index
        raise KeyError(f"study {self.name} has no stimulus {stimulus_id!r}")


def missing_answers(study: Study, answers: dict[str, str]) -> list[str]:
    """The ids of attributes whose answer is absent or not one of the categories."""
    return [
        attribute.id
        for attribute in study.attributes
        if attribute.category(answers.get(attribute.id, "")) is None
    ]
