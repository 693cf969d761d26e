"""How reactions are given: the kind of pad, its cadence and cue, and the study's own words.

An instrument is a value. It knows which choices it can give, and nothing of pages or cells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pulsemeter.domain.note import Note

CADENCE_MIN_MS = 1_000
CADENCE_MAX_MS = 60_000
PRACTICE_MAX_MS = 5_000
"""Practice has intervals no longer than this: what it teaches does not need a minute each."""
TARGETS_MIN, TARGETS_MAX = 2, 5
WORD_LENGTH_MAX = 24
"""Longer words don't fit on a button of a small phone at a size that can be read."""

STRONG = 100
WEAK = 50
LIKE = STRONG
DISLIKE = -STRONG


class InstrumentKind(StrEnum):
    """How reactions are given."""

    TWO_BUTTONS = "two_buttons"
    TWO_BUTTONS_PER_TARGET = "two_buttons_per_target"
    FOUR_STEPS = "four_steps"
    SLIDER = "slider"


@dataclass(frozen=True, slots=True)
class Instrument:
    """How reactions are given, with the study's own words.

    `like` and `dislike` are the words on the buttons, of four steps the weaker ones, of a slider
    the names of its sides. `targets` are names of those whom reactions are about; one empty name
    is the speech itself. `start` is where a slider stands before the first move, `ends` are the
    words at its ends (dislike, like), by themselves those of the sides.
    """

    kind: InstrumentKind = InstrumentKind.TWO_BUTTONS
    cadence_ms: int = 5_000
    cue: bool = True
    like: str = "Like"
    dislike: str = "Dislike"
    targets: tuple[str, ...] = ("",)
    strong_like: str = "Like a lot"
    strong_dislike: str = "Dislike a lot"
    start: int = 0
    ends: tuple[str, str] = ("", "")

    def choices(self) -> frozenset[int]:
        """The choices this instrument can give."""
        if self.kind is InstrumentKind.SLIDER:
            return frozenset(range(-100, 101))
        if self.kind is InstrumentKind.FOUR_STEPS:
            return frozenset((STRONG, WEAK, -WEAK, -STRONG))
        return frozenset((LIKE, DISLIKE))

    @property
    def practice_ms(self) -> int:
        """Length of an interval in practice."""
        return min(self.cadence_ms, PRACTICE_MAX_MS)

    @property
    def is_free(self) -> bool:
        """Whether buttons are pressed freely, without a cue that marks the intervals."""
        return not self.cue and self.kind is InstrumentKind.TWO_BUTTONS

    @property
    def analysis_name(self) -> str:
        """What the analysis calls this instrument."""
        return "two_buttons_free" if self.is_free else self.kind.value

    @property
    def end_words(self) -> tuple[str, str]:
        """The words at a slider's ends: (dislike, like)."""
        return self.ends[0] or self.dislike, self.ends[1] or self.like

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that stands on the pad, from the most liked choice to the least."""
        if self.kind is InstrumentKind.FOUR_STEPS:
            return self.strong_like, self.like, self.dislike, self.strong_dislike
        return self.like, self.dislike


def target_ids(instrument: Instrument) -> tuple[str, ...]:
    """Ids of the targets, made of their names: letters and digits, the rest as `_`.

    Names without any, or two that come to the same, are told by their number. Take them from
    the study in its own language: a translated name would make another id.

    >>> target_ids(Instrument(targets=("Anna Berg", "Ole Dahl")))
    ('anna_berg', 'ole_dahl')
    >>> target_ids(Instrument())
    ('speech',)
    """
    if len(instrument.targets) == 1:
        return ("speech",)
    ids: list[str] = []
    for number, name in enumerate(instrument.targets, start=1):
        signs = "".join(sign if sign.isalnum() else " " for sign in name.lower())
        made = "_".join(signs.split())
        ids.append(made if made and made not in ids else f"target_{number}")
    return tuple(ids)


def texts(instrument: Instrument) -> dict[str, str]:
    """What a translation has to give, by path; only what this kind shows."""
    found = {"instrument.like": instrument.like, "instrument.dislike": instrument.dislike}
    if instrument.kind is InstrumentKind.FOUR_STEPS:
        found["instrument.strong_like"] = instrument.strong_like
        found["instrument.strong_dislike"] = instrument.strong_dislike
    if instrument.kind is InstrumentKind.SLIDER:
        found["instrument.end_dislike"], found["instrument.end_like"] = instrument.end_words
    if instrument.kind is InstrumentKind.TWO_BUTTONS_PER_TARGET:
        for number, name in enumerate(instrument.targets):
            found[f"instrument.target.{number}"] = name
    return found


def with_texts(instrument: Instrument, given: Mapping[str, str]) -> Instrument:
    """The instrument with these texts in place of its own; a text that isn't given stays."""

    def text(path: str, own: str) -> str:
        return given.get(path) or own

    ends = instrument.ends
    if instrument.kind is InstrumentKind.SLIDER:
        # An end without a word of its own follows the side's word, in each language.
        ends = (
            text("instrument.end_dislike", ends[0]),
            text("instrument.end_like", ends[1]),
        )
    return replace(
        instrument,
        like=text("instrument.like", instrument.like),
        dislike=text("instrument.dislike", instrument.dislike),
        strong_like=text("instrument.strong_like", instrument.strong_like),
        strong_dislike=text("instrument.strong_dislike", instrument.strong_dislike),
        targets=tuple(
            text(f"instrument.target.{number}", name)
            for number, name in enumerate(instrument.targets)
        ),
        ends=ends,
    )


def described(instrument: Instrument) -> list[str]:
    """The instrument in short lines, as lists and reports tell it."""
    kind = {
        InstrumentKind.TWO_BUTTONS: Note("two buttons"),
        InstrumentKind.TWO_BUTTONS_PER_TARGET: Note("two buttons for each target"),
        InstrumentKind.FOUR_STEPS: Note("four steps"),
        InstrumentKind.SLIDER: Note("slider that keeps its value"),
    }[instrument.kind]
    lines: list[str] = [
        Note(
            "{instrument}, cadence {every}, {cue}",
            instrument=kind,
            every=f"{instrument.cadence_ms / 1000:g} s",
            cue=Note("with the moving bar") if instrument.cue else Note("without a cue"),
        ),
        Note("words: {words}", words=" / ".join(instrument.words)),
    ]
    if instrument.kind is InstrumentKind.SLIDER:
        low, high = instrument.end_words
        lines.append(
            Note(
                "from {low} (-100) to {high} (100), starts at {start}",
                low=low,
                high=high,
                start=str(instrument.start),
            )
        )
    if len(instrument.targets) > 1:
        named = zip(target_ids(instrument), instrument.targets, strict=True)
        targets = ", ".join(f"{name} ({key})" for key, name in named)
        lines.append(Note("targets: {targets}", targets=targets))
    return lines
