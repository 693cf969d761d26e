"""A study as it is fixed when a session opens: stimuli, segments, instrument, questions."""

from dataclasses import dataclass, field
from enum import StrEnum

from pulsemeter.domain.instrument import (
    CADENCE_MAX_MS,
    DISLIKE,
    LIKE,
    Instrument,
    InstrumentKind,
)
from pulsemeter.domain.playlist import Arm, Playlist
from pulsemeter.domain.protection import STANDARD, ProtectionProfile
from pulsemeter.domain.questionnaire import Questionnaire
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.domain.retention import Retention

__all__ = [
    "CADENCE_MAX_MS",
    "DISLIKE",
    "LIKE",
    "Attribute",
    "Category",
    "Consent",
    "Instrument",
    "InstrumentKind",
    "JoinMode",
    "Stimulus",
    "Study",
    "StudyLanguage",
    "missing_answers",
]


class JoinMode(StrEnum):
    """Who may take a seat: holders of a token, or anyone with the session's link or code."""

    TOKENS = "tokens"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stimulus:
    """One speech, debate, ad or broadcast; the duration is known once it was measured.

    It lies in a file of ours (`file`, also an HLS playlist in its own folder), or comes from a
    named media origin (`address` of an HLS playlist); `sound_only` has no picture. `captions_in`
    names a captions file by language, beside `captions` in the study's own. A `broadcast` is a
    playlist without an end whose stream tells the wall time of what plays.
    """

    id: str
    title: str
    duration_ms: int
    file: str = ""
    captions: str = ""
    address: str = ""
    sound_only: bool = False
    captions_in: tuple[tuple[str, str], ...] = ()
    broadcast: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files of this stimulus."""
        named = (self.file, self.captions, *(file for _, file in self.captions_in))
        return tuple(filter(None, named))

    def captions_file(self, language: str) -> str:
        """The captions for readers of this language: theirs, else the study's own, else none."""
        return dict(self.captions_in).get(language, self.captions)


@dataclass(frozen=True, slots=True)
class Category:
    """One answer to an attribute's question; quota 0 means no limit. Who `screens_out` isn't
    sought and gets no seat."""

    id: str
    label: str
    quota: int = 0
    screens_out: bool = False


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
class StudyLanguage:
    """A further language of a study: its texts by path, and who has read the pages in it.

    A language whose pages nobody vouches for can't be offered to participants; see
    `pulsemeter.service.study_languages`.
    """

    code: str
    read_by: str = ""
    texts: tuple[tuple[str, str], ...] = ()


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
    languages: tuple[StudyLanguage, ...] = ()
    read_by: str = ""
    playlist: Playlist = field(default_factory=Playlist)
    arms: tuple[Arm, ...] = ()
    questionnaire: Questionnaire = field(default_factory=Questionnaire)
    personal_summary: bool = False
    recruitment: Recruitment = field(default_factory=Recruitment)
    retention: Retention = field(default_factory=Retention)
    cues: tuple[str, ...] = ()
    """Moments of a broadcast at which people with screens of their own tap, in words."""

    @property
    def quotas(self) -> tuple[CellQuota, ...]:
        """Every quota, of single categories and of two-way cells, pairs in order."""
        single = tuple(
            CellQuota(((attribute.id, category.id),), category.quota)
            for attribute in self.attributes
            for category in attribute.categories
            if category.quota > 0
        )
        return single + self.recruitment.quotas

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
