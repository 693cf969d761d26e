"""The sections `[[language]]` of a study file: further languages with the study's texts in them."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pulsemeter.domain.study import Study, StudyLanguage
from pulsemeter.domain.translation import missing_texts, texts
from pulsemeter.languages import LANGUAGES, is_spoken
from pulsemeter.service.study_reading import Reading

_PATHS_SHOWN = 5


def with_languages(reading: Reading, study: Study, tables: list[dict[str, Any]]) -> Study:
    """The study with its languages; notes what each of them doesn't give."""
    languages = tuple(
        _language(reading, table, f"language[{place}]", study) for place, table in enumerate(tables)
    )
    codes = [study.language]
    for place, language in enumerate(languages):
        if language.code in codes:
            reading.complain(f"language[{place}].code", f"{language.code!r} is there already")
        codes.append(language.code)
    spoken = replace(study, languages=languages)
    for place, language in enumerate(languages):
        missing = missing_texts(spoken, language.code)
        if missing:
            shown = ", ".join(missing[:_PATHS_SHOWN]) + (
                f" and {len(missing) - _PATHS_SHOWN} more" if len(missing) > _PATHS_SHOWN else ""
            )
            reading.note(
                f"language[{place}].texts",
                f"{len(missing)} of {len(texts(spoken))} texts are not translated into "
                f"{language.code}: {shown}; they are shown in {study.language}",
            )
    return spoken


def _language(reading: Reading, table: dict[str, Any], path: str, study: Study) -> StudyLanguage:
    code = reading.take(table, path, "code", str, None)
    if code and not is_spoken(code):
        reading.complain(
            f"{path}.code", f"there are no words for {code!r}; there are {', '.join(LANGUAGES)}"
        )
    return StudyLanguage(
        code=code,
        read_by=reading.take(table, path, "read_by", str, ""),
        texts=_texts(reading, table, f"{path}.texts", study),
    )


def _texts(
    reading: Reading, table: dict[str, Any], path: str, study: Study
) -> tuple[tuple[str, str], ...]:
    given = reading.take(table, path.removesuffix(".texts"), "texts", dict, {})
    known = texts(study)
    found = []
    for name, text in _flat(given, ""):
        if name not in known:
            near = get_close_matches(name, known, 1, 0.4)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            reading.complain(path, f"{name!r} is no text of this study{meant}")
        elif not isinstance(text, str):
            reading.complain(path, f"{name!r} must be a text, not {text!r}")
        elif text.strip():
            found.append((name, text))
    return tuple(found)


def _flat(table: dict[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    """Paths with their texts: in TOML, dots outside quotes make tables within tables."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
