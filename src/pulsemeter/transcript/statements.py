"""Cues become statements: long enough to be judged, cut where a listener would cut.

Half of all spoken sentences are shorter than one five-second interval, so a sentence is too
short to carry a verdict; cues are merged until about ten seconds are full and then cut at the
next full stop, pause or change of speaker. Knows cues and statements, no files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.cue_group import CueGroup


@dataclass(frozen=True, slots=True)
class MergeRule:
    """When a statement is full. All lengths in milliseconds of stimulus time."""

    target_ms: int = 10_000
    longest_ms: int = 30_000
    pause_ms: int = 2_000
    turn_ms: int = 3_000

    @property
    def short_ms(self) -> int:
        """What is shorter than this is a fragment that needs a neighbour."""
        return self.target_ms // 2


def merge_cues(
    cues: Sequence[Cue], stimulus: str, rule: MergeRule | None = None
) -> list[Statement]:
    """Statements of one stimulus, in order, without overlap, each of about `target_ms` or more.

    A statement ends

    - at a full stop once it is `target_ms` long, or wherever it would pass `longest_ms`;
    - at a pause of `pause_ms` once it is half of `target_ms` long;
    - when another speaker takes a turn of at least `turn_ms`. Shorter interjections stay inside
      the statement that they interrupt and are marked there; the statement belongs to whoever
      speaks longest in it.

    A piece shorter than half of `target_ms` joins the one before it, if the speaker is the same
    and no pause lies between; shorter than `turn_ms`, also that of another speaker. Ids are the
    stimulus and a number in order of time: "moon-s01", or "moon-s001" from a hundred on.
    """
    rule = rule or MergeRule()
    ordered = sorted(cues, key=lambda cue: cue.start_ms)
    groups = _without_fragments(_grouped(ordered, rule), rule)
    digits = max(2, len(str(len(groups))))
    found: list[Statement] = []
    late: list[str] = []
    free_ms = 0
    for group in groups:
        start_ms = max(group.start_ms, free_ms)
        if group.end_ms <= start_ms:
            # Said wholly while the statement before was still going on: it belongs to that one.
            late.append(group.words(found[-1].speaker or None))
            continue
        _take_late(found, late)
        found.append(
            Statement(
                id=f"{stimulus}-s{len(found) + 1:0{digits}}",
                revision=1,
                stimulus=stimulus,
                start_ms=start_ms,
                end_ms=group.end_ms,
                words=group.words(group.speaker),
                speaker=group.speaker or "",
                kind=StatementKind.QUESTION if group.only_asks() else StatementKind.CLAIM,
            )
        )
        free_ms = group.end_ms
    _take_late(found, late)
    return found


def _take_late(found: list[Statement], late: list[str]) -> None:
    """Adds what was said inside the last statement to its words."""
    if late:
        found[-1] = replace(found[-1], words=" ".join([found[-1].words, *late]))
        late.clear()


def _grouped(cues: Sequence[Cue], rule: MergeRule) -> list[CueGroup]:
    groups: list[CueGroup] = []
    group = CueGroup()
    for cue, turn_left_ms in _with_turn_length(cues):
        if group.cues:
            taken_over = cue.speaker != group.speaker and turn_left_ms >= rule.turn_ms
            paused = cue.start_ms - group.end_ms >= rule.pause_ms
            full = group.length_ms >= rule.target_ms and group.ends_sentence()
            if taken_over or full or (paused and group.length_ms >= rule.short_ms):
                groups.append(group)
                group = CueGroup()
            elif cue.end_ms - group.start_ms > rule.longest_ms:
                kept, group = group.cut_late(rule.target_ms)
                groups.append(kept)
        group.add(cue)
    return [*groups, group] if group.cues else groups


def _with_turn_length(cues: Sequence[Cue]) -> Iterator[tuple[Cue, int]]:
    """Each cue with the time for which its speaker goes on from here before another speaks."""
    lengths = [0] * len(cues)
    end_ms = 0
    for place in range(len(cues) - 1, -1, -1):
        cue = cues[place]
        last_of_turn = place + 1 == len(cues) or cue.speaker != cues[place + 1].speaker
        end_ms = cue.end_ms if last_of_turn else max(end_ms, cue.end_ms)
        lengths[place] = end_ms - cue.start_ms
    return zip(cues, lengths, strict=True)


def _without_fragments(groups: list[CueGroup], rule: MergeRule) -> list[CueGroup]:
    """Fragments join the group before them; another speaker's only if too short for a turn."""
    joined: list[CueGroup] = []
    for group in groups:
        before = joined[-1] if joined else None
        if (
            before is not None
            and group.length_ms
            < (rule.short_ms if group.speaker == before.speaker else rule.turn_ms)
            and group.start_ms - before.end_ms < rule.pause_ms
            and group.end_ms - before.start_ms <= rule.longest_ms
        ):
            for cue in group.cues:
                before.add(cue)
        else:
            joined.append(group)
    return joined
