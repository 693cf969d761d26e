"""What programs and the server tell each other of a study's languages and their texts."""

from typing import Literal

from msgspec import Struct

ProgramWordsName = Literal["reviewed", "draft", "missing"]


class StudyLanguage(Struct, frozen=True):
    """How far a language is: of how many texts which are `lacking`, by path, and which of them
    belong to the consent text; whether the program's own words for it were reviewed by a speaker;
    who stands for its pages, or an empty text."""

    code: str
    name: str
    is_own: bool
    program: ProgramWordsName
    texts: int
    lacking: list[str]
    lacks_consent: list[str]
    read_by: str


class StudyLanguages(Struct, frozen=True):
    """The languages of a study, its own first, and those that could be added."""

    languages: list[StudyLanguage]
    others: list[str]


class NewLanguage(Struct, frozen=True):
    """The code of a language that is to be added."""

    code: str


class StudyText(Struct, frozen=True):
    """A text of the study in its own language, what a further language gives for it, and what the
    program says by itself where that gives nothing."""

    path: str
    own: str
    given: str
    by_itself: str


class LanguageTexts(Struct, frozen=True):
    """Every text that participants see, in one language. `tag` is their ETag, with which a change
    says what it was made in."""

    tag: str
    language: StudyLanguage
    texts: list[StudyText]


class GivenTexts(Struct, frozen=True):
    """All texts that a language gives, by path; what is left out stays in the study's own."""

    texts: dict[str, str]
