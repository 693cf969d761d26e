"""The seven steps of the studio: where each is, who may open it, and the fields of its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.staff import Act
from pulsemeter.domain.study import Questions
from pulsemeter.web.studio_form import Field, Fields, Kind

_INSTRUMENT, _QUESTIONS = Instrument(), Questions()
_VERDICT_LABELS = {
    "a": "share of those present who must press",
    "a_free": "the same where people press freely",
    "delta": "net approval that matters",
    "divides_smaller": "smaller side of a divided room",
    "certainty_cold": "certainty that it leaves cold",
    "certainty_active": "certainty that it is active",
    "certainty_net": "certainty of the direction",
    "certainty_divides": "certainty that it divides",
    "pressers_min": "pressers at least",
}
VERDICT_KEYS = tuple(f.name for f in fields(VerdictRule) if f.name != "floor")
VERDICT_USUAL = {f.name: f"{f.default:g}" for f in fields(VerdictRule) if f.name != "floor"}

_STIMULI: Fields = {
    "stimulus": Field(Kind.ROWS, "Stimulus"),
    "stimulus.id": Field(Kind.ID, "id"),
    "stimulus.title": Field(Kind.TEXT, "Title"),
    "stimulus.address": Field(Kind.TEXT, "Address of an HLS playlist"),
    "stimulus.duration_ms": Field(Kind.NUMBER, "Length, in milliseconds"),
    "stimulus.broadcast": Field(Kind.FLAG, "It is a live stream"),
    "playlist.order": Field(Kind.TEXT, "Order", "fixed"),
    "playlist.break_s": Field(Kind.NUMBER, "Break between two, in seconds", "0"),
    "study.cues": Field(Kind.LINES, "Moments at which people tap"),
}
_WORDS: Fields = {
    "study.title": Field(Kind.TEXT, "Title"),
    "study.question": Field(Kind.TEXT, "What people are asked to rate"),
    "study.language": Field(Kind.TEXT, "Language of these texts", "en"),
    "study.lag_ms": Field(Kind.NUMBER, "Delay between words and press, in milliseconds", "3000"),
    "study.personal_summary": Field(Kind.FLAG, "Offer each person a summary of their own presses"),
    "instrument.kind": Field(Kind.TEXT, "Instrument", _INSTRUMENT.kind.value),
    "instrument.cadence_ms": Field(Kind.NUMBER, "Cadence, in milliseconds", "5000"),
    "instrument.cue": Field(Kind.FLAG, "Show the thin bar that marks the intervals", "yes"),
    "instrument.like": Field(Kind.TEXT, "Word for liking", _INSTRUMENT.like),
    "instrument.dislike": Field(Kind.TEXT, "Word for disliking", _INSTRUMENT.dislike),
    "instrument.strong_like": Field(Kind.TEXT, "Word for liking strongly", _INSTRUMENT.strong_like),
    "instrument.strong_dislike": Field(
        Kind.TEXT, "Word for disliking strongly", _INSTRUMENT.strong_dislike
    ),
    "instrument.start": Field(Kind.NUMBER, "Where the slider stands at first", "0"),
    "instrument.ends": Field(Kind.WORDS, "Words at its ends"),
    "instrument.target": Field(Kind.ROWS, "Target"),
    "instrument.target.name": Field(Kind.TEXT, "Name"),
    "questions.overall": Field(Kind.TEXT, "Overall impression", _QUESTIONS.overall),
    "questions.comment": Field(Kind.TEXT, "Open comment", _QUESTIONS.comment),
    "protection.comments": Field(Kind.FLAG, "Ask for comments", "yes"),
    "consent.runner": Field(Kind.TEXT, "Who runs it"),
    "consent.payer": Field(Kind.TEXT, "Who pays for it"),
    "consent.kept": Field(Kind.TEXT, "What is kept, and for how long"),
    "consent.withdraw": Field(Kind.TEXT, "How to withdraw"),
}
_SEGMENTS: Fields = {
    "study.profile": Field(Kind.TEXT, "Protection profile", "standard"),
    "attribute": Field(Kind.ROWS, "Attribute"),
    "attribute.id": Field(Kind.ID, "id"),
    "attribute.label": Field(Kind.TEXT, "Name"),
    "attribute.question": Field(Kind.TEXT, "Question"),
    "attribute.category": Field(Kind.ROWS, "Category"),
    "attribute.category.id": Field(Kind.ID, "id"),
    "attribute.category.label": Field(Kind.TEXT, "Answer"),
    "attribute.category.quota": Field(Kind.NUMBER, "Quota"),
    "attribute.category.screens_out": Field(Kind.FLAG, "Not sought"),
    "attribute.merge_order": Field(Kind.PAIRS, "Merge"),
    "study.two_way": Field(Kind.PAIRS, "Pair"),
    "quota": Field(Kind.CELLS, "Quota of a pair"),
    "quota.max": Field(Kind.NUMBER, "Persons at most"),
    **{
        f"verdict.{key}": Field(Kind.NUMBER, _VERDICT_LABELS[key].capitalize())
        for key in VERDICT_KEYS
    },
}
_INVITATIONS: Fields = {
    "study.join": Field(Kind.TEXT, "Who may join", "tokens"),
    "recruitment.categories_from": Field(Kind.TEXT, "Categories come from", "questions"),
    "recruitment.over": Field(Kind.NUMBER, "Let in above each quota, a share", "0"),
    "recruitment.reserve": Field(
        Kind.NUMBER, "Waiting list: persons, or a share of the quota", "0"
    ),
    "recruitment.no_show_minutes": Field(Kind.NUMBER, "No-show after minutes", "5"),
    "recruitment.joins_a_second": Field(Kind.NUMBER, "Joins a second, 0 for no limit", "500"),
    "recruitment.vendor": Field(Kind.TEXT, "Panel vendor"),
    "recruitment.vendor_parameter": Field(Kind.TEXT, "Its parameter", "pid"),
    "recruitment.complete": Field(Kind.TEXT, "Back when complete"),
    "recruitment.screened_out": Field(Kind.TEXT, "Back when screened out"),
    "recruitment.quota_full": Field(Kind.TEXT, "Back when the quota is full"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step: the last part of its address, its name, the act that opens it, its form."""

    slug: str
    name: str
    act: Act = Act.EDIT_STUDY
    fields: Fields = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The name of its page's template."""
        return f"studio_{self.slug.replace('-', '_')}.html"

    @property
    def number(self) -> int:
        """Its place among the steps, from 1."""
        return STEPS.index(self) + 1


STIMULI = Step("stimuli", "Stimuli", Act.UPLOAD, _STIMULI)
WORDS = Step("words", "Question and words", fields=_WORDS)
SEGMENTS = Step("segments", "Segments and quotas", fields=_SEGMENTS)
TRANSCRIPT = Step("transcript", "Transcript")
LANGUAGES = Step("languages", "Languages")
INVITATIONS = Step("invitations", "Invitations", Act.CONDUCT, _INVITATIONS)
DRY_RUN = Step("dry-run", "Dry run and opening", Act.CONDUCT)
STEPS = (STIMULI, WORDS, SEGMENTS, TRANSCRIPT, LANGUAGES, INVITATIONS, DRY_RUN)
STEP_OF: Mapping[str, Step] = {step.slug: step for step in STEPS}
