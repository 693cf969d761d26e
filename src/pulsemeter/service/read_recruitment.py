"""The `[recruitment]` section and the `[[quota]]` entries of a study file."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pulsemeter.domain.recruitment import CategoriesFrom, CellQuota, Recruitment, Vendor
from pulsemeter.domain.study import JoinMode, Study
from pulsemeter.service.study_reading import Reading, within
from pulsemeter.service.vendor_return import template_trouble

QUOTA_MAX = 10_000_000
_OVER_MAX = 2.0
_ADDRESSES = ("complete", "screened_out", "quota_full")
_OWN_PARAMETERS = ("language",)


def read_recruitment(reading: Reading, tables: dict[str, Any], study: Study) -> Study:
    """The study with how its seats are filled."""
    table = tables.get("recruitment", {})
    if not isinstance(table, dict):
        reading.complain("recruitment", "must be a section [recruitment]")
        table = {}
    reading.known(table, "recruitment", "recruitment")
    reserve, reserve_share = _reserve(reading, table)
    minutes = within(reading, table, "recruitment", "no_show_minutes", 5, (1, 600))
    return replace(
        study,
        recruitment=Recruitment(
            over=_share(reading, table, "over", _OVER_MAX),
            reserve=reserve,
            reserve_share=reserve_share,
            no_show_ms=minutes * 60_000,
            joins_a_second=within(
                reading, table, "recruitment", "joins_a_second", 500, (0, 100_000)
            ),
            categories_from=_categories_from(reading, table, study),
            quotas=_quotas(reading, tables, study),
            vendor=_vendor(reading, table),
        ),
    )


def _share(reading: Reading, table: Mapping[str, Any], key: str, highest: float) -> float:
    value = table.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= highest:
        reading.complain(f"recruitment.{key}", f"must be a share from 0 to {highest:g}")
        return 0.0
    return float(value)


def _reserve(reading: Reading, table: Mapping[str, Any]) -> tuple[int, float]:
    """A whole number is persons a cell; a number with a point is a share of its quota."""
    value = table.get("reserve", 0)
    if isinstance(value, float):
        return 0, _share(reading, table, "reserve", _OVER_MAX)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= QUOTA_MAX:
        reading.complain(
            "recruitment.reserve", "must be persons a cell (10), or a share of its quota (0.2)"
        )
        return 0, 0.0
    return value, 0.0


def _categories_from(reading: Reading, table: dict[str, Any], study: Study) -> CategoriesFrom:
    named = reading.take(table, "recruitment", "categories_from", str, "questions")
    if named not in list(CategoriesFrom):
        reading.complain("recruitment.categories_from", "is neither questions nor tokens")
        return CategoriesFrom.QUESTIONS
    if named == CategoriesFrom.TOKENS and study.join is not JoinMode.TOKENS:
        reading.complain(
            "recruitment.categories_from",
            'needs join = "tokens" in [study]: who has no token has no categories either',
        )
    return CategoriesFrom(named)


def _vendor(reading: Reading, table: dict[str, Any]) -> Vendor | None:
    addresses = {name: reading.take(table, "recruitment", name, str, "") for name in _ADDRESSES}
    for name, template in addresses.items():
        if template and (trouble := template_trouble(template)):
            reading.complain(f"recruitment.{name}", trouble)
    name = reading.take(table, "recruitment", "vendor", str, "")
    parameter = reading.take(table, "recruitment", "vendor_parameter", str, "pid")
    if not parameter.replace("_", "").replace("-", "").isalnum() or parameter in _OWN_PARAMETERS:
        reading.complain("recruitment.vendor_parameter", "may hold letters, digits, - and _ only")
    if not any(addresses.values()):
        if name:
            reading.complain(
                "recruitment.vendor",
                f"needs an address to go back to: {', '.join(_ADDRESSES)}",
            )
        return None
    if not name:
        reading.complain(
            "recruitment.vendor", "is missing; it stands on the button that leads back"
        )
    return Vendor(name, parameter, **addresses)


def _quotas(reading: Reading, tables: dict[str, Any], study: Study) -> tuple[CellQuota, ...]:
    entries = tables.get("quota", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.complain("quota", "must be written as [[quota]]")
        return ()
    found: dict[tuple[tuple[str, str], ...], CellQuota] = {}
    for place, entry in enumerate(entries):
        path = f"quota[{place}]"
        pairs = _cell(reading, entry, path, study)
        highest = within(reading, entry, path, "max", 0, (0, QUOTA_MAX))
        if highest == 0:
            reading.complain(f"{path}.max", "is missing; give at least 1 person")
        if pairs in found:
            reading.complain(path, "is about a cell that has a quota already")
        found[pairs] = CellQuota(pairs, highest)
    return tuple(found.values())


def _cell(
    reading: Reading, entry: dict[str, Any], path: str, study: Study
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for attribute_id, category_id in entry.items():
        if attribute_id == "max":
            continue
        attribute = study.attribute(attribute_id)
        if attribute is None:
            reading.complain(f"{path}.{attribute_id}", "is no attribute of this study")
        elif not isinstance(category_id, str) or attribute.category(category_id) is None:
            names = ", ".join(c.id for c in attribute.categories)
            reading.complain(f"{path}.{attribute_id}", f"is none of {names}")
        else:
            pairs.append((attribute_id, category_id))
    if len(entry.keys() - {"max"}) != 2:
        reading.complain(path, "must name two attributes, each with a category; one alone has its "
                         "quota at the category")  # fmt: skip
    return tuple(sorted(pairs))
