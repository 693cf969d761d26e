"""The `[playlist]` and the `[[arm]]`s of a study file, or complaints by key and line."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pulsemeter.domain.assignment import ARM
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import BREAK_MAX_MS, Arm, Order, Playlist
from pulsemeter.domain.study import Study
from pulsemeter.service.study_reading import Reading, named_id

_ORDERS = {order.value: order for order in Order}
_KINDS = {kind.value: kind for kind in InstrumentKind}
_SHARE_MAX = 100


def read_playlist(reading: Reading, tables: dict[str, Any], study: Study) -> Study:
    """The study with its playlist and arms."""
    table = tables.get("playlist", {})
    if not isinstance(table, dict):
        reading.complain("playlist", "must be a section [playlist]")
        table = {}
    reading.known(table, "playlist", "playlist")
    entries = tables.get("arm", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.complain("arm", "must be written as [[arm]]")
        entries = []
    arms = tuple(_arm(reading, e, f"arm[{n}]", study) for n, e in enumerate(entries))
    _check_arms(reading, arms)
    if arms and study.attribute(ARM):
        reading.complain("attribute", f"{ARM!r} is the name of the arms here; give another id")
    if len({(arm.instrument or study.instrument).kind for arm in arms if arm.presses}) > 1:
        reading.note(
            "arm",
            "the arms press on different instruments; the curve of the whole panel mixes "
            "them, so compare the arms' own curves with care",
        )
    playlist = Playlist(
        _order(reading, table, "playlist") or Order.FIXED, _break_ms(reading, table)
    )
    return replace(study, playlist=playlist, arms=arms)


def _break_ms(reading: Reading, table: dict[str, Any]) -> int:
    break_ms = reading.take(table, "playlist", "break_s", int, 0) * 1_000
    if not 0 <= break_ms <= BREAK_MAX_MS:
        reading.complain("playlist.break_s", f"must lie from 0 to {BREAK_MAX_MS // 1_000} seconds")
        return 0
    return break_ms


def _order(reading: Reading, table: dict[str, Any], path: str) -> Order | None:
    name = reading.take(table, path, "order", str, "")
    if name and name not in _ORDERS:
        reading.complain(f"{path}.order", f"is none of {', '.join(_ORDERS)}")
    return _ORDERS.get(name)


def _arm(reading: Reading, table: dict[str, Any], path: str, study: Study) -> Arm:
    reading.known(table, path, "arm")
    name = named_id(reading, table, path)
    share = reading.take(table, path, "share", int, 1)
    if not 1 <= share <= _SHARE_MAX:
        reading.complain(f"{path}.share", f"must lie from 1 to {_SHARE_MAX}")
        share = 1
    return Arm(
        id=name,
        label=reading.take(table, path, "label", str, name),
        share=share,
        stimuli=_stimuli(reading, table, path, [s.id for s in study.stimuli]),
        instrument=_instrument(reading, table, path, study.instrument),
        order=_order(reading, table, path),
        presses=reading.take(table, path, "presses", bool, True),
    )


def _stimuli(
    reading: Reading, table: dict[str, Any], path: str, known: Sequence[str]
) -> tuple[str, ...]:
    named = reading.take(table, path, "stimuli", list, [])
    for name in named:
        if name not in known:
            reading.complain(
                f"{path}.stimuli", f"{name!r} is no stimulus; there are {', '.join(known)}"
            )
    if len(set(map(str, named))) < len(named):
        reading.complain(f"{path}.stimuli", "names a stimulus twice; each is watched once")
    return tuple(name for name in named if name in known)


def _instrument(
    reading: Reading, table: dict[str, Any], path: str, own: Instrument
) -> Instrument | None:
    """The study's instrument as this arm changes it. Cadence and targets are one for all arms:
    they are the columns of the tally."""
    if "kind" not in table and "cue" not in table:
        return None
    kind = reading.take(table, path, "kind", str, own.kind.value)
    if kind not in _KINDS:
        reading.complain(f"{path}.kind", f"is none of {', '.join(_KINDS)}")
        return None
    if (_KINDS[kind] is InstrumentKind.TWO_BUTTONS_PER_TARGET) != (len(own.targets) > 1):
        reading.complain(
            f"{path}.kind",
            "all arms have the same targets; name them in [instrument], or leave "
            "this arm without them",
        )
    return replace(own, kind=_KINDS[kind], cue=reading.take(table, path, "cue", bool, own.cue))


def _check_arms(reading: Reading, arms: Sequence[Arm]) -> None:
    if len(arms) == 1:
        reading.complain("arm", "one arm compares nothing; add another or take this one away")
    seen: set[str] = set()
    for place, arm in enumerate(arms):
        if arm.id in seen:
            reading.complain(f"arm[{place}].id", f"{arm.id!r} is there twice")
        seen.add(arm.id)
