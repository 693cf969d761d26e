"""The passages of a statement list: `[[passage]]` entries beside its `[[statement]]`s.

Each names statements of the same list that follow each other. Knows the file's text only.
"""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingError
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.toml_tables import toml_tables

_KEYS = {"id", "title", "statements", "revision"}
_RESERVED = ":+×/"
PASSAGES_MAX = 500


def read_passage_list(text: str, name: str, statements: Sequence[Statement]) -> list[Passage]:
    """The passages of a list whose statements have been read, in order of time. Raises
    TranscriptError with every complaint, by entry and key."""
    entries = toml_tables(text).get("passage", [])
    if not isinstance(entries, list):
        raise TranscriptError(f"{name}: passage: must be written as [[passage]]")
    if len(entries) > PASSAGES_MAX:
        raise TranscriptError(f"{name} holds {len(entries)} passages; at most {PASSAGES_MAX}.")
    stimuli = dict.fromkeys(statement.stimulus for statement in statements)
    wording = Wording(
        tuple((stimulus, 0) for stimulus in stimuli),
        tuple(statements),
        used=frozenset(statement.id for statement in statements),
    )
    complaints: list[str] = []
    for place, entry in enumerate(entries, start=1):
        where = f"passage {place}"
        wrong = _wrong(entry, where)
        if not wrong:
            try:
                if entry["id"] in wording.used:
                    raise WordingError(f"{entry['id']!r} is used twice; ids must differ")
                first = wording.statement(entry["statements"][0])
                wording = wording.with_passage(
                    Passage(
                        entry["id"],
                        entry.get("revision", 1),
                        first.stimulus,
                        entry["title"],
                        tuple(entry["statements"]),
                    )
                )
            except ValueError as error:
                wrong = [f"{where}: {error}"]
        complaints += wrong
    if complaints:
        listing = "\n".join(f"  {complaint}" for complaint in complaints[:100])
        raise TranscriptError(f"{name} can't be used as a statement list:\n{listing}")
    return list(wording.passages)


def _wrong(entry: Any, where: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{where}: must be written as [[passage]]"]
    wrong = [
        f"{where}, {key}: is not a key here; known are {', '.join(sorted(_KEYS))}"
        for key in sorted(set(entry) - _KEYS)
    ]
    wrong += [
        f"{where}, {key}: is missing; give a text"
        for key in ("id", "title")
        if not isinstance(entry.get(key), str) or not entry[key].strip()
    ]
    if any(sign in str(entry.get("id", "")) for sign in _RESERVED):
        wrong.append(f"{where}, id: may not hold any of {' '.join(_RESERVED)}")
    members = entry.get("statements")
    if not isinstance(members, list) or not members or not all(isinstance(m, str) for m in members):
        wrong.append(f'{where}, statements: must be ids in order of time, as ["s01", "s02"]')
    revision = entry.get("revision", 1)
    if not isinstance(revision, int) or isinstance(revision, bool) or not 1 <= revision < 2**53:
        wrong.append(f"{where}, revision: {revision!r:.60} is no number from 1 on")
    return wrong
