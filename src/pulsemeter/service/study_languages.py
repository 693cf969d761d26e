"""May participants be asked in these languages? And what is there to translate?

A person consents to what the page says. So a language whose words are a draft, or whose consent
isn't whole, needs somebody who read its pages and stands for them by name.
"""

from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import (
    CONSENT_PATHS,
    languages_of,
    missing_texts,
    standard_texts,
    texts,
)
from pulsemeter.languages import is_spoken, state_of
from pulsemeter.languages.page_words import said


class LanguageUnread(ValueError):
    """A session can't open, because nobody has read the pages in one of its languages."""


def unread_languages(study: Study) -> list[tuple[str, str]]:
    """The study's languages that can't be offered yet, each with the reason."""
    readers = {study.language: study.read_by} | {s.code: s.read_by for s in study.languages}
    unread = []
    for code in languages_of(study):
        if readers[code].strip():
            continue
        lacking = [path for path in missing_texts(study, code) if path in CONSENT_PATHS]
        if lacking:
            unread.append((code, f"it lacks {', '.join(lacking)}"))
        elif not is_spoken(code):
            unread.append((code, "the program has no words for it, its pages speak English"))
        elif state_of(code) == "draft":
            unread.append((code, "the program's words for it are a draft"))
    return unread


def check_languages(study: Study) -> None:
    """Refuse to open a study to participants in a language that nobody vouches for."""
    unread = unread_languages(study)
    if not unread:
        return
    reasons = "; ".join(f"{code}: {reason}" for code, reason in unread)
    own = study.language in [code for code, _ in unread]
    where = "[study]" if own else "its [[language]]"
    where = "[study] or its [[language]]" if own and len(unread) > 1 else where
    raise LanguageUnread(
        f"participants can't be asked in every language of {study.name} yet ({reasons}). Let "
        "somebody who speaks the language go through the pages in a rehearsal, then write their "
        f'name into the study file: read_by = "…" under {where}, and create the study again'
    )


def fill_in_block(study: Study, code: str) -> str:
    """The TOML of a language with a line for every text: what it gives, else the own as a note."""
    given = {path: text for s in study.languages if s.code == code for path, text in s.texts}
    readers = {s.code: s.read_by for s in study.languages}
    reader = readers.get(code, "")
    lines = ["[[language]]", f"code = {_quoted(code)}", f"read_by = {_quoted(reader)}"]
    lines += ["", "[language.texts]"]
    for path, text in texts(study).items():
        by_itself = said(code, text) if text in standard_texts() else ""
        lines.append(f"# {_one_line(text)}")
        lines.append(f"{_quoted(path)} = {_quoted(given.get(path, '') or by_itself)}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """A TOML basic string."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(
        signs.get(s, s if s.isprintable() or ord(s) > 127 else f"\\u{ord(s):04x}") for s in text
    ) + '"'  # fmt: skip
