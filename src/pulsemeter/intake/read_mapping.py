"""The text of a mapping (TOML) becomes an `ImportMapping`, or a list of all that is wrong with it.

What it says of the study itself (`[study]`, `[stimulus]`, `[instrument]` …) is handed on as it
stands: the reader of study files judges it. Keys are in docs/reference/importing.md.
"""

import hashlib
from typing import Any

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapping import (
    AttributeRule,
    CategoryRule,
    FileRule,
    ImportMapping,
    Layout,
    Meaning,
    TimeRule,
    Told,
    Unit,
    ValueRule,
)
from pulsemeter.intake.mapping_walk import Walk
from pulsemeter.service.study_lines import key_lines
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

MAPPING_BYTES_MAX = 1_000_000
ATTRIBUTES_MAX, CATEGORIES_MAX, SYSTEM_MAX = 40, 60, 100
_OF_STUDY = ("study", "stimulus", "instrument", "consent", "retention", "verdict")
WORDS: dict[str, Meaning] = {
    "like": Meaning("press", 100),
    "dislike": Meaning("press", -100),
    "undo": Meaning("undo"),
    "skipped": Meaning("skipped"),
    "away": Meaning("away"),
    "missing": Meaning("missing"),
}
STEP_WORDS: dict[str, Meaning] = {
    **WORDS,
    "like": Meaning("press", 50),
    "dislike": Meaning("press", -50),
    "strong_like": Meaning("press", 100),
    "strong_dislike": Meaning("press", -100),
}


def read_mapping(text: str, name: str = "mapping.toml") -> ImportMapping:
    """The mapping in this text. IntakeError with every complaint, each with key and line."""
    if len(text) > MAPPING_BYTES_MAX:
        raise IntakeError(name, ["is too large for a mapping (1 MB at most)."])
    try:
        tables = toml_tables(text)
    except TomlRefused as error:
        raise IntakeError(name, [f"is no TOML: {error}."]) from error
    walk = Walk(name, key_lines(text))
    walk.known(
        tables,
        "",
        {*_OF_STUDY, "source", "file", "participant", "time", "value", "presence", "panel",
         "attribute", "limits"},
    )  # fmt: skip
    file = _file(walk, walk.section(tables, "file"))
    study = _study(walk, tables)
    steps = walk.plain(tables, "instrument").get("kind") == "four_steps"
    participant = walk.section(tables, "participant")
    walk.known(participant, "participant", {"column", "leave_out"})
    presence = walk.section(tables, "presence")
    walk.known(presence, "presence", {"silence", "missing"})
    panel = walk.section(tables, "panel")
    walk.known(panel, "panel", {"file", "participant"})
    source, limits = walk.section(tables, "source"), walk.section(tables, "limits")
    walk.known(source, "source", {"system"})
    walk.known(limits, "limits", {"unused_percent"})
    has_person = file.layout in (Layout.LONG, Layout.WIDE)
    found = ImportMapping(
        name=name,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        system=_system(walk, source),
        file=file,
        participant=walk.text(participant, "participant.column", needed=has_person),
        leave_out=walk.texts(participant, "participant.leave_out"),
        time=_time(walk, walk.section(tables, "time"), file.layout),
        value=_value(walk, walk.section(tables, "value"), file.layout, steps=steps),
        silence=walk.one_of(presence, "presence.silence", (Told.UNKNOWN, Told.SKIPPED)),
        missing=walk.one_of(presence, "presence.missing", tuple(Told)),
        attributes=_attributes(walk, tables),
        panel_file=walk.text(panel, "panel.file", needed="panel" in tables),
        panel_participant=walk.text(panel, "panel.participant", needed="panel" in tables),
        unused_percent_max=walk.number(limits, "limits.unused_percent", 1.0, (0, 100)),
        study=study,
        transcript=walk.text(walk.plain(tables, "stimulus"), "stimulus.transcript"),
    )
    _check_whole(walk, found)
    walk.stop()
    return found


def _system(walk: Walk, table: dict[str, Any]) -> str:
    """What the other system is called: it stands on every screen of the session."""
    system = " ".join(walk.text(table, "source.system", needed=True).split())
    if len(system) > SYSTEM_MAX:
        walk.complain("source.system", f"is longer than {SYSTEM_MAX} signs; say it shorter")
    return system


def _check_whole(walk: Walk, found: ImportMapping) -> None:
    if found.attributes and not found.panel_file and found.file.layout in (
        Layout.WIDE_BY_TIME,
        Layout.FILE_PER_PARTICIPANT,
    ):  # fmt: skip
        walk.complain(
            "attribute",
            f"the layout {found.file.layout} has no row for each participant; name the file that "
            "has one under [panel] with file and participant",
        )
    if found.leave_out and found.file.layout is not Layout.WIDE_BY_TIME:
        walk.complain("participant.leave_out", "is for the layout wide_by_time only")
    if found.value.target_column and found.file.layout in (Layout.WIDE, Layout.WIDE_BY_TIME):
        walk.complain("value.target_column", "is for files with a row for each reaction only")


def _file(walk: Walk, table: dict[str, Any]) -> FileRule:
    walk.known(table, "file", {"layout", "encoding", "delimiter", "sheet", "skip_rows"})
    delimiter = walk.text(table, "file.delimiter")
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        walk.complain("file.delimiter", f"{delimiter!r} must be one sign, such as ; or |")
    return FileRule(
        layout=walk.one_of(table, "file.layout", tuple(Layout), needed=True),
        encoding=walk.text(table, "file.encoding"),
        delimiter=delimiter,
        sheet=walk.text(table, "file.sheet"),
        skip_rows=int(walk.number(table, "file.skip_rows", 0, (0, 1_000), whole=True)),
    )


def _time(walk: Walk, table: dict[str, Any], layout: Layout) -> TimeRule:
    walk.known(
        table,
        "time",
        {"unit", "column", "fps", "offset_ms", "prefix", "first", "last", "start", "step"},
    )
    in_headers = layout is Layout.WIDE
    for key in ("prefix", "first", "last", "start", "step") if not in_headers else ("column",):
        if key in table:
            walk.complain(f"time.{key}", f"has no meaning in the layout {layout}; leave it out")
    unit = walk.one_of(table, "time.unit", tuple(Unit), needed=True)
    rule = TimeRule(
        unit=unit,
        column=walk.text(table, "time.column", needed=not in_headers),
        fps=walk.number(table, "time.fps", 0.0, (0, 1_000)),
        offset_ms=int(
            walk.number(table, "time.offset_ms", 0, (-86_400_000, 86_400_000), whole=True)
        ),
        prefix=walk.text(table, "time.prefix"),
        first=walk.text(table, "time.first"),
        last=walk.text(table, "time.last"),
        start=walk.number(table, "time.start", 0.0, (-1e9, 1e9)),
        step=walk.number(table, "time.step", 0.0, (0, 1e9)),
    )
    if unit is Unit.FRAMES and not rule.fps:
        walk.complain("time.fps", "is missing; give the frames of a second, such as 25 or 29.97")
    if in_headers:
        _check_headers(walk, rule)
    return rule


def _check_headers(walk: Walk, rule: TimeRule) -> None:
    if bool(rule.prefix) == bool(rule.first):
        walk.complain(
            "time.prefix",
            "say how headers tell the time: prefix (the rest of the header is the time), or first, "
            "last, start and step",
        )
    elif rule.first and (not rule.last or not rule.step):
        walk.complain("time.first", "needs last (the last of these columns) and step as well")
    if rule.first and rule.unit is Unit.CLOCK:
        walk.complain("time.unit", "with first and last, times are counted: s, ms or frames")


def _value(walk: Walk, table: dict[str, Any], layout: Layout, *, steps: bool) -> ValueRule:
    walk.known(
        table,
        "value",
        {"column", "codes", "range", "missing", "target_column", "targets", "held"},
    )
    in_cells = layout in (Layout.WIDE, Layout.WIDE_BY_TIME)
    if in_cells and "column" in table:
        walk.complain("value.column", f"has no meaning in the layout {layout}; leave it out")
    ends = table.get("range")
    span = None
    if ends is not None:
        span = _range(walk, ends)
    codes = _codes(walk, table.get("codes", {}), STEP_WORDS if steps else WORDS)
    if span is None and not codes:
        walk.complain(
            "value",
            "doesn't say what values mean: give range = [lowest, highest], or codes such as "
            '{"1" = "like", "2" = "dislike"}, or both',
        )
    targets = table.get("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(v, str) for v in targets.values()):
        walk.complain("value.targets", 'must be names by value, such as {"A" = "Anna Berg"}')
        targets = {}
    return ValueRule(
        column=walk.text(table, "value.column", needed=not in_cells),
        codes=codes,
        range=span,
        missing=walk.texts(table, "value.missing"),
        target_column=walk.text(table, "value.target_column"),
        targets=targets,
        held=walk.flag(table, "value.held"),
    )


def _range(walk: Walk, ends: object) -> tuple[float, float] | None:
    if isinstance(ends, list) and len(ends) == 2:
        low, high = ends
        numbers = all(isinstance(e, int | float) and not isinstance(e, bool) for e in ends)
        if numbers and low != high and all(abs(e) < 1e9 for e in ends):
            return float(low), float(high)
    walk.complain(
        "value.range",
        f"{ends!r} is no scale; give its ends, such as [0, 100], or [7, 1] where 1 is best",
    )
    return None


def _codes(walk: Walk, table: object, words: dict[str, Meaning]) -> dict[str, Meaning]:
    if not isinstance(table, dict):
        walk.complain("value.codes", 'must be a table such as {"1" = "like", "2" = "dislike"}')
        return {}
    found: dict[str, Meaning] = {}
    for value, meant in table.items():
        if isinstance(meant, str) and meant in words:
            found[value.strip()] = words[meant]
        elif isinstance(meant, int) and not isinstance(meant, bool) and -100 <= meant <= 100:
            found[value.strip()] = Meaning("press", meant)
        else:
            walk.complain(
                "value.codes",
                f"{value!r} = {meant!r}: give {', '.join(words)}, or a number from -100 to 100",
            )
    return found


def _attributes(walk: Walk, tables: dict[str, Any]) -> tuple[AttributeRule, ...]:
    entries = walk.entries(tables, "attribute", ATTRIBUTES_MAX)
    found = []
    for place, table in enumerate(entries):
        path = f"attribute[{place}]"
        walk.known(table, path, {"id", "label", "column", "missing", "merge_order", "category"})
        name = walk.text(table, f"{path}.id", needed=True)
        rows = walk.entries(table, "category", CATEGORIES_MAX, path)
        found.append(
            AttributeRule(
                id=name,
                column=walk.text(table, f"{path}.column") or name,
                label=walk.text(table, f"{path}.label"),
                categories=tuple(
                    _category(walk, row, f"{path}.category[{number}]")
                    for number, row in enumerate(rows)
                ),
                missing=walk.text(table, f"{path}.missing"),
                merge_order=walk.pairs(table, f"{path}.merge_order"),
            )
        )
    if len({rule.id for rule in found}) < len(found):
        walk.complain("attribute", "two attributes have the same id; ids must differ")
    return tuple(found)


def _category(walk: Walk, table: dict[str, Any], path: str) -> CategoryRule:
    walk.known(table, path, {"id", "label", "values"})
    name = walk.text(table, f"{path}.id", needed=True)
    label = walk.text(table, f"{path}.label") or name
    return CategoryRule(name, label, walk.texts(table, f"{path}.values"))


def _study(walk: Walk, tables: dict[str, Any]) -> dict[str, Any]:
    """The sections of a study file, none where the study is to be in the store."""
    held = {key: tables[key] for key in _OF_STUDY if key in tables}
    if held and "study" not in held:
        walk.complain(
            next(iter(held)),
            "goes with [study]: a study in the store says this itself. Leave it out, or add "
            "[study] with a title to make a new study",
        )
    for key in held:
        walk.section(tables, key)
    if "study" in held and "name" in walk.plain(tables, "study"):
        walk.complain("study.name", "is given by --study; leave it out")
    return held
