"""The text that a study's participants agree to, version by version, in every language."""

from dataclasses import dataclass

from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import CONSENT_PATHS, texts

Words = tuple[tuple[str, str], ...]
"""(path, text) pairs of one language."""


class ConsentChanged(ValueError):
    """Another text under the same version; says what to do."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a study's consent text, by language."""

    version: int
    languages: tuple[tuple[str, Words], ...]


def consent_text(study: Study) -> ConsentText:
    """What the study's participants agree to."""
    own = texts(study)
    found = {study.language: tuple((path, own[path]) for path in CONSENT_PATHS if path in own)}
    for language in study.languages:
        given = dict(language.texts)
        words = tuple((path, given[path]) for path in CONSENT_PATHS if path in given)
        if words:
            found[language.code] = words
    return ConsentText(study.consent.version, tuple(sorted(found.items())))


def next_consent(held: tuple[ConsentText, ...], study: Study) -> ConsentText:
    """The version to keep for this study beside those that are held; a translation may be added to
    a version. ConsentChanged where a held version would say something else, or versions go back."""
    new = consent_text(study)
    newest = max((text.version for text in held), default=0)
    if new.version < newest:
        raise ConsentChanged(
            f"study {study.name}: the consent text is at version {newest} already and can't go "
            f"back to {new.version}; write version = {newest} (or {newest + 1} if the text is "
            "another one) under [consent]"
        )
    before = next((text for text in held if text.version == new.version), None)
    if before is None:
        return new
    had, has = dict(before.languages), dict(new.languages)
    changed = [code for code in had if code in has and had[code] != has[code]]
    if changed:
        raise ConsentChanged(
            f"study {study.name}: the consent text was changed ({', '.join(changed)}) and still "
            f"calls itself version {new.version}; write version = {new.version + 1} under "
            "[consent], so that it can be told who agreed to what"
        )
    return ConsentText(new.version, tuple(sorted({**had, **has}.items())))
