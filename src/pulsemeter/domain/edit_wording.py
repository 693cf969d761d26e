"""Edits of statements: from one wording to the next. Nothing here is stored.

An edit of what a statement says or when makes a new revision of it; splitting and merging make
new statements that name their parents. No id is ever given anew to something else.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.domain.wording import Wording, WordingError

WORDS_MAX, LABEL_MAX, NOTE_MAX = 10_000, 100, 2_000
_WORD = re.compile(r"\S+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PART = re.compile(r"(.*[0-9])[a-z]{1,2}|(.+)-[a-z]{1,2}", re.DOTALL)


def split_statement(
    wording: Wording, name: str, *, word: int | None = None, at_ms: int | None = None
) -> Wording:
    """Two statements in place of one: `word` is the number of words that the first keeps, `at_ms`
    the time at which the second begins.

    Where only one of them is given, the other follows from the share of letters before it: words
    take about as long to say as to write.
    """
    old = wording.statement(name)
    starts = [found.start() for found in _WORD.finditer(old.words)]
    if len(starts) < 2 or old.end_ms - old.start_ms < 2:
        raise WordingError(f"statement {name} is too short to be split")
    word = _word_at(old, starts, at_ms) if word is None else word
    if not 1 <= word < len(starts):
        raise WordingError(
            f"statement {name} has {len(starts)} words; split it after word 1 to {len(starts) - 1}"
        )
    at_ms = _time_before(old, starts, word) if at_ms is None else at_ms
    if not old.start_ms < at_ms < old.end_ms:
        raise WordingError(
            f"{at_ms} ms doesn't lie inside statement {name}, from {old.start_ms} to "
            f"{old.end_ms} ms"
        )
    first, second = _free_ids(wording, name, 2)
    place = starts[word]
    words = old.words[:place].rstrip(), old.words[place:]
    parts = (
        replace(old, id=first, revision=1, end_ms=at_ms, words=words[0], parents=(name,)),
        replace(old, id=second, revision=1, start_ms=at_ms, words=words[1], parents=(name,)),
    )
    return wording.with_statements(parts, {name: (first, second)})


def merge_statements(wording: Wording, names: Sequence[str]) -> Wording:
    """One statement in place of neighbours, from the start of the first to the end of the last.

    It is of whoever speaks longest in them; words of others carry their name, as in an imported
    transcript. Kind and passage have to be shared; topics and notes are put together.
    """
    merged = wording.in_order(names)
    ids = tuple(statement.id for statement in merged)
    if len(merged) < 2:
        raise WordingError("name two statements or more that follow each other, to merge them")
    said = wording.of(merged[0].stimulus)
    first = said.index(merged[0])
    if merged != said[first : first + len(merged)]:
        raise WordingError(f"statements {', '.join(ids)} don't follow each other in one stimulus")
    inside = [set(ids).intersection(passage.statements) for passage in wording.passages]
    if any(0 < len(part) < len(ids) for part in inside):
        raise WordingError(
            f"statements {', '.join(ids)} are not all in the same passage; change the passage first"
        )
    (new,) = _free_ids(wording, ids[0], 1)
    speaker = _longest_speaker(merged)
    kinds = {statement.kind for statement in merged}
    made = Statement(
        id=new,
        revision=1,
        stimulus=merged[0].stimulus,
        start_ms=merged[0].start_ms,
        end_ms=merged[-1].end_ms,
        words=_spoken_by(speaker, merged),
        speaker=speaker,
        topic=_together([statement.topic for statement in merged]),
        kind=kinds.pop() if len(kinds) == 1 else StatementKind.CLAIM,
        note=_together([statement.note for statement in merged]),
        parents=ids,
        source=_together([statement.source for statement in merged]),
    )
    return wording.with_statements((made,), dict.fromkeys(ids, (new,)))


class StatementFacts(TypedDict, total=False):
    """What may be changed of a statement beside its times."""

    words: str
    speaker: str
    topic: str
    kind: StatementKind
    note: str
    source: str


def change_statement(wording: Wording, name: str, **told: Unpack[StatementFacts]) -> Wording:
    """What a statement says, who says it, about what, and what is to be known of it; what isn't
    given stays."""
    old = wording.statement(name)
    words = told.get("words", old.words)
    new = replace(
        old,
        words=old.words if words == old.words else _said(words),
        speaker=_changed(old.speaker, told.get("speaker"), LABEL_MAX, "the speaker"),
        topic=_changed(old.topic, told.get("topic"), LABEL_MAX, "the topic"),
        kind=told.get("kind", old.kind),
        note=_changed(old.note, told.get("note"), NOTE_MAX, "the note"),
        source=_changed(old.source, told.get("source"), NOTE_MAX, "the source"),
    )
    if new.source and not new.note:
        raise WordingError(
            f"statement {name}: a source belongs to a note; write the note too, such as “disputed”"
        )
    return _revised(wording, old, new)


def set_bounds(wording: Wording, name: str, start_ms: int, end_ms: int) -> Wording:
    """A statement from one time to another, between its neighbours and inside its stimulus."""
    old = wording.statement(name)
    if not 0 <= start_ms < end_ms:
        raise WordingError(
            f"statement {name} can't last from {start_ms} to {end_ms} ms; give a start from 0 on "
            "and an end after it"
        )
    before, after = wording.around(old)
    if before is not None and end_ms <= before.start_ms:
        raise WordingError(f"statement {name} can't move before {before.id}; delete and add it")
    if after is not None and start_ms >= after.end_ms:
        raise WordingError(f"statement {name} can't move behind {after.id}; delete and add it")
    return _revised(wording, old, replace(old, start_ms=start_ms, end_ms=end_ms))


def delete_statement(wording: Wording, name: str) -> Wording:
    """The wording without a statement; a passage that held nothing else goes with it."""
    wording.statement(name)
    return wording.with_statements((), {name: ()})


def add_statement(
    wording: Wording, stimulus: str, start_ms: int, end_ms: int, words: str, speaker: str = ""
) -> Wording:
    """A new statement where nothing is said yet; between two of a passage it belongs to it."""
    wording.duration_ms(stimulus)
    if not 0 <= start_ms < end_ms:
        raise WordingError(f"a statement can't last from {start_ms} to {end_ms} ms")
    numbers = (re.fullmatch(re.escape(stimulus) + "-s([0-9]{1,9})[a-z]*", n) for n in wording.used)
    highest = max((int(found[1]) for found in numbers if found), default=0)
    name = f"{stimulus}-s{highest + 1:02}"
    said = _said(words)
    new = Statement(name, 1, stimulus, start_ms, end_ms, said, tidy_text(speaker, LABEL_MAX, "the speaker"))  # fmt: skip  # noqa: E501
    made = wording.with_statements((new,))
    before, after = made.around(new)
    holder = made.passage_of(before.id) if before and after else None
    if holder is None or before is None or after is None or after.id not in holder.statements:
        return made
    members = list(holder.statements)
    members.insert(members.index(after.id), name)
    return made.with_passage(
        replace(holder, revision=holder.revision + 1, statements=tuple(members))
    )


def _revised(wording: Wording, old: Statement, new: Statement) -> Wording:
    if new == old:
        return wording
    return wording.with_statements((replace(new, revision=old.revision + 1),))


def _changed(old: str, new: str | None, longest: int, what: str) -> str:
    """The new text; what merging put together may be longer than what one may write."""
    return old if new is None or new == old else tidy_text(new, longest, what)


def _said(words: str) -> str:
    said = tidy_text(words, WORDS_MAX, "the words")
    if not said:
        raise WordingError("a statement needs words; delete it if nothing is said")
    return said


def tidy_text(text: str, longest: int, what: str) -> str:
    """A text on one line. Half a character, as a broken form may hold it, can't be stored."""
    plain = " ".join(text.encode("utf-8", "replace").decode().replace("\x00", "").split())
    if len(plain) > longest:
        raise WordingError(f"{what} may have {longest} signs at most, not {len(plain)}")
    return plain


def _time_before(statement: Statement, starts: Sequence[int], word: int) -> int:
    """About when a word begins."""
    length_ms = statement.end_ms - statement.start_ms
    before_ms = length_ms * starts[word] // len(statement.words)
    return statement.start_ms + min(max(before_ms, 1), length_ms - 1)


def _word_at(statement: Statement, starts: Sequence[int], at_ms: int | None) -> int:
    """The word that begins nearest to a time, never the first."""
    if at_ms is None:
        raise WordingError("say where to split: behind which word, or at which time")
    return min(
        range(1, len(starts)), key=lambda word: abs(_time_before(statement, starts, word) - at_ms)
    )


def _longest_speaker(statements: Sequence[Statement]) -> str:
    spoken_ms: dict[str, int] = {}
    for statement in statements:
        length_ms = statement.end_ms - statement.start_ms
        spoken_ms[statement.speaker] = spoken_ms.get(statement.speaker, 0) + length_ms
    return max(spoken_ms, key=lambda speaker: spoken_ms[speaker])


def _spoken_by(speaker: str, statements: Sequence[Statement]) -> str:
    pieces: list[str] = []
    speaking = speaker
    for statement in statements:
        if statement.speaker != speaking:
            pieces.append(f"[{statement.speaker or 'unnamed'}:]")
            speaking = statement.speaker
        pieces.append(statement.words)
    return " ".join(pieces)


def _together(texts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _free_ids(wording: Wording, name: str, count: int) -> tuple[str, ...]:
    """Ids beside one: `moon-s03` is followed by `moon-s03a`, `moon-s03b`, that one by the next
    letters; an id without a number at its end gets a hyphen between."""
    part = _PART.fullmatch(name)
    stem = (part[1] or part[2]) if part else name
    joint = "" if stem[-1].isdigit() else "-"
    letters = (*_LETTERS, *(a + b for a in _LETTERS for b in _LETTERS))
    free = (f"{stem}{joint}{ending}" for ending in letters)
    found = [one for one in free if one not in wording.used][:count]
    if len(found) < count:
        raise WordingError(f"statement {name} was split too often; add it anew instead")
    return tuple(found)
