"""Catalogues become words: forms, figures, regions, and English where there is nothing else."""

import re

import pytest

from pulsemeter.languages import LANGUAGES, is_spoken, state_of, words_for
from pulsemeter.languages.catalogue import catalogue, plain_code, read_catalogue
from pulsemeter.release.words import ENGLISH

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"X-Pulsemeter-State: draft\\n"\n\n'
)
PERSONS = 'msgid "{n} hen"\nmsgid_plural "{n} hens"\nmsgstr[0] "{n} Huhn"\nmsgstr[1] "{n} Hühner"\n'


def test_a_catalogue_is_read():
    found = read_catalogue("de", f'{HEAD}msgid "egg"\nmsgstr "Ei"\n\n{PERSONS}'.encode())
    assert found.state == "draft"
    assert found.translate("egg") == "Ei"
    assert found.translate_counted("{n} hen", "{n} hens", 1) == "{n} Huhn"
    assert found.translate_counted("{n} hen", "{n} hens", 0) == "{n} Hühner"


def test_what_a_catalogue_lacks_is_said_in_english():
    empty = PERSONS.replace("{n} Huhn", "").replace("{n} Hühner", "")
    found = read_catalogue("de", f'{HEAD}msgid "egg"\nmsgstr ""\n\n{empty}'.encode())
    assert found.translate("egg") == "egg"
    assert found.translate("cock") == "cock"
    unsure = read_catalogue("de", f'{HEAD}#, fuzzy\nmsgid "egg"\nmsgstr "Eis"\n'.encode())
    assert unsure.translate("egg") == "egg"
    assert found.translate_counted("{n} hen", "{n} hens", 1) == "{n} hen"
    assert found.translate_counted("{n} hen", "{n} hens", 2) == "{n} hens"


def test_a_text_that_lacks_a_form_is_said_in_english():
    three = HEAD.replace("nplurals=2; plural=(n != 1)", "nplurals=3; plural=(n > 2 ? 2 : n)")
    found = read_catalogue("de", f"{three}{PERSONS}".encode())
    assert [found.translate_counted("{n} hen", "{n} hens", n) for n in (1, 5)] == [
        "{n} hen",
        "{n} hens",
    ]


def test_a_catalogue_without_a_state_is_refused():
    with pytest.raises(ValueError, match="X-Pulsemeter-State"):
        read_catalogue("de", HEAD.replace("draft", "nearly").encode())


def test_a_file_that_is_no_catalogue_is_refused():
    with pytest.raises(ValueError, match=r"^de\.po: .*6"):
        read_catalogue("de", f"{HEAD}egg = Ei\n".encode())
    with pytest.raises(ValueError, match=r"de\.po: unknown encoding"):
        read_catalogue("de", (HEAD.replace("utf-8", "uf-8") + PERSONS).encode())


def test_a_region_keeps_the_language_and_writes_its_own_figures():
    assert plain_code(" de-AT ") == plain_code("DE_at") == "de"
    austrian = words_for("de-AT")
    assert austrian.language == "de"
    assert austrian.say("strong") == words_for("de").say("strong") == "stark"
    assert words_for("es-MX").whole(1440) == "1,440"
    assert words_for("es").whole(1440) == "1.440"
    assert words_for("de-Nowhere").whole(1440) == "1.440"


def test_a_language_without_a_catalogue_is_english():
    assert words_for("ja") is ENGLISH
    assert words_for("") is ENGLISH
    assert words_for("en-GB") is ENGLISH
    assert not is_spoken("ja")
    assert is_spoken("pt-BR")
    with pytest.raises(KeyError, match="ja"):
        state_of("ja")


def test_english_is_reviewed_and_no_language_claims_so_without_a_speaker():
    assert state_of("en") == "reviewed"
    assert {state_of(language) for language in LANGUAGES if language != "en"} == {"draft"}


def test_figures_are_written_as_the_language_writes_them():
    assert words_for("de").percent(0.6) == "60\N{NO-BREAK SPACE}%"
    assert words_for("pl").percent(0.6) == "60%"
    assert re.fullmatch(r"1\s440", words_for("fr").whole(1440))
    assert words_for("de").net(-0.05) == "−5"
    assert words_for("ar").percent(0.6) == "\u206660%\u2069"
    assert [lang for lang in LANGUAGES if words_for(lang).right_to_left] == ["ar", "he"]


FORMS = {
    "en": ("person", "persons", "persons", "persons", "persons", "persons"),
    "de": ("Person", "Personen", "Personen", "Personen", "Personen", "Personen"),
    "fr": ("personne", "personnes", "personnes", "personnes", "personnes", "personnes"),
    "es": ("persona", "personas", "personas", "personas", "personas", "personas"),
    "pt": ("pessoa", "pessoas", "pessoas", "pessoas", "pessoas", "pessoas"),
    "pl": ("osoba", "osoby", "osób", "osób", "osoby", "osób"),
    "uk": ("особу", "особи", "осіб", "осіб", "особи", "осіб"),
    "ru": ("человека", "человек", "человек", "человек", "человек", "человек"),
    "ar": ("شخص واحد", "شخصين", "أشخاص", "شخصًا", "شخصًا", "شخص"),
    "he": ("אדם אחד", "שני אנשים", "אנשים", "אנשים", "אנשים", "אנשים"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_of_persons(language):
    """Of 1, 2, 5, 11, 22 and 100 persons."""
    words = words_for(language)
    texts = {
        "pl": (
            "{told}; that is undecided; roughly {n} person in all would settle it.",
            "{told}; that is undecided; roughly {n} people in all would settle it.",
        )
    }.get(language, ("more than {n} person", "more than {n} persons"))
    filled = {"told": ""} if language == "pl" else {}
    for number, form in zip((1, 2, 5, 11, 22, 100), FORMS[language], strict=True):
        said = words.say_counted(*texts, number, **filled)
        assert re.search(rf"{form}(?!\w)", said), (number, said)


RULES = {
    "en": (1, 0, 1, 1, 1, 1, 1, 1),
    "fr": (0, 0, 1, 1, 1, 1, 1, 1),
    "pl": (2, 0, 1, 2, 2, 2, 1, 2),
    "uk": (2, 0, 1, 2, 2, 0, 1, 2),
    "ru": (2, 0, 1, 2, 2, 0, 1, 2),
    "ar": (0, 1, 2, 3, 4, 4, 4, 5),
    "he": (2, 0, 1, 2, 2, 2, 2, 2),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_chooses_the_form(language):
    """Of 0, 1, 2, 5, 11, 21, 22 and 100; the forms stand in the order of CLDR."""
    like = {"de": "en", "es": "en", "pt": "fr"}.get(language, language)
    form = catalogue(language).form
    assert tuple(form(n) for n in (0, 1, 2, 5, 11, 21, 22, 100)) == RULES[like]
