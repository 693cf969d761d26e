"""Studies made, copied and taken in again, and their languages, at a real server."""

import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.wire.languages import GivenTexts, NewLanguage
from pulsemeter.wire.study_making import CopyWish, NewStimulus, NewStudy

NEW = NewStudy("A new talk", [NewStimulus("talk", "A talk")], "A town", "A bank", name="made")


@pytest.fixture(scope="module")
def owner(served):
    with Client(served.url, served.token()) as client:
        yield client


def test_a_study_is_made_copied_and_taken_in_again(owner):
    assert owner.make_study(NEW).name == "made"
    assert owner.copy_study("made", CopyWish("made-again")).name == "made-again"
    packed = owner.export_study("made")
    assert packed[:2] == b"PK"
    assert owner.import_study(packed, name="made-thrice").name == "made-thrice"
    assert {s.name for s in owner.list_studies().studies} >= {"made", "made-again", "made-thrice"}
    assert owner.foresee_study("made", size=400).size == 400
    with pytest.raises(ApiRefused) as refused:
        owner.make_study(NEW)
    assert refused.value.status == 422


def test_a_language_is_given_its_texts_by_who_saw_them_last(owner):
    made = NewStudy("Words", [NewStimulus("w", "W")], "A", "B", name="worded")
    study = owner.make_study(made).name
    added = owner.add_language(study, NewLanguage("de"))
    title = GivenTexts({"study.title": "Wörter"})
    given = owner.write_texts(study, "de", title, added.tag)
    assert {t.given for t in given.texts if t.path == "study.title"} == {"Wörter"}
    with pytest.raises(ApiRefused) as stale:
        owner.write_texts(study, "de", title, added.tag)
    assert stale.value.status == 412
    seen = owner.read_texts(study, "de").tag
    owner.drop_reader(study, "de", seen)
    assert {language.code for language in owner.list_languages(study).languages} == {"en", "de"}
    owner.drop_language(study, "de", "*")
    assert {language.code for language in owner.list_languages(study).languages} == {"en"}
