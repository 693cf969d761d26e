"""A study file becomes a study, or a list of what is wrong with it, by key and line."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pulsemeter.analysis.verdicts import VerdictRule
from pulsemeter.domain.delay import CUE_WORDS_MAX
from pulsemeter.domain.protection import PROFILES, ProtectionProfile
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    JoinMode,
    Questions,
    Study,
)
from pulsemeter.languages import LANGUAGES, is_spoken, state_of
from pulsemeter.service.read_instrument import read_instrument
from pulsemeter.service.read_languages import with_languages
from pulsemeter.service.read_playlist import read_playlist
from pulsemeter.service.read_protection import check_why, read_protection
from pulsemeter.service.read_questions import read_questionnaire
from pulsemeter.service.read_recruitment import read_recruitment
from pulsemeter.service.read_retention import read_retention
from pulsemeter.service.read_stimuli import named_files, read_stimuli
from pulsemeter.service.study_lines import key_lines
from pulsemeter.service.study_reading import (
    TOP,
    Complaint,
    Reading,
    StudyFileError,
    named_id,
    within,
)
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

NAME_LENGTH_MAX = 60
"""A folder is called so, and systems of files take 255 bytes; a sign may be 4 of them."""
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class StudyFile:
    """A study with the names of the files its stimuli's words come from, and what its author
    should know."""

    study: Study
    transcripts: dict[str, str]
    statement_lists: dict[str, str]
    notes: tuple[Complaint, ...] = ()


def read_study(text: str, name: str = "study.toml") -> StudyFile:
    """The study in this TOML text. Raises StudyFileError with every complaint."""
    try:
        tables = toml_tables(text)
    except TomlRefused as error:
        raise StudyFileError(name, [Complaint("TOML", 0, f"{error}")]) from error
    return _read(Reading(key_lines(text)), tables, name)


def read_tables(tables: dict[str, Any], name: str = "the study") -> StudyFile:
    """The study in the tables of a file or form, which have no lines. Raises StudyFileError."""
    return _read(Reading({}), tables, name)


def _read(reading: Reading, tables: dict[str, Any], name: str) -> StudyFile:
    for key in sorted(set(tables) - TOP):
        reading.complain(key, f"is not a section; known are {', '.join(sorted(TOP))}")
    found = _read_tables(reading, tables)
    if reading.complaints:
        raise StudyFileError(name, reading.complaints)
    return found


def _read_tables(reading: Reading, tables: dict[str, Any]) -> StudyFile:
    head = _section(reading, tables, "study")
    stimuli = _entries(reading, tables, "stimulus")
    attributes = tuple(
        _attribute(reading, table, f"attribute[{place}]")
        for place, table in enumerate(_entries(reading, tables, "attribute"))
    )
    profile = _one_of(reading, head, "study.profile", PROFILES, "standard")
    profile = read_protection(reading, tables, profile)
    join = _one_of(reading, head, "study.join", {m.value: m for m in JoinMode}, "tokens")
    name = reading.take(head, "study", "name", str, None)
    if name and not name.replace("-", "").replace("_", "").isalnum():
        reading.complain("study.name", "may hold letters, digits, - and _ only")
    if name and len(name) > NAME_LENGTH_MAX:
        told = f"has {len(name)} signs; {NAME_LENGTH_MAX} are the most"
        reading.complain("study.name", f"{told}, for a folder is called so")
    study = Study(
        name=name,
        title=reading.take(head, "study", "title", str, None),
        question=reading.take(head, "study", "question", str, ""),
        stimuli=read_stimuli(reading, stimuli),
        attributes=attributes,
        consent=_consent(reading, _section(reading, tables, "consent")),
        instrument=read_instrument(reading, _section(reading, tables, "instrument")),
        questions=_questions(reading, _section(reading, tables, "questions")),
        profile=profile,
        two_way=_pairs(reading, head, "study.two_way", {a.id for a in attributes}),
        verdict=_verdict(reading, tables.get("verdict", {}), profile.smallest_roster),
        language=_language(reading, head),
        join=join,
        lag_ms=within(reading, head, "study", "lag_ms", 3_000, (0, 20_000)),
        seed=within(reading, head, "study", "seed", 0, (0, 2**53)),
        simulated=reading.take(head, "study", "simulated", bool, False),
        personal_summary=_summary(reading, head, profile),
        read_by=reading.take(head, "study", "read_by", str, ""),
        cues=_cues(reading, head),
    )
    for kind, ids in (
        ("stimulus", [s.id for s in study.stimuli]),
        ("attribute", [a.id for a in attributes]),
    ):
        _no_doubles(reading, kind, ids)
    study = read_playlist(reading, tables, study)
    asked = read_questionnaire(reading, tables, [a.id for a in attributes])
    check_why(reading, asked, profile)
    study = replace(study, questionnaire=asked)
    study = read_recruitment(reading, tables, study)
    study = replace(study, retention=read_retention(reading, tables))
    study = with_languages(reading, study, _entries(reading, tables, "language"))
    if not study.stimuli:
        reading.complain("stimulus", "is missing; add a [[stimulus]] with id, title and file")
    return StudyFile(
        study,
        named_files(reading, stimuli, "transcript"),
        named_files(reading, stimuli, "statements"),
        tuple(reading.notes),
    )


def _summary(reading: Reading, head: dict[str, Any], profile: ProtectionProfile) -> bool:
    offered = reading.take(head, "study", "personal_summary", bool, False)
    if offered and profile.even_traffic:
        reading.complain(
            "study.personal_summary",
            f"the profile {profile.name} is for people at risk; a page with their own reactions "
            "could be seen by others on their device. Take it away or choose another profile",
        )
    return offered


def _cues(reading: Reading, head: dict[str, Any]) -> tuple[str, ...]:
    rows = reading.take(head, "study", "cues", list, [])
    for place, row in enumerate(rows):
        if not isinstance(row, str) or not 0 < len(row.strip()) <= CUE_WORDS_MAX:
            reading.complain(
                f"study.cues[{place}]",
                f"must be the words of a moment, at most {CUE_WORDS_MAX} signs, such as "
                '"The presenter says “Good evening”."',
            )
    return tuple(row.strip() for row in rows if isinstance(row, str))


def _language(reading: Reading, head: dict[str, Any]) -> str:
    language = reading.take(head, "study", "language", str, "en")
    if not is_spoken(language):
        reading.note(
            "study.language",
            f"there are no words for {language!r} yet, sentences will be English; there are words "
            f"for {', '.join(LANGUAGES)}",
        )
    elif state_of(language) == "draft":
        reading.note(
            "study.language",
            f"the words for {language!r} are a draft that no speaker of it has reviewed; read the "
            "sentences before others do",
        )
    return language


def _section(reading: Reading, tables: dict[str, Any], name: str) -> dict[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        reading.complain(name, f"must be a section [{name}]")
        return {}
    reading.known(table, name, name)
    return table


def _entries(reading: Reading, tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = tables.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.complain(name, f"must be written as [[{name}]]")
        return []
    for place, entry in enumerate(entries):
        reading.known(entry, f"{name}[{place}]", name)
    return entries


def _one_of(
    reading: Reading, table: dict[str, Any], path: str, names: dict[str, _Value], default: str
) -> _Value:
    section, key = path.rsplit(".", 1)
    value = reading.take(table, section, key, str, default)
    if value not in names:
        reading.complain(path, f"{value!r} is not one of {', '.join(names)}")
        value = default
    return names[value]


def _no_doubles(reading: Reading, kind: str, ids: list[str]) -> None:
    for place, name in enumerate(ids):
        if name in ids[:place]:
            reading.complain(f"{kind}[{place}].id", f"{name!r} is used twice; ids must differ")


def _attribute(reading: Reading, table: dict[str, Any], path: str) -> Attribute:
    rows = table.get("category", [])
    categories = []
    if not isinstance(rows, list) or len(rows) < 2:
        reading.complain(f"{path}.category", "needs at least two [[attribute.category]] entries")
        rows = []
    for place, row in enumerate(rows):
        where = f"{path}.category[{place}]"
        if not isinstance(row, dict):
            reading.complain(where, "must be written as [[attribute.category]]")
            continue
        reading.known(row, where, "category")
        quota = within(reading, row, where, "quota", 0, (0, 10_000_000))
        label = reading.take(row, where, "label", str, None)
        screens_out = reading.take(row, where, "screens_out", bool, False)
        categories.append(Category(named_id(reading, row, where), label, quota, screens_out))
    _no_doubles(reading, f"{path}.category", [c.id for c in categories])
    label = reading.take(table, path, "label", str, None)
    return Attribute(
        id=named_id(reading, table, path),
        label=label,
        question=reading.take(table, path, "question", str, label),
        categories=tuple(categories),
        merge_order=_pairs(reading, table, f"{path}.merge_order", {c.id for c in categories}),
    )


def _pairs(
    reading: Reading, table: dict[str, Any], path: str, known: set[str]
) -> tuple[tuple[str, str], ...]:
    section, key = path.rsplit(".", 1)
    rows = reading.take(table, section, key, list, [])
    pairs = []
    for row in rows:
        is_pair = isinstance(row, list) and len(row) == 2 and all(isinstance(p, str) for p in row)
        if not is_pair or row[0] == row[1]:
            reading.complain(path, f'{row!r} is not a pair such as ["a", "b"]')
        elif not set(row) <= known:
            reading.complain(path, f"{row!r} names something that isn't declared")
        else:
            pairs.append((row[0], row[1]))
    return tuple(pairs)


def _questions(reading: Reading, table: dict[str, Any]) -> Questions:
    plain = Questions()
    return Questions(
        overall=reading.take(table, "questions", "overall", str, plain.overall),
        comment=reading.take(table, "questions", "comment", str, plain.comment),
    )


def _consent(reading: Reading, table: dict[str, Any]) -> Consent:
    return Consent(
        runner=reading.take(table, "consent", "runner", str, None),
        payer=reading.take(table, "consent", "payer", str, None),
        kept=reading.take(table, "consent", "kept", str, None),
        withdraw=reading.take(table, "consent", "withdraw", str, None),
        version=within(reading, table, "consent", "version", 1, (1, 10_000)),
    )


def _verdict(reading: Reading, table: object, floor: int) -> tuple[tuple[str, float], ...]:
    if not isinstance(table, dict):
        reading.complain("verdict", "must be a section [verdict]")
        return ()
    thresholds = tuple(sorted(table.items()))
    try:
        VerdictRule.from_thresholds(thresholds, floor)
    except (ValueError, TypeError) as error:
        key = next(
            (f"verdict.{k}" for k, _ in thresholds if f"verdict.{k}" in str(error)), "verdict"
        )
        reading.complain(key, str(error))
    return thresholds
