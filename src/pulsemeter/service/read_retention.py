"""The `[retention]` section of a study file: shorter as one likes, longer with a written reason."""

from typing import Any

from pulsemeter.domain.retention import CONTACTS_DAYS, DAYS_MAX, PERSONS_DAYS, Retention
from pulsemeter.service.study_reading import Reading, within

_USUAL = {"contacts_days": CONTACTS_DAYS, "persons_days": PERSONS_DAYS}
_SHORTEST = {"contacts_days": 0, "persons_days": 1}


def read_retention(reading: Reading, tables: dict[str, Any]) -> Retention:
    """For how long the study keeps what is known of persons."""
    table = tables.get("retention", {})
    if not isinstance(table, dict):
        reading.complain("retention", "must be a section [retention]")
        return Retention()
    reading.known(table, "retention", "retention")
    days = {
        key: within(reading, table, "retention", key, usual, (_SHORTEST[key], DAYS_MAX))
        for key, usual in _USUAL.items()
    }
    reason = reading.take(table, "retention", "reason", str, "").strip()
    for key, usual in _USUAL.items():
        if days[key] > usual and not reason:
            reading.complain(
                f"retention.{key}",
                f"{days[key]} days are longer than the usual {usual}; write down why as "
                'reason = "…" under [retention], or keep it shorter',
            )
        elif days[key] > usual:
            reading.note(f"retention.{key}", f"{days[key]} days instead of {usual}: {reason}")
    return Retention(**days, reason=reason)
