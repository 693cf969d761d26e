"""The languages of a study as they are changed: tables of its file in, tables out.

A language comes or goes, its texts are given anew, somebody stands for its pages by name. What was
seen of it is told by a mark, so that nobody vouches for a text that was changed meanwhile. Nothing
is kept here; see `edit_study`.
"""

import hashlib
from collections.abc import Mapping

from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import in_language, languages_of, texts
from pulsemeter.service.edit_study import Tables


def with_language(tables: Tables, code: str) -> Tables:
    """One language more, without a text yet."""
    return {**tables, "language": [*tables.get("language", []), {"code": code}]}


def without_language(tables: Tables, code: str) -> Tables:
    """One language fewer; the study's own stays."""
    kept = [held for held in tables.get("language", []) if held["code"] != code]
    return {**tables, "language": kept}


def with_reader(tables: Tables, code: str, name: str) -> Tables:
    """The pages in a language are read by somebody of this name, or by nobody."""
    languages = [
        {**held, "read_by": name} if held["code"] == code else held
        for held in tables.get("language", [])
    ]
    is_own = tables["study"].get("language", "en") == code
    head = {**tables["study"], "read_by": name} if is_own else tables["study"]
    return {**tables, "study": head, "language": languages}


def with_texts(tables: Tables, code: str, given: Mapping[str, str]) -> Tables:
    """These texts in place of all that a language gave; an empty one is none."""
    kept = {path: text for path, text in given.items() if text.strip()}
    languages = [
        {**held, "texts": kept} if held["code"] == code else held
        for held in tables.get("language", [])
    ]
    return {**tables, "language": languages}


def readers(study: Study) -> dict[str, str]:
    """Who stands for the pages in each language of a study; nobody is an empty text."""
    return {study.language: study.read_by} | {held.code: held.read_by for held in study.languages}


def given_texts(study: Study, code: str) -> dict[str, str]:
    """The texts that a further language gives, by path."""
    return next((dict(held.texts) for held in study.languages if held.code == code), {})


def languages_mark(study: Study) -> str:
    """By what is told whether the texts of all languages are still those that somebody read."""
    return _mark([in_language(study, code) for code in languages_of(study)])


def texts_mark(study: Study, code: str) -> str:
    """The same of one language, beside the study's own texts."""
    return _mark((texts(study), sorted(given_texts(study, code).items())))


def _mark(seen: object) -> str:
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]
