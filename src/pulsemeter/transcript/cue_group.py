"""Cues gathered into one growing statement: how long it is, who speaks most, where it may be cut.

Totals are kept while cues are added, so that merging a long transcript costs one step per cue
however the cues overlap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pulsemeter.transcript.cue import Cue

_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
_QUESTION_ENDS = ("?", "？", "؟")
_CLAUSE_ENDS = (",", ";", ":", "—", "–", "、", "،")
_CLOSERS = "\"'”’»)]"
_NO_STOPS = ("Mr.", "Mrs.", "Ms.", "Dr.", "St.", "No.", "vs.", "U.S.")


@dataclass(slots=True)
class CueGroup:
    """Neighbouring cues, by start time. Never empty once it has been handed out."""

    cues: list[Cue] = field(default_factory=list)
    end_ms: int = 0
    speaker: str | None = None
    _spoken_ms: dict[str | None, int] = field(default_factory=dict)

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> "CueGroup":
        """A group of these cues."""
        group = cls()
        for cue in cues:
            group.add(cue)
        return group

    @property
    def start_ms(self) -> int:
        """When the first cue begins."""
        return self.cues[0].start_ms

    @property
    def length_ms(self) -> int:
        """From the first word to the last, pauses included."""
        return self.end_ms - self.start_ms

    def add(self, cue: Cue) -> None:
        """Takes one more cue; `speaker` stays whoever has spoken longest so far."""
        if not self.cues:
            self.speaker = cue.speaker
        self.cues.append(cue)
        self.end_ms = max(self.end_ms, cue.end_ms)
        total_ms = self._spoken_ms.get(cue.speaker, 0) + cue.end_ms - cue.start_ms
        self._spoken_ms[cue.speaker] = total_ms
        if total_ms > self._spoken_ms[self.speaker]:
            self.speaker = cue.speaker

    def cut_late(self, target_ms: int) -> tuple["CueGroup", "CueGroup"]:
        """Two groups, cut at the last full stop, else the last comma, after `target_ms`.

        The second is empty where there is neither.
        """
        for ends in (ends_sentence, _ends_clause):
            for place in range(len(self.cues) - 1, 0, -1):
                before = self.cues[place - 1]
                if before.end_ms - self.start_ms < target_ms:
                    break
                if ends(before.text):
                    return CueGroup.of(self.cues[:place]), CueGroup.of(self.cues[place:])
        return self, CueGroup()

    def ends_sentence(self) -> bool:
        """Whether the last cue ends with a full stop or its like."""
        return ends_sentence(self.cues[-1].text)

    def only_asks(self) -> bool:
        """Whether every sentence in it that ends is a question."""
        ends = [cue.text.rstrip(_CLOSERS) for cue in self.cues if ends_sentence(cue.text)]
        return bool(ends) and all(end.endswith(_QUESTION_ENDS) for end in ends)

    def words(self, speaking: str | None) -> str:
        """Its words; whoever takes over from `speaking` is named in brackets each time."""
        pieces: list[str] = []
        for cue in self.cues:
            if cue.speaker != speaking:
                pieces.append(f"[{cue.speaker or 'unnamed'}:]")
                speaking = cue.speaker
            pieces.append(cue.text)
        return " ".join(pieces)


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop or its like."""
    bare = text.rstrip(_CLOSERS)
    return bare.endswith(_SENTENCE_ENDS) and not bare.endswith(_NO_STOPS)


def _ends_clause(text: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(_CLAUSE_ENDS)
