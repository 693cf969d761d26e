"""A statement list written by hand (`statements.toml`) becomes statements, or all complaints.

For studies whose statements somebody chose, in place of those merged from a transcript. Knows
the file's text only; whether a statement lies inside its stimulus can be checked when the caller
knows the duration.
"""

from typing import Any

from pulsemeter.domain.statement import Statement, StatementKind, overlapping
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

_TEXTS = ("words", "speaker", "topic", "note", "source")
_KEYS = {"id", "stimulus", "start_ms", "end_ms", "kind", "revision", "parents", *_TEXTS}
_RESERVED = ":+×/"
STATEMENTS_MAX = 20_000


def read_statement_list(
    text: str,
    name: str = "statements.toml",
    *,
    stimulus: str = "",
    duration_ms: int | None = None,
) -> list[Statement]:
    """The statements of a list, in order of time, each in its first revision if it says none.

    `stimulus` is taken where an entry names none, and `duration_ms`, if known, is the end that
    no statement may pass. Raises TranscriptError with every complaint, by entry and key.
    """
    try:
        tables = toml_tables(text)
    except TomlRefused as error:
        raise TranscriptError(
            f"{name} is not a TOML file: {error}. Mend that place and load it again."
        ) from error
    entries = tables.get("statement")
    if not isinstance(entries, list) or not entries:
        raise TranscriptError(
            f"{name} holds no statement. Write [[statement]] with id, start_ms, end_ms and words."
        )
    if len(entries) > STATEMENTS_MAX:
        raise TranscriptError(f"{name} holds {len(entries)} statements; at most {STATEMENTS_MAX}.")
    complaints = [
        f"{key}: is not known here; the file holds [[statement]] and [[passage]] entries only"
        for key in sorted(set(tables) - {"statement", "passage"})
    ]
    found = []
    for place, entry in enumerate(entries, start=1):
        statement, wrong = _statement(entry, place, stimulus)
        complaints += wrong
        if statement is not None:
            found.append(statement)
    complaints += _together(found, duration_ms)
    if complaints:
        listing = "\n".join(f"  {complaint}" for complaint in complaints[:100])
        rest = f"\n  and {len(complaints) - 100} more" if len(complaints) > 100 else ""
        raise TranscriptError(f"{name} can't be used as a statement list:\n{listing}{rest}")
    return sorted(found, key=lambda one: (one.stimulus, one.start_ms))


def _statement(entry: Any, place: int, stimulus: str) -> tuple[Statement | None, list[str]]:
    where = f"statement {place}"
    if not isinstance(entry, dict):
        return None, [f"{where}: must be written as [[statement]]"]
    if isinstance(entry.get("id"), str) and entry["id"]:
        where += f" ({entry['id'][:60]})"
    wrong = [
        f"{where}, {key}: is not a key here; known are {', '.join(sorted(_KEYS))}"
        for key in sorted(set(entry) - _KEYS)
    ]
    texts = {
        key: _text(entry, key, where, wrong, needed=key in ("id", "words"))
        for key in ("id", *_TEXTS)
    }
    if any(sign in texts["id"] for sign in _RESERVED):
        wrong.append(f"{where}, id: may not hold any of {' '.join(_RESERVED)}")
    belongs_to = _text(entry, "stimulus", where, wrong, needed=not stimulus) or stimulus
    start_ms, end_ms = (_time(entry, key, where, wrong) for key in ("start_ms", "end_ms"))
    if start_ms is not None and end_ms is not None and end_ms <= start_ms:
        wrong.append(f"{where}, end_ms: {end_ms} must lie after start_ms, {start_ms}")
    kinds = [kind.value for kind in StatementKind]
    kind = entry.get("kind", StatementKind.CLAIM.value)
    if kind not in kinds:
        wrong.append(f"{where}, kind: {kind!r} is not one of {', '.join(kinds)}")
    revision, parents = entry.get("revision", 1), entry.get("parents", [])
    if not isinstance(revision, int) or isinstance(revision, bool) or not 1 <= revision < 2**53:
        wrong.append(f"{where}, revision: {revision!r:.60} is no number from 1 on")
    if not isinstance(parents, list) or not all(isinstance(one, str) for one in parents):
        wrong.append(f"{where}, parents: {parents!r:.60} is no list of ids")
    if texts["source"] and not texts["note"]:
        wrong.append(f"{where}, source: belongs to a note; write the note too")
    if wrong or start_ms is None or end_ms is None:
        return None, wrong
    return (
        Statement(
            id=texts["id"],
            revision=revision,
            stimulus=belongs_to,
            start_ms=start_ms,
            end_ms=end_ms,
            words=texts["words"],
            speaker=texts["speaker"],
            topic=texts["topic"],
            kind=StatementKind(kind),
            note=texts["note"],
            parents=tuple(parents),
            source=texts["source"],
        ),
        [],
    )


def _text(entry: dict[str, Any], key: str, where: str, wrong: list[str], *, needed: bool) -> str:
    value = entry.get(key)
    if value is None and not needed:
        return ""
    if value is None or value == "":
        if needed:
            wrong.append(f"{where}, {key}: is missing; give a text")
        return ""
    if not isinstance(value, str):
        wrong.append(f"{where}, {key}: must be a text, not {value!r:.60}")
        return ""
    return value


def _time(entry: dict[str, Any], key: str, where: str, wrong: list[str]) -> int | None:
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    fault = "is missing" if value is None else f"{value!r:.60} is not a time"
    wrong.append(f"{where}, {key}: {fault}; give whole milliseconds from the start, as 12500")
    return None


def _together(found: list[Statement], duration_ms: int | None) -> list[str]:
    """What is wrong with statements that are right one by one."""
    wrong = []
    seen: set[str] = set()
    for statement in found:
        if statement.id in seen:
            wrong.append(f"statement ({statement.id}), id: is used twice; ids must differ")
        seen.add(statement.id)
        if duration_ms is not None and statement.end_ms > duration_ms:
            wrong.append(
                f"statement ({statement.id}), end_ms: {statement.end_ms} lies after the end of "
                f"the stimulus at {duration_ms}"
            )
    wrong += [
        f"statement ({second.id}), start_ms: {second.start_ms} lies before the end of "
        f"{first.id} at {first.end_ms}; statements may not overlap"
        for first, second in overlapping(found)
    ]
    return wrong
