"""The `[instrument]` of a study file, with its targets, or complaints by key and line.

Refuses what no pad can show or no analysis can read, and says how to mend it.
"""

from typing import Any

from pulsemeter.domain.instrument import (
    CADENCE_MAX_MS,
    CADENCE_MIN_MS,
    TARGETS_MAX,
    TARGETS_MIN,
    WORD_LENGTH_MAX,
    Instrument,
    InstrumentKind,
)
from pulsemeter.service.study_reading import Reading

_PATH = "instrument"
_KINDS = {kind.value: kind for kind in InstrumentKind}
_ONLY_FOR = {
    "strong_like": InstrumentKind.FOUR_STEPS,
    "strong_dislike": InstrumentKind.FOUR_STEPS,
    "start": InstrumentKind.SLIDER,
    "ends": InstrumentKind.SLIDER,
    "target": InstrumentKind.TWO_BUTTONS_PER_TARGET,
}


def read_instrument(reading: Reading, table: dict[str, Any]) -> Instrument:
    """The instrument of this section; the plain two buttons where it says nothing."""
    plain = Instrument()
    kind = _kind(reading, table)
    for key, only in _ONLY_FOR.items():
        if key in table and kind is not only:
            reading.complain(
                f"{_PATH}.{key}",
                f'is for kind = "{only.value}" only; leave it out, or choose that kind',
            )
    like = _word(reading, table, "like", plain.like)
    dislike = _word(reading, table, "dislike", plain.dislike)
    strong_like, strong_dislike = _strong_words(reading, table, kind)
    instrument = Instrument(
        kind=kind,
        cadence_ms=_cadence(reading, table),
        cue=reading.take(table, _PATH, "cue", bool, plain.cue),
        like=like,
        dislike=dislike,
        targets=_targets(reading, table) if kind is _ONLY_FOR["target"] else plain.targets,
        strong_like=strong_like,
        strong_dislike=strong_dislike,
        start=_start(reading, table),
        ends=_ends(reading, table),
    )
    _differ(reading, instrument)
    return instrument


def _kind(reading: Reading, table: dict[str, Any]) -> InstrumentKind:
    name = reading.take(table, _PATH, "kind", str, InstrumentKind.TWO_BUTTONS.value)
    if name not in _KINDS:
        reading.complain(f"{_PATH}.kind", f"{name!r} is not one of {', '.join(_KINDS)}")
    return _KINDS.get(name, InstrumentKind.TWO_BUTTONS)


def _cadence(reading: Reading, table: dict[str, Any]) -> int:
    plain_ms = Instrument().cadence_ms
    cadence_ms = reading.take(table, _PATH, "cadence_ms", int, plain_ms)
    if CADENCE_MIN_MS <= cadence_ms <= CADENCE_MAX_MS:
        return cadence_ms
    hint = "; it counts in milliseconds" if 0 < cadence_ms <= CADENCE_MAX_MS // 1000 else ""
    reading.complain(
        f"{_PATH}.cadence_ms",
        f"{cadence_ms} lies outside {CADENCE_MIN_MS} to {CADENCE_MAX_MS}{hint}",
    )
    return plain_ms


def _word(reading: Reading, table: dict[str, Any], key: str, plain: str) -> str:
    word = reading.take(table, _PATH, key, str, plain).strip()
    return _fitting(reading, f"{_PATH}.{key}", word)


def _fitting(reading: Reading, path: str, word: str) -> str:
    if not word:
        reading.complain(path, "is empty; give the word that people see")
    elif len(word) > WORD_LENGTH_MAX:
        reading.complain(
            path,
            f"{word!r} has {len(word)} signs; a button of a small phone holds {WORD_LENGTH_MAX}",
        )
    return word


def _strong_words(reading: Reading, table: dict[str, Any], kind: InstrumentKind) -> tuple[str, str]:
    plain = Instrument()
    if kind is not InstrumentKind.FOUR_STEPS:
        return plain.strong_like, plain.strong_dislike
    words = []
    for key, weak, own in (
        ("strong_like", "like", plain.strong_like),
        ("strong_dislike", "dislike", plain.strong_dislike),
    ):
        if key not in table and weak in table:
            reading.complain(
                f"{_PATH}.{key}", f"is missing; {weak} has a word of its own, so give this one too"
            )
        words.append(_word(reading, table, key, own))
    return words[0], words[1]


def _start(reading: Reading, table: dict[str, Any]) -> int:
    start = reading.take(table, _PATH, "start", int, 0)
    if not -100 <= start <= 100:
        reading.complain(f"{_PATH}.start", f"{start} lies outside -100 to 100")
        return 0
    return start


def _ends(reading: Reading, table: dict[str, Any]) -> tuple[str, str]:
    if "ends" not in table:
        return "", ""
    words = reading.take(table, _PATH, "ends", list, [])
    if len(words) != 2 or not all(isinstance(word, str) for word in words):
        reading.complain(
            f"{_PATH}.ends", 'must be two words, the end at -100 first: ["Not at all", "Very"]'
        )
        return "", ""
    low, high = (_fitting(reading, f"{_PATH}.ends", word.strip()) for word in words)
    return low, high


def _targets(reading: Reading, table: dict[str, Any]) -> tuple[str, ...]:
    rows = table.get("target", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        reading.complain(f"{_PATH}.target", "must be written as [[instrument.target]] with a name")
        return Instrument().targets
    if not TARGETS_MIN <= len(rows) <= TARGETS_MAX:
        reading.complain(
            f"{_PATH}.target",
            f"there are {len(rows)}; two buttons per target need {TARGETS_MIN} to {TARGETS_MAX} "
            "[[instrument.target]] entries with a name",
        )
    names: list[str] = []
    for place, row in enumerate(rows):
        path = f"{_PATH}.target[{place}]"
        reading.known(row, path, "target")
        name = reading.take(row, path, "name", str, None).strip()
        if name:
            _fitting(reading, f"{path}.name", name)
        if name and name.casefold() in (held.casefold() for held in names):
            reading.complain(f"{path}.name", f"{name!r} is used twice; names must differ")
        names.append(name)
    return tuple(names) or Instrument().targets


def _differ(reading: Reading, instrument: Instrument) -> None:
    """People tell buttons apart by their words first."""
    keys = ("strong_like", "like", "dislike", "strong_dislike")
    shown = keys if instrument.kind is InstrumentKind.FOUR_STEPS else keys[1:3]
    seen: dict[str, str] = {}
    for key, word in zip(shown, instrument.words, strict=True):
        other = seen.setdefault(word.casefold(), key)
        if word and other != key:
            reading.complain(
                f"{_PATH}.{key}", f"{word!r} is the word of {other} too; words must differ"
            )
    low, high = instrument.ends
    if low and low.casefold() == high.casefold():
        reading.complain(f"{_PATH}.ends", f"{low!r} stands at both ends; words must differ")
