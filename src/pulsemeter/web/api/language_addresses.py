"""The API's addresses of a study's languages."""

from pulsemeter.domain.staff import Act
from pulsemeter.web.api import languages
from pulsemeter.web.api.address import Address, Parameter
from pulsemeter.web.policy import bringing, in_study
from pulsemeter.web.studio_page import FORM_BYTES_MAX
from pulsemeter.wire import languages as wire
from pulsemeter.wire.studies import FileProblem

_EDIT = bringing(in_study(Act.EDIT_STUDY), FORM_BYTES_MAX)
_LANGUAGES = "/api/v1/studies/{name}/languages"
_LANGUAGE = _LANGUAGES + "/{language}"
_SEEN = (
    Parameter(
        "If-Match", "The ETag of the texts that were read; * for whatever is there.",
        where="header", is_required=True,
    ),
)  # fmt: skip
_SEEN_AND_KEPT = (409, 412, 422, 428)
_COMPLAINTS = {422: FileProblem}

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _LANGUAGES, languages.study_languages, _EDIT, "list_languages",
        "The languages of a study: how far each is, and who stands for its pages.",
        wire.StudyLanguages,
    ),
    Address(
        "POST", _LANGUAGES, languages.add_language, _EDIT, "add_language",
        "Add a language, without a text yet.", wire.LanguageTexts, wire.NewLanguage,
        status=201, refusals=(400, 409, 412, 413, 422), shaped=_COMPLAINTS,
    ),
    Address(
        "GET", _LANGUAGE, languages.language_texts, _EDIT, "read_texts",
        "Every text that participants see, beside what a language gives for it.",
        wire.LanguageTexts,
    ),
    Address(
        "PUT", _LANGUAGE, languages.put_texts, _EDIT, "write_texts",
        "Give these texts in place of all that a language gave; nobody has read them yet.",
        wire.LanguageTexts, wire.GivenTexts, refusals=(400, 413, *_SEEN_AND_KEPT),
        parameters=_SEEN, shaped=_COMPLAINTS,
    ),
    Address(
        "DELETE", _LANGUAGE, languages.drop_language, _EDIT, "drop_language",
        "Take a language away; answers the study’s own.", wire.LanguageTexts,
        refusals=_SEEN_AND_KEPT, parameters=_SEEN, shaped=_COMPLAINTS,
    ),
    Address(
        "PUT", f"{_LANGUAGE}/reader", languages.put_reader, _EDIT, "put_reader",
        "Stand by your name for the consent text and pages in a language.",
        wire.LanguageTexts, refusals=_SEEN_AND_KEPT, parameters=_SEEN, shaped=_COMPLAINTS,
    ),
    Address(
        "DELETE", f"{_LANGUAGE}/reader", languages.drop_reader, _EDIT, "drop_reader",
        "Let nobody stand for a language.", wire.LanguageTexts, refusals=_SEEN_AND_KEPT,
        parameters=_SEEN, shaped=_COMPLAINTS,
    ),
)  # fmt: skip
